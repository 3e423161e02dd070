"""Add to order: what Review showed goes into an order of the same day and place, as parcels of their own."""

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.snapshot import Catalogue
from bot.orders.alerts import ask_farms
from bot.orders.basket import load_basket
from bot.orders.basket_rows import Basket, lock_and_read
from bot.orders.joinable import can_be_added_to
from bot.orders.models import OrderState
from bot.orders.parcels import add_parcels
from bot.orders.placed import PlacedOrder, read_orders
from bot.orders.placing import audit_facts, check_as_seen, claim_for_good
from bot.orders.receipts import Receipt, receipt_of
from bot.orders.refusals import AlreadyPlaced, StaleReview
from bot.orders.states import ORDER_MOVES, OrderEvent
from bot.orders.tables import LINE, ORDER, PAYMENT
from bot.people.audit import Audited, record
from bot.refusals import NotAvailable

# Both rows in id order, so that whoever takes one of them never waits for us while we wait for them.
_LOCK = (
    sa.select(ORDER.c.id, ORDER.c.version)
    .where(
        ORDER.c.buyer_id == sa.bindparam("buyer"),
        ORDER.c.id.in_((sa.bindparam("basket"), sa.bindparam("order"))),
    )
    .order_by(ORDER.c.id)
    .with_for_update(key_share=True)
)
_MOVE_LINES = (
    sa.update(LINE)
    .where(LINE.c.order_id == sa.bindparam("basket"))
    .values(order_id=sa.bindparam("order"), addition=sa.bindparam("number"))
)
# One statement for both rows, which are locked, and so still at the versions that were looked at.
_CHANGE = (
    sa.update(ORDER)
    .where(ORDER.c.id == sa.bindparam("order"))
    .values(
        state=sa.bindparam("new"),
        version=ORDER.c.version + 1,
        collect_on=sa.bindparam("day"),
        cut_off_at=sa.bindparam("until"),
        total_minor=sa.bindparam("total"),
        fee_minor=sa.bindparam("fee"),
        note=sa.bindparam("words"),
        collector=sa.bindparam("name"),
        may_call=sa.bindparam("call"),
        changed_at=sa.bindparam("now"),
    )
)
_EMPTIED: dict[str, object] = {
    "new": OrderState.BASKET,
    "day": None,
    "until": None,
    "total": 0,
    "fee": 0,
    "words": None,
    "name": None,
    "call": False,
}
_OWE = (
    sa.update(PAYMENT)
    .where(PAYMENT.c.id == sa.bindparam("payment"))
    .values(amount_minor=sa.bindparam("amount"), changed_at=sa.bindparam("now"))
)


def add_to_order(
    session: Session,
    person_id: int,
    basket_id: int,
    version: int,
    order_id: int,
    number: int,
    catalogue: Catalogue,
    *,
    now: datetime,
) -> Receipt:
    """Add what this version of the basket showed to an open order, as its addition of this number; once.

    Raises:
        NotAvailable: there is no such order or basket, or it is not theirs.
        AlreadyPlaced: an earlier tap did it.
        StaleReview: the basket is not what they saw, or the order can no longer be added to.
        PriceChanged, CourierOff, FeeChanged, OrderShort: as when an order is placed.
    """
    basket = lock_and_read(session, person_id, basket_id, now=now)
    asked = {"buyer": person_id, "basket": basket_id, "order": order_id}
    versions = {row.id: row.version for row in session.connection().execute(_LOCK, asked)}
    found = read_orders(session, [order_id])
    if not found or found[0].buyer_id != person_id or len(versions) < 2:
        raise NotAvailable
    order = found[0]
    if number <= additions(order):
        raise AlreadyPlaced(receipt_of(order))
    if basket is None or basket.state is not OrderState.BASKET:
        raise StaleReview(load_basket(session, person_id, catalogue))
    check_as_seen(session, basket, person_id, version, catalogue, now=now)
    overtaken = versions[basket_id] != basket.version  # by another phone of theirs, before its row was locked
    if overtaken or number != additions(order) + 1 or not can_be_added_to(order, basket, now):
        raise StaleReview(load_basket(session, person_id, catalogue))
    return receipt_of(_add(session, order, basket, number, person_id, catalogue, now=now))


def additions(order: PlacedOrder) -> int:
    """Count what was added to an order."""
    return max(parcel.addition for parcel in order.parcels)


def _add(
    session: Session,
    before: PlacedOrder,
    basket: Basket,
    number: int,
    person_id: int,
    catalogue: Catalogue,
    *,
    now: datetime,
) -> PlacedOrder:
    assert basket.order_id is not None
    connection, ids = session.connection(), {"basket": basket.order_id, "order": before.order_id}
    claim_for_good(session, basket.order_id, basket.lines, person_id, into=before.order_id, now=now)
    connection.execute(_MOVE_LINES, ids | {"number": number})
    after = add_parcels(session, before, basket.lines, number, catalogue.rules, now=now)
    after = replace(after, version=before.version + 1, details=before.details.extended_by(basket.details))
    emptied = _EMPTIED | {"order": basket.order_id}
    connection.execute(_CHANGE, [each | {"now": now} for each in (emptied, _extended(after))])
    payment = {"payment": after.payment.payment_id, "amount": after.payment.amount_minor, "now": now}
    connection.execute(_OWE, payment)
    ask_farms(session, after, [each for each in after.parcels if each.addition == number], catalogue, now=now)
    was, is_now = audit_facts(before), audit_facts(after) | {"addition": number}
    record(session, Audited("order_extended", "orders", after.order_id, was, is_now), actor_id=person_id, now=now)
    return after


def _extended(order: PlacedOrder) -> dict[str, object]:
    return {
        "order": order.order_id,
        "new": ORDER_MOVES[OrderState.PLACED, OrderEvent.EXTEND],
        "day": order.collect_on,
        "until": order.cut_off_at,
        "total": order.total_minor,
        "fee": order.agreed_fee_minor,
        "words": order.details.note or None,
        "name": order.details.collector or None,
        "call": order.details.may_call,
    }
