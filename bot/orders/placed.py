"""An order that was placed, with its lines, parcels and payment: as rows say it, read alone or under its lock."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.models import Dimension
from bot.orders.amounts import amount_minor, in_force, total_minor
from bot.orders.models import HoldState, OrderState, ParcelState, PaymentState
from bot.orders.states import PARCEL_ENDS
from bot.orders.tables import ENTRY, HOLD, LINE, ORDER, PARCEL, PAYMENT, PERSON, PRODUCT, one_of
from bot.refusals import NotAvailable


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """One line; quantities in base units.  `hold_id` and `held` are the claim that is kept for it, if one is."""

    line_id: int
    lot_id: int
    product_id: int
    farm_id: int
    names: Mapping[str, str]
    dimension: Dimension
    ordered: int
    confirmed: int | None
    packed: int | None
    taken: int | None
    price_minor: int
    price_unit: int
    weighed: bool
    hold_id: int | None
    held: int

    @property
    def quantity(self) -> int:
        """What counts now: ordered, until confirmed, until packed."""
        return in_force(self.ordered, self.confirmed, self.packed)

    @property
    def amount_minor(self) -> int:
        return amount_minor(self)

    @property
    def approximate(self) -> bool:
        """Whether the scale has still to say how much it is."""
        return self.weighed and self.packed is None and self.taken is None and self.quantity > 0

    @property
    def is_reduced(self) -> bool:
        return self.confirmed is not None and self.confirmed < self.ordered


@dataclass(frozen=True, slots=True)
class PlacedParcel:
    """One farm's share."""

    parcel_id: int
    farm_id: int
    state: ParcelState
    due_at: datetime
    changed_at: datetime

    @property
    def has_ended(self) -> bool:
        return self.state in PARCEL_ENDS


@dataclass(frozen=True, slots=True)
class OrderPayment:
    """What is to be paid and what was, in minor units."""

    payment_id: int
    state: PaymentState
    amount_minor: int
    taken_minor: int


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """All of one order."""

    order_id: int
    buyer_id: int
    buyer_name: str
    code: str
    state: OrderState
    version: int
    point_id: int
    collect_on: date
    cut_off_at: datetime
    placed_at: datetime
    lines: tuple[PlacedLine, ...]
    parcels: tuple[PlacedParcel, ...]
    payment: OrderPayment

    @property
    def total_minor(self) -> int:
        return total_minor(self.lines)

    @property
    def approximate(self) -> bool:
        return any(line.approximate for line in self.lines)

    @property
    def cash_due_minor(self) -> int:
        """What the buyer still has to bring."""
        return self.payment.amount_minor - self.payment.taken_minor if self.payment.state is PaymentState.DUE else 0

    def parcel(self, parcel_id: int) -> PlacedParcel:
        """Find one of its parcels.

        Raises:
            NotAvailable: it has no such parcel.
        """
        for parcel in self.parcels:
            if parcel.parcel_id == parcel_id:
                return parcel
        raise NotAvailable

    def lines_of(self, farm_ids: Collection[int]) -> tuple[PlacedLine, ...]:
        """Its lines of some farms."""
        return tuple(line for line in self.lines if line.farm_id in farm_ids)


