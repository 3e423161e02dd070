"""On the morning of collection each buyer is told once what waits for them, where, and what to bring."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.rules import Rules
from bot.notices.waking import add_waking, is_quiet
from bot.orders.models import OrderState, ParcelState
from bot.orders.placed import PlacedOrder, lock_order
from bot.orders.tables import ORDER, one_of
from bot.orders.telling import REMINDER, owe_buyer

WITHIN = timedelta(hours=4)  # after an outage: a reminder that comes later than this is about a day that is half over

_NOT_REMINDED = (one_of(ORDER.c.state, OrderState.PLACED), ORDER.c.reminded_at.is_(None))
_DUE = (
    sa.select(ORDER.c.id)
    .where(ORDER.c.collect_on == sa.bindparam("day"), *_NOT_REMINDED)
    .order_by(ORDER.c.id)
    .limit(sa.bindparam("most"))
)
_MARK = (
    sa.update(ORDER).where(ORDER.c.id == sa.bindparam("order"), *_NOT_REMINDED).values(reminded_at=sa.bindparam("now"))
)


def reminder_day(rules: Rules, now: datetime) -> date | None:
    """Say of whose day buyers are to be reminded now: today, from the shop's hour on, while people are awake."""
    today = now.astimezone(rules.zone).date()
    begins = datetime.combine(today, rules.pickup_reminder, rules.zone)
    # In quiet hours no minute passes: of an hour at night this gives the end of the night.
    begins = add_waking(begins, 0, zone=rules.zone, quiet_from=rules.quiet_from, quiet_until=rules.quiet_until)
    asleep = is_quiet(now, zone=rules.zone, quiet_from=rules.quiet_from, quiet_until=rules.quiet_until)
    return today if begins <= now < begins + WITHIN and not asleep else None


def orders_to_remind(session: Session, rules: Rules, now: datetime, limit: int) -> tuple[int, ...]:
    """Find orders whose buyers are to be reminded; each is in a transaction of its own."""
    day = reminder_day(rules, now)
    if day is None:
        return ()
    return tuple(session.connection().execute(_DUE, {"day": day, "most": limit}).scalars())


def remind_of_pickup(session: Session, order_id: int, rules: Rules, now: datetime) -> bool:
    """Remind the buyer of one order, unless they were, or there is nothing to collect.  False: nothing is owed."""
    order = lock_order(session, order_id)
    if any(parcel.state is ParcelState.REQUESTED for parcel in order.parcels):
        return False  # it lapses any moment, and then it is known what comes
    if not session.connection().execute(_MARK, {"order": order_id, "now": now}).rowcount:
        return False
    if not _waits(order) or _told_today(order, rules, now):
        return False
    owe_buyer(session, REMINDER, order, now=now)
    return True


def _waits(order: PlacedOrder) -> bool:
    """Whether something is to be collected by somebody who has not been there yet."""
    states = {parcel.state for parcel in order.parcels}
    return bool(states & {ParcelState.ACCEPTED, ParcelState.PACKED, ParcelState.AT_POINT}) and (
        ParcelState.COLLECTED not in states
    )


def _told_today(order: PlacedOrder, rules: Rules, now: datetime) -> bool:
    """Whether they were told this very day that all of it is at the point."""
    coming = [parcel for parcel in order.parcels if not parcel.has_ended]
    today = now.astimezone(rules.zone).date()
    return all(parcel.state is ParcelState.AT_POINT for parcel in coming) and any(
        parcel.changed_at.astimezone(rules.zone).date() == today for parcel in coming
    )
