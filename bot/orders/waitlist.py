"""The line for what is sold out: what comes back is kept for those who asked first, one after the other.

An offer is a hold that has no order yet (`docs/decisions/0012-waiting-in-line.md`).  Whoever works on a line has locked
the lots of its product; wishes and holds come under them.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.amounts import in_whole_packs
from bot.catalog.rules import Rules
from bot.catalog.snapshot import Catalogue, Item
from bot.catalog.stock import Change, LotRow, apply_changes, lock_found, locking
from bot.notices.models import Notice, NoticeState
from bot.notices.service import NewNotice, end, owe
from bot.notices.waking import add_waking, is_quiet
from bot.orders.basket_rows import ON_SALE
from bot.orders.holds import Portion, offer, release_offers
from bot.orders.models import WishState
from bot.orders.states import WISH_MOVES, WishEvent
from bot.orders.tables import FARM, LOT, PRODUCT, WISH, one_of

OFFERED = "wish_offered"  # asks: Take, No, Keep waiting
BACK = "wish_back"  # tells who gave no amount
ABOUT = "wish"

SERVED_AT_ONCE = 200  # offers, and people told, in one transaction; the rest follow with the next look

_NOTICE: sa.Table = Notice.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it

_LOCK_LOTS = locking(sa.select(LOT.c.id).where(LOT.c.product_id == sa.bindparam("product")))
_OF_PRODUCT = WISH.c.product_id == sa.bindparam("product")
_WAITS = one_of(WISH.c.state, WishState.WAITING)
_OPEN_OFFER = one_of(WISH.c.state, WishState.OFFERED)
_RUN_OUT = sa.and_(_OPEN_OFFER, WISH.c.offered_until <= sa.bindparam("now"))
# What could be offered of a lot: as much as is asked for at least.
_LEAST = sa.case((WISH.c.whole, WISH.c.quantity), else_=PRODUCT.c.min_order)
_DUE = (
    sa.select(WISH.c.product_id)
    .join_from(WISH, PRODUCT, PRODUCT.c.id == WISH.c.product_id)
    .join(FARM, FARM.c.id == PRODUCT.c.farm_id)
    .outerjoin(LOT, sa.and_(LOT.c.product_id == PRODUCT.c.id, LOT.c.closed_at.is_(None)))
    .where(
        sa.or_(_RUN_OUT, sa.and_(_WAITS, sa.bindparam("awake", type_=sa.Boolean), ON_SALE, LOT.c.available >= _LEAST))
    )
    .group_by(WISH.c.product_id)
    .order_by(sa.func.min(WISH.c.since))
    .limit(sa.bindparam("limit"))
)
_IN_LINE = (
    sa.select(WISH.c.id, WISH.c.quantity, WISH.c.whole)
    .where(
        _OF_PRODUCT,
        _WAITS,
        WISH.c.quantity.is_not(None),
        sa.or_(~WISH.c.whole, WISH.c.quantity <= sa.bindparam("left")),
    )
    .order_by(WISH.c.since, WISH.c.id)
    .limit(SERVED_AT_ONCE)
)
_ONLY_TOLD = (
    sa.select(WISH.c.id)
    .where(_OF_PRODUCT, _WAITS, WISH.c.quantity.is_(None))
    .order_by(WISH.c.since, WISH.c.id)
    .limit(SERVED_AT_ONCE)
)
_IDS = WISH.c.id.in_(sa.bindparam("ids", expanding=True))
_LAPSE = (
    sa.update(WISH)
    .where(_OF_PRODUCT, sa.or_(_RUN_OUT, sa.and_(_OPEN_OFFER, _IDS)))
    .values(state=WISH_MOVES[WishState.OFFERED, WishEvent.LAPSE], offered_until=None, ended_at=sa.bindparam("now"))
    .returning(WISH.c.id)
)
_OFFER = (
    sa.update(WISH)
    .where(_IDS, _WAITS)
    .values(state=WISH_MOVES[WishState.WAITING, WishEvent.OFFER], offered_until=sa.bindparam("until"))
    .returning(WISH.c.id, WISH.c.person_id)
)
_TELL = (
    sa.update(WISH)
    .where(_IDS, _WAITS)
    .values(state=WISH_MOVES[WishState.WAITING, WishEvent.TELL], ended_at=sa.bindparam("now"))
    .returning(WISH.c.id, WISH.c.person_id)
)
_UNREACHED = (
    sa.select(WISH.c.id, WISH.c.product_id)
    .join_from(_NOTICE, WISH, sa.and_(_NOTICE.c.about == ABOUT, WISH.c.id == _NOTICE.c.about_id))
    .where(_NOTICE.c.id == sa.bindparam("notice"), _NOTICE.c.state == NoticeState.UNDELIVERABLE)
)


@dataclass(frozen=True, slots=True)
class InLine:
    """One who waits for an amount; base units.  whole: only all of it will do."""

    wish_id: int
    quantity: int
    whole: bool


def due_products(session: Session, rules: Rules, now: datetime, limit: int) -> tuple[int, ...]:
    """Find products with an offer whose time is over, or with something to offer; who waits longest first."""
    parameters = {"now": now, "awake": not _is_night(rules, now), "limit": limit}
    return tuple(session.connection().execute(_DUE, parameters).scalars())


def serve(session: Session, product_id: int, catalogue: Catalogue, *, now: datetime) -> bool:
    """Let offers lapse whose time is over, and offer what there is to those who are next.

    False: there was nothing to do after all.
    """
    return _serve(session, product_id, (), catalogue, now)


def step_offer(session: Session, notice_id: int, catalogue: Catalogue, *, now: datetime) -> bool:
    """Let an offer that reaches nobody lapse at once; of one that was sent nobody is reminded.

    False: it was sent, or is over.
    """
    found = session.connection().execute(_UNREACHED, {"notice": notice_id}).one_or_none()
    return found is not None and _serve(session, found.product_id, (found.id,), catalogue, now)


def lock_line(session: Session, product_id: int) -> Mapping[int, LotRow]:
    """Lock the lots of a product, before anything in its line is read or changed."""
    return lock_found(session, _LOCK_LOTS, {"product": product_id})


def pass_on(
    session: Session,
    product_id: int,
    lots: Mapping[int, LotRow],
    changes: Sequence[Change],
    catalogue: Catalogue,
    *,
    actor_id: int | None,
    now: datetime,
) -> bool:
    """Make these changes of a locked line's lots, and offer what is there then to those who are next.

    False: there was nothing to change or offer.
    """
    item = catalogue.items.get(product_id)
    told = False
    if (
        item is not None
        and item.lot_id is not None
        and item.lot_id in lots
        and catalogue.on_sale(item)
        and not _is_night(catalogue.rules, now)
    ):
        freed = sum(change.available for change in changes if change.lot_id == item.lot_id)
        left = lots[item.lot_id].available + freed
        portions = allot(_in_line(session, product_id, left), left, item)
        changes = [*changes, *_offer(session, item, portions, catalogue.rules, now)]
        if left - sum(quantity for _, quantity in portions) >= item.min_order:
            told = _tell(session, item, now)
    apply_changes(session, changes, actor_id=actor_id, cause=f"waitlist:{product_id}", now=now)
    return bool(changes) or told


def allot(waiting: Iterable[InLine], left: int, item: Item) -> list[tuple[InLine, int]]:
    """Say how much each of a line is offered of what is left, in base units; the first gets all they want.  Pure."""
    portions = []
    for one in waiting:
        quantity = sold_amount(item, min(one.quantity, left))
        if quantity and (quantity == one.quantity or not one.whole):
            portions.append((one, quantity))
            left -= quantity
        if left < item.min_order:
            break
    return portions


def sold_amount(item: Item, quantity: int) -> int:
    """Give the most that the product is sold in within an amount of base units; 0 if that is less than an order."""
    quantity = in_whole_packs(item, quantity)
    return quantity if quantity >= item.min_order else 0


def _serve(session: Session, product_id: int, lost: Collection[int], catalogue: Catalogue, now: datetime) -> bool:
    lots = lock_line(session, product_id)
    parameters = {"product": product_id, "now": now, "ids": sorted(lost)}
    lapsed = list(session.connection().execute(_LAPSE, parameters).scalars())
    changes = release_offers(session, lapsed, now=now)
    end(session, about=ABOUT, about_ids=lapsed, state=NoticeState.LAPSED, answer="lapsed", now=now)
    passed_on = pass_on(session, product_id, lots, changes, catalogue, actor_id=None, now=now)
    return bool(lapsed) or passed_on


def _in_line(session: Session, product_id: int, left: int) -> list[InLine]:
    rows = session.connection().execute(_IN_LINE, {"product": product_id, "left": left})
    return [InLine(*row) for row in rows]


def _offer(
    session: Session, item: Item, portions: Sequence[tuple[InLine, int]], rules: Rules, now: datetime
) -> list[Change]:
    if not portions:
        return []
    assert item.lot_id is not None  # of which something is left
    until = add_waking(
        now, rules.offer_minutes, zone=rules.zone, quiet_from=rules.quiet_from, quiet_until=rules.quiet_until
    )
    ids = sorted(one.wish_id for one, _ in portions)
    # Who was joined to another person meanwhile, on a row that no lot's lock covers, is read anew, or is not in line.
    moved = session.connection().execute(_OFFER, {"ids": ids, "until": until})
    person_of = {row.id: row.person_id for row in moved}
    portions = [(one, quantity) for one, quantity in portions if one.wish_id in person_of]
    wanted = [Portion(one.wish_id, item.lot_id, quantity) for one, quantity in portions]
    holds, changes = offer(session, wanted, expires_at=until, now=now)
    shared = {"product_id": item.product_id, "until": until.isoformat(), "made_at": now.isoformat()}
    notices = [
        NewNotice(
            person_of[one.wish_id],
            OFFERED,
            {"hold_id": holds[one.wish_id], "wanted": one.quantity, "quantity": quantity} | shared,
            ABOUT,
            one.wish_id,
            asks=True,
        )
        for one, quantity in portions
    ]
    owe(session, notices, now=now)
    return changes


def _tell(session: Session, item: Item, now: datetime) -> bool:
    """Tell those who gave no amount, once; nothing is kept for them."""
    found = list(session.connection().execute(_ONLY_TOLD, {"product": item.product_id}).scalars())
    if not found:
        return False
    told: Sequence[Any] = session.connection().execute(_TELL, {"ids": found, "now": now}).all()
    owe(
        session,
        [NewNotice(row.person_id, BACK, {"product_id": item.product_id}, ABOUT, row.id) for row in told],
        now=now,
    )
    return bool(told)


def _is_night(rules: Rules, now: datetime) -> bool:
    return is_quiet(now, zone=rules.zone, quiet_from=rules.quiet_from, quiet_until=rules.quiet_until)
