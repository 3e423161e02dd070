"""The farmer's answer to an order: Yes, Less or No; from a coordinator it counts the same."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlmodel import Session

from bot.catalog.stock import apply_changes
from bot.orders.alerts import end_alerts
from bot.orders.holds import Refused, refuse
from bot.orders.models import OrderState, ParcelState
from bot.orders.moving import Mover, confirm_lines, lock_lots_of, move, open_parcel
from bot.orders.placed import PlacedLine, PlacedOrder, PlacedParcel
from bot.orders.refusals import AlreadyFinal, MoreThanOrdered
from bot.orders.settling import settle
from bot.orders.states import PARCEL_MOVES, ParcelEvent
from bot.orders.telling import tell_buyer
from bot.refusals import NotAvailable

ANSWERS = {ParcelEvent.ACCEPT: "yes", ParcelEvent.REDUCE: "less", ParcelEvent.DECLINE: "no"}


def answer_yes(
    session: Session, parcel_id: int, *, actor_id: int, farm_ids: Collection[int], is_admin: bool, now: datetime
) -> PlacedOrder:
    """Accept all of a parcel; return its order as it then stands.

    Raises:
        NotAvailable: there is no such parcel, or it is not of a farm they answer for.
        AlreadyFinal: it was answered, cancelled or lapsed before.
    """
    mover = Mover(actor_id, frozenset(farm_ids), all_farms=is_admin)
    before, parcel = open_parcel(session, parcel_id, mover)
    given = {line.line_id: line.ordered for line in before.lines_of(parcel)}
    return _answer(session, before, parcel, given, mover, now=now)


def answer_yes_to_all(
    session: Session,
    parcel_ids: Collection[int],
    *,
    actor_id: int,
    farm_ids: Collection[int],
    is_admin: bool,
    now: datetime,
) -> None:
    """Accept all of several parcels, each or none; raises as `answer_yes` does."""
    lock_lots_of(session, parcel_ids)
    for parcel_id in sorted(parcel_ids):
        answer_yes(session, parcel_id, actor_id=actor_id, farm_ids=farm_ids, is_admin=is_admin, now=now)


def answer_no(
    session: Session, parcel_id: int, *, actor_id: int, farm_ids: Collection[int], is_admin: bool, now: datetime
) -> PlacedOrder:
    """Decline all of a parcel, also one that was accepted, until it is packed; raises as `answer_yes` does."""
    mover = Mover(actor_id, frozenset(farm_ids), all_farms=is_admin)
    before, parcel = open_parcel(session, parcel_id, mover)
    given = dict.fromkeys((line.line_id for line in before.lines_of(parcel)), 0)
    return _answer(session, before, parcel, given, mover, now=now)


def check_reducible(
    session: Session, parcel_id: int, *, actor_id: int, farm_ids: Collection[int], is_admin: bool
) -> None:
    """See whether Less can still be said, before it is asked how much there is; raises as `answer_less` does."""
    order, parcel = open_parcel(session, parcel_id, Mover(actor_id, frozenset(farm_ids), all_farms=is_admin))
    _refuse_if_reduced(order, parcel)
    if order.state is OrderState.CANCELLED or (parcel.state, ParcelEvent.REDUCE) not in PARCEL_MOVES:
        raise AlreadyFinal(parcel.parcel_id, order.code, parcel.state)


def answer_less(
    session: Session,
    parcel_id: int,
    quantities: Mapping[int, int],
    *,
    actor_id: int,
    farm_ids: Collection[int],
    is_admin: bool,
    now: datetime,
) -> PlacedOrder:
    """Accept less: so many base units by line id; lines not named count as Yes, 0 of everything is No.

    Raises:
        NotAvailable: as `answer_yes`; or a line is not the parcel's.
        AlreadyFinal: as `answer_yes`; Less and No are final, a Yes is until it is packed.
        MoreThanOrdered: names the line of which more is offered than was ordered.
    """
    mover = Mover(actor_id, frozenset(farm_ids), all_farms=is_admin)
    before, parcel = open_parcel(session, parcel_id, mover)
    lines = before.lines_of(parcel)
    if not quantities.keys() <= {line.line_id for line in lines} or min(quantities.values(), default=0) < 0:
        raise NotAvailable
    given = {line.line_id: quantities.get(line.line_id, line.ordered) for line in lines}
    for line in lines:
        if given[line.line_id] > line.ordered:
            raise MoreThanOrdered(line.product_id, given[line.line_id], line.ordered)
    return _answer(session, before, parcel, given, mover, now=now)


def _answer(
    session: Session,
    before: PlacedOrder,
    parcel: PlacedParcel,
    given: Mapping[int, int],
    mover: Mover,
    *,
    now: datetime,
) -> PlacedOrder:
    lines = before.lines_of(parcel)
    _refuse_if_reduced(before, parcel)
    event = _event(lines, given)
    order = move(session, before, [parcel.parcel_id], event, mover, now=now)
    order = confirm_lines(session, order, given)
    changes = refuse(session, _refused(lines, given), now=now)
    apply_changes(session, changes, actor_id=mover.person_id, cause=f"parcel:{parcel.parcel_id}", now=now)
    after = settle(session, before, order, {parcel.parcel_id: event}, mover, now=now)
    tell_buyer(session, before, after, now=now)
    end_alerts(session, after, [parcel.parcel_id], ANSWERS[event], _result(given), by_id=mover.person_id, now=now)
    return after


def _refuse_if_reduced(order: PlacedOrder, parcel: PlacedParcel) -> None:
    if parcel.state is ParcelState.ACCEPTED and any(line.is_reduced for line in order.lines_of(parcel)):
        raise AlreadyFinal(parcel.parcel_id, order.code, parcel.state)


def _event(lines: Collection[PlacedLine], given: Mapping[int, int]) -> ParcelEvent:
    if all(given[line.line_id] == line.ordered for line in lines):
        return ParcelEvent.ACCEPT
    return ParcelEvent.REDUCE if any(given.values()) else ParcelEvent.DECLINE


def _refused(lines: Collection[PlacedLine], given: Mapping[int, int]) -> list[Refused]:
    return [
        Refused(line.hold_id, line.lot_id, refused=line.held - given[line.line_id], left=given[line.line_id])
        for line in lines
        if line.hold_id is not None and given[line.line_id] < line.held
    ]


def _result(given: Mapping[int, int]) -> dict[str, object]:
    return {"lines": {str(line_id): quantity for line_id, quantity in given.items()}}
