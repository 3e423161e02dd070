"""details of an order, and the phone of a person.

Revision: 0005, after 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.add_column(sa.Column("note", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("collector", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("may_call", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("line", schema=None) as batch_op:
        batch_op.add_column(sa.Column("if_short", sa.String(length=32), server_default="ask", nullable=False))

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("phone", sa.String(length=16), nullable=True))


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("phone")

    with op.batch_alter_table("line", schema=None) as batch_op:
        batch_op.drop_column("if_short")

    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_column("may_call")
        batch_op.drop_column("collector")
        batch_op.drop_column("note")
