"""Favourites: the goods that somebody wants to find again."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

# PostgreSQL's ON CONFLICT compiles to the same words on SQLite.
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import Session

from bot.orders.tables import FAVOURITE, LOT

_PERSON = FAVOURITE.c.person_id == sa.bindparam("person")
_OF_PRODUCT = sa.and_(_PERSON, FAVOURITE.c.product_id == sa.bindparam("product"))
_STAR = (
    upsert(FAVOURITE)
    .values(person_id=sa.bindparam("person"), product_id=sa.bindparam("product"), since=sa.bindparam("now"))
    .on_conflict_do_nothing()
)
_UNSTAR = sa.delete(FAVOURITE).where(_OF_PRODUCT)
_MINE = sa.select(FAVOURITE.c.product_id).where(_PERSON).order_by(FAVOURITE.c.since, FAVOURITE.c.product_id)
_LOOK = sa.select(LOT.c.id, LOT.c.available, sa.exists().where(_OF_PRODUCT).label("starred")).where(
    LOT.c.id.in_(sa.bindparam("lots", expanding=True))
)


def set_favourite(session: Session, person_id: int, product_id: int, *, starred: bool, now: datetime) -> None:
    """Make a product somebody's favourite, or none of theirs any more."""
    parameters = {"person": person_id, "product": product_id, "now": now}
    session.connection().execute(_STAR if starred else _UNSTAR, parameters)


def favourites(session: Session, person_id: int) -> tuple[int, ...]:
    """List somebody's favourites by product, the oldest first."""
    return tuple(session.connection().execute(_MINE, {"person": person_id}).scalars())


def look_at(session: Session, person_id: int, product_id: int, lot_ids: Collection[int]) -> tuple[dict[int, int], bool]:
    """Read what some lots have to sell, in base units, and whether a product is somebody's favourite; one statement.

    lot_ids: at least one, else nothing is known of the favourite either.
    """
    parameters = {"person": person_id, "product": product_id, "lots": sorted(lot_ids)}
    rows = session.connection().execute(_LOOK, parameters).all()
    return {row.id: row.available for row in rows}, any(row.starred for row in rows)
