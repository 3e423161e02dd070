"""the clip of a product.

Revision: 0008, after 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "product_clip",
        sa.Column("product_id", _BIG, nullable=False),
        sa.Column("media_id", _BIG, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.CheckConstraint("seconds BETWEEN 0 AND 60", name=op.f("ck_product_clip_seconds")),
        sa.ForeignKeyConstraint(["media_id"], ["media.id"], name=op.f("fk_product_clip_media_id_media")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_product_clip_product_id_product")),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_product_clip")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("product_clip")
