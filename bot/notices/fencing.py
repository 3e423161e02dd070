"""Fencing tokens: a process that stood still, and that does not know yet of another one that sends now, claims nothing.

The lease alone cannot see to that: whoever stood still goes on where it stood, perhaps in the middle of a claim.
"""

from sqlalchemy import bindparam, literal, select

# PostgreSQL's ON CONFLICT compiles to the same words on SQLite.
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import Session

from bot.notices.models import SenderAccount

_ACCOUNT = SenderAccount.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it

_FENCE = upsert(_ACCOUNT).on_conflict_do_update(
    index_elements=(_ACCOUNT.c.channel,), set_={"fence": upsert(_ACCOUNT).excluded.fence}
)

# A condition of whatever only the account's sender may write; its parameters are `of_channel` and `fence`.
# Locked until the transaction ends: whoever takes the account over waits for that, and sees what was written.
OURS = (
    select(literal(1))
    .where(_ACCOUNT.c.channel == bindparam("of_channel"), _ACCOUNT.c.fence == bindparam("fence"))
    .with_for_update(read=True)
    .exists()
)


def fence(session: Session, channel: str, token: str) -> None:
    """Shut out whoever sent for a channel before: what has begun ends first, and nothing begins any more."""
    session.connection().execute(_FENCE, {"channel": channel, "account": "", "fence": token})
