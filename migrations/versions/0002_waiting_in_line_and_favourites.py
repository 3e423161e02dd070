"""waiting in line and favourites.

Revision: 0002, after 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "favourite",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_favourite_person_id_person")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_favourite_product_id_product")),
        sa.PrimaryKeyConstraint("person_id", "product_id", name=op.f("pk_favourite")),
    )
    op.create_table(
        "wish",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quantity", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offered_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'offered') = (offered_until IS NOT NULL) AND (state <> 'offered' OR quantity IS NOT NULL)",
            name=op.f("ck_wish_offered_until"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_wish_quantity_positive")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_wish_person_id_person")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_wish_product_id_product")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish")),
    )
    with op.batch_alter_table("wish", schema=None) as batch_op:
        batch_op.create_index(
            "ix_wish_product_id_since_open",
            ["product_id", "since"],
            unique=False,
            sqlite_where=sa.text("state IN ('waiting', 'offered')"),
            postgresql_where=sa.text("state IN ('waiting', 'offered')"),
        )
        batch_op.create_index(
            "uq_wish_person_id_product_id_open",
            ["person_id", "product_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('waiting', 'offered')"),
            postgresql_where=sa.text("state IN ('waiting', 'offered')"),
        )

    with op.batch_alter_table("hold", schema=None) as batch_op:
        batch_op.add_column(sa.Column("wish_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.alter_column(
            "order_id", existing_type=sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        )
        batch_op.create_index(
            "uq_hold_wish_id_offered",
            ["wish_id"],
            unique=True,
            sqlite_where=sa.text("state = 'active' AND order_id IS NULL"),
            postgresql_where=sa.text("state = 'active' AND order_id IS NULL"),
        )
        batch_op.create_foreign_key(batch_op.f("fk_hold_wish_id_wish"), "wish", ["wish_id"], ["id"])
        batch_op.create_check_constraint(
            batch_op.f("ck_hold_for_somebody"), "order_id IS NOT NULL OR wish_id IS NOT NULL"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_hold_offer_is_not_kept"), "order_id IS NOT NULL OR state IN ('active', 'released')"
        )


def downgrade() -> None:
    """Take it back; refused by the database once an offer was made, since its hold has no order."""
    with op.batch_alter_table("hold", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_hold_offer_is_not_kept"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_hold_for_somebody"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_hold_wish_id_wish"), type_="foreignkey")
        batch_op.drop_index(
            "uq_hold_wish_id_offered",
            sqlite_where=sa.text("state = 'active' AND order_id IS NULL"),
            postgresql_where=sa.text("state = 'active' AND order_id IS NULL"),
        )
        batch_op.alter_column(
            "order_id", existing_type=sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        )
        batch_op.drop_column("wish_id")

    with op.batch_alter_table("wish", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_wish_person_id_product_id_open",
            sqlite_where=sa.text("state IN ('waiting', 'offered')"),
            postgresql_where=sa.text("state IN ('waiting', 'offered')"),
        )
        batch_op.drop_index(
            "ix_wish_product_id_since_open",
            sqlite_where=sa.text("state IN ('waiting', 'offered')"),
            postgresql_where=sa.text("state IN ('waiting', 'offered')"),
        )

    op.drop_table("wish")
    op.drop_table("favourite")
