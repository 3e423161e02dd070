"""Review: put the basket's goods aside for a while, and show what Confirm would order."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.amounts import check_order_amount
from bot.catalog.snapshot import SHOP_SALE_ID, Catalogue
from bot.catalog.stock import lock_found, locking
from bot.orders.amounts import total_minor
from bot.orders.basket import check_limit, load_basket, open_point
from bot.orders.basket_rows import Basket, BasketLine, read_basket
from bot.orders.calendar import Collection as CollectionDay
from bot.orders.calendar import next_collection
from bot.orders.claiming import claim
from bot.orders.models import HoldState, OrderState
from bot.orders.refusals import EmptyBasket, NoPoint, OrderShort, ShortLine, StaleReview
from bot.orders.tables import HOLD, LINE, ORDER, one_of


@dataclass(frozen=True, slots=True)
class Review:
    """What Confirm of this version would order; its lines are put aside until `hold_expires_at`."""

    order_id: int
    version: int
    lines: tuple[BasketLine, ...]
    total_minor: int
    approximate: bool
    point_id: int
    collect_on: date
    cut_off_at: datetime
    hold_expires_at: datetime


_OWN_BASKET = (
    ORDER.c.buyer_id == sa.bindparam("buyer"),
    ORDER.c.sale_id == sa.bindparam("sale"),
    one_of(ORDER.c.state, OrderState.BASKET),
)
# Also the lots of what was reviewed before and taken out since: those holds are given up now.
_LOCK_LOTS = locking(
    sa.union(
        sa.select(LINE.c.lot_id).join(ORDER, ORDER.c.id == LINE.c.order_id).where(*_OWN_BASKET),
        sa.select(HOLD.c.lot_id)
        .join(ORDER, ORDER.c.id == HOLD.c.order_id)
        .where(*_OWN_BASKET, one_of(HOLD.c.state, HoldState.ACTIVE)),
    )
)
_SEE = (
    sa.update(LINE)
    .where(LINE.c.id == sa.bindparam("line"))
    .values(
        names=sa.bindparam("words"),
        price_minor=sa.bindparam("price"),
        price_unit=sa.bindparam("unit"),
        weighed=sa.bindparam("by_scale"),
    )
)
_DECIDE = (
    sa.update(ORDER)
    .where(
        ORDER.c.id == sa.bindparam("order"),
        one_of(ORDER.c.state, OrderState.BASKET),
        ORDER.c.version == sa.bindparam("seen"),
    )
    .values(
        version=sa.bindparam("next_version"),
        point_id=sa.bindparam("point"),
        collect_on=sa.bindparam("day"),
        cut_off_at=sa.bindparam("until"),
        total_minor=sa.bindparam("total"),
        changed_at=sa.bindparam("now"),
    )
)


def review(session: Session, person_id: int, catalogue: Catalogue, *, now: datetime) -> Review:
    """Hold the basket at today's prices.  A second tap shows the same and holds no longer.

    Raises:
        EmptyBasket, NoPoint, NoCollectionDay: there is nothing to order, nowhere or never to collect it.
        BelowMinimum, NotWholePacks, OverBuyerLimit: an amount that is no longer sold.
        OrderShort: names every line that cannot be had in full; nothing is held.
        StaleReview: another phone of theirs changed the basket in this moment.
    """
    locked = lock_found(session, _LOCK_LOTS, {"buyer": person_id, "sale": SHOP_SALE_ID})
    basket = read_basket(session, person_id, now=now)
    if basket is None:
        raise EmptyBasket
    assert basket.order_id is not None  # it was read
    lots = {line.lot_id for line in basket.lines}
    if not lots <= locked.keys():  # a line of another phone came between the two statements
        raise StaleReview(load_basket(session, person_id, catalogue))
    _check(basket, catalogue)
    point_id = open_point(basket.point_id, catalogue)
    if point_id is None:
        raise NoPoint
    collection = next_collection(catalogue.rules, now)
    expires_at = _held_until(basket, locked.keys(), now)
    if expires_at is None:
        expires_at = now + timedelta(minutes=catalogue.rules.hold_minutes)
        claim(
            session,
            basket.order_id,
            basket.lines,
            locked.keys(),
            state=HoldState.ACTIVE,
            expires_at=expires_at,
            actor_id=person_id,
            now=now,
        )
    _see(session, basket.lines, catalogue)
    version = _decide(session, basket, point_id, collection, now=now)
    if version is None:
        raise StaleReview(load_basket(session, person_id, catalogue))
    return Review(
        order_id=basket.order_id,
        version=version,
        lines=tuple(replace(line, held=line.quantity, held_until=expires_at) for line in basket.lines),
        total_minor=basket.total_minor,
        approximate=basket.approximate,
        point_id=point_id,
        collect_on=collection.day,
        cut_off_at=collection.cut_off_at,
        hold_expires_at=expires_at,
    )


def _held_until(basket: Basket, claimed: Collection[int], now: datetime) -> datetime | None:
    """Until when exactly this basket is held already; None if it is not, or if lots are claimed beyond it."""
    as_held = claimed == {line.lot_id for line in basket.lines} and all(line.is_held(now) for line in basket.lines)
    return basket.hold_expires_at if as_held else None


def _check(basket: Basket, catalogue: Catalogue) -> None:
    """Refuse what is no longer sold, or not like this; what is merely gone, the guarded UPDATE finds out."""
    left = {line.line_id: line.available if line.offer_id in catalogue.by_offer else 0 for line in basket.lines}
    if any(not line.on_sale or line.offer_id not in catalogue.by_offer for line in basket.lines):
        short = [line for line in basket.lines if line.quantity > left[line.line_id]]
        raise OrderShort([ShortLine(line.product_id, line.quantity, left[line.line_id]) for line in short])
    for line in basket.lines:
        check_order_amount(catalogue.by_offer[line.offer_id], line.quantity)
        check_limit(line)


def _see(session: Session, lines: Sequence[BasketLine], catalogue: Catalogue) -> None:
    """Copy today's names and prices into the lines where they differ: this is what the buyer now sees."""
    rows = [
        {
            "line": line.line_id,
            "words": dict(catalogue.by_offer[line.offer_id].names),
            "price": line.price_minor,
            "unit": line.price_unit,
            "by_scale": line.weighed,
        }
        for line in lines
        if line.was_minor is not None or line.names != dict(catalogue.by_offer[line.offer_id].names)
    ]
    if rows:
        session.connection().execute(_SEE, rows)


def _decide(session: Session, basket: Basket, point_id: int, collection: CollectionDay, *, now: datetime) -> int | None:
    """Write what this Review shows into the basket; a new version unless the last one showed the same."""
    shown = (point_id, collection.day, collection.cut_off_at, basket.total_minor)
    same = shown == (basket.point_id, basket.collect_on, basket.cut_off_at, basket.reviewed_minor)
    same = same and all(line.was_minor is None for line in basket.lines)
    version = basket.version if same else basket.version + 1
    parameters = {
        "order": basket.order_id,
        "seen": basket.version,
        "next_version": version,
        "point": point_id,
        "day": collection.day,
        "until": collection.cut_off_at,
        "total": total_minor(basket.lines),
        "now": now,
    }
    decided = session.connection().execute(_DECIDE, parameters)
    return version if decided.rowcount else None
