"""What is to be done: a farm's packing list, and the coordinator's list of open orders."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.snapshot import Catalogue
from bot.orders.calendar import next_collection
from bot.orders.details import Details
from bot.orders.facts import parcel_facts
from bot.orders.models import OrderState, ParcelState
from bot.orders.placed import PlacedLine, read_orders
from bot.orders.receipts import OrderSummary, Receipt, load_order, summaries
from bot.orders.tables import ORDER, PARCEL, one_of
from bot.refusals import NotAvailable

ORDERS_A_PAGE = 6  # of the eight choices a screen may have; two are left for the ways on


@dataclass(frozen=True, slots=True)
class PackingParcel:
    """One parcel that a farm has to pack."""

    parcel_id: int
    order_id: int
    farm_id: int
    code: str
    buyer_name: str
    details: Details
    point_id: int | None
    lines: tuple[PlacedLine, ...]


@dataclass(frozen=True, slots=True)
class PackingList:
    """All that some farms have to pack for one day."""

    collect_on: date
    parcels: tuple[PackingParcel, ...]


_OPEN = one_of(ORDER.c.state, OrderState.PLACED)
_SOONEST_FIRST = (ORDER.c.collect_on, ORDER.c.id)
_OPEN_ORDERS = (
    sa.select(ORDER.c.id)
    .where(_OPEN)
    .order_by(*_SOONEST_FIRST)
    .limit(sa.bindparam("size"))
    .offset(sa.bindparam("skip"))
)
_ORDERS_OF_DAY = (
    sa.select(ORDER.c.id)
    .where(ORDER.c.collect_on == sa.bindparam("day"), one_of(ORDER.c.state, OrderState.PLACED, OrderState.DONE))
    .order_by(ORDER.c.id)
)
_ORDER_OF_PARCEL = sa.select(PARCEL.c.order_id).where(PARCEL.c.id == sa.bindparam("wanted"))
_BY_CODE = sa.select(ORDER.c.id).where(_OPEN, ORDER.c.code == sa.bindparam("wanted"))
_TO_PACK = (
    ORDER.c.collect_on >= sa.bindparam("today"),
    _OPEN,
    PARCEL.c.farm_id.in_(sa.bindparam("farms", expanding=True)),
    one_of(PARCEL.c.state, ParcelState.ACCEPTED),
)
_FIRST_DAY = (
    sa.select(sa.func.min(ORDER.c.collect_on))
    .join_from(ORDER, PARCEL, PARCEL.c.order_id == ORDER.c.id)
    .where(*_TO_PACK)
)
_ORDERS_TO_PACK = (
    sa.select(ORDER.c.id, PARCEL.c.id.label("parcel_id"), ORDER.c.collect_on)
    .join_from(ORDER, PARCEL, PARCEL.c.order_id == ORDER.c.id)
    .where(*_TO_PACK, ORDER.c.collect_on == _FIRST_DAY.scalar_subquery())
)


def today(session: Session, farm_ids: Collection[int], catalogue: Catalogue, now: datetime) -> PackingList:
    """List what some farms have accepted and not packed for the next day of collection, from today on.

    That is the first day for which anything is left to pack; with nothing left, the day that new orders are for.
    """
    local_day = now.astimezone(catalogue.rules.zone).date()
    rows = session.connection().execute(_ORDERS_TO_PACK, {"today": local_day, "farms": sorted(farm_ids)}).all()
    if not rows:
        return PackingList(next_collection(catalogue.rules, now).day, ())
    return PackingList(rows[0].collect_on, _packing(session, rows))


def open_orders(session: Session, page: int = 1) -> tuple[tuple[OrderSummary, ...], bool]:
    """List orders that have not ended, the soonest to be collected first; and whether another page follows."""
    parameters = {"size": ORDERS_A_PAGE + 1, "skip": max(page - 1, 0) * ORDERS_A_PAGE}
    ids = session.connection().execute(_OPEN_ORDERS, parameters).scalars().all()
    return summaries(session, ids[:ORDERS_A_PAGE]), len(ids) > ORDERS_A_PAGE


def orders_of_the_day(session: Session, day: date) -> tuple[OrderSummary, ...]:
    """List the orders that are, or were, collected on a day."""
    return summaries(session, session.connection().execute(_ORDERS_OF_DAY, {"day": day}).scalars().all())


def find_order(session: Session, code: str) -> Receipt | None:
    """Find the open order of a code, as people say it: any case, blanks around it."""
    order_id = session.connection().scalar(_BY_CODE, {"wanted": code.strip().upper()})
    return None if order_id is None else load_order(session, order_id)


def parcel_question(session: Session, parcel_id: int, *, farm_ids: Collection[int], is_admin: bool) -> dict[str, Any]:
    """Give what a parcel's alert tells, for whoever may answer it, asked before or not; see `facts.parcel_facts`.

    Raises:
        NotAvailable: there is no such parcel, or it is not of a farm they answer for.
    """
    order_id = session.connection().scalar(_ORDER_OF_PARCEL, {"wanted": parcel_id})
    for order in read_orders(session, [order_id] if order_id is not None else []):
        parcel = order.parcel(parcel_id)
        if is_admin or parcel.farm_id in farm_ids:
            return parcel_facts(order, parcel)
    raise NotAvailable


def _packing(session: Session, rows: Collection[Any]) -> tuple[PackingParcel, ...]:
    wanted = {row.parcel_id for row in rows}
    return tuple(
        PackingParcel(
            parcel_id=parcel.parcel_id,
            order_id=order.order_id,
            farm_id=parcel.farm_id,
            code=order.code,
            buyer_name=order.buyer_name,
            details=order.details,
            point_id=order.point_id,
            lines=tuple(line for line in order.lines_of(parcel) if line.quantity),
        )
        for order in read_orders(session, {row.id for row in rows})
        for parcel in order.parcels
        if parcel.parcel_id in wanted
    )
