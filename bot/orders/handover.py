"""To the end: packed, at the point, collected and paid in cash; each can be taken back for some minutes."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.stock import Change, apply_changes, cap_shortages
from bot.orders.alerts import show_on_receipt
from bot.orders.holds import Claim, take_back, use
from bot.orders.models import EntryKind, ParcelState
from bot.orders.moving import Mover, move, open_parcel
from bot.orders.placed import PlacedLine, PlacedOrder, PlacedParcel
from bot.orders.refusals import TooLateToUndo
from bot.orders.settling import settle
from bot.orders.states import ParcelEvent
from bot.orders.tables import ENTRY, LINE
from bot.orders.telling import tell_ready
from bot.refusals import NotAvailable

UNDO_WITHIN = timedelta(minutes=10)  # product.md G11

FARMERS = frozenset({ParcelEvent.PACK, ParcelEvent.UNPACK})  # the rest is the coordinator's
STEPS = frozenset({ParcelEvent.PACK, ParcelEvent.ARRIVE, ParcelEvent.COLLECT})
UNDOINGS = frozenset({ParcelEvent.UNPACK, ParcelEvent.DEPART, ParcelEvent.UNCOLLECT})

_TAKE_LINES = (
    sa.update(LINE)
    .where(LINE.c.id == sa.bindparam("line"))
    .values(taken=sa.bindparam("quantity", type_=LINE.c.taken.type))
)
_INSERT_ENTRY = sa.insert(ENTRY)


def move_parcel(
    session: Session,
    parcel_id: int,
    event: ParcelEvent,
    *,
    actor_id: int,
    farm_ids: Collection[int] = (),
    is_admin: bool,
    now: datetime,
) -> PlacedOrder:
    """Take one step to the end, or take it back; return the order as it then stands.

    Collected means that its goods left the stock and that its cash was taken; the courier's fee with the first parcel
    that is handed over.

    Raises:
        NotAvailable: there is no such parcel, it is not theirs, or the step is not.
        AlreadyFinal: the parcel stands where that step cannot be taken.
        TooLateToUndo: it was done more than ten minutes ago.
    """
    if event not in STEPS | UNDOINGS or (event not in FARMERS and not is_admin):
        raise NotAvailable
    mover = Mover(actor_id, frozenset(farm_ids), all_farms=is_admin)
    before, parcel = open_parcel(session, parcel_id, mover)
    if event in UNDOINGS and now - parcel.changed_at > UNDO_WITHIN:
        raise TooLateToUndo(parcel_id, int(UNDO_WITHIN.total_seconds()) // 60)
    order = move(session, before, [parcel_id], event, mover, now=now)
    if follow := _FOLLOW.get(event):
        order = follow(session, order, parcel, mover, now)
    after = settle(session, before, order, {parcel_id: event}, mover, now=now)
    show_on_receipt(session, after)
    if event is ParcelEvent.ARRIVE:
        tell_ready(session, after, now=now)
    return after


def _collect(session: Session, order: PlacedOrder, parcel: PlacedParcel, mover: Mover, now: datetime) -> PlacedOrder:
    lines = [line for line in order.lines_of(parcel) if line.hold_id is not None]
    changes = use(session, [line.hold_id for line in lines if line.hold_id is not None])
    order = _take(session, order, {line.line_id: line.held for line in lines})
    return _book(session, order, parcel, EntryKind.CASH_TAKEN, changes, mover, now=now)


def _uncollect(session: Session, order: PlacedOrder, parcel: PlacedParcel, mover: Mover, now: datetime) -> PlacedOrder:
    lines = [line for line in order.lines_of(parcel) if line.taken]
    claims = [Claim(line.line_id, line.lot_id, line.taken or 0) for line in lines]
    changes = take_back(session, claims, order_id=order.order_id, now=now)
    order = _take(session, order, dict.fromkeys((line.line_id for line in lines), None))
    return _book(session, order, parcel, EntryKind.CASH_RETURNED, changes, mover, now=now)


_FOLLOW: Mapping[ParcelEvent, Callable[[Session, PlacedOrder, PlacedParcel, Mover, datetime], PlacedOrder]] = {
    ParcelEvent.COLLECT: _collect,
    ParcelEvent.UNCOLLECT: _uncollect,
}


def _take(session: Session, order: PlacedOrder, quantities: Mapping[int, int | None]) -> PlacedOrder:
    if quantities:
        rows = [{"line": line_id, "quantity": quantity} for line_id, quantity in quantities.items()]
        session.connection().execute(_TAKE_LINES, rows)
    return replace(order, lines=tuple(_with_taken(line, quantities) for line in order.lines))


def _with_taken(line: PlacedLine, quantities: Mapping[int, int | None]) -> PlacedLine:
    return replace(line, taken=quantities[line.line_id]) if line.line_id in quantities else line


def _book(
    session: Session,
    order: PlacedOrder,
    parcel: PlacedParcel,
    kind: EntryKind,
    changes: list[Change],
    mover: Mover,
    *,
    now: datetime,
) -> PlacedOrder:
    """Write the stock's moves, and the cash into the ledger."""
    apply_changes(session, changes, actor_id=mover.person_id, cause=f"parcel:{parcel.parcel_id}", now=now)
    if kind is EntryKind.CASH_TAKEN:
        cap_shortages(session, {change.lot_id for change in changes}, now=now)
    sign = 1 if kind is EntryKind.CASH_TAKEN else -1
    amounts: dict[int | None, int] = {
        parcel.parcel_id: sign * sum(line.amount_minor for line in order.lines_of(parcel))
    }
    if order.fee_minor and _is_alone(order, parcel):
        amounts[None] = sign * order.fee_minor  # of the order, and of no parcel
    entries = [
        {
            "payment_id": order.payment.payment_id,
            "parcel_id": parcel_id,
            "kind": kind,
            "amount_minor": amount,
            "actor_id": mover.person_id,
            "at": now,
        }
        for parcel_id, amount in amounts.items()
    ]
    session.connection().execute(_INSERT_ENTRY, entries)
    taken_minor = order.payment.taken_minor + sum(amounts.values())
    return replace(order, payment=replace(order.payment, taken_minor=taken_minor))


def _is_alone(order: PlacedOrder, parcel: PlacedParcel) -> bool:
    """Whether no other parcel of the order is handed over: then the fee comes, or goes, with this one."""
    return not any(
        other.state is ParcelState.COLLECTED for other in order.parcels if other.parcel_id != parcel.parcel_id
    )
