"""Stock never lies: the only writer of `Lot.available` and `Lot.held`.

A change is written down first, as moves; then one guarded UPDATE raises the lots by what those moves say, so that the
counters cannot differ from the ledger and nothing is sold that is not there.  Nobody reads a counter to decide: the
UPDATE decides, and a CHECK stands behind it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.models import Lot, MoveKind, Shortage, ShortageState, StockMove
from bot.refusals import Refusal


@dataclass(frozen=True, slots=True)
class LotRow:
    """A lot as it stands under our lock; base units."""

    lot_id: int
    product_id: int
    available: int
    held: int


@dataclass(frozen=True, slots=True)
class Change:
    """One move to be made: what it adds to a lot's `available` and `held`, in base units."""

    lot_id: int
    kind: MoveKind
    available: int
    held: int
    hold_id: int | None = None


@dataclass(frozen=True, slots=True)
class ShortLot:
    """A lot that cannot give what was wanted of it; base units."""

    lot_id: int
    product_id: int
    wanted: int
    available: int


class InsufficientStock(Refusal):
    """Less is there than was asked for.  Names every short lot; the turn's changes must not be committed."""

    def __init__(self, short: Sequence[ShortLot]) -> None:
        super().__init__(
            ", ".join(f"lot {lot.lot_id}: wanted {lot.wanted}, available {lot.available}" for lot in short)
        )
        self.short = tuple(short)


