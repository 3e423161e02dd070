"""Puts the sample market into the database: goods, farms, points, people, the open shop.

What is there already, by slug, stays as it is: words, prices and stock that has moved are never touched.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

# PostgreSQL's ON CONFLICT compiles to the same words on SQLite.
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import Session, SQLModel

from bot.catalog import models
from bot.catalog.sample import rows
from bot.catalog.sample.market import SampleMarket, SampleProduct, sample_market
from bot.catalog.sample.pictures import MIME, draw
from bot.catalog.sample.rows import Ids, Row
from bot.catalog.snapshot import SHOP_SALE_ID, bump_version
from bot.people.models import FarmMember, Identity, Person, Role, RoleKind


@dataclass(frozen=True, slots=True)
class SeedReport:
    """How many rows of the sample market are new and how many were there, by table."""

    added: Mapping[str, int]
    present: Mapping[str, int]

    @property
    def changed(self) -> bool:
        return any(self.added.values())


def missing_products(session: Session) -> list[SampleProduct]:
    """List the sample market's goods that are not in the database, in shelf order."""
    there = set(session.connection().execute(sa.select(_table(models.Product).c.slug)).scalars())
    return [product for product in sample_market().products if product.slug not in there]


def draw_pictures(products: Iterable[SampleProduct]) -> None:
    """Draw ahead of `seed_market`, whose transaction then takes a moment instead of seconds."""
    for product in products:
        draw(product.category, product.slug)


def seed_market(session: Session, *, now: datetime, pictures: bool = True) -> SeedReport:
    """Add what is missing of the sample market; a second seeding changes nothing.

    Two seedings at once wait for each other.  A database without farms and without anyone who can be reached becomes
    a seeded one, which `demo` may open; any other stays what it is.  Without `pictures` it takes a moment even where
    nothing was drawn ahead, for those who show none: a tour in a terminal, most tests.
    """
    market, tables = sample_market(), _Tables(session)
    untouched = _lock_shop(session)
    farms, new_farms = tables.keep(models.Farm, rows.farm_rows(market, now))
    tables.fill(models.Unit, rows.unit_rows(market, farms), key="key")
    tables.fill(models.Point, rows.point_rows(market), key="slug")
    tables.fill(models.Setting, _setting_rows(market), key="key")
    _stock_shelves(session, tables, farms, now, pictures=pictures)
    people, new_people = tables.keep(Person, rows.person_rows(market, now))
    if not _any(session, Role, _table(Role).c.kind == RoleKind.OWNER):  # a real shop keeps its own owner
        tables.add(Role, rows.role_rows(market, new_people, now))
    tables.add(FarmMember, rows.member_rows(market, new_farms, people, now))
    report = SeedReport(tables.added, tables.present)
    if report.changed:
        bump_version(session)
    if untouched:
        session.connection().execute(sa.update(_table(models.Shop)).values(seeded=True))
    return report


def _stock_shelves(session: Session, tables: "_Tables", farms: Ids, now: datetime, *, pictures: bool) -> None:
    market = sample_market()
    categories, _ = tables.keep(models.Category, rows.category_rows(market))
    missing = missing_products(session)
    drawn = _keep_pictures(tables, missing) if pictures else {}
    _, new = tables.keep(models.Product, rows.product_rows(market, missing, farms, categories, drawn, now))
    tables.present["product"] = len(market.products) - len(new)
    products = [(product, new[product.slug]) for product in missing if product.slug in new]
    tables.add(models.ProductText, rows.text_rows(products))
    tables.add(models.Alias, rows.alias_rows(market, products))
    lots = tables.add_lots(products)
    tables.add(models.StockMove, rows.move_rows(lots, now))
    tables.add(models.Offer, rows.offer_rows(lots, SHOP_SALE_ID))


def _keep_pictures(tables: "_Tables", products: Sequence[SampleProduct]) -> Ids:
    content = {product.slug: draw(product.category, product.slug) for product in products}
    hashes = {slug: hashlib.sha256(picture).hexdigest() for slug, picture in content.items()}
    media = [
        {"sha256": hashes[slug], "mime": MIME, "size": len(picture), "content": picture}
        for slug, picture in content.items()
    ]
    ids, _ = tables.keep(models.Media, media, key="sha256")
    return {slug: ids[hash_] for slug, hash_ in hashes.items()}


