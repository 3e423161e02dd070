"""more pictures of a product.

Revision: 0007, after 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "product_picture",
        sa.Column("product_id", _BIG, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("media_id", _BIG, nullable=False),
        sa.CheckConstraint("place BETWEEN 2 AND 5", name=op.f("ck_product_picture_place")),
        sa.ForeignKeyConstraint(["media_id"], ["media.id"], name=op.f("fk_product_picture_media_id_media")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_product_picture_product_id_product")),
        sa.PrimaryKeyConstraint("product_id", "place", name=op.f("pk_product_picture")),
        sa.UniqueConstraint("product_id", "media_id", name=op.f("uq_product_picture_product_id_media_id")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("product_picture")
