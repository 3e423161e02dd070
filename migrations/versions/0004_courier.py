"""courier.

Revision: 0004, after 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_PLACED = (
    "state = 'basket' OR (code IS NOT NULL AND placed_at IS NOT NULL AND collect_on IS NOT NULL"
    " AND cut_off_at IS NOT NULL AND {where})"
)


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "saved_address",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.String(length=160), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_address_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_address")),
        sa.UniqueConstraint("person_id", "text", name="uq_saved_address_person_id_text"),
    )
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.add_column(sa.Column("address", sa.String(length=160), nullable=True))
        batch_op.add_column(
            sa.Column(
                "fee_minor",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                nullable=False,
                server_default=sa.text("0"),
            )
        )
        batch_op.drop_constraint(batch_op.f("ck_orders_placed_is_complete"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_orders_placed_is_complete"),
            _PLACED.format(where="(point_id IS NOT NULL OR address IS NOT NULL)"),
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_orders_point_or_address"), "point_id IS NULL OR address IS NULL"
        )
        batch_op.create_check_constraint(batch_op.f("ck_orders_fee_not_negative"), "fee_minor >= 0")
        batch_op.create_check_constraint(batch_op.f("ck_orders_fee_of_courier"), "fee_minor = 0 OR address IS NOT NULL")
    # Only the rows that there were needed it.
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.alter_column("fee_minor", server_default=None)


def downgrade() -> None:
    """Take it back; refused by the database once the courier was sent, since such an order has no point."""
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_orders_fee_of_courier"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_orders_fee_not_negative"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_orders_point_or_address"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_orders_placed_is_complete"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_orders_placed_is_complete"), _PLACED.format(where="point_id IS NOT NULL")
        )
        batch_op.drop_column("fee_minor")
        batch_op.drop_column("address")
    op.drop_table("saved_address")