def _setting_rows(market: SampleMarket) -> list[Row]:
    facts = {
        "seller_name": market.seller_name,
        "seller_names": dict(market.seller_names),
        "currency": market.currency,
        "zone": market.time_zone,
        "courier": dict(market.courier),
    }
    return [{"key": key, "value": value} for key, value in facts.items()]


# -- the one row of the shop -----------------------------------------------------------------------


def _lock_shop(session: Session) -> bool:
    """Let one seeding in at a time.  True: nobody trades here yet."""
    shop, sale, connection = _table(models.Shop), _table(models.Sale), session.connection()
    connection.execute(upsert(shop).on_conflict_do_nothing(), {"id": 1, "version": 1, "seeded": False})
    connection.execute(sa.select(shop.c.id).with_for_update())
    if not _any(session, models.Sale, sale.c.id == SHOP_SALE_ID):
        made = connection.execute(sa.insert(sale).returning(sale.c.id), {"kind": models.SaleKind.SHOP}).scalar_one()
        # A number is taken from the sequence in any case, or PostgreSQL would hand 1 out to the next sale.
        connection.execute(sa.update(sale).where(sale.c.id == made).values(id=SHOP_SALE_ID))
    return not _any(session, models.Farm) and not _any(session, Identity)


def _any(session: Session, model: type[SQLModel], *where: sa.ColumnElement[bool]) -> bool:
    found = sa.select(sa.exists(sa.select(sa.literal(1)).select_from(_table(model)).where(*where)))
    return bool(session.connection().execute(found).scalar_one())


# -- tables ----------------------------------------------------------------------------------------


class _Tables:
    """Inserts in sets, and counts what was new and what was there."""

    def __init__(self, session: Session) -> None:
        self._connection = session.connection()
        self.added: dict[str, int] = {}
        self.present: dict[str, int] = {}

    def keep(self, model: type[SQLModel], found: Sequence[Row], *, key: str = "slug") -> tuple[Ids, Ids]:
        """Insert the rows whose key is not there yet.  Return the ids of all by key, then of the new ones."""
        table = _table(model)
        new = self._insert_missing(table, found, (table.c[key], table.c.id))
        named = table.c[key].in_([row[key] for row in found])
        there = self._connection.execute(sa.select(table.c[key], table.c.id).where(named))
        return {row[0]: row[1] for row in there}, {row[0]: row[1] for row in new}

    def fill(self, model: type[SQLModel], found: Sequence[Row], *, key: str) -> None:
        """Insert the rows whose key is not there yet, where nobody needs their ids."""
        table = _table(model)
        self._insert_missing(table, found, (table.c[key],))

    def _insert_missing(
        self, table: sa.Table, found: Sequence[Row], columns: Sequence[sa.ColumnElement[Any]]
    ) -> Sequence[sa.Row[*tuple[Any, ...]]]:
        insert = upsert(table).on_conflict_do_nothing().returning(*columns)
        new = self._connection.execute(insert, list(found)).all() if found else []
        self.added[table.name] = len(new)
        self.present[table.name] = len(found) - len(new)
        return new

    def add(self, model: type[SQLModel], new: Sequence[Row]) -> None:
        """Insert rows that belong to others which are new themselves."""
        table = _table(model)
        if new:
            self._connection.execute(sa.insert(table), list(new))
        self.added[table.name] = len(new)

    def add_lots(self, products: Sequence[tuple[SampleProduct, int]]) -> list[tuple[SampleProduct, int]]:
        """Insert one lot for each new product, and pair the products with their lots."""
        table = _table(models.Lot)
        self.added[table.name] = len(products)
        if not products:
            return []
        insert = sa.insert(table).returning(table.c.product_id, table.c.id)
        lots = {row[0]: row[1] for row in self._connection.execute(insert, rows.lot_rows(products))}
        return [(product, lots[id_]) for product, id_ in products]


def _table(model: type[SQLModel]) -> sa.Table:
    table: sa.Table = model.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
    return table
