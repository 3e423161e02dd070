"""A new shop, made by chat: what is still missing, and each thing as it is given.

Everything given is stored at once, so that whoever leaves comes back to the next open question.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

# PostgreSQL's ON CONFLICT compiles to the same words on SQLite.
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import Session, SQLModel

from bot.catalog.farms import add_member
from bot.catalog.grammar.sounds import romanised
from bot.catalog.models import (
    Category,
    Dimension,
    Farm,
    Lot,
    LotKind,
    Offer,
    Point,
    Product,
    ProductText,
    Sale,
    SaleKind,
    Setting,
    Shop,
    StockMove,
    Unit,
)
from bot.catalog.sample import rows
from bot.catalog.sample.market import sample_market
from bot.catalog.snapshot import SHOP_SALE_ID, bump_version
from bot.catalog.typed import folded
from bot.people.audit import Audited, record
from bot.people.models import Role, RoleKind

SLUG_MAX = 48  # characters; leaves room for a number


class Step(StrEnum):
    """What a shop needs, in the order in which it is asked."""

    NAME = "name"
    CURRENCY = "currency"
    ZONE = "zone"
    FARM = "farm"
    POINT = "point"
    PRODUCT = "product"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class NewProduct:
    """The first goods: sold by `price_unit` base units, in one, two or five of them."""

    name: str
    category: str  # slug
    dimension: Dimension
    price_unit: int
    price_minor: int


def _table(model: type[SQLModel]) -> sa.Table:
    table: sa.Table = model.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
    return table


_SETTING, _ROLE, _SALE, _SHOP = _table(Setting), _table(Role), _table(Sale), _table(Shop)
_CATEGORY = _table(Category)

_THERE = sa.select(
    *(sa.exists().where(_SETTING.c.key == key).label(key) for key in ("seller_name", "currency", "zone")),
    *(
        sa.exists(sa.select(sa.literal(1)).select_from(_table(model))).label(name)
        for name, model in (("farm", Farm), ("point", Point), ("product", Product), ("move", StockMove))
    ),
)
_OWNER = (
    sa.select(_ROLE.c.person_id)
    .where(_ROLE.c.kind == RoleKind.OWNER, _ROLE.c.ended_at.is_(None))
    .order_by(_ROLE.c.id)
    .limit(1)
)
_CATEGORY_OF = sa.select(_CATEGORY.c.id, _CATEGORY.c.emoji).where(_CATEGORY.c.slug == sa.bindparam("slug"))


def next_step(session: Session, *, named: bool = False) -> Step | None:
    """Say what is missing next; None: nothing.  `named`: the environment has given the shop its name."""
    there = session.connection().execute(_THERE).one()
    given = {
        Step.NAME: named or there.seller_name,
        Step.CURRENCY: there.currency,
        Step.ZONE: there.zone,
        Step.FARM: there.farm,
        Step.POINT: there.point,
        Step.PRODUCT: there.product,
        Step.AMOUNT: there.move,
    }
    return next((step for step in Step if not given[step]), None)


def open_shop(session: Session) -> None:
    """Make the rows that every shop stands on: itself, its open sale, shelves, and the units people count in."""
    connection = session.connection()
    connection.execute(upsert(_SHOP).on_conflict_do_nothing(), {"id": 1, "version": 1, "seeded": False})
    if connection.execute(sa.select(_SALE.c.id).where(_SALE.c.id == SHOP_SALE_ID)).first() is None:
        made = connection.execute(sa.insert(_SALE).returning(_SALE.c.id), {"kind": SaleKind.SHOP}).scalar_one()
        # A number is taken from the sequence in any case, or PostgreSQL would hand 1 out to the next sale.
        connection.execute(sa.update(_SALE).where(_SALE.c.id == made).values(id=SHOP_SALE_ID))
    market = sample_market()
    usual = replace(market, units=tuple(unit for unit in market.units if not unit.farm and not unit.products))
    connection.execute(upsert(_table(Unit)).on_conflict_do_nothing(), rows.unit_rows(usual, {}))
    connection.execute(upsert(_CATEGORY).on_conflict_do_nothing(), rows.category_rows(market))
    bump_version(session)


def add_farm(session: Session, name: str, language: str, *, actor_id: int, now: datetime) -> int:
    """Make a farm, for which the owner answers first; return its id."""
    farm_id = _made(session, Farm, "farm_added", name, {"names": {language: name}}, actor_id, now)
    owner_id = session.connection().execute(_OWNER).scalar_one_or_none()
    add_member(session, farm_id, owner_id or actor_id, by_id=actor_id, now=now)
    return farm_id


def add_point(
    session: Session, name: str, address: str, hours: str, language: str, *, actor_id: int, now: datetime
) -> int:
    """Open a pickup point; return its id."""
    facts = {"names": {language: name}, "addresses": {language: address}, "hours": hours}
    return _made(session, Point, "point_added", name, facts, actor_id, now)


def add_product(session: Session, new: NewProduct, farm_id: int, language: str, *, actor_id: int, now: datetime) -> int:
    """Put a product on the shelf, with nothing of it there yet; return its id."""
    connection = session.connection()
    category = connection.execute(_CATEGORY_OF, {"slug": new.category}).one()
    facts = {
        "farm_id": farm_id,
        "category_id": category.id,
        "dimension": new.dimension,
        "price_unit": new.price_unit,
        "min_order": new.price_unit,
        "emoji": category.emoji,
        "shown_at": now,
    }
    product_id = _made(session, Product, "product_added", new.name, facts, actor_id, now)
    text = {"product_id": product_id, "locale": language, "name": new.name}
    connection.execute(sa.insert(_table(ProductText)), text)
    lot = {"product_id": product_id, "kind": LotKind.HARVESTED}
    lot_id = connection.execute(sa.insert(_table(Lot)).returning(_table(Lot).c.id), lot).scalar_one()
    offer = {
        "sale_id": SHOP_SALE_ID,
        "lot_id": lot_id,
        "price_minor": new.price_minor,
        "packs": [{"quantity": times * new.price_unit} for times in (1, 2, 5)],
    }
    connection.execute(sa.insert(_table(Offer)), offer)
    return product_id


def slug_of(name: str) -> str:
    """Write a name in the letters of an address: "Leishan Corn-Cob" is leishan-corn-cob, 平菇 is ping-gu."""
    return re.sub(r"[^a-z0-9]+", "-", romanised(folded(name)).casefold()).strip("-")[:SLUG_MAX].strip("-")


def _made(
    session: Session,
    model: type[SQLModel],
    action: str,
    name: str,
    facts: Mapping[str, Any],
    actor_id: int,
    now: datetime,
) -> int:
    """Insert a row under a slug that nobody has, and write down who did."""
    table, connection = _table(model), session.connection()
    wanted = slug_of(name) or table.name
    taken = set(connection.execute(sa.select(table.c.slug).where(table.c.slug.startswith(wanted))).scalars())
    free = (slug for number in range(1, len(taken) + 2) if (slug := _numbered(wanted, number)) not in taken)
    slug = next(free)
    row_id: int = connection.execute(sa.insert(table).returning(table.c.id), {"slug": slug, **facts}).scalar_one()
    record(session, Audited(action, table.name, row_id, after={"slug": slug}), actor_id=actor_id, now=now)
    bump_version(session)
    return row_id


def _numbered(slug: str, number: int) -> str:
    return slug if number == 1 else f"{slug}-{number}"
