"""The books of the rush, read from the rows while it goes on and at its end: never more is promised than there was."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from benchmarks.rush.market import FIRST_BUYER
from benchmarks.stalls import PACK
from bot.catalog.models import Lot
from bot.notices.models import Lane, Notice, OutboxMessage, OutboxState
from bot.orders.models import HoldState, OrderState
from bot.orders.tables import HOLD, LINE, ORDER

_LOT = Lot.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_OUTBOX = OutboxMessage.__table__  # type: ignore[attr-defined]
_NOTICE = Notice.__table__  # type: ignore[attr-defined]

_LOTS: sa.BindParameter[int] = sa.bindparam("lots", expanding=True)
_CLAIMED = (
    sa.select(sa.func.coalesce(sa.func.sum(HOLD.c.quantity), 0))
    .where(HOLD.c.lot_id == _LOT.c.id, HOLD.c.state.in_((HoldState.ACTIVE, HoldState.KEPT)))
    .scalar_subquery()
)
_STOCK = sa.select(_LOT.c.id, _LOT.c.available, _LOT.c.held, _CLAIMED.label("claimed")).where(_LOT.c.id.in_(_LOTS))
_SOLD = (
    sa.select(ORDER.c.buyer_id, LINE.c.ordered)
    .join(LINE, LINE.c.order_id == ORDER.c.id)
    .where(ORDER.c.state == OrderState.PLACED, LINE.c.lot_id.in_(_LOTS))
)
_CANCELLED = sa.select(sa.func.count()).select_from(ORDER).where(ORDER.c.state == OrderState.CANCELLED)
_WAITING = (
    sa.select(sa.func.count())
    .select_from(_OUTBOX)
    .where(_OUTBOX.c.state.in_((OutboxState.QUEUED, OutboxState.SENDING)))
)
_ALERTS = sa.select(_OUTBOX.c.identity_id, _OUTBOX.c.notice_ids, _OUTBOX.c.sent_at).where(
    _OUTBOX.c.lane == Lane.ALERT, _OUTBOX.c.state == OutboxState.SENT
)
_OWED = sa.select(_NOTICE.c.id, _NOTICE.c.created_at).where(_NOTICE.c.lane == Lane.ALERT)


@dataclass(slots=True)
class Books:
    """What was seen of the wanted lots, and whatever was wrong with it."""

    lots: Sequence[int]
    units_each: int
    looks: int = 0
    most_promised: int = 0  # units
    wrong: list[str] = field(default_factory=list)

    def look(self, session: Session) -> None:
        """Hold the lots against their holds at one moment."""
        rows = session.connection().execute(_STOCK, {"lots": self.lots}).all()
        self.looks += 1
        self.most_promised = max(self.most_promised, int(sum(row.claimed for row in rows)) // PACK)
        for row in rows:
            if row.available < 0 or row.claimed != row.held or row.available + row.held != self.units_each * PACK:
                self.wrong.append(f"lot {row.id}: {row.available} free, {row.held} held, {row.claimed} claimed")


@dataclass(frozen=True, slots=True)
class Closing:
    """The end: units sold, who has bought, and how many orders were more than one a person."""

    sold: int
    buyers: frozenset[int]  # their numbers
    double_orders: int
    cancelled: int


def close(session: Session, lots: Sequence[int]) -> Closing:
    rows = session.connection().execute(_SOLD, {"lots": lots}).all()
    buyers = frozenset(row.buyer_id - FIRST_BUYER for row in rows)
    cancelled = session.connection().scalar(_CANCELLED) or 0
    return Closing(sum(row.ordered for row in rows) // PACK, buyers, len(rows) - len(buyers), cancelled)


def waiting(session: Session) -> int:
    """Messages that are still to be sent."""
    return session.connection().scalar(_WAITING) or 0


def alerted_s(session: Session) -> tuple[list[float], list[float]]:
    """Give the seconds from each order to the farmer's alert: of the first to each farmer, and of all of them."""
    connection = session.connection()
    owed: dict[int, datetime] = {row.id: row.created_at for row in connection.execute(_OWED)}
    firsts: dict[int, tuple[datetime, float]] = {}
    took_s = []
    for row in connection.execute(_ALERTS):
        for notice_id in row.notice_ids:
            ordered_at = owed[notice_id]
            this = (ordered_at, (row.sent_at - ordered_at).total_seconds())
            took_s.append(this[1])
            firsts[row.identity_id] = min(this, firsts.get(row.identity_id, this))
    return [one for _, one in firsts.values()], took_s
