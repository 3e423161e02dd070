"""Holds, the only claims on a lot: taken at Review, kept at Confirm, used at handover, released on any other way.

One that was taken for somebody in line is an offer: it has no order until they take it.

Each function changes the hold rows and returns what that means for the lots; the caller, who has locked the lots, hands
all of a turn's changes to `stock.apply_changes` at once.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.models import MoveKind
from bot.catalog.stock import Change, apply_changes, lock_lots, missing_of, shrink_shortages
from bot.orders.models import HoldState
from bot.orders.tables import HOLD, one_of


@dataclass(frozen=True, slots=True)
class Claim:
    """So much of a lot, wanted by one line; base units."""

    line_id: int
    lot_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Portion:
    """So much of a lot, offered to one wish; base units."""

    wish_id: int
    lot_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Refused:
    """What a farm does not give of one hold, and what stays claimed; base units."""

    hold_id: int
    lot_id: int
    refused: int
    left: int


_ACTIVE = one_of(HOLD.c.state, HoldState.ACTIVE)
_KEPT = one_of(HOLD.c.state, HoldState.KEPT)
_EXPIRED = sa.and_(_ACTIVE, HOLD.c.expires_at <= sa.bindparam("now"))
_LOTS = HOLD.c.lot_id.in_(sa.bindparam("lots", expanding=True))
_IDS = HOLD.c.id.in_(sa.bindparam("ids", expanding=True))

_INSERT = sa.insert(HOLD).returning(HOLD.c.id, HOLD.c.lot_id, HOLD.c.quantity)
_KEEP = (
    sa.update(HOLD)
    .where(HOLD.c.order_id == sa.bindparam("order"), _ACTIVE, HOLD.c.expires_at > sa.bindparam("now"))
    .values(state=HoldState.KEPT, order_id=sa.bindparam("into"))
    .returning(HOLD.c.lot_id)
)
_RELEASE = (
    sa.update(HOLD)
    .values(state=HoldState.RELEASED)
    .returning(HOLD.c.id, HOLD.c.lot_id, HOLD.c.quantity, missing_of(HOLD.c.lot_id).label("missing"))
)
_RELEASE_REVIEW = _RELEASE.where(
    _ACTIVE, sa.or_(HOLD.c.order_id == sa.bindparam("order"), sa.and_(_LOTS, HOLD.c.expires_at <= sa.bindparam("now")))
)
_RELEASE_EXPIRED = _RELEASE.where(_IDS, _EXPIRED)
_RELEASE_KEPT = _RELEASE.where(_IDS, _KEPT)
_FIND_EXPIRED = (
    sa.select(HOLD.c.id, HOLD.c.lot_id).where(_EXPIRED).order_by(HOLD.c.expires_at).limit(sa.bindparam("limit"))
)
_LEFT = sa.bindparam("left", type_=HOLD.c.quantity.type)
_REDUCE = (
    sa.update(HOLD)
    .where(HOLD.c.id == sa.bindparam("hold"), _KEPT)
    .values(
        quantity=sa.case((_LEFT > 0, _LEFT), else_=HOLD.c.quantity),
        state=sa.case((_LEFT > 0, HOLD.c.state), else_=HoldState.RELEASED),
    )
)
_USE = (
    sa.update(HOLD).where(_IDS, _KEPT).values(state=HoldState.USED).returning(HOLD.c.id, HOLD.c.lot_id, HOLD.c.quantity)
)
_IS_OFFER = sa.and_(_ACTIVE, HOLD.c.order_id.is_(None))
_OFFER = sa.insert(HOLD).returning(HOLD.c.id, HOLD.c.lot_id, HOLD.c.quantity, HOLD.c.wish_id)
_RELEASE_OFFERS = _RELEASE.where(HOLD.c.wish_id.in_(sa.bindparam("wishes", expanding=True)), _IS_OFFER)
_CLAIMING = HOLD.alias("claiming")
_LINE = sa.bindparam("line", type_=HOLD.c.line_id.type)
_GIVE = (
    sa.update(HOLD)
    .where(HOLD.c.id == sa.bindparam("hold"), _IS_OFFER, HOLD.c.expires_at > sa.bindparam("now"))
    .values(
        order_id=sa.bindparam("order"),
        # A line has one claim; beside it this one stands for the order, and the next Review makes them one.
        line_id=sa.case(
            (
                sa.exists().where(
                    _CLAIMING.c.line_id == _LINE, one_of(_CLAIMING.c.state, HoldState.ACTIVE, HoldState.KEPT)
                ),
                sa.null(),
            ),
            else_=_LINE,
        ),
        expires_at=sa.bindparam("until"),
    )
    .returning(HOLD.c.id)
)


def take(
    session: Session, claims: Sequence[Claim], *, order_id: int, state: HoldState, expires_at: datetime, now: datetime
) -> list[Change]:
    """Claim what lines want.  Whether it is there, the lots' guarded UPDATE says."""
    return [Change(h.lot_id, MoveKind.HELD, -h.quantity, h.quantity, h.id) for h in
            _insert(session, claims, order_id, state, expires_at, now)]  # fmt: skip


def keep(session: Session, order_id: int, *, into: int, now: datetime) -> set[int]:
    """Confirm the order's holds whose time is not over; return their lots.  The lots themselves do not change.

    into: the order that they are for from now on, which is the same unless a basket is added to another order.
    """
    return set(session.connection().execute(_KEEP, {"order": order_id, "into": into, "now": now}).scalars())


