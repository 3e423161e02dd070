"""More of a market than the sample has: any number of farms, goods and people."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from bot.catalog import models
from bot.catalog.snapshot import SHOP_SALE_ID, bump_version
from bot.people.models import FarmMember, Identity, IdentityState, Person
from tests.market import CHANNEL

GOODS_EACH = 2
STALL = "stall-"  # a slug begins so
PACK = 500  # grams
STOCK = 10**9  # grams; nobody's basket is refused

Row = dict[str, Any]

FIRST_VISITOR = 10_000_000  # the id
_PEOPLE = "INSERT INTO person (id, name, language, created_at) SELECT n, 'Visitor', 'en', :now FROM numbers"
_PHONES = f"""
INSERT INTO identity (id, person_id, channel, external_id, state, preferred, last_written_at, created_at)
SELECT n, n, '{CHANNEL}', 'visitor-' || n, 'reachable', false, :now, :now FROM numbers
"""
_CONVERSATIONS = "INSERT INTO conversation (identity_id, data, misses) SELECT n, '{}', 0 FROM numbers"
_NUMBERS = {
    "sqlite": "WITH RECURSIVE numbers(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM numbers WHERE n < :last)",
    "postgresql": "WITH numbers(n) AS (SELECT generate_series(CAST(:first AS bigint), CAST(:last AS bigint)))",
}


def stall_slug(number: int) -> str:
    return f"{STALL}{number:06}"


def phone_of(number: int) -> str:
    """Give the external id of the phone on which a stall is asked."""
    return f"phone-{stall_slug(number)}"


def add_stalls(session: Session, count: int, *, now: datetime) -> None:
    """Add farms that have a phone and two goods each, behind what is on the shelf."""
    slugs = [stall_slug(number) for number in range(count)]
    farms = _add(session, models.Farm, [_farm(slug, now) for slug in slugs])
    people = _add(
        session, Person, [{"slug": slug, "name": slug, "language": "en", "created_at": now} for slug in slugs]
    )
    phones = enumerate(slugs)
    _fill(session, Identity, [_identity(people[slug], phone_of(number), now) for number, slug in phones])
    _fill(
        session,
        FarmMember,
        [{"farm_id": farms[slug], "person_id": people[slug], "rank": 1, "since": now} for slug in slugs],
    )
    _add_goods(session, farms, now)
    bump_version(session)


def _add_goods(session: Session, farms: Mapping[str, int], now: datetime) -> None:
    categories = session.connection().execute(sa.select(_table(models.Category).c.id)).scalars().all()
    goods = [(f"{slug}-{number}", farm_id) for slug, farm_id in sorted(farms.items()) for number in range(GOODS_EACH)]
    found = [
        _product(slug, farm_id, categories[place % len(categories)], 1000 + place)
        for place, (slug, farm_id) in enumerate(goods)
    ]
    products = _add(session, models.Product, found)
    _fill(
        session,
        models.ProductText,
        [
            {"product_id": products[slug], "locale": "en", "name": f"Goods {slug}", "short_name": slug}
            for slug in products
        ],
    )
    lots = [{"product_id": id_, "kind": models.LotKind.HARVESTED, "available": STOCK, "held": 0} for id_ in
            products.values()]  # fmt: skip
    lot_ids = _add(session, models.Lot, lots, key="product_id")
    _fill(session, models.StockMove, [_received(lot_id, now) for lot_id in lot_ids.values()])
    _fill(session, models.Offer, [_offer(lot_id) for lot_id in lot_ids.values()])


def add_people(session: Session, count: int, *, now: datetime) -> None:
    """Add people who once wrote, each with a conversation: rows that every lookup has to pass by."""
    connection = session.connection()
    numbers = _NUMBERS[connection.dialect.name]
    facts = {"first": FIRST_VISITOR, "last": FIRST_VISITOR + count - 1}
    moment = sa.bindparam("now", now, type_=_table(Person).c.created_at.type)
    for statement in (_PEOPLE, _PHONES, _CONVERSATIONS):
        text = sa.text(f"{numbers} {statement}")
        if ":now" in statement:
            text = text.bindparams(moment)
        connection.execute(text, facts)


def _add(session: Session, model: type[SQLModel], rows: Sequence[Row], key: str = "slug") -> dict[Any, int]:
    """Insert rows and give their ids by key."""
    table = _table(model)
    _fill(session, model, rows)
    wanted = {row[key] for row in rows}
    found = session.connection().execute(sa.select(table.c[key], table.c.id).order_by(table.c.id))
    return {row[0]: row[1] for row in found if row[0] in wanted}


def _fill(session: Session, model: type[SQLModel], rows: Sequence[Row]) -> None:
    session.connection().execute(sa.insert(_table(model)), list(rows))


def _farm(slug: str, now: datetime) -> Row:
    return {"slug": slug, "names": {"en": slug}, "places": {"en": "Leishan"}, "alerts_tested_at": now}


def _identity(person_id: int, external_id: str, now: datetime) -> Row:
    return {
        "person_id": person_id,
        "channel": CHANNEL,
        "external_id": external_id,
        "state": IdentityState.REACHABLE,
        "preferred": False,
        "last_written_at": now,
        "created_at": now,
    }


def _product(slug: str, farm_id: int, category_id: int, position: int) -> Row:
    return {
        "slug": slug,
        "farm_id": farm_id,
        "category_id": category_id,
        "dimension": models.Dimension.MASS,
        "price_unit": PACK,
        "min_order": PACK,
        "whole_packs": False,
        "weighed": False,
        "tolerance_percent": 0,
        "emoji": "🍄",
        "hidden": False,
        "position": position,
    }


def _received(lot_id: int, now: datetime) -> Row:
    return {
        "lot_id": lot_id,
        "kind": models.MoveKind.RECEIVED,
        "available_delta": STOCK,
        "held_delta": 0,
        "cause": "seed",
        "at": now,
    }


def _offer(lot_id: int) -> Row:
    packs = [{"quantity": PACK}, {"quantity": 2 * PACK}]
    return {"sale_id": SHOP_SALE_ID, "lot_id": lot_id, "price_minor": 600, "packs": packs}


def _table(model: type[SQLModel]) -> sa.Table:
    table: sa.Table = model.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
    return table
