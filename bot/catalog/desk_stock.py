"""Stock by an admin's word: what a change would make of what is there, and the change.

What is promised stays promised: when less than that is there, nothing is left to sell and a shortage stands open until
it has been shared out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.desk_levels import StockState, lock_item, lot_of, read_state, stock_of
from bot.catalog.desk_refusals import BadCommand, MoreThanThere, Problem, StockMoved
from bot.catalog.desk_words import Sign
from bot.catalog.models import MoveKind
from bot.catalog.snapshot import Item
from bot.catalog.stock import Change, LotRow, apply_changes, note_missing
from bot.notices.service import NewNotice, owe
from bot.people.audit import Audited, record
from bot.people.models import AuditEntry
from bot.people.service import admins

ACTION = "stock_changed"
THERE_MAX = 10**12  # base units: a million tonnes; what is typed by mistake must not reach the ledger
PREVIEW_VALID = timedelta(hours=1)  # an older one is drawn again before it is applied


@dataclass(frozen=True, slots=True)
class StockChange:
    """What a change makes, or has made, of what was there.  `quantity` in base units."""

    product_id: int
    lot_id: int
    sign: Sign
    quantity: int
    before: StockState
    after: StockState


@dataclass(frozen=True, slots=True)
class Applied:
    """A change that was made, and the entry by which it can be undone.  `repeated`: an earlier tap made it."""

    audit_id: int
    change: StockChange
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class _Preview:
    """What one preview's Apply carries: a second tap on it is known by these, which no other preview shares."""

    at: int  # epoch seconds
    sign: Sign
    quantity: int
    seen: int

    @property
    def facts(self) -> dict[str, int]:
        return {"at": self.at, "seen": self.seen}

    def made(self, after: Mapping[str, Any]) -> bool:
        """Whether a change, as its audit entry has it, was made from this preview."""
        same = after["sign"] == self.sign and after["quantity"] == self.quantity
        return same and after.get("preview") == self.facts


_AUDIT = AuditEntry.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it

_DONE_SINCE = (
    sa.select(_AUDIT.c.id, _AUDIT.c.before, _AUDIT.c.after, _AUDIT.c.undone_at)
    .where(
        _AUDIT.c.subject == "lot",
        _AUDIT.c.subject_id == sa.bindparam("lot"),
        _AUDIT.c.actor_id == sa.bindparam("actor"),
        _AUDIT.c.action == ACTION,
        _AUDIT.c.at >= sa.bindparam("since"),
    )
    .order_by(_AUDIT.c.id.desc())
)
_CHANGED_BY = sa.select(_AUDIT.c.subject_id).where(
    _AUDIT.c.id == sa.bindparam("entry"), _AUDIT.c.actor_id == sa.bindparam("actor"), _AUDIT.c.action == ACTION
)


def preview_stock(session: Session, item: Item, sign: Sign, quantity: int) -> StockChange:
    """Work out what a change would do.  Nothing is changed.

    Raises:
        NoStockRow: the product has no open lot.
        MoreThanThere: it takes off more than is there.
    """
    return _planned(item.product_id, lot_of(item), stock_of(session, item), sign, quantity)


def apply_stock(
    session: Session,
    item: Item,
    sign: Sign,
    quantity: int,
    *,
    seen: int,
    previewed_at: datetime,
    actor_id: int,
    now: datetime,
) -> Applied:
    """Make a previewed change, once: a second tap on the same preview gets the first one's result.

    seen: what was there in all when it was previewed; base units.

    Raises:
        StockMoved: a count ("=") of something that has moved since, or a preview that is too old, or used and undone.
        NoStockRow, MoreThanThere: as `preview_stock`.
    """
    lot = lock_item(session, item)
    preview = _Preview(int(previewed_at.timestamp()), sign, quantity, seen)
    if done := _done_before(session, item.product_id, lot.lot_id, preview, actor_id):
        return done
    before = read_state(session, lot.lot_id, item.product_id)
    if now - previewed_at > PREVIEW_VALID or (sign is Sign.COUNT and before.there != seen):
        raise StockMoved(item.product_id, sign, quantity)
    change = _planned(item.product_id, lot.lot_id, before, sign, quantity)
    return Applied(make(session, change, lot, actor_id=actor_id, now=now, preview=preview.facts), change)