_ORDERS: sa.BindParameter[int] = sa.bindparam("orders", expanding=True)
_ORDER = (
    sa.select(
        ORDER.c.id.label("order_id"),
        ORDER.c.buyer_id,
        PERSON.c.name.label("buyer_name"),
        ORDER.c.code,
        ORDER.c.state,
        ORDER.c.version,
        ORDER.c.point_id,
        ORDER.c.collect_on,
        ORDER.c.cut_off_at,
        ORDER.c.placed_at,
    )
    .join_from(ORDER, PERSON, PERSON.c.id == ORDER.c.buyer_id)
    .where(ORDER.c.id.in_(_ORDERS), ORDER.c.state != OrderState.BASKET)
    .order_by(ORDER.c.id)
)
# What we join to it, a name, may be as old as the wait for the lock; all that must be fresh is read after it.
_LOCK_ORDER = _ORDER.with_for_update(of=ORDER, key_share=True)
_LINES = (
    sa.select(
        LINE.c.order_id,
        LINE.c.id.label("line_id"),
        LINE.c.lot_id,
        LINE.c.product_id,
        LINE.c.farm_id,
        LINE.c.names,
        PRODUCT.c.dimension,
        LINE.c.ordered,
        LINE.c.confirmed,
        LINE.c.packed,
        LINE.c.taken,
        LINE.c.price_minor,
        LINE.c.price_unit,
        LINE.c.weighed,
        HOLD.c.id.label("hold_id"),
        sa.func.coalesce(HOLD.c.quantity, 0).label("held"),
    )
    .join_from(LINE, PRODUCT, PRODUCT.c.id == LINE.c.product_id)
    .outerjoin(HOLD, sa.and_(HOLD.c.line_id == LINE.c.id, one_of(HOLD.c.state, HoldState.KEPT)))
    .where(LINE.c.order_id.in_(_ORDERS))
    .order_by(LINE.c.id)
)
_PARCELS = (
    sa.select(
        PARCEL.c.order_id,
        PARCEL.c.id.label("parcel_id"),
        PARCEL.c.farm_id,
        PARCEL.c.state,
        PARCEL.c.due_at,
        PARCEL.c.changed_at,
    )
    .where(PARCEL.c.order_id.in_(_ORDERS))
    .order_by(PARCEL.c.id)
)
_TAKEN = (
    sa.select(sa.cast(sa.func.coalesce(sa.func.sum(ENTRY.c.amount_minor), 0), sa.BigInteger))
    .where(ENTRY.c.payment_id == PAYMENT.c.id)
    .scalar_subquery()
)
_PAYMENTS = sa.select(
    PAYMENT.c.order_id,
    PAYMENT.c.id.label("payment_id"),
    PAYMENT.c.state,
    PAYMENT.c.amount_minor,
    _TAKEN.label("taken_minor"),
).where(PAYMENT.c.order_id.in_(_ORDERS))


def read_orders(session: Session, order_ids: Collection[int]) -> tuple[PlacedOrder, ...]:
    """Read placed orders by id, in id order; four statements for any number."""
    return _read(session, _ORDER, order_ids) if order_ids else ()


def lock_order(session: Session, order_id: int) -> PlacedOrder:
    """Lock one placed order, then read all of it.  Whoever will change stock has locked its lots before.

    Raises:
        NotAvailable: there is no such order.
    """
    found = _read(session, _LOCK_ORDER, [order_id])
    if not found:
        raise NotAvailable
    return found[0]


def _read(session: Session, statement: sa.Select[Any], order_ids: Collection[int]) -> tuple[PlacedOrder, ...]:
    connection, parameters = session.connection(), {"orders": sorted(order_ids)}
    orders = connection.execute(statement, parameters).all()
    lines = _by_order(connection.execute(_LINES, parameters))
    parcels = _by_order(connection.execute(_PARCELS, parameters))
    payments = _by_order(connection.execute(_PAYMENTS, parameters))
    return tuple(
        PlacedOrder(
            **order._mapping,
            lines=tuple(PlacedLine(**line) for line in lines[order.order_id]),
            parcels=tuple(PlacedParcel(**parcel) for parcel in parcels[order.order_id]),
            payment=OrderPayment(**payments[order.order_id][0]),
        )
        for order in orders
    )


def _by_order(rows: Iterable[Any]) -> dict[int, list[dict[str, Any]]]:
    """Sort rows to their orders; what is left of each row are the fields of one value."""
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        facts = dict(row._mapping)
        found.setdefault(facts.pop("order_id"), []).append(facts)
    return found
