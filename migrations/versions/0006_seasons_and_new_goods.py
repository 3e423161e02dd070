"""seasons and new goods.

Revision: 0006, after 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change.  Since when the goods that are there are in the shop is not known."""
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.add_column(sa.Column("season_from", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("season_until", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_check_constraint(
            batch_op.f("ck_product_season_months"), "season_from BETWEEN 1 AND 12 AND season_until BETWEEN 1 AND 12"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_product_season_whole"), "(season_from IS NULL) = (season_until IS NULL)"
        )


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_product_season_whole"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_product_season_months"), type_="check")
        batch_op.drop_column("shown_at")
        batch_op.drop_column("season_until")
        batch_op.drop_column("season_from")
