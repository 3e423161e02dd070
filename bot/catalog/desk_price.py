"""A price by an admin's word: previewed, set, undone.  Orders that are placed keep the price they were placed at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.desk_refusals import NoStockRow, PriceMoved
from bot.catalog.models import Offer
from bot.catalog.snapshot import Item, bump_version
from bot.people.audit import Audited, record

ACTION = "price_changed"


@dataclass(frozen=True, slots=True)
class PriceChange:
    """Minor units for the product's own unit."""

    product_id: int
    before_minor: int
    after_minor: int


@dataclass(frozen=True, slots=True)
class PriceApplied:
    """A price that was set, and the entry by which it can be undone; None: it was that price already."""

    audit_id: int | None
    change: PriceChange


_OFFER = Offer.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_PRICE = sa.select(_OFFER.c.price_minor).where(_OFFER.c.id == sa.bindparam("offer"))
_SET = (
    sa.update(_OFFER)
    .where(_OFFER.c.id == sa.bindparam("offer"), _OFFER.c.price_minor == sa.bindparam("seen"))
    .values(price_minor=sa.bindparam("price"))
    .returning(_OFFER.c.id)
)


def preview_price(session: Session, item: Item, price_minor: int) -> PriceChange:
    """Say what would change.

    Raises:
        NoStockRow: the product is not offered in the shop.
    """
    return PriceChange(item.product_id, _price(session, item), price_minor)


def apply_price(
    session: Session, item: Item, price_minor: int, *, seen_minor: int, actor_id: int, now: datetime
) -> PriceApplied:
    """Set a previewed price.

    Raises:
        PriceMoved: it is no longer the price that the preview showed.
        NoStockRow: the product is not offered in the shop.
    """
    change = PriceChange(item.product_id, seen_minor, price_minor)
    before, after = {"price_minor": seen_minor}, {"price_minor": price_minor}
    if not set_price(session, _offer_of(item), after, seen=before):
        if _price(session, item) != price_minor:
            raise PriceMoved(item.product_id, price_minor)
        return PriceApplied(None, change)
    bump_version(session)
    entry = Audited(ACTION, "offer", item.offer_id, before=before, after=after)
    [audit_id] = record(session, entry, actor_id=actor_id, now=now)
    return PriceApplied(audit_id, change)


def set_price(session: Session, offer_id: int, facts: Mapping[str, Any], *, seen: Mapping[str, Any]) -> bool:
    """Set a price if the one that was seen still stands; say whether it did."""
    parameters = {"offer": offer_id, "seen": seen["price_minor"], "price": facts["price_minor"]}
    return session.connection().execute(_SET, parameters).first() is not None


def _price(session: Session, item: Item) -> int:
    price: int | None = session.connection().execute(_PRICE, {"offer": _offer_of(item)}).scalar_one_or_none()
    if price is None:
        raise NoStockRow(item.product_id)
    return price


def _offer_of(item: Item) -> int:
    if item.offer_id is None:
        raise NoStockRow(item.product_id)
    return item.offer_id
