"""When a farm never answers: at the deadline its share lapses, its goods go back on sale, and the buyer is told."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.stock import apply_changes
from bot.orders.alerts import end_alerts
from bot.orders.holds import release_kept
from bot.orders.models import OrderState, ParcelState
from bot.orders.moving import CLOCK, confirm_lines, move, open_order
from bot.orders.settling import settle
from bot.orders.states import ParcelEvent
from bot.orders.tables import PARCEL, one_of
from bot.orders.telling import LAPSED, owe_buyer

_OVERDUE = (
    sa.select(PARCEL.c.order_id)
    .where(one_of(PARCEL.c.state, ParcelState.REQUESTED), PARCEL.c.due_at <= sa.bindparam("now"))
    .group_by(PARCEL.c.order_id)
    .order_by(sa.func.min(PARCEL.c.due_at), PARCEL.c.order_id)
    .limit(sa.bindparam("limit"))
)


def overdue_orders(session: Session, now: datetime, limit: int) -> tuple[int, ...]:
    """Find orders in which an answer is overdue, the longest first; each is lapsed in a transaction of its own."""
    return tuple(session.connection().execute(_OVERDUE, {"now": now, "limit": limit}).scalars())


def lapse(session: Session, order_id: int, now: datetime) -> bool:
    """Let every overdue parcel of an order lapse.  False: all were answered meanwhile."""
    before = open_order(session, order_id)
    overdue = [parcel for parcel in before.parcels if parcel.state is ParcelState.REQUESTED and parcel.due_at <= now]
    if before.state is not OrderState.PLACED or not overdue:
        return False
    ids = [parcel.parcel_id for parcel in overdue]
    lines = before.lines_of(*overdue)
    order = move(session, before, ids, ParcelEvent.LAPSE, CLOCK, now=now)
    order = confirm_lines(session, order, dict.fromkeys((line.line_id for line in lines), 0))
    changes = release_kept(session, [line.hold_id for line in lines if line.hold_id is not None], now=now)
    apply_changes(session, changes, actor_id=None, cause=f"order:{order_id}", now=now)
    after = settle(session, before, order, dict.fromkeys(ids, ParcelEvent.LAPSE), CLOCK, now=now)
    owe_buyer(session, LAPSED, after, now=now)
    end_alerts(session, after, ids, "lapsed", None, by_id=None, now=now)
    return True
