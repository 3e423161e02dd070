"""An order that was placed, with its lines, parcels and payment: as rows say it, read alone or under its lock."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.models import Dimension
from bot.orders.amounts import amount_minor, in_force, total_minor
from bot.orders.details import DETAILS, NO_DETAILS, Details, details_of
from bot.orders.models import HoldState, IfShort, OrderState, ParcelState, PaymentState
from bot.orders.states import PARCEL_ENDS
from bot.orders.tables import ENTRY, HOLD, LINE, ORDER, PARCEL, PAYMENT, PERSON, PRODUCT, RATING, one_of
from bot.refusals import NotAvailable


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """One line; quantities in base units.

    hold_id, held: the claim that is kept for it, if one is.
    stars: what its buyer gave it, if they have.
    """

    line_id: int
    lot_id: int
    product_id: int
    farm_id: int
    addition: int
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
    stars: int | None = None
    if_short: IfShort = IfShort.ASK

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
    """One farm's share of the order, or of an addition to it."""

    parcel_id: int
    farm_id: int
    addition: int
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
    """All of one order.

    address: to which the courier brings it; then there is no point.
    agreed_fee_minor: what the courier costs, as it was agreed.
    """

    order_id: int
    buyer_id: int
    buyer_name: str
    code: str
    state: OrderState
    version: int
    point_id: int | None
    collect_on: date
    cut_off_at: datetime
    placed_at: datetime
    lines: tuple[PlacedLine, ...]
    parcels: tuple[PlacedParcel, ...]
    payment: OrderPayment
    ended_at: datetime | None = None
    address: str | None = None
    agreed_fee_minor: int = 0
    details: Details = NO_DETAILS

    @property
    def goods_minor(self) -> int:
        return total_minor(self.lines)

    @property
    def fee_minor(self) -> int:
        """What is paid for the courier: as agreed, while anything is left to bring."""
        return self.agreed_fee_minor if any(line.quantity for line in self.lines) else 0

    @property
    def total_minor(self) -> int:
        return self.goods_minor + self.fee_minor

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

    def lines_of(self, *parcels: PlacedParcel) -> tuple[PlacedLine, ...]:
        """Its lines that are in some parcels."""
        shares = {(parcel.farm_id, parcel.addition) for parcel in parcels}
        return tuple(line for line in self.lines if (line.farm_id, line.addition) in shares)


_TAKEN = (
    sa.select(sa.cast(sa.func.coalesce(sa.func.sum(ENTRY.c.amount_minor), 0), sa.BigInteger))
    .where(ENTRY.c.payment_id == PAYMENT.c.id)
    .scalar_subquery()
)
# What a parcel is of: what one farm gives of the order itself, or of one addition.
IN_PARCEL = sa.and_(
    PARCEL.c.order_id == LINE.c.order_id, PARCEL.c.farm_id == LINE.c.farm_id, PARCEL.c.addition == LINE.c.addition
)
# One row a line: a placed order has at least one, each line is in its farm's parcel, and an order has one payment.
_LINES = (
    sa.select(
        ORDER.c.id.label("order_id"),
        ORDER.c.buyer_id,
        PERSON.c.name.label("buyer_name"),
        *DETAILS,
        ORDER.c.code,
        ORDER.c.state.label("order_state"),
        ORDER.c.version,
        ORDER.c.point_id,
        ORDER.c.address,
        ORDER.c.fee_minor,
        ORDER.c.collect_on,
        ORDER.c.cut_off_at,
        ORDER.c.placed_at,
        ORDER.c.ended_at,
        LINE.c.id.label("line_id"),
        LINE.c.lot_id,
        LINE.c.product_id,
        LINE.c.farm_id,
        LINE.c.addition,
        LINE.c.names,
        PRODUCT.c.dimension,
        LINE.c.ordered,
        LINE.c.confirmed,
        LINE.c.packed,
        LINE.c.taken,
        LINE.c.price_minor,
        LINE.c.price_unit,
        LINE.c.weighed,
        LINE.c.if_short,
        HOLD.c.id.label("hold_id"),
        sa.func.coalesce(HOLD.c.quantity, 0).label("held"),
        PARCEL.c.id.label("parcel_id"),
        PARCEL.c.state.label("parcel_state"),
        PARCEL.c.due_at,
        PARCEL.c.changed_at,
        PAYMENT.c.id.label("payment_id"),
        PAYMENT.c.state.label("payment_state"),
        PAYMENT.c.amount_minor,
        _TAKEN.label("taken_minor"),
        RATING.c.stars,
    )
    .join_from(ORDER, PERSON, PERSON.c.id == ORDER.c.buyer_id)
    .join(LINE, LINE.c.order_id == ORDER.c.id)
    .join(PRODUCT, PRODUCT.c.id == LINE.c.product_id)
    .join(PARCEL, IN_PARCEL)
    .join(PAYMENT, PAYMENT.c.order_id == ORDER.c.id)
    .outerjoin(HOLD, sa.and_(HOLD.c.line_id == LINE.c.id, one_of(HOLD.c.state, HoldState.KEPT)))
    .outerjoin(RATING, RATING.c.line_id == LINE.c.id)
    .where(ORDER.c.state != OrderState.BASKET)
    .order_by(ORDER.c.id, LINE.c.id)
)
_BY_IDS = _LINES.where(ORDER.c.id.in_(sa.bindparam("orders", expanding=True)))
# A statement of its own: under READ COMMITTED what is joined to it would be as old as the wait for the lock.
_LOCK = (
    sa.select(ORDER.c.id)
    .where(ORDER.c.id == sa.bindparam("order"), ORDER.c.state != OrderState.BASKET)
    .with_for_update(key_share=True)
)


