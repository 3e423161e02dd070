"""Review: the basket as it would be ordered, held for a while; all of it, or what can be had of it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.snapshot import SHOP_SALE_ID, Catalogue
from bot.catalog.stock import lock_found, locking
from bot.orders.basket import take_out
from bot.orders.basket_rows import Basket, read_basket
from bot.orders.fitting import Fit, fit_of
from bot.orders.models import HoldState, OrderState
from bot.orders.putting_aside import Changes, Review, put_aside
from bot.orders.refusals import EmptyBasket
from bot.orders.tables import HOLD, LINE, ORDER, one_of

__all__ = ["OWN_LOTS", "Fitted", "Review", "review", "take_what_is_left"]


@dataclass(frozen=True, slots=True)
class Fitted:
    """What can be had of a basket, held; or the basket, where nothing can or it is too little for the courier."""

    outcome: Review | Basket
    lacking: tuple[Fit, ...]


_OWN_BASKET = (
    ORDER.c.buyer_id == sa.bindparam("buyer"),
    ORDER.c.sale_id == sa.bindparam("sale"),
    one_of(ORDER.c.state, OrderState.BASKET),
)
# Also the lots of what was reviewed before and taken out since: those holds are given up now.
OWN_LOTS = (
    sa.select(LINE.c.lot_id).join(ORDER, ORDER.c.id == LINE.c.order_id).where(*_OWN_BASKET),
    sa.select(HOLD.c.lot_id)
    .join(ORDER, ORDER.c.id == HOLD.c.order_id)
    .where(*_OWN_BASKET, one_of(HOLD.c.state, HoldState.ACTIVE)),
)
_LOCK_LOTS = locking(sa.union(*OWN_LOTS))


def review(session: Session, person_id: int, catalogue: Catalogue, *, now: datetime) -> Review | Basket:
    """Hold the basket at today's prices.  A second tap shows the same and holds no longer.

    The basket itself comes back where it is less than the courier drives for.

    Raises:
        EmptyBasket: there is nothing to order; the others as in `put_aside`.
    """
    basket, locked = _lock_and_read(session, person_id, now=now)
    return put_aside(session, person_id, basket, locked, catalogue, now=now)


def take_what_is_left(session: Session, person_id: int, catalogue: Catalogue, *, now: datetime) -> Fitted:
    """Take out of the basket what can no longer be had, lower what is short, and hold the rest.

    Raises:
        EmptyBasket: there is nothing to order; the others as in `put_aside`.
    """
    basket, locked = _lock_and_read(session, person_id, now=now)
    fits = [(line, fit_of(line, line.quantity, catalogue.by_offer.get(line.offer_id))) for line in basket.lines]
    lacking = tuple(fit for _, fit in fits if fit.lack)
    if not any(fit.quantity for _, fit in fits):
        gone = [line.line_id for line in basket.lines]
        return Fitted(take_out(session, person_id, gone, catalogue, now=now), lacking)
    changes = Changes(
        lowered=tuple(replace(line, quantity=fit.quantity) for line, fit in fits if 0 < fit.quantity < line.quantity),
        gone=tuple(line for line, fit in fits if not fit.quantity),
    )
    return Fitted(put_aside(session, person_id, basket, locked, catalogue, changes=changes, now=now), lacking)


def _lock_and_read(session: Session, person_id: int, *, now: datetime) -> tuple[Basket, Collection[int]]:
    locked = lock_found(session, _LOCK_LOTS, {"buyer": person_id, "sale": SHOP_SALE_ID})
    basket = read_basket(session, person_id, now=now)
    if basket is None:
        raise EmptyBasket
    return basket, locked.keys()
