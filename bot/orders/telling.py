"""What a buyer is told unasked: at once for the first bad news, and when the last farm has answered.

Everything else edits the receipt where it stands, so that an order leaves few messages behind.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from bot.notices.service import ChangedCard, NewNotice, changed, owe
from bot.orders.alerts import receipt_card
from bot.orders.facts import order_facts
from bot.orders.models import OrderState, ParcelState
from bot.orders.placed import PlacedOrder
from bot.orders.replacing import replacements
from bot.orders.states import PARCEL_NOTHING
from bot.orders.tables import ORDER

ANSWERED = "order_answered"  # every farm has answered
SHORT = "order_short"  # the first bad news, while others have not answered yet
LAPSED = "parcel_lapsed"  # a farm never answered
READY = "order_ready"  # all that comes is at the point
REMINDER = "pickup_reminder"  # today is the day

_BAD_NEWS = frozenset({ANSWERED, SHORT, LAPSED})  # or may be

_OPEN = sa.select(ORDER.c.id).where(ORDER.c.buyer_id == sa.bindparam("buyer"), ORDER.c.state == OrderState.PLACED)


def tell_buyer(session: Session, before: PlacedOrder, after: PlacedOrder, *, now: datetime) -> None:
    """Owe the buyer a notice, if what one farm has just answered calls for one."""
    worse = after.total_minor < before.total_minor
    if not _waits(after):
        if _waits(before) or worse:
            owe_buyer(session, ANSWERED, after, now=now)
    elif worse and not _had_bad_news(before):
        owe_buyer(session, SHORT, after, now=now)


def tell_ready(session: Session, after: PlacedOrder, *, now: datetime) -> None:
    """Owe the buyer a notice once everything that still comes is at the point."""
    coming = [parcel for parcel in after.parcels if not parcel.has_ended]
    if coming and all(parcel.state is ParcelState.AT_POINT for parcel in coming):
        owe_buyer(session, READY, after, now=now)


def owe_buyer(session: Session, kind: str, order: PlacedOrder, *, now: datetime) -> None:
    """Owe the buyer a notice about the order as it stands; bad news with what could be had instead."""
    params = order_facts(order)
    if kind in _BAD_NEWS and (instead := replacements(session, order)):
        params["instead"] = instead
    notice = NewNotice(person_id=order.buyer_id, kind=kind, params=params, about="orders", about_id=order.order_id)
    owe(session, [notice], now=now)


def redraw_open_orders(session: Session, buyer_id: int) -> None:
    """Have the receipts of what somebody has ordered drawn anew, where they stand: they may have missed an edit."""
    found = session.connection().execute(_OPEN, {"buyer": buyer_id}).scalars()
    changed(session, *(ChangedCard(buyer_id, receipt_card(order_id)) for order_id in found))


def _waits(order: PlacedOrder) -> bool:
    return any(parcel.state is ParcelState.REQUESTED for parcel in order.parcels)


def _had_bad_news(order: PlacedOrder) -> bool:
    return any(line.is_reduced for line in order.lines) or any(
        parcel.state in PARCEL_NOTHING for parcel in order.parcels
    )