def reading(order_ids: sa.Select[Any]) -> sa.Select[Any]:
    """Build the statement that reads the orders which a query of order ids names; made once, at import."""
    return _LINES.where(ORDER.c.id.in_(order_ids))


def read_found(session: Session, statement: sa.Select[Any], parameters: Mapping[str, Any]) -> tuple[PlacedOrder, ...]:
    """Run a statement of `reading` and give the orders it found, in id order."""
    rows = session.connection().execute(statement, dict(parameters))
    return tuple(_order(list(lines)) for _, lines in groupby(rows, key=lambda row: row.order_id))


def read_orders(session: Session, order_ids: Collection[int]) -> tuple[PlacedOrder, ...]:
    """Read placed orders by id, in id order; one statement for any number."""
    return read_found(session, _BY_IDS, {"orders": sorted(order_ids)}) if order_ids else ()


def lock_order(session: Session, order_id: int) -> PlacedOrder:
    """Lock one placed order, then read all of it.  Whoever will change stock has locked its lots before.

    Raises:
        NotAvailable: there is no such order.
    """
    if session.connection().scalar(_LOCK, {"order": order_id}) is None:
        raise NotAvailable
    return read_orders(session, [order_id])[0]


def _order(rows: Sequence[Any]) -> PlacedOrder:
    """Put one order together from the rows of its lines."""
    first = rows[0]
    parcels = {row.parcel_id: _parcel(row) for row in rows}
    return PlacedOrder(
        order_id=first.order_id,
        buyer_id=first.buyer_id,
        buyer_name=first.buyer_name,
        code=first.code,
        state=first.order_state,
        version=first.version,
        point_id=first.point_id,
        collect_on=first.collect_on,
        cut_off_at=first.cut_off_at,
        placed_at=first.placed_at,
        lines=tuple(_line(row) for row in rows),
        parcels=tuple(parcels[parcel_id] for parcel_id in sorted(parcels)),
        payment=OrderPayment(first.payment_id, first.payment_state, first.amount_minor, first.taken_minor),
        ended_at=first.ended_at,
        address=first.address,
        agreed_fee_minor=first.fee_minor,
        details=details_of(first),
    )


def _line(row: Any) -> PlacedLine:
    return PlacedLine(
        line_id=row.line_id,
        lot_id=row.lot_id,
        product_id=row.product_id,
        farm_id=row.farm_id,
        addition=row.addition,
        names=row.names,
        dimension=row.dimension,
        ordered=row.ordered,
        confirmed=row.confirmed,
        packed=row.packed,
        taken=row.taken,
        price_minor=row.price_minor,
        price_unit=row.price_unit,
        weighed=row.weighed,
        hold_id=row.hold_id,
        held=row.held,
        stars=row.stars,
        if_short=row.if_short,
    )


def _parcel(row: Any) -> PlacedParcel:
    return PlacedParcel(row.parcel_id, row.farm_id, row.addition, row.parcel_state, row.due_at, row.changed_at)
