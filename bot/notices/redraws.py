"""Changes of public posts that did not arrive: remembered beside what still stands there, and tried anew.

What people see of their own is drawn whenever they write; nobody writes to a post.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from bot.notices.models import Delivery, Lane, Shown
from bot.notices.service import ChangedCard
from bot.notices.waiting import Message
from bot.people.models import Identity, IdentityState

AGAIN_AFTER = timedelta(minutes=10)  # by then the sender has tried five times

_SHOWN = Shown.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_IDENTITY = Identity.__table__  # type: ignore[attr-defined]

_NOTE = (
    update(_SHOWN)
    .where(_SHOWN.c.identity_id == bindparam("chat"), _SHOWN.c.card == bindparam("on_card"))
    .values(redraw_at=bindparam("again"))
)
_DUE = (
    select(_SHOWN.c.id, _SHOWN.c.card, _IDENTITY.c.person_id)
    .join_from(_SHOWN, _IDENTITY, _IDENTITY.c.id == _SHOWN.c.identity_id)
    .where(
        _SHOWN.c.redraw_at <= bindparam("now"),
        _SHOWN.c.card.is_not(None),  # else another message has taken its place
        _IDENTITY.c.state == IdentityState.REACHABLE,
    )
    .order_by(_SHOWN.c.redraw_at, _SHOWN.c.id)
    .limit(bindparam("most"))
)
_TAKE = update(_SHOWN).where(_SHOWN.c.id.in_(bindparam("ids", expanding=True))).values(redraw_at=None)


class LostRedraw(NamedTuple):
    """A living message that does not say what it should."""

    identity_id: int
    card: str


def lost_redraws(messages: Iterable[Message]) -> list[LostRedraw]:
    """Pick those of some failed messages that were to change a post."""
    return [
        LostRedraw(message.identity_id, message.outgoing.card)
        for message in messages
        if message.lane == Lane.BROADCAST and message.delivery is Delivery.UPDATE and message.outgoing.card
    ]


def draw_later(session: Session, lost: Iterable[LostRedraw], *, now: datetime) -> None:
    """Have these drawn anew after a while, and not before their chat can be reached; one that stands nowhere is not."""
    rows = [{"chat": one.identity_id, "on_card": one.card, "again": now + AGAIN_AFTER} for one in lost]
    if rows:
        session.connection().execute(_NOTE, rows)


def has_due_redraws(session: Session, now: datetime) -> bool:
    return session.connection().execute(_DUE, {"now": now, "most": 1}).first() is not None


def take_due_redraws(session: Session, most: int, now: datetime) -> list[ChangedCard]:
    """Hand over what is to be drawn anew now; whoever takes it has to ask for that in the same transaction."""
    rows = session.connection().execute(_DUE, {"now": now, "most": most}).all()
    if rows:
        session.connection().execute(_TAKE, {"ids": [row.id for row in rows]})
    return [ChangedCard(row.person_id, row.card, Lane.BROADCAST) for row in rows]
