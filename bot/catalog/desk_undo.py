"""Undo: ten minutes long a change of the desk can be taken back, by any admin, once.

A sum is undone by the opposite sum, whatever happened in between; a value is put back only while the new one stands.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog import (
    desk_clips,
    desk_names,
    desk_pictures,
    desk_points,
    desk_price,
    desk_season,
    desk_settings,
    desk_shelf,
    desk_stock,
    posts,
)
from bot.catalog.desk_levels import StockState, locked_state
from bot.catalog.desk_refusals import AlreadyUndone, ChangedSince, PromisedInTheWay, UndoTooLate
from bot.catalog.desk_stock import StockChange
from bot.catalog.desk_words import Sign
from bot.catalog.snapshot import bump_version
from bot.people.audit import Audited, record
from bot.people.models import AuditEntry
from bot.refusals import NotAvailable

UNDO_MINUTES = 10  # product.md G11
UNDONE = "_undone"  # ends the action's name in the entry of its undoing
_OPPOSITE = {Sign.ADD: Sign.TAKE, Sign.TAKE: Sign.ADD, Sign.COUNT: Sign.COUNT}


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back: an action of the desk, and the facts before and after it, as its audit entry names them."""

    action: str
    subject_id: int | None
    before: dict[str, Any]
    after: dict[str, Any]
    stock: StockChange | None = None  # what undoing made of the stock


_AUDIT = AuditEntry.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_MARK = (
    sa.update(_AUDIT)
    .where(_AUDIT.c.id == sa.bindparam("entry"), _AUDIT.c.undone_at.is_(None))
    .values(undone_at=sa.bindparam("moment"))
    .returning(_AUDIT.c.action, _AUDIT.c.subject_id, _AUDIT.c.at, _AUDIT.c.before, _AUDIT.c.after)
)
_ACTION = sa.select(_AUDIT.c.action).where(_AUDIT.c.id == sa.bindparam("entry"))


def undo(session: Session, audit_id: int, *, actor_id: int, now: datetime) -> Undone:
    """Take one change back.

    Raises:
        NotAvailable: no change of the desk has this number.
        AlreadyUndone: somebody did.
        UndoTooLate: it is more than `UNDO_MINUTES` old.
        ChangedSince: the value it set was changed again.
        PromisedInTheWay: less would be left than was promised meanwhile.
    """
    connection = session.connection()
    entry = connection.execute(_MARK, {"entry": audit_id, "moment": now}).one_or_none()
    if entry is None:
        action = connection.execute(_ACTION, {"entry": audit_id}).scalar_one_or_none()
        raise AlreadyUndone if action in _UNDOABLE else NotAvailable
    if entry.action not in _UNDOABLE:
        raise NotAvailable
    if now - entry.at > timedelta(minutes=UNDO_MINUTES):
        raise UndoTooLate(UNDO_MINUTES)
    undone = Undone(entry.action, entry.subject_id, entry.before, entry.after)
    match entry.action:
        case desk_stock.ACTION:
            stock = _undo_stock(session, undone, actor_id, now)
            return Undone(undone.action, undone.subject_id, undone.before, undone.after, stock)
        case desk_price.ACTION:
            put_back = desk_price.set_price(session, _subject(undone), undone.before, seen=undone.after)
        case desk_shelf.ACTION:
            put_back = desk_shelf.set_hidden(session, _subject(undone), undone.before, seen=undone.after)
        case desk_season.ACTION:
            put_back = desk_season.set_season(session, _subject(undone), undone.before, seen=undone.after)
        case desk_pictures.ACTION:
            put_back = desk_pictures.set_pictures(session, _subject(undone), undone.before, seen=undone.after)
        case desk_clips.ACTION:
            put_back = desk_clips.put_back(session, _subject(undone), undone.before, seen=undone.after)
        case posts.ACTION:
            put_back = posts.end_post(session, _subject(undone), now=now)
        case desk_points.ACTION:
            put_back = desk_points.put_back(session, _subject(undone), undone.before, seen=undone.after)
        case desk_names.ALIAS_MADE:
            put_back = desk_names.take_back_alias(session, _subject(undone), undone.after["phrase_id"])
        case desk_names.PUT_ASIDE:
            put_back = desk_names.open_again(session, _subject(undone))
        case _:
            put_back = desk_settings.put_back(session, undone.before, seen=undone.after)
    if not put_back:
        raise ChangedSince
    bump_version(session)
    subject = _UNDOABLE[entry.action]
    entry_back = Audited(entry.action + UNDONE, subject, entry.subject_id, before=entry.after, after=entry.before)
    record(session, entry_back, actor_id=actor_id, now=now)
    return undone


_UNDOABLE = {
    desk_stock.ACTION: "lot",
    desk_price.ACTION: "offer",
    desk_shelf.ACTION: "product",
    desk_season.ACTION: "product",
    desk_pictures.ACTION: "product",
    desk_clips.ACTION: "product",
    desk_settings.ACTION: "setting",
    desk_settings.COURIER_CHANGED: "setting",
    desk_settings.DAYS_CHANGED: "setting",
    desk_points.ACTION: "point",
    posts.ACTION: "post",
    desk_names.ALIAS_MADE: "alias",
    desk_names.PUT_ASIDE: "missed_phrase",
}


def _undo_stock(session: Session, undone: Undone, actor_id: int, now: datetime) -> StockChange:
    found = locked_state(session, _subject(undone))
    if found is None:
        raise NotAvailable
    lot, state = found
    sign, quantity = Sign(undone.after["sign"]), undone.after["quantity"]
    if sign is Sign.COUNT:
        if state.there != undone.after["there"]:
            raise ChangedSince
        there, quantity = undone.before["there"], undone.before["there"]
    else:
        there = state.there - quantity if sign is Sign.ADD else state.there + quantity
    if there < state.there and there < state.promised:
        raise PromisedInTheWay(lot.product_id, state.promised, max(0, there))
    change = StockChange(
        lot.product_id, lot.lot_id, _OPPOSITE[sign], quantity, state, StockState(there, state.promised)
    )
    desk_stock.make(session, change, lot, actor_id=actor_id, now=now, action=undone.action + UNDONE)
    return change


def _subject(undone: Undone) -> int:
    assert undone.subject_id is not None  # only settings have no row number
    return undone.subject_id
