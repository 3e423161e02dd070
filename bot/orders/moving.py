"""How every later step of an order begins: find it by right, lock it, move its parcels.

Locks are taken in the one order of the house: the lots, then the order; parcels and payment only under the order's
lock, by conditional UPDATEs on the state that was read under it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.stock import lock_found, locking
from bot.orders.models import OrderState, ParcelState
from bot.orders.placed import PlacedOrder, PlacedParcel, lock_order
from bot.orders.refusals import AlreadyFinal
from bot.orders.states import PARCEL_MOVES, ParcelEvent
from bot.orders.tables import LINE, PARCEL
from bot.refusals import NotAvailable

_ORDER_OF_PARCEL = sa.select(PARCEL.c.order_id).where(PARCEL.c.id == sa.bindparam("parcel"))
_ORDER_OF_OWN_PARCEL = _ORDER_OF_PARCEL.where(PARCEL.c.farm_id.in_(sa.bindparam("farms", expanding=True)))
_LOCK_LOTS_OF_ORDER = locking(sa.select(LINE.c.lot_id).where(LINE.c.order_id == sa.bindparam("order")))
_LOCK_LOTS_OF_PARCELS = locking(
    sa.select(LINE.c.lot_id)
    .join(PARCEL, PARCEL.c.order_id == LINE.c.order_id)
    .where(PARCEL.c.id.in_(sa.bindparam("parcels", expanding=True)))
)

_MOVE_PARCELS = (
    sa.update(PARCEL)
    .where(
        PARCEL.c.id.in_(sa.bindparam("parcels", expanding=True)),
        PARCEL.c.state.in_(sa.bindparam("old", expanding=True)),
    )
    .values(state=sa.bindparam("new"), changed_at=sa.bindparam("now"))
    .returning(PARCEL.c.id)
)
_ANSWER_PARCELS = _MOVE_PARCELS.values(answered_at=sa.bindparam("now"), answered_by_id=sa.bindparam("person"))
_CONFIRM_LINES = (
    sa.update(LINE)
    .where(LINE.c.id == sa.bindparam("line"))
    .values(confirmed=sa.bindparam("quantity"), packed=sa.null())
)


@dataclass(frozen=True, slots=True)
class Mover:
    """Who moves a parcel, with the rights of this moment: any farm's, or those of the farms they answer for."""

    person_id: int | None
    farm_ids: frozenset[int] = frozenset()
    all_farms: bool = False


CLOCK = Mover(None, all_farms=True)


def open_parcel(session: Session, parcel_id: int, mover: Mover) -> tuple[PlacedOrder, PlacedParcel]:
    """Lock the lots and the order of a parcel that this mover may move, and read it.

    Raises:
        NotAvailable: there is no such parcel, or it is not of a farm they answer for.
    """
    statement = _ORDER_OF_PARCEL if mover.all_farms else _ORDER_OF_OWN_PARCEL
    parameters = {"parcel": parcel_id} | ({} if mover.all_farms else {"farms": sorted(mover.farm_ids)})
    order_id = session.connection().scalar(statement, parameters)
    if order_id is None:
        raise NotAvailable
    order = open_order(session, order_id)
    return order, order.parcel(parcel_id)


def lock_lots_of(session: Session, parcel_ids: Collection[int]) -> None:
    """Lock the lots of several parcels' orders before the first is opened: lots come in id order or not at all."""
    lock_found(session, _LOCK_LOTS_OF_PARCELS, {"parcels": sorted(parcel_ids)})


def open_order(session: Session, order_id: int) -> PlacedOrder:
    """Lock the lots of an order, then the order, and read it.

    Raises:
        NotAvailable: there is none.
    """
    lock_found(session, _LOCK_LOTS_OF_ORDER, {"order": order_id})
    return lock_order(session, order_id)


def move(
    session: Session,
    order: PlacedOrder,
    parcel_ids: Collection[int],
    event: ParcelEvent,
    mover: Mover,
    *,
    now: datetime,
) -> PlacedOrder:
    """Take the same step with some parcels of an order; return the order as it then stands.

    Raises:
        AlreadyFinal: one of them cannot take it from where it stands; names that one.
    """
    parcels = [order.parcel(parcel_id) for parcel_id in parcel_ids]
    new = {_after(order, parcel, event) for parcel in parcels}
    if not new:
        return order
    (state,) = new  # an event has one outcome, from wherever it comes
    parameters: dict[str, Any] = {
        "parcels": sorted(parcel_ids),
        "old": sorted({parcel.state for parcel in parcels}),
        "new": state,
        "now": now,
    }
    answers = event in {ParcelEvent.ACCEPT, ParcelEvent.REDUCE, ParcelEvent.DECLINE}
    if answers:
        parameters["person"] = mover.person_id
    moved = session.connection().execute(_ANSWER_PARCELS if answers else _MOVE_PARCELS, parameters).all()
    if len(moved) < len(parcels):
        raise AlreadyFinal(parcels[0].parcel_id, order.code, parcels[0].state)
    changed = tuple(
        replace(each, state=state, changed_at=now) if each.parcel_id in parcel_ids else each for each in order.parcels
    )
    return replace(order, parcels=changed)


def confirm_lines(session: Session, order: PlacedOrder, quantities: Mapping[int, int]) -> PlacedOrder:
    """Write what counts of some lines from now on, in base units by line id."""
    rows = [{"line": line_id, "quantity": quantity} for line_id, quantity in sorted(quantities.items())]
    if rows:
        session.connection().execute(_CONFIRM_LINES, rows)
    lines = tuple(
        replace(line, confirmed=quantities[line.line_id], packed=None) if line.line_id in quantities else line
        for line in order.lines
    )
    return replace(order, lines=lines)


def _after(order: PlacedOrder, parcel: PlacedParcel, event: ParcelEvent) -> ParcelState:
    new = PARCEL_MOVES.get((parcel.state, event))
    if order.state is OrderState.CANCELLED or new is None:
        raise AlreadyFinal(parcel.parcel_id, order.code, parcel.state)
    return new
