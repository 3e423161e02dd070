"""Which order a basket can be added to: one of the same day and place that nobody has packed yet."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.orders.basket_rows import Basket
from bot.orders.models import OrderState, ParcelState, PaymentState
from bot.orders.placed import PlacedOrder
from bot.orders.states import PARCEL_NOTHING
from bot.orders.tables import ORDER, PARCEL, PAYMENT, one_of

UNPACKED = frozenset({ParcelState.REQUESTED, ParcelState.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Joinable:
    """An order that a basket can be added to; `number` is which addition it would be, from 1."""

    order_id: int
    code: str
    number: int


# Names of their own: within RETURNING, for SQLite, columns are written without their tables.
_OPEN = (
    sa.select(ORDER.c.id.label("open_id"), ORDER.c.code.label("open_code"))
    .where(
        ORDER.c.buyer_id == sa.bindparam("owner"),
        one_of(ORDER.c.state, OrderState.PLACED),
        ORDER.c.point_id == sa.bindparam("point"),
        ORDER.c.collect_on == sa.bindparam("day"),
        ORDER.c.cut_off_at > sa.bindparam("now"),
    )
    .subquery("open_order")
)
_SHARES = sa.select(
    PARCEL.c.order_id.label("share_of"), PARCEL.c.state.label("share_state"), PARCEL.c.addition.label("share_number")
).subquery("share")
_PAYMENTS = sa.select(PAYMENT.c.order_id.label("paid_order"), PAYMENT.c.state.label("paid_state")).subquery("paid")
_PACKED = sa.exists().where(
    _SHARES.c.share_of == _OPEN.c.open_id, _SHARES.c.share_state.not_in(sorted(UNPACKED | PARCEL_NOTHING))
)
_TO_PAY = sa.exists().where(_PAYMENTS.c.paid_order == _OPEN.c.open_id, one_of(_PAYMENTS.c.paid_state, PaymentState.DUE))
_ADDITIONS = (
    sa.select(sa.func.max(_SHARES.c.share_number)).where(_SHARES.c.share_of == _OPEN.c.open_id).scalar_subquery()
)


def joinable(column: sa.ColumnElement[object]) -> sa.ScalarSelect[object]:
    """Build the question for one fact of the order that a basket of `owner` at `point` on `day` can be added to."""
    found = sa.select(column).select_from(_OPEN).where(~_PACKED, _TO_PAY)
    return found.order_by(_OPEN.c.open_id.desc()).limit(1).scalar_subquery()


FACTS = (
    joinable(_OPEN.c.open_id).label("joins_id"),
    joinable(_OPEN.c.open_code).label("joins_code"),
    joinable(_ADDITIONS + 1).label("joins_number"),
)


def can_be_added_to(order: PlacedOrder, basket: Basket, now: datetime) -> bool:
    """Say the same of an order that was read under its lock."""
    return (
        order.state is OrderState.PLACED
        and (order.point_id, order.collect_on) == (basket.point_id, basket.collect_on)
        and now < order.cut_off_at
        and all(parcel.state in UNPACKED | PARCEL_NOTHING for parcel in order.parcels)
        and order.payment.state is PaymentState.DUE
    )
