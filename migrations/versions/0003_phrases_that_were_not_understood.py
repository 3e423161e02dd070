"""phrases that were not understood.

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "missed_phrase",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("folded", sa.String(length=40), nullable=False),
        sa.Column("words", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.CheckConstraint("times > 0", name=op.f("ck_missed_phrase_times_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_missed_phrase")),
        sa.UniqueConstraint("folded", name=op.f("uq_missed_phrase_folded")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("missed_phrase")