def total(column: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    """Sum base units up, 0 where there are none; PostgreSQL sums 64-bit integers to numeric."""
    return sa.cast(sa.func.coalesce(sa.func.sum(column), 0), sa.BigInteger)


_LOT = Lot.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_MOVE = StockMove.__table__  # type: ignore[attr-defined]
_SHORTAGE = Shortage.__table__  # type: ignore[attr-defined]

_LOT_ROW = (_LOT.c.id.label("lot_id"), _LOT.c.product_id, _LOT.c.available, _LOT.c.held)
_IDS: sa.BindParameter[int] = sa.bindparam("ids", expanding=True)

_INSERT_MOVES = sa.insert(_MOVE).returning(_MOVE.c.id)
_MOVED = (
    sa.select(
        _MOVE.c.lot_id,
        total(_MOVE.c.available_delta).label("available"),
        total(_MOVE.c.held_delta).label("held"),
    )
    .where(_MOVE.c.id.in_(_IDS))
    .group_by(_MOVE.c.lot_id)
    .subquery("moved")
)
# One text for one lot and for twenty: the sums come from the rows just written, not from a CASE per lot.
_RAISE_LOTS = (
    sa.update(_LOT)
    .where(_LOT.c.id == _MOVED.c.lot_id)
    .values(available=_LOT.c.available + _MOVED.c.available, held=_LOT.c.held + _MOVED.c.held)
    .returning(_LOT.c.id)
)
_GUARD = _LOT.c.available + _MOVED.c.available >= 0
_RAISE_LOTS_GUARDED = _RAISE_LOTS.where(_GUARD)

_READ_LOTS = sa.select(*_LOT_ROW).where(_LOT.c.id.in_(_IDS)).order_by(_LOT.c.id)

_OPEN = _SHORTAGE.c.state == sa.literal_column(f"'{ShortageState.OPEN}'")
# Renamed, because SQLAlchemy writes RETURNING for SQLite without the names of tables: there "lot_id = lot_id" is true.
_SHORT = sa.select(_SHORTAGE.c.lot_id.label("short_lot_id"), _SHORTAGE.c.missing).where(_OPEN).subquery("short")
_LESS_MISSING = _SHORTAGE.c.missing - sa.bindparam("gone", type_=sa.BigInteger)
_SHRINK_SHORTAGE = (
    sa.update(_SHORTAGE)
    .where(_SHORTAGE.c.lot_id == sa.bindparam("of_lot"), _OPEN)
    .values(
        missing=sa.case((_LESS_MISSING > 0, _LESS_MISSING), else_=_SHORTAGE.c.missing),
        state=sa.case((_LESS_MISSING > 0, _SHORTAGE.c.state), else_=ShortageState.SETTLED),
        settled_at=sa.case((_LESS_MISSING > 0, None), else_=sa.bindparam("at", type_=_SHORTAGE.c.settled_at.type)),
    )
)
_CAP_SHORTAGES = (
    sa.update(_SHORTAGE)
    .where(_SHORTAGE.c.lot_id == _LOT.c.id, _SHORTAGE.c.lot_id.in_(_IDS), _OPEN, _SHORTAGE.c.missing > _LOT.c.held)
    .values(
        missing=sa.case((_LOT.c.held > 0, _LOT.c.held), else_=_SHORTAGE.c.missing),
        state=sa.case((_LOT.c.held > 0, _SHORTAGE.c.state), else_=ShortageState.SETTLED),
        settled_at=sa.case((_LOT.c.held > 0, None), else_=sa.bindparam("at", type_=_SHORTAGE.c.settled_at.type)),
    )
)
_SET_MISSING = (
    sa.update(_SHORTAGE)
    .where(_SHORTAGE.c.lot_id == sa.bindparam("of_lot"), _OPEN)
    .values(missing=sa.bindparam("short"))
    .returning(_SHORTAGE.c.id)
)
_SETTLE_SHORTAGE = (
    sa.update(_SHORTAGE)
    .where(_SHORTAGE.c.lot_id == sa.bindparam("of_lot"), _OPEN)
    .values(state=ShortageState.SETTLED, settled_at=sa.bindparam("at"))
)

_OF_LOT = sa.select(sa.literal(0)).where(_MOVE.c.lot_id == _LOT.c.id)
_SUM_UP = (
    sa.update(_LOT)
    .where(_LOT.c.id.in_(_IDS))
    .values(
        available=_OF_LOT.with_only_columns(total(_MOVE.c.available_delta)).scalar_subquery(),
        held=_OF_LOT.with_only_columns(total(_MOVE.c.held_delta)).scalar_subquery(),
    )
)


def locking(lot_ids: sa.Select[Any] | sa.CompoundSelect[Any]) -> sa.Select[Any]:
    """Build the statement that locks the lots which a query of lot ids names; made once, at import.

    In id order, so that two baskets never wait for each other.  Only the key is left unlocked: a new line or hold that
    points at the lot need not wait.  SQLite has one writer and leaves the locking words out.
    """
    return (
        sa.select(*_LOT_ROW).where(_LOT.c.id.in_(lot_ids)).order_by(_LOT.c.id).with_for_update(of=_LOT, key_share=True)
    )


_LOCK_LOTS = _READ_LOTS.with_for_update(of=_LOT, key_share=True)


def lock_lots(session: Session, lot_ids: Collection[int]) -> dict[int, LotRow]:
    """Lock lots in id order and read them, in a statement of its own: what is read next is not older than the lock."""
    return lock_found(session, _LOCK_LOTS, {"ids": sorted(lot_ids)}) if lot_ids else {}


def lock_found(session: Session, statement: sa.Select[Any], parameters: Mapping[str, Any]) -> dict[int, LotRow]:
    """Run a statement of `locking` and give the lots it locked, by id."""
    rows = session.connection().execute(statement, dict(parameters))
    return {row.lot_id: LotRow(*row) for row in rows}


def available_in(session: Session, lot_ids: Collection[int]) -> dict[int, int]:
    """Read what lots have to sell, in base units; for showing only, since it may be gone in a moment."""
    if not lot_ids:
        return {}
    rows = session.connection().execute(_READ_LOTS, {"ids": sorted(lot_ids)})
    return {row.lot_id: row.available for row in rows}


def apply_changes(
    session: Session, changes: Sequence[Change], *, actor_id: int | None, cause: str, now: datetime
) -> None:
    """Make all changes or none: one INSERT of moves, one guarded UPDATE of lots, for any number of either.

    The caller has locked the lots.  Changes of one lot are summed, and what comes back counts before what is taken.

    Raises:
        InsufficientStock: names every short lot; the moves are written by then, so the turn must be rolled back.
    """
    # Givers first: whoever replays the ledger row by row never sees a lot below zero.
    moves = sorted((change for change in changes if change.available or change.held), key=lambda c: -c.available)
    if not moves:
        return
    connection = session.connection()
    shared = {"actor_id": actor_id, "cause": cause, "at": now}
    ids = connection.execute(_INSERT_MOVES, [_move(change) | shared for change in moves]).scalars().all()
    raised = set(connection.execute(_RAISE_LOTS_GUARDED, {"ids": ids}).scalars())
    if failed := {change.lot_id for change in moves} - raised:
        raise InsufficientStock(_short_lots(session, failed, moves))


def missing_of(lot_id: sa.ColumnElement[int]) -> sa.ScalarSelect[int]:
    """Build the question how much of a lot is promised but not there; correlated to a statement's `lot_id`."""
    return sa.select(total(_SHORT.c.missing)).where(_SHORT.c.short_lot_id == lot_id).scalar_subquery()


def shrink_shortages(session: Session, gone: Mapping[int, int], *, now: datetime) -> None:
    """Note that so many base units, by lot, are no longer promised; a shortage that is made up for is settled."""
    if gone:
        rows = [{"of_lot": lot_id, "gone": quantity, "at": now} for lot_id, quantity in sorted(gone.items())]
        session.connection().execute(_SHRINK_SHORTAGE, rows)


def cap_shortages(session: Session, lot_ids: Collection[int], *, now: datetime) -> None:
    """Note after a handover that no more can be missing than is still promised: the rest was there after all."""
    if lot_ids:
        session.connection().execute(_CAP_SHORTAGES, {"ids": sorted(lot_ids), "at": now})


def note_missing(session: Session, lot_id: int, missing: int, *, now: datetime) -> None:
    """Note how much of a lot is promised and not there, in base units; 0 settles its shortage."""
    connection = session.connection()
    if not missing:
        connection.execute(_SETTLE_SHORTAGE, {"of_lot": lot_id, "at": now})
    elif connection.execute(_SET_MISSING, {"of_lot": lot_id, "short": missing}).first() is None:
        opened = {"lot_id": lot_id, "missing": missing, "state": ShortageState.OPEN, "opened_at": now}
        connection.execute(sa.insert(_SHORTAGE), opened)


def sum_up(session: Session, moves: Sequence[tuple[Change, str]], *, now: datetime) -> None:
    """Write moves down, each with its cause, and set their lots to what all of their moves say.  For a recount alone.

    `apply_changes` adds to counters that agree with the ledger; here they do not.  The caller has locked the lots.

    Raises:
        IntegrityError: a lot's moves come to less than nothing; the turn must be rolled back.
    """
    if moves:
        rows = [_move(change) | {"actor_id": None, "cause": cause, "at": now} for change, cause in moves]
        session.connection().execute(_INSERT_MOVES, rows)
        session.connection().execute(_SUM_UP, {"ids": sorted({change.lot_id for change, _ in moves})})


def _move(change: Change) -> dict[str, Any]:
    return {
        "lot_id": change.lot_id,
        "kind": change.kind,
        "available_delta": change.available,
        "held_delta": change.held,
        "hold_id": change.hold_id,
    }


def _short_lots(session: Session, failed: Collection[int], moves: Sequence[Change]) -> list[ShortLot]:
    rows = session.connection().execute(_READ_LOTS, {"ids": sorted(failed)})
    return [
        ShortLot(
            lot_id=row.lot_id,
            product_id=row.product_id,
            wanted=-sum(move.available for move in moves if move.lot_id == row.lot_id and move.available < 0),
            available=row.available
            + sum(move.available for move in moves if move.lot_id == row.lot_id and move.available > 0),
        )
        for row in rows
    ]