def release_for_review(session: Session, order_id: int, lot_ids: Collection[int], *, now: datetime) -> list[Change]:
    """Give up what the order's last Review put aside, and what anyone's did on these lots whose time is over."""
    parameters = {"order": order_id, "lots": sorted(lot_ids), "now": now}
    return _given_back(session, session.connection().execute(_RELEASE_REVIEW, parameters).all(), now=now)


def release_kept(session: Session, hold_ids: Collection[int], *, now: datetime) -> list[Change]:
    """Give up confirmed holds: the buyer cancelled, or the farm never answered."""
    if not hold_ids:
        return []
    rows = session.connection().execute(_RELEASE_KEPT, {"ids": sorted(hold_ids)}).all()
    return _given_back(session, rows, now=now)


def refuse(session: Session, refused: Sequence[Refused], *, now: datetime) -> list[Change]:
    """Write off what a farm does not give: it is not there, so it does not go back on sale."""
    if not refused:
        return []
    session.connection().execute(_REDUCE, [{"hold": one.hold_id, "left": one.left} for one in refused])
    shrink_shortages(session, _sums((one.lot_id, one.refused) for one in refused), now=now)
    return [Change(one.lot_id, MoveKind.WRITTEN_OFF, 0, -one.refused, one.hold_id) for one in refused]


def use(session: Session, hold_ids: Collection[int]) -> list[Change]:
    """Hand over what was kept."""
    if not hold_ids:
        return []
    rows = session.connection().execute(_USE, {"ids": sorted(hold_ids)})
    return [Change(row.lot_id, MoveKind.HANDED_OVER, 0, -row.quantity, row.id) for row in rows]


def take_back(session: Session, claims: Sequence[Claim], *, order_id: int, now: datetime) -> list[Change]:
    """Undo a handover: the goods are here and promised again, by new holds, since a used one is history."""
    rows = _insert(session, claims, order_id, HoldState.KEPT, now, now)
    return [Change(row.lot_id, MoveKind.RETURNED, 0, row.quantity, row.id) for row in rows]


def offer(
    session: Session, portions: Sequence[Portion], *, expires_at: datetime, now: datetime
) -> tuple[dict[int, int], list[Change]]:
    """Claim portions for those who wait; give the holds by wish.  Whether it is there, the guarded UPDATE says."""
    if not portions:
        return {}, []
    shared = {"state": HoldState.ACTIVE, "expires_at": expires_at, "created_at": now}
    rows = [{"wish_id": one.wish_id, "lot_id": one.lot_id, "quantity": one.quantity} | shared for one in portions]
    made = session.connection().execute(_OFFER, rows).all()
    changes = [Change(row.lot_id, MoveKind.HELD, -row.quantity, row.quantity, row.id) for row in made]
    return {row.wish_id: row.id for row in made}, changes


def give(session: Session, hold_id: int, *, order_id: int, line_id: int, until: datetime, now: datetime) -> bool:
    """Let an offer be the claim of a basket's line.  No stock moves.  False: it is over."""
    parameters = {"hold": hold_id, "order": order_id, "line": line_id, "until": until, "now": now}
    return session.connection().execute(_GIVE, parameters).one_or_none() is not None


def release_offers(session: Session, wish_ids: Collection[int], *, now: datetime) -> list[Change]:
    """Give up what is kept for these wishes and was not taken."""
    if not wish_ids:
        return []
    rows = session.connection().execute(_RELEASE_OFFERS, {"wishes": sorted(wish_ids)}).all()
    return _given_back(session, rows, now=now)


def release_expired(session: Session, now: datetime, limit: int) -> int:
    """Put back on sale what Reviews no longer hold, the longest overdue first; return how many holds that were."""
    found = session.connection().execute(_FIND_EXPIRED, {"now": now, "limit": limit}).all()
    if not found:
        return 0
    lock_lots(session, {row.lot_id for row in found})
    parameters = {"ids": sorted(row.id for row in found), "now": now}
    rows = session.connection().execute(_RELEASE_EXPIRED, parameters).all()
    apply_changes(session, _given_back(session, rows, now=now), actor_id=None, cause="sweep", now=now)
    return len(rows)


def _insert(
    session: Session, claims: Sequence[Claim], order_id: int, state: HoldState, expires_at: datetime, now: datetime
) -> Sequence[Any]:
    if not claims:
        return []
    rows = [
        {
            "order_id": order_id,
            "line_id": claim.line_id,
            "lot_id": claim.lot_id,
            "quantity": claim.quantity,
            "state": state,
            "expires_at": expires_at,
            "created_at": now,
        }
        for claim in claims
    ]
    return session.connection().execute(_INSERT, rows).all()


def _given_back(session: Session, rows: Sequence[Any], *, now: datetime) -> list[Change]:
    """What released holds mean for the lots: back on sale, but for what is promised elsewhere and not there."""
    changes = [Change(row.lot_id, MoveKind.RELEASED, row.quantity, -row.quantity, row.id) for row in rows]
    missing = {row.lot_id: row.missing for row in rows}
    freed = _sums((row.lot_id, row.quantity) for row in rows)
    gone = {lot_id: min(freed[lot_id], missing[lot_id]) for lot_id in freed if missing[lot_id]}
    shrink_shortages(session, gone, now=now)
    return [*changes, *(Change(lot_id, MoveKind.WRITTEN_OFF, -quantity, 0) for lot_id, quantity in gone.items())]


def _sums(pairs: Iterable[tuple[int, int]]) -> Counter[int]:
    sums: Counter[int] = Counter()
    for lot_id, quantity in pairs:
        sums[lot_id] += quantity
    return sums
