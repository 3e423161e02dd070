"""Which messages of the outbox are next: by lane, and for each recipient one after the other."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
    text,
    tuple_,
    type_coerce,
    union_all,
)

from bot.messages import Address, Outgoing
from bot.notices.models import Delivery, Lane, OutboxMessage, OutboxState
from bot.notices.outbox import decode
from bot.notices.outcomes import Tried

OUTBOX = OutboxMessage.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it

# Word for word the condition of the partial index: with bound values neither engine would use it.
WAITING = text("outbox_message.state IN ('queued', 'sending')")
COLUMNS = (
    OUTBOX.c.id,
    OUTBOX.c.identity_id,
    OUTBOX.c.channel,
    OUTBOX.c.external_id,
    OUTBOX.c.lane,
    # As text: a newer release may know another way to deliver, and one such row must not stop the others.
    type_coerce(OUTBOX.c.delivery, String).label("delivery"),
    OUTBOX.c.payload,
    OUTBOX.c.edit_message_id,
    OUTBOX.c.notice_ids,
    OUTBOX.c.silent,
    OUTBOX.c.repeats,
    OUTBOX.c.attempts,
    OUTBOX.c.created_at,
)
_READY = (
    OUTBOX.c.state == OutboxState.QUEUED,
    or_(OUTBOX.c.not_before.is_(None), OUTBOX.c.not_before <= bindparam("now")),
)
_OURS = OUTBOX.c.channel == bindparam("channel")

# An alert gives way to answers, but not for long: when thousands tap in the same minute their answers take minutes, and
# the farmer is to hear of an order meanwhile.
ALERT_GIVES_WAY = timedelta(seconds=1)

# A person hears things in the order in which they were said, so only the oldest message that waits for them is a
# candidate; it goes as early as the most urgent one behind it.  Broadcasts stand apart and delay nobody else.
# What waits is walked from its urgent end, by an index, only as far as so many have been found: a rush leaves thousands
# behind, and this is asked for every few messages.
_URGENT, _BEFORE, _OLDER = OUTBOX.alias("urgent"), OUTBOX.alias("before"), OUTBOX.alias("older")
_WAITS = {alias: text(f"{alias.name}.state IN ('queued', 'sending')") for alias in (_URGENT, _BEFORE, _OLDER)}
_OLDEST = (
    select(func.min(_OLDER.c.id))
    .where(_OLDER.c.identity_id == _URGENT.c.identity_id, _OLDER.c.lane < Lane.BROADCAST, _WAITS[_OLDER])
    .correlate(_URGENT)
    .scalar_subquery()
)


def _walk(rank: int, *which: ColumnElement[bool]) -> Select[Any]:
    """For each recipient of whom one urgent row is chosen, give the oldest message, if it is ready."""
    return (
        select(literal(rank).label("rank"), _URGENT.c.lane.label("as_lane"), _URGENT.c.id.label("as_id"), *COLUMNS)
        .join_from(_URGENT, OUTBOX, OUTBOX.c.id == _OLDEST)
        .where(_URGENT.c.channel == bindparam("channel"), _WAITS[_URGENT], *which, *_READY)
        .order_by(_URGENT.c.lane, _URGENT.c.id)
        .limit(bindparam("most"))
    )


def _none_before(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    return ~exists().where(_BEFORE.c.identity_id == _URGENT.c.identity_id, _WAITS[_BEFORE], *which)


_OVERDUE = _walk(
    0,
    _URGENT.c.lane == Lane.ALERT,
    _URGENT.c.created_at <= bindparam("overdue"),
    _none_before(_BEFORE.c.lane == Lane.ALERT, _BEFORE.c.id < _URGENT.c.id),
).subquery("overdue_alerts")
_MOST_URGENT = _walk(
    1,
    _URGENT.c.lane < Lane.BROADCAST,
    _none_before(tuple_(_BEFORE.c.lane, _BEFORE.c.id) < tuple_(_URGENT.c.lane, _URGENT.c.id)),
).subquery("most_urgent")
_FOUND = union_all(select(_OVERDUE), select(_MOST_URGENT)).subquery("found")
# An overdue alert's recipient may be there twice.
NEXT_PERSONAL = select(_FOUND).order_by(_FOUND.c.rank, _FOUND.c.as_lane, _FOUND.c.as_id)
# In their order as well: what changes a post must not come before the post.  As a subquery for each row, of which only
# so many are looked at as are wanted.
_EARLIER = OUTBOX.alias("earlier")
_FIRST = (
    select(func.min(_EARLIER.c.id))
    .where(
        _EARLIER.c.identity_id == OUTBOX.c.identity_id,
        _EARLIER.c.lane == Lane.BROADCAST,
        _EARLIER.c.state.in_((OutboxState.QUEUED, OutboxState.SENDING)),
    )
    .correlate(OUTBOX)
    .scalar_subquery()
)
NEXT_BROADCAST = (
    select(*COLUMNS)
    .where(_OURS, OUTBOX.c.lane == Lane.BROADCAST, WAITING, *_READY, OUTBOX.c.id == _FIRST)
    .order_by(OUTBOX.c.id)
    .limit(bindparam("most"))
)
# Asked apart: joined into the one above, PostgreSQL reads the whole broadcast each time (measured: 75 ms, not 2).
BUSY = select(OUTBOX.c.identity_id).where(
    OUTBOX.c.identity_id.in_(bindparam("identities", expanding=True)),
    WAITING,
    or_(OUTBOX.c.lane < Lane.BROADCAST, OUTBOX.c.state == OutboxState.SENDING),
)


class Unreadable(Exception):
    """A row that this release cannot read."""


@dataclass(frozen=True, slots=True)
class Message:
    """One row of the outbox."""

    id: int
    identity_id: int
    address: Address
    lane: int
    delivery: Delivery
    outgoing: Outgoing
    edit_message_id: str | None
    notice_ids: tuple[int, ...]
    silent: bool
    repeats: bool
    attempts: int
    created_at: datetime

    @classmethod
    def of(cls, row: Any) -> "Message":
        """Read a row of `COLUMNS`.

        Raises:
            Unreadable: a newer release wrote it, or it is damaged.
        """
        try:
            return cls(
                id=row.id,
                identity_id=row.identity_id,
                address=Address(row.channel, row.external_id),
                lane=row.lane,
                delivery=Delivery(row.delivery),
                outgoing=decode(row.payload),
                edit_message_id=row.edit_message_id,
                notice_ids=tuple(row.notice_ids),
                silent=row.silent,
                repeats=row.repeats,
                attempts=row.attempts,
                created_at=row.created_at,
            )
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise Unreadable(type(error).__name__) from error

    def tried(self) -> Tried:
        """Give what its fate depends on; `attempts` as of now."""
        return Tried(self.lane, self.attempts, self.repeats, self.created_at)
