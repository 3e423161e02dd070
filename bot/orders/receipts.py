"""What a buyer sees of an order once it is placed: the receipt, and the list of all of theirs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.models import Dimension
from bot.orders.details import NO_DETAILS, Details
from bot.orders.models import IfShort, OrderState, ParcelState
from bot.orders.placed import PlacedOrder, read_found, read_orders, reading
from bot.orders.tables import ORDER
from bot.refusals import NotAvailable

ORDERS_A_PAGE = 5  # of the eight choices a screen may have; three are left for the ways on


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One line as it stands: `ordered` at first, `quantity` in force now; base units, and minor currency units.

    stars: what its buyer gave it, if they have.
    """

    line_id: int
    product_id: int
    farm_id: int
    addition: int
    names: Mapping[str, str]
    dimension: Dimension
    ordered: int
    quantity: int
    price_minor: int
    price_unit: int
    amount_minor: int
    approximate: bool
    stars: int | None
    if_short: IfShort = IfShort.ASK


@dataclass(frozen=True, slots=True)
class ParcelStatus:
    """Where one farm's share stands."""

    parcel_id: int
    farm_id: int
    addition: int
    state: ParcelState
    due_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """One order as its buyer, or a coordinator, sees it.  The status in between is told by the parcels.

    address: to which the courier brings it, for `fee_minor`; then there is no point.
    """

    order_id: int
    code: str
    version: int
    state: OrderState
    buyer_name: str
    lines: tuple[ReceiptLine, ...]
    parcels: tuple[ParcelStatus, ...]
    total_minor: int
    approximate: bool
    cash_due_minor: int
    point_id: int | None
    collect_on: date
    cut_off_at: datetime
    placed_at: datetime
    ended_at: datetime | None
    address: str | None
    fee_minor: int
    details: Details = NO_DETAILS

    def state_of(self, line: ReceiptLine) -> ParcelState | None:
        """Give the state of the share that a line is in."""
        share = (line.farm_id, line.addition)
        return next((each.state for each in self.parcels if (each.farm_id, each.addition) == share), None)


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """One order in a list."""

    order_id: int
    code: str
    state: OrderState
    buyer_name: str
    collect_on: date
    placed_at: datetime
    total_minor: int
    approximate: bool
    parcel_states: tuple[ParcelState, ...]
    by_courier: bool


_OF_BUYER = reading(
    sa.select(ORDER.c.id)
    .where(ORDER.c.buyer_id == sa.bindparam("buyer"), ORDER.c.state != OrderState.BASKET)
    .order_by(ORDER.c.placed_at.desc(), ORDER.c.id.desc())
    .limit(sa.bindparam("size"))
    .offset(sa.bindparam("skip"))
)


def load_receipt(session: Session, person_id: int, order_id: int) -> Receipt:
    """Read the receipt of one of a person's own orders.

    Raises:
        NotAvailable: there is no such order, or it is not theirs.
    """
    return load_order(session, order_id, buyer_id=person_id)


def load_order(session: Session, order_id: int, *, buyer_id: int | None = None) -> Receipt:
    """Read any placed order, for coordinators; with `buyer_id` only if it is that person's.

    Raises:
        NotAvailable: there is none.
    """
    for order in read_orders(session, [order_id]):
        if buyer_id in (None, order.buyer_id):
            return receipt_of(order)
    raise NotAvailable


def my_orders(session: Session, person_id: int, page: int = 1) -> tuple[OrderSummary, ...]:
    """List a person's orders, the latest first; `ORDERS_A_PAGE` of them, and one more if another page follows.

    One statement: the list is a browsing tap as any other.
    """
    parameters = {"buyer": person_id, "size": ORDERS_A_PAGE + 1, "skip": max(page - 1, 0) * ORDERS_A_PAGE}
    orders = sorted(read_found(session, _OF_BUYER, parameters), key=lambda order: (order.placed_at, order.order_id))
    return tuple(_summary(order) for order in reversed(orders))


def summaries(session: Session, order_ids: Sequence[int]) -> tuple[OrderSummary, ...]:
    """Sum up orders, in the given order."""
    found = {order.order_id: order for order in read_orders(session, order_ids)}
    return tuple(_summary(found[order_id]) for order_id in order_ids if order_id in found)


def receipt_of(order: PlacedOrder) -> Receipt:
    """Draw the receipt from an order's rows."""
    return Receipt(
        order_id=order.order_id,
        code=order.code,
        version=order.version,
        state=order.state,
        buyer_name=order.buyer_name,
        lines=tuple(
            ReceiptLine(
                line_id=line.line_id,
                product_id=line.product_id,
                farm_id=line.farm_id,
                addition=line.addition,
                names=line.names,
                dimension=line.dimension,
                ordered=line.ordered,
                quantity=line.quantity,
                price_minor=line.price_minor,
                price_unit=line.price_unit,
                amount_minor=line.amount_minor,
                approximate=line.approximate,
                stars=line.stars,
                if_short=line.if_short,
            )
            for line in order.lines
        ),
        parcels=tuple(
            ParcelStatus(each.parcel_id, each.farm_id, each.addition, each.state, each.due_at, each.changed_at)
            for each in order.parcels
        ),
        total_minor=order.total_minor,
        approximate=order.approximate,
        cash_due_minor=order.cash_due_minor,
        point_id=order.point_id,
        collect_on=order.collect_on,
        cut_off_at=order.cut_off_at,
        placed_at=order.placed_at,
        ended_at=order.ended_at,
        address=order.address,
        fee_minor=order.fee_minor,
        details=order.details,
    )


def _summary(order: PlacedOrder) -> OrderSummary:
    return OrderSummary(
        order_id=order.order_id,
        code=order.code,
        state=order.state,
        buyer_name=order.buyer_name,
        collect_on=order.collect_on,
        placed_at=order.placed_at,
        total_minor=order.total_minor,
        approximate=order.approximate,
        parcel_states=tuple(parcel.state for parcel in order.parcels),
        by_courier=order.address is not None,
    )
