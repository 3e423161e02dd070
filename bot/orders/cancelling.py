"""Cancelling: by the buyer, with one question after some minutes, until the cut-off; by a coordinator, per parcel."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

# PostgreSQL's ON CONFLICT compiles to the same words on SQLite.
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import Session

from bot.catalog.snapshot import Catalogue
from bot.catalog.stock import apply_changes, total
from bot.orders.alerts import end_alerts, tell_farms_of_cancelling
from bot.orders.basket import Basket, load_basket
from bot.orders.holds import release_kept
from bot.orders.joinable import UNPACKED
from bot.orders.models import OrderState
from bot.orders.moving import Mover, confirm_lines, move, open_order, open_parcel
from bot.orders.placed import PlacedLine, PlacedOrder
from bot.orders.receipts import Receipt
from bot.orders.refusals import AlreadyEnded, NeedsConfirmation, TooLateToCancel
from bot.orders.settling import settle
from bot.orders.states import PARCEL_NOTHING, ParcelEvent
from bot.orders.tables import LINE, ORDER, one_of
from bot.orders.telling import tell_buyer
from bot.refusals import NotAvailable

AT_ONCE = timedelta(minutes=5)  # product.md G11: without a reason and without a question


@dataclass(frozen=True, slots=True)
class Cancelled:
    """An order that its buyer gave up, and the basket with its goods."""

    code: str
    order: PlacedOrder
    basket: Basket


_OWN_ORDER = sa.select(ORDER.c.id).where(
    ORDER.c.id == sa.bindparam("order"), ORDER.c.buyer_id == sa.bindparam("buyer"), ORDER.c.state != OrderState.BASKET
)
_SAME_AS_BEFORE = ("buyer_id", "sale_id", "point_id", "address", "currency", "note", "collector", "may_call")
_NEW_BASKET = upsert(ORDER).from_select(
    (*_SAME_AS_BEFORE, "state", "version", "total_minor", "fee_minor", "created_at", "changed_at"),
    sa.select(
        *(ORDER.c[name] for name in _SAME_AS_BEFORE),
        sa.literal(OrderState.BASKET, ORDER.c.state.type),
        sa.literal(1, ORDER.c.version.type),
        sa.literal(0, ORDER.c.total_minor.type),
        sa.literal(0, ORDER.c.fee_minor.type),
        sa.bindparam("now", type_=ORDER.c.created_at.type),
        sa.bindparam("now", type_=ORDER.c.changed_at.type),
    ).where(ORDER.c.id == sa.bindparam("order")),
)
_OPEN_BASKET = _NEW_BASKET.on_conflict_do_update(
    index_elements=[ORDER.c.buyer_id, ORDER.c.sale_id],
    index_where=one_of(ORDER.c.state, OrderState.BASKET),
    set_={
        "version": ORDER.c.version + 1,
        "collect_on": None,
        "cut_off_at": None,
        "fee_minor": 0,
        "changed_at": _NEW_BASKET.excluded.changed_at,
    },
).returning(ORDER.c.id)
_COPIED = ("offer_id", "lot_id", "product_id", "farm_id", "names", "price_minor", "price_unit", "weighed", "if_short")
# The same goods may have been added later, at another price: the newest line stands for all of them.
_SAME = LINE.alias("same")
_OF_SAME = (_SAME.c.order_id == LINE.c.order_id, _SAME.c.offer_id == LINE.c.offer_id)
_NEWEST = sa.select(sa.func.max(_SAME.c.id)).where(*_OF_SAME).scalar_subquery()
_ALL_OF_IT = (
    sa.select(total(sa.func.coalesce(_SAME.c.packed, _SAME.c.confirmed, _SAME.c.ordered)))
    .where(*_OF_SAME)
    .scalar_subquery()
)
_OLD_LINES = upsert(LINE).from_select(
    ("order_id", "ordered", *_COPIED),
    sa.select(
        sa.bindparam("basket", type_=LINE.c.order_id.type), _ALL_OF_IT, *(LINE.c[name] for name in _COPIED)
    ).where(LINE.c.order_id == sa.bindparam("order"), LINE.c.id == _NEWEST, _ALL_OF_IT > 0),
)
_PUT_BACK = _OLD_LINES.on_conflict_do_update(
    index_elements=[LINE.c.order_id, LINE.c.offer_id, LINE.c.addition],
    set_={"ordered": LINE.c.ordered + _OLD_LINES.excluded.ordered},
)


def can_cancel(order: PlacedOrder | Receipt, now: datetime) -> bool:
    """Say whether its buyer may still cancel an order."""
    return order.state is OrderState.PLACED and not _is_packed(order) and now < _until(order)


def cancel(
    session: Session, person_id: int, order_id: int, catalogue: Catalogue, *, confirmed: bool, now: datetime
) -> Cancelled:
    """Cancel one's own order; its goods go back on sale and into the basket.

    Raises:
        NotAvailable: there is no such order, or it is not theirs.
        AlreadyEnded: it is done, or was cancelled before.
        TooLateToCancel: the cut-off has passed, or a farm has packed.
        NeedsConfirmation: more than five minutes have passed, so it takes one more tap.
    """
    if session.connection().scalar(_OWN_ORDER, {"order": order_id, "buyer": person_id}) is None:
        raise NotAvailable
    before = open_order(session, order_id)
    if before.state is not OrderState.PLACED:
        raise AlreadyEnded(order_id, before.code, before.state)
    if not can_cancel(before, now):
        raise TooLateToCancel(order_id, before.code, before.cut_off_at, packed=_is_packed(before))
    if now >= before.placed_at + AT_ONCE and not confirmed:
        raise NeedsConfirmation(order_id, before.code)
    mover = Mover(person_id)
    live = [parcel.parcel_id for parcel in before.parcels if parcel.state in UNPACKED]
    order = move(session, before, live, ParcelEvent.CANCEL, mover, now=now)
    _release(session, before.lines, mover, f"order:{order_id}", now=now)
    after = settle(session, before, order, dict.fromkeys(live, ParcelEvent.CANCEL), mover, cancelled=True, now=now)
    _put_back(session, order_id, now=now)
    tell_farms_of_cancelling(session, before, before.parcels, catalogue, now=now)
    end_alerts(session, after, live, "cancelled", None, by_id=person_id, now=now)
    return Cancelled(after.code, after, load_basket(session, person_id, catalogue))


def cancel_parcel(
    session: Session, parcel_id: int, catalogue: Catalogue, *, actor_id: int, now: datetime
) -> PlacedOrder:
    """Take one farm's share out of an order, packed or not; a coordinator's way to settle what cannot be supplied.

    Raises:
        NotAvailable: there is no such parcel.
        AlreadyFinal: it has ended.
    """
    mover = Mover(actor_id, all_farms=True)
    before, parcel = open_parcel(session, parcel_id, mover)
    lines = before.lines_of(parcel)
    order = move(session, before, [parcel_id], ParcelEvent.CANCEL, mover, now=now)
    order = confirm_lines(session, order, dict.fromkeys((line.line_id for line in lines), 0))
    _release(session, lines, mover, f"parcel:{parcel_id}", now=now)
    after = settle(session, before, order, {parcel_id: ParcelEvent.CANCEL}, mover, now=now)
    tell_buyer(session, before, after, now=now)
    tell_farms_of_cancelling(session, before, [parcel], catalogue, now=now)
    end_alerts(session, after, [parcel_id], "cancelled", None, by_id=actor_id, now=now)
    return after


def _until(order: PlacedOrder | Receipt) -> datetime:
    # The five minutes are anyone's, also of whoever ordered a minute before the cut-off.
    return max(order.cut_off_at, order.placed_at + AT_ONCE)


def _is_packed(order: PlacedOrder | Receipt) -> bool:
    return any(parcel.state not in UNPACKED | PARCEL_NOTHING for parcel in order.parcels)


def _release(session: Session, lines: tuple[PlacedLine, ...], mover: Mover, cause: str, *, now: datetime) -> None:
    holds = [line.hold_id for line in lines if line.hold_id is not None]
    changes = release_kept(session, holds, now=now)
    apply_changes(session, changes, actor_id=mover.person_id, cause=cause, now=now)


def _put_back(session: Session, order_id: int, *, now: datetime) -> None:
    connection = session.connection()
    basket_id = connection.execute(_OPEN_BASKET, {"order": order_id, "now": now}).scalar_one()
    connection.execute(_PUT_BACK, {"order": order_id, "basket": basket_id})
