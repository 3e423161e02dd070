"""Repeat: the goods of an earlier order, as far as they can be had today, held and ready to be confirmed."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.models import LotKind
from bot.catalog.snapshot import SHOP_SALE_ID, Catalogue
from bot.catalog.stock import lock_found, locking
from bot.orders.basket_rows import ON_SALE, Basket, BasketLine, bought_of, freed_of, read_basket
from bot.orders.details import details_of
from bot.orders.fitting import Fit, fit_of
from bot.orders.models import OrderState
from bot.orders.putting_aside import Changes, Review, put_aside
from bot.orders.refusals import NothingToRepeat
from bot.orders.review import OWN_LOTS
from bot.orders.tables import FARM, LINE, LOT, OFFER, ORDER, PERSON, PRODUCT, one_of
from bot.refusals import NotAvailable


@dataclass(frozen=True, slots=True)
class Repeated:
    """The Review of an earlier order's goods, or the basket with them where it is too little for the courier.

    lacking: what cannot be had as it was then, some of it or none.
    kept: the basket held something else, or another amount, which stayed as it was.
    """

    outcome: Review | Basket
    lacking: tuple[Fit, ...]
    kept: bool


_HARVESTS = LOT.alias("harvests")
# The product's newest open lot, which is the one on the shelf; its old one where there is none.
_TODAYS_LOT = sa.func.coalesce(
    sa.select(sa.func.max(_HARVESTS.c.id))
    .where(
        _HARVESTS.c.product_id == LINE.c.product_id,
        one_of(_HARVESTS.c.kind, LotKind.HARVESTED),
        _HARVESTS.c.closed_at.is_(None),
    )
    .scalar_subquery(),
    LINE.c.lot_id,
)
_OWN_ORDER = (
    ORDER.c.id == sa.bindparam("order"),
    ORDER.c.buyer_id == sa.bindparam("buyer"),
    ORDER.c.state != OrderState.BASKET,
)
_LOCK_LOTS = locking(
    sa.union(*OWN_LOTS, sa.select(_TODAYS_LOT).join_from(LINE, ORDER, ORDER.c.id == LINE.c.order_id).where(*_OWN_ORDER))
)
_BASKET = ORDER.alias("basket")
_WANTED = (
    sa.select(
        ORDER.c.point_id,
        ORDER.c.address,
        sa.func.coalesce(_BASKET.c.version, 0).label("basket_version"),
        _BASKET.c.id.label("basket_id"),
        _BASKET.c.note,
        _BASKET.c.collector,
        sa.func.coalesce(_BASKET.c.may_call, sa.false()).label("may_call"),
        PERSON.c.phone,
        LINE.c.product_id,
        LINE.c.names,
        LINE.c.ordered,
        LINE.c.price_minor.label("was_minor"),
        LINE.c.price_unit.label("was_unit"),
        LOT.c.id.label("lot_id"),
        OFFER.c.id.label("offer_id"),
        OFFER.c.price_minor,
        OFFER.c.per_buyer_max,
        PRODUCT.c.farm_id,
        PRODUCT.c.price_unit,
        PRODUCT.c.weighed,
        PRODUCT.c.dimension,
        ON_SALE.label("on_sale"),
        (LOT.c.available + freed_of(LOT.c.id, _BASKET.c.id)).label("available"),
        sa.case((OFFER.c.per_buyer_max.is_not(None), bought_of(ORDER.c.buyer_id, OFFER.c.id)), else_=0).label("bought"),
    )
    .join_from(ORDER, LINE, LINE.c.order_id == ORDER.c.id)
    .join(PERSON, PERSON.c.id == ORDER.c.buyer_id)
    .join(PRODUCT, PRODUCT.c.id == LINE.c.product_id)
    .join(FARM, FARM.c.id == PRODUCT.c.farm_id)
    .join(LOT, LOT.c.id == _TODAYS_LOT)
    .outerjoin(OFFER, sa.and_(OFFER.c.lot_id == LOT.c.id, OFFER.c.sale_id == sa.bindparam("sale")))
    .outerjoin(
        _BASKET,
        sa.and_(
            _BASKET.c.buyer_id == ORDER.c.buyer_id,
            _BASKET.c.sale_id == sa.bindparam("sale"),
            one_of(_BASKET.c.state, OrderState.BASKET),
        ),
    )
    .where(*_OWN_ORDER)
    .order_by(LINE.c.id)
)


def repeat(session: Session, person_id: int, order_id: int, catalogue: Catalogue, *, now: datetime) -> Repeated:
    """Put what an earlier order was of into the basket, as far as it can be had and is not in it, and hold all of it.

    What is in the basket stays as it is, so a second tap changes nothing and shows the same.

    Raises:
        NotAvailable: there is no such order, or it is not theirs.
        NothingToRepeat: nothing of it can be had today, and the basket is empty.
        NoPoint, NoCollectionDay: there is nowhere or never to collect it.
        BelowMinimum, NotWholePacks, OverBuyerLimit, OrderShort: of what was in the basket before.
        StaleReview: another phone of theirs changed the basket in this moment.
    """
    asked = {"buyer": person_id, "order": order_id, "sale": SHOP_SALE_ID}
    locked = lock_found(session, _LOCK_LOTS, asked)
    basket = read_basket(session, person_id, now=now)
    rows = session.connection().execute(_WANTED, asked | {"now": now}).all()
    if not rows:
        raise NotAvailable
    amounts: Counter[int] = Counter()
    for row in rows:
        amounts[row.product_id] += row.ordered
    # What was added later is in a line of its own; the newest stands for all of a product.
    newest = {row.product_id: row for row in rows}.values()
    wanted = [(row, fit_of(row, amounts[row.product_id], catalogue.by_offer.get(row.offer_id))) for row in newest]
    there = {line.offer_id: line.quantity for line in basket.lines} if basket else {}
    kept = there.items() - {(row.offer_id, fit.quantity) for row, fit in wanted}
    taken = [(row, fit) for row, fit in wanted if row.offer_id not in dict(kept)]
    added = tuple(_line(row, fit.quantity) for row, fit in taken if fit.quantity and row.offer_id not in there)
    lacking = tuple(fit for _, fit in taken if fit.lack)
    if basket is None:
        if not added:
            raise NothingToRepeat(lacking)
        first = rows[0]
        # An emptied basket keeps its details, and Confirm orders with them.
        details = details_of(first)
        basket = Basket(
            first.basket_id, first.basket_version, first.point_id, (), address=first.address, details=details
        )
    changes = Changes(added=added)
    seen = put_aside(session, person_id, basket, locked.keys(), catalogue, changes=changes, now=now)
    then = {row.offer_id: row.was_minor for row, _ in taken if _has_moved(row)}
    lines = tuple(replace(line, was_minor=then.get(line.offer_id, line.was_minor)) for line in seen.lines)
    return Repeated(replace(seen, lines=lines), lacking, kept=bool(kept))


def _line(row: Any, quantity: int) -> BasketLine:
    return BasketLine(
        line_id=0,  # it has none before it is written
        offer_id=row.offer_id,
        lot_id=row.lot_id,
        product_id=row.product_id,
        farm_id=row.farm_id,
        names=row.names,
        dimension=row.dimension,
        quantity=quantity,
        price_minor=row.price_minor,
        price_unit=row.price_unit,
        weighed=row.weighed,
        available=row.available,
        on_sale=True,
        was_minor=None,
        per_buyer_max=row.per_buyer_max,
        bought=row.bought,
        held=0,
        held_until=None,
    )


def _has_moved(row: Any) -> bool:
    """Whether its price is another one than it was then; what is counted in another unit by now cannot be compared."""
    return bool(row.was_minor != row.price_minor and row.was_unit == row.price_unit)
