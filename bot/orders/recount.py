"""The recount: what a lot's row, its moves and the claims on it say, and what is done where they differ.

Nothing of ours makes them differ; a row that somebody changed by hand, or a database put back in pieces, does.  Then:

- The hold rows are the claims.  What is promised is the sum of those that are active or kept, whatever a counter says,
  so that nobody who was told "yes" is forgotten.
- The moves are the history.  What is there to sell is what they add up to.  A claim that they do not know of is taken
  off it; what they hold for nobody is not put back on sale, since only somebody who looks can say whether it is still
  there (`/stock <product> +N`).
- The row's two counters are a cache of the moves.  They are overwritten.

Where that would come to less than nothing, nothing is left to sell and a shortage stands open, as when an admin lowers
the stock below what is promised: the admins are told, and share out what there is.  A recount therefore never offers
what somebody was promised.  It is itself one move and one entry in the record for each lot, in one transaction; a
history that once passed below zero cannot be mended, so it is looked at from the last recount on.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.desk_levels import StockState
from bot.catalog.desk_stock import tell_admins
from bot.catalog.models import Dimension, MoveKind, StockMove
from bot.catalog.stock import Change, cap_shortages, lock_lots, missing_of, note_missing, sum_up, total
from bot.orders.models import HoldState
from bot.orders.tables import FARM, HOLD, LOT, PRODUCT, one_of
from bot.people.audit import Audited, record

ACTION = "stock_recounted"
CAUSE = "recount:"  # then the audit entry's id


@dataclass(frozen=True, slots=True)
class Level:
    """What is to sell of a lot, and what is promised; base units."""

    available: int
    held: int


@dataclass(frozen=True, slots=True)
class Recount:
    """One lot whose row, moves and claims do not agree; base units.

    missing: how much is known to be promised and not there.
    dipped: replayed move by move, the lot passes below zero.
    """

    lot_id: int
    product_id: int
    product: str  # its slug, as the next
    farm: str
    dimension: Dimension
    row: Level
    moved: Level
    claimed: int
    missing: int
    dipped: bool

    @property
    def becomes(self) -> Level:
        return Level(max(0, self._free), self.claimed)

    @property
    def short(self) -> int:
        """How much is promised and not there once it is recounted."""
        return min(self.claimed, self.missing + max(0, -self._free))

    @property
    def unclaimed(self) -> int:
        """What the moves hold for nobody, and a recount writes off."""
        return max(0, self.moved.held - self.claimed)

    @property
    def correction(self) -> tuple[int, ...]:
        """What is changed, by how much: the same before and after a sale that went right."""
        after = self.becomes
        return (
            self.row.available - self.moved.available,
            self.row.held - self.moved.held,
            after.available - self.moved.available,
            after.held - self.moved.held,
            self.short - self.missing,
        )

    @property
    def _free(self) -> int:
        """What the moves leave to sell when every claim has its goods; negative: so much is not there."""
        return self.moved.available - max(0, self.claimed - self.moved.held)


class RecountChanged(Exception):
    """What was previewed is not what is found under the lock; nothing was changed."""


_MOVE: sa.Table = StockMove.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it

CLAIMING = one_of(HOLD.c.state, HoldState.ACTIVE, HoldState.KEPT)


def sums_of_moves(*conditions: sa.ColumnElement[bool]) -> sa.Subquery:
    """Add moves up, by lot."""
    available, held = total(_MOVE.c.available_delta), total(_MOVE.c.held_delta)
    sums = sa.select(_MOVE.c.lot_id, available.label("available"), held.label("held"))
    return sums.where(*conditions).group_by(_MOVE.c.lot_id).subquery("moved")


def sums_of_claims(*conditions: sa.ColumnElement[bool]) -> sa.Subquery:
    """Add claims up, by lot."""
    sums = sa.select(HOLD.c.lot_id, total(HOLD.c.quantity).label("quantity")).where(CLAIMING, *conditions)
    return sums.group_by(HOLD.c.lot_id).subquery("claimed")


def dips(*conditions: sa.ColumnElement[bool]) -> sa.Subquery:
    """Name the lots that pass below zero when their moves are replayed, from the last recount on."""
    in_order: dict[str, Any] = {"partition_by": _MOVE.c.lot_id, "order_by": _MOVE.c.id}
    running = (
        sa.select(
            _MOVE.c.id,
            _MOVE.c.lot_id,
            sa.func.sum(_MOVE.c.available_delta).over(**in_order).label("available"),
            sa.func.sum(_MOVE.c.held_delta).over(**in_order).label("held"),
        )
        .where(*conditions)
        .subquery("running")
    )
    recounted = (
        sa.select(_MOVE.c.lot_id, sa.func.max(_MOVE.c.id).label("id"))
        .where(_MOVE.c.cause.startswith(CAUSE), *conditions)
        .group_by(_MOVE.c.lot_id)
        .subquery("recounted")
    )
    return (
        sa.select(running.c.lot_id)
        .outerjoin_from(running, recounted, recounted.c.lot_id == running.c.lot_id)
        .where(
            sa.or_(running.c.available < 0, running.c.held < 0),
            sa.or_(recounted.c.id.is_(None), recounted.c.id < running.c.id),
        )
        .distinct()
        .subquery("dipped")
    )


def _comparing(*of_lots: sa.BindParameter[int]) -> sa.Select[Any]:
    """Build the question which lots do not agree; of some lots alone, or of all."""
    moved = sums_of_moves(*(_MOVE.c.lot_id.in_(ids) for ids in of_lots))
    claimed = sums_of_claims(*(HOLD.c.lot_id.in_(ids) for ids in of_lots))
    dipped = dips(*(_MOVE.c.lot_id.in_(ids) for ids in of_lots))
    available, held = sa.func.coalesce(moved.c.available, 0), sa.func.coalesce(moved.c.held, 0)
    quantity = sa.func.coalesce(claimed.c.quantity, 0)
    return (
        sa.select(
            LOT.c.id,
            LOT.c.product_id,
            PRODUCT.c.slug.label("product"),
            FARM.c.slug.label("farm"),
            PRODUCT.c.dimension,
            LOT.c.available,
            LOT.c.held,
            available.label("available_moved"),
            held.label("held_moved"),
            quantity.label("claimed"),
            missing_of(LOT.c.id).label("missing"),
            dipped.c.lot_id.label("dipped"),
        )
        .join_from(LOT, PRODUCT, PRODUCT.c.id == LOT.c.product_id)
        .join(FARM, FARM.c.id == PRODUCT.c.farm_id)
        .outerjoin(moved, moved.c.lot_id == LOT.c.id)
        .outerjoin(claimed, claimed.c.lot_id == LOT.c.id)
        .outerjoin(dipped, dipped.c.lot_id == LOT.c.id)
        .where(
            *(LOT.c.id.in_(ids) for ids in of_lots),
            sa.or_(LOT.c.available != available, LOT.c.held != held, held != quantity, dipped.c.lot_id.is_not(None)),
        )
        .order_by(LOT.c.id)
    )


_ALL = _comparing()
_SOME = _comparing(sa.bindparam("ids", expanding=True))


def differences(session: Session) -> tuple[Recount, ...]:
    """Find the lots that do not agree, and what a recount would make of them.  Nothing is changed."""
    return _read(session, _ALL, {})


def recount(session: Session, previewed: Sequence[Recount], *, now: datetime) -> None:
    """Make what was previewed, or nothing.  Goods that were sold meanwhile are no hindrance.

    Raises:
        RecountChanged: what would be corrected now is something else.
    """
    ids = [one.lot_id for one in previewed]
    products = lock_lots(session, ids)
    found = _read(session, _SOME, {"ids": sorted(products)})
    if {one.lot_id: one.correction for one in found} != {one.lot_id: one.correction for one in previewed}:
        raise RecountChanged
    entries = record(session, *(_audited(one) for one in found), actor_id=None, now=now)
    moves = [(_change(one), f"{CAUSE}{entry}") for one, entry in zip(found, entries, strict=True)]
    sum_up(session, moves, now=now)
    for one in found:
        if one.short > one.missing:
            note_missing(session, one.lot_id, one.short, now=now)
            state = StockState(one.becomes.available + one.claimed - one.short, one.claimed)
            tell_admins(session, one.product_id, one.lot_id, state, actor_id=None, now=now, by_clock=True)
    cap_shortages(session, ids, now=now)


def _read(
    session: Session, statement: sa.Select[Any], parameters: Mapping[str, Collection[int]]
) -> tuple[Recount, ...]:
    return tuple(
        Recount(
            lot_id=row.id,
            product_id=row.product_id,
            product=row.product,
            farm=row.farm,
            dimension=row.dimension,
            row=Level(row.available, row.held),
            moved=Level(row.available_moved, row.held_moved),
            claimed=row.claimed,
            missing=row.missing,
            dipped=row.dipped is not None,
        )
        for row in session.connection().execute(statement, dict(parameters))
    )


def _change(one: Recount) -> Change:
    after = one.becomes
    available, held = after.available - one.moved.available, after.held - one.moved.held
    return Change(one.lot_id, MoveKind.ADJUSTED, available, held)


def _audited(one: Recount) -> Audited:
    after = one.becomes
    return Audited(
        ACTION,
        "lot",
        one.lot_id,
        before={
            "available": one.row.available,
            "held": one.row.held,
            "available_moved": one.moved.available,
            "held_moved": one.moved.held,
            "claimed": one.claimed,
            "missing": one.missing,
        },
        after={"available": after.available, "held": after.held, "missing": one.short},
    )
