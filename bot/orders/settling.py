"""What moved parcels mean for their order: its state, its total, its payment, and the record of it all."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from bot.orders.models import OrderState, PaymentState
from bot.orders.moving import Mover
from bot.orders.placed import OrderPayment, PlacedOrder
from bot.orders.refusals import AlreadyEnded
from bot.orders.states import ORDER_MOVES, PAYMENT_MOVES, OrderEvent, ParcelEvent, PaymentEvent
from bot.orders.tables import ORDER, PAYMENT
from bot.people.audit import Audited, record

_CHANGE_ORDER = (
    sa.update(ORDER)
    .where(ORDER.c.id == sa.bindparam("order"), ORDER.c.state == sa.bindparam("old"))
    .values(
        state=sa.bindparam("new"),
        version=ORDER.c.version + 1,
        total_minor=sa.bindparam("total"),
        ended_at=sa.bindparam("ended"),
        changed_at=sa.bindparam("now"),
    )
)
_CHANGE_PAYMENT = (
    sa.update(PAYMENT)
    .where(PAYMENT.c.id == sa.bindparam("payment"), PAYMENT.c.state == sa.bindparam("old"))
    .values(state=sa.bindparam("new"), amount_minor=sa.bindparam("amount"), changed_at=sa.bindparam("now"))
)


def settle(
    session: Session,
    before: PlacedOrder,
    order: PlacedOrder,
    events: Mapping[int, ParcelEvent],
    mover: Mover,
    *,
    cancelled: bool = False,
    now: datetime,
) -> PlacedOrder:
    """Write what moved parcels mean for their order and its payment, record all of it, and return the outcome.

    `before` is the order as it was read under its lock, `order` with its parcels moved by `events`, by parcel id.
    """
    event = OrderEvent.CANCEL if cancelled else _order_event(order)
    state = ORDER_MOVES[order.state, event] if event else order.state
    payment = _payment(order, 0 if cancelled else order.total_minor)
    _change_order(session, order, state, now=now)
    if payment != before.payment:
        _change_payment(session, before, payment, now=now)
    after = replace(order, state=state, version=order.version + 1, payment=payment)
    record(session, *_audited(before, after, events), actor_id=mover.person_id, now=now)
    return after


def _order_event(order: PlacedOrder) -> OrderEvent | None:
    over = all(parcel.has_ended for parcel in order.parcels)
    if over and order.state is OrderState.PLACED:
        return OrderEvent.FINISH
    if not over and order.state is OrderState.DONE:
        return OrderEvent.REOPEN
    return None


def _payment(order: PlacedOrder, amount_minor: int) -> OrderPayment:
    old = order.payment
    event = None
    if old.state is PaymentState.DUE and amount_minor == 0:
        event = PaymentEvent.VOID
    elif old.state is PaymentState.DUE and old.taken_minor == amount_minor:
        event = PaymentEvent.TAKE
    elif old.state is PaymentState.TAKEN and old.taken_minor < amount_minor:
        event = PaymentEvent.GIVE_BACK
    state = PAYMENT_MOVES[old.state, event] if event else old.state
    return replace(old, state=state, amount_minor=amount_minor)


def _change_order(session: Session, order: PlacedOrder, state: OrderState, *, now: datetime) -> None:
    parameters = {
        "order": order.order_id,
        "old": order.state,
        "new": state,
        "total": order.total_minor,
        "ended": now if state in {OrderState.DONE, OrderState.CANCELLED} else None,
        "now": now,
    }
    if not session.connection().execute(_CHANGE_ORDER, parameters).rowcount:
        raise AlreadyEnded(order.order_id, order.code, order.state)


def _change_payment(session: Session, before: PlacedOrder, payment: OrderPayment, *, now: datetime) -> None:
    parameters = {
        "payment": payment.payment_id,
        "old": before.payment.state,
        "new": payment.state,
        "amount": payment.amount_minor,
        "now": now,
    }
    session.connection().execute(_CHANGE_PAYMENT, parameters)


def _audited(before: PlacedOrder, after: PlacedOrder, events: Mapping[int, ParcelEvent]) -> list[Audited]:
    entries = [
        Audited(
            f"parcel_{event}",
            "parcel",
            parcel_id,
            _parcel_facts(before, parcel_id),
            _parcel_facts(after, parcel_id),
        )
        for parcel_id, event in sorted(events.items())
    ]
    if after.state is not before.state:
        entries.append(_state_entry(f"order_{after.state}", "orders", after.order_id, before.state, after.state))
    if after.payment.state is not before.payment.state:
        old, new = before.payment, after.payment
        entries.append(_state_entry(f"payment_{new.state}", "payment", new.payment_id, old.state, new.state))
    return entries


def _parcel_facts(order: PlacedOrder, parcel_id: int) -> dict[str, Any]:
    parcel = order.parcel(parcel_id)
    quantities = {str(line.line_id): line.quantity for line in order.lines_of(parcel)}
    return {"state": parcel.state.value, "quantities": quantities}


def _state_entry(action: str, subject: str, subject_id: int, old: StrEnum, new: StrEnum) -> Audited:
    return Audited(action, subject, subject_id, {"state": old.value}, {"state": new.value})
