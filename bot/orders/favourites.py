"""Favourites: the goods that somebody wants to find again; and what a product's card knows of its reader."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

# PostgreSQL's ON CONFLICT compiles to the same words on SQLite.
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import Session

from bot.catalog.snapshot import SHOP_SALE_ID
from bot.orders.models import OrderState
from bot.orders.tables import FAVOURITE, LINE, LOT, ORDER, one_of

_PERSON = FAVOURITE.c.person_id == sa.bindparam("person")
_OF_PRODUCT = sa.and_(_PERSON, FAVOURITE.c.product_id == sa.bindparam("product"))
_STAR = (
    upsert(FAVOURITE)
    .values(person_id=sa.bindparam("person"), product_id=sa.bindparam("product"), since=sa.bindparam("now"))
    .on_conflict_do_nothing()
)
_UNSTAR = sa.delete(FAVOURITE).where(_OF_PRODUCT)
_MINE = sa.select(FAVOURITE.c.product_id).where(_PERSON).order_by(FAVOURITE.c.since, FAVOURITE.c.product_id)
_IN_BASKET = (
    sa.select(sa.func.max(LINE.c.ordered))  # of one offer at a time
    .join_from(LINE, ORDER, ORDER.c.id == LINE.c.order_id)
    .where(
        ORDER.c.buyer_id == sa.bindparam("person"),
        ORDER.c.sale_id == sa.bindparam("sale"),
        one_of(ORDER.c.state, OrderState.BASKET),
        LINE.c.product_id == sa.bindparam("product"),
    )
    .scalar_subquery()
)
_LOOK = sa.select(
    LOT.c.id,
    LOT.c.available,
    sa.exists().where(_OF_PRODUCT).label("starred"),
    sa.func.coalesce(_IN_BASKET, 0).label("in_basket"),
).where(LOT.c.id.in_(sa.bindparam("lots", expanding=True)))


@dataclass(frozen=True, slots=True)
class Look:
    """What some lots have to sell, by lot, and of one product whether it is a favourite, and how much is in the basket.

    Quantities in base units.
    """

    available: Mapping[int, int]
    starred: bool
    in_basket: int


def set_favourite(session: Session, person_id: int, product_id: int, *, starred: bool, now: datetime) -> None:
    """Make a product somebody's favourite, or none of theirs any more."""
    parameters = {"person": person_id, "product": product_id, "now": now}
    session.connection().execute(_STAR if starred else _UNSTAR, parameters)


def favourites(session: Session, person_id: int) -> tuple[int, ...]:
    """List somebody's favourites by product, the oldest first."""
    return tuple(session.connection().execute(_MINE, {"person": person_id}).scalars())


def look_at(session: Session, person_id: int, product_id: int, lot_ids: Collection[int]) -> Look:
    """Read all that a product's card says of this moment and this person, in one statement.

    lot_ids: at least one, else nothing is known of the rest either.
    """
    parameters = {"person": person_id, "product": product_id, "sale": SHOP_SALE_ID, "lots": sorted(lot_ids)}
    rows = session.connection().execute(_LOOK, parameters).all()
    return Look(
        available={row.id: row.available for row in rows},
        starred=any(row.starred for row in rows),
        in_basket=max((row.in_basket for row in rows), default=0),
    )