def stock_changed_by(session: Session, audit_id: int, actor_id: int) -> int | None:
    """Give the lot whose stock an audit entry says that this person changed; None: it says nothing of the kind."""
    facts = {"entry": audit_id, "actor": actor_id}
    lot_id: int | None = session.connection().execute(_CHANGED_BY, facts).scalar_one_or_none()
    return lot_id


def say_sold_out(session: Session, item: Item, *, actor_id: int, now: datetime) -> int | None:
    """Take what is left to sell off; what is promised stays.  Returns the audit entry, None where nothing was left."""
    lot = lock_item(session, item)
    before = read_state(session, lot.lot_id, item.product_id)
    if not before.to_sell:
        return None
    change = _planned(item.product_id, lot.lot_id, before, Sign.COUNT, before.promised)
    return make(session, change, lot, actor_id=actor_id, now=now)


def make(
    session: Session,
    change: StockChange,
    lot: LotRow,
    *,
    actor_id: int | None,
    now: datetime,
    action: str = ACTION,
    preview: Mapping[str, int] | None = None,
) -> int:
    """Write a change of a locked lot with its moves, shortage, notices and audit entry; return the entry's id."""
    entry = Audited(
        action,
        "lot",
        change.lot_id,
        before={"there": change.before.there, "promised": change.before.promised},
        after={
            "there": change.after.there,
            "promised": change.after.promised,
            "sign": change.sign.value,
            "quantity": change.quantity,
            **({"preview": dict(preview)} if preview else {}),
        },
    )
    [audit_id] = record(session, entry, actor_id=actor_id, now=now)
    apply_changes(session, _moves(change, lot), actor_id=actor_id, cause=f"audit:{audit_id}", now=now)
    if change.after.missing or change.before.missing:
        note_missing(session, change.lot_id, change.after.missing, now=now)
    if change.after.missing > change.before.missing:
        tell_admins(session, change.product_id, change.lot_id, change.after, actor_id=actor_id, now=now)
    return audit_id


def _planned(product_id: int, lot_id: int, before: StockState, sign: Sign, quantity: int) -> StockChange:
    there = {Sign.ADD: before.there + quantity, Sign.TAKE: before.there - quantity, Sign.COUNT: quantity}[sign]
    if there > THERE_MAX:
        raise BadCommand("stock", Problem.TOO_MUCH)
    if there < 0:
        raise MoreThanThere(product_id, quantity, before.there)
    return StockChange(product_id, lot_id, sign, quantity, before, StockState(there, before.promised))


def _moves(change: StockChange, lot: LotRow) -> list[Change]:
    """What came in as received, anything else as adjusted; what is missing is not in the ledger, so it is levelled."""
    raised = change.after.to_sell - lot.available
    received = change.quantity if change.sign is Sign.ADD else 0
    return [
        Change(change.lot_id, MoveKind.RECEIVED, received, 0),
        Change(change.lot_id, MoveKind.ADJUSTED, raised - received, 0),
    ]


def tell_admins(
    session: Session,
    product_id: int,
    lot_id: int,
    state: StockState,
    *,
    actor_id: int | None,
    now: datetime,
    by_clock: bool = False,
) -> None:
    """Tell all admins, but the one who did it and has it on the screen, that more is promised than is there.

    by_clock: nobody closes this transaction by posting what it owes, so the worker does it next.
    """
    facts = {
        "product_id": product_id,
        "there": state.there,
        "promised": state.promised,
        "missing": state.missing,
    }
    told = [
        NewNotice(person_id, "stock_short", facts, "lot", lot_id, due_at=now if by_clock else None)
        for person_id in admins(session)
        if person_id != actor_id
    ]
    if told:
        owe(session, told, now=now)


def _done_before(session: Session, product_id: int, lot_id: int, preview: "_Preview", actor_id: int) -> Applied | None:
    since = datetime.fromtimestamp(preview.at, UTC)
    rows = session.connection().execute(_DONE_SINCE, {"lot": lot_id, "actor": actor_id, "since": since})
    row = next((row for row in rows if preview.made(row.after)), None)
    if row is None:
        return None
    if row.undone_at is not None:
        raise StockMoved(product_id, preview.sign, preview.quantity)
    before, after = (StockState(facts["there"], facts["promised"]) for facts in (row.before, row.after))
    change = StockChange(product_id, lot_id, Sign(row.after["sign"]), row.after["quantity"], before, after)
    return Applied(row.id, change, repeated=True)
