"""Which order a basket can be added to: one of the same day and point or address that nobody has packed yet."""

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


_OPEN = ORDER.alias("open_order")
# Written out: in a RETURNING of SQLite columns lose their table's name, and a parcel's own id would stand here.
_OPEN_ID = sa.literal_column("open_order.id", ORDER.c.id.type)
_PACKED = sa.exists().where(PARCEL.c.order_id == _OPEN_ID, PARCEL.c.state.not_in(sorted(UNPACKED | PARCEL_NOTHING)))
_TO_PAY = sa.exists().where(PAYMENT.c.order_id == _OPEN_ID, one_of(PAYMENT.c.state, PaymentState.DUE))
_ADDITIONS = sa.select(sa.func.max(PARCEL.c.addition)).where(PARCEL.c.order_id == _OPEN_ID).scalar_subquery()


def joinable(column: sa.ColumnElement[object]) -> sa.ScalarSelect[object]:
    """Build the question for one fact of the order that a basket of `owner` can be added to.

    That is one for the same `point`, or `to` the same address, on the same `day`.
    """
    return (
        sa.select(column)
        .select_from(_OPEN)
        .where(
            _OPEN.c.buyer_id == sa.bindparam("owner"),
            one_of(_OPEN.c.state, OrderState.PLACED),
            sa.or_(_OPEN.c.point_id == sa.bindparam("point"), _OPEN.c.address == sa.bindparam("to")),
            _OPEN.c.collect_on == sa.bindparam("day"),
            _OPEN.c.cut_off_at > sa.bindparam("now"),
            ~_PACKED,
            _TO_PAY,
        )
        .order_by(_OPEN.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )


FACTS = (
    joinable(_OPEN.c.id).label("joins_id"),
    joinable(_OPEN.c.code).label("joins_code"),
    joinable(_ADDITIONS + 1).label("joins_number"),
)


def can_be_added_to(order: PlacedOrder, basket: Basket, now: datetime) -> bool:
    """Say the same of an order that was read under its lock."""
    return (
        order.state is OrderState.PLACED
        and (order.point_id, order.address, order.collect_on) == (basket.point_id, basket.address, basket.collect_on)
        and now < order.cut_off_at
        and all(parcel.state in UNPACKED | PARCEL_NOTHING for parcel in order.parcels)
        and order.payment.state is PaymentState.DUE
    )
