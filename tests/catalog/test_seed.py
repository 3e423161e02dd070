"""Seeding: everything is put in once, a second time changes nothing, and a real shop stays a real shop."""

import asyncio
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from bot.catalog.models import Category, Farm, Lot, Media, Offer, Product, Sale, Setting, Shop, StockMove
from bot.catalog.sample.market import sample_market
from bot.catalog.seed import draw_pictures, missing_products, seed_market
from bot.database import GUEST, open_database
from bot.people.models import FarmMember, Identity, Person, Role, RoleKind

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
LATER = datetime(2026, 11, 25, 8, tzinfo=UTC)

seed = partial(seed_market, now=NOW, pictures=False)
seed_again = partial(seed_market, now=LATER, pictures=False)


async def test_an_empty_shop_gets_the_whole_market(database):
    report = await database.transact(seed)

    added = {"farm", "category", "unit", "point", "product", "lot", "stock_move", "offer", "person", "farm_member"}
    counts = await database.read(_counts)
    assert {name: counts[name] for name in added} == {name: report.added[name] for name in added} | {
        "farm": 12, "category": 6, "unit": 18, "point": 2, "product": 40, "lot": 40, "stock_move": 40, "offer": 40,
    }  # fmt: skip
    assert report.changed
    assert not any(report.present.values())


async def test_seeding_twice_changes_nothing(database):
    await database.transact(seed)
    before = await database.read(_everything)

    report = await database.transact(seed_again)

    assert not report.changed
    assert report.present["product"] == 40
    assert await database.read(_everything) == before


async def test_what_has_moved_or_been_renamed_stays(database):
    await database.transact(seed)
    await database.transact(_trade)
    before = await database.read(_everything)

    await database.transact(seed_again)

    assert await database.read(_everything) == before


async def test_only_what_is_missing_is_added(database):
    await database.transact(_own_farm)

    report = await database.transact(seed)

    assert (report.added["category"], report.present["category"]) == (5, 1)
    assert (report.added["farm"], report.present["farm"]) == (11, 1)
    assert await database.read(_names_of_mushrooms) == {"en": "Our own mushrooms"}
    assert await database.read(_untested_farms) == ["leishan-corn-cob"]
    assert await database.read(_farms_with_contacts) == 11


async def test_stock_is_what_its_moves_say_and_is_on_sale_in_the_open_shop(database):
    await database.transact(seed)

    rows = await database.read(_stock)

    expected = [(p.slug, p.stock, p.stock, 0, "received", p.price, 1) for p in sample_market().products]
    assert rows == expected


async def test_the_next_sale_is_not_mistaken_for_the_open_shop(database):
    await database.transact(seed)

    assert await database.transact(_new_sale) != 1


async def test_an_untouched_database_becomes_a_seeded_one_and_a_real_shop_does_not(database):
    await database.transact(_somebody_writes)

    await database.transact(seed)

    assert not await database.read(_seeded)


async def test_the_demo_may_open_what_was_empty(database):
    await database.transact(seed)

    assert await database.read(_seeded)


async def test_the_sample_shop_has_an_owner_and_an_admin(database):
    await database.transact(seed)

    assert await database.read(_roles) == [("admin", "Hao"), ("owner", "Lin Mei")]


async def test_a_real_owner_stays_the_only_one(database):
    owner = await database.transact(_somebody_owns)

    await database.transact(seed)

    assert await database.read(_owners) == [owner]


async def test_a_shops_own_name_stays(database):
    await database.transact(_named("Auntie Zhou"))

    await database.transact(seed)

    assert await database.read(_seller_name) == "Auntie Zhou"


async def test_everyone_who_looks_at_the_goods_is_told_of_the_change_once(database):
    before = await database.read(_version)
    await database.transact(seed)
    seeded = await database.read(_version)
    await database.transact(seed_again)

    assert seeded > before
    assert await database.read(_version) == seeded


@pytest.mark.parametrize("opened", [False, True], ids=["empty", "opened"])
async def test_two_seedings_at_once_put_everything_in_once(database, database_url, opened):
    if opened:
        await database.transact(_opened)
    other = open_database(database_url, role=GUEST)

    reports = await asyncio.gather(*(where.transact(seed) for where in (database, other) * 3))

    await other.close()
    assert sum(report.changed for report in reports) == 1
    counts = await database.read(_counts)
    assert (counts["product"], counts["lot"], counts["farm_member"]) == (40, 40, 27)


@pytest.mark.slow
async def test_every_product_has_a_picture(database):
    draw_pictures(await database.read(missing_products))
    await database.transact(partial(seed_market, now=NOW))

    pictures = await database.read(_pictures)

    assert len(set(pictures)) == 40
    assert all(content.startswith(b"\xff\xd8\xff") and size == len(content) for size, content in pictures)  # JPEG


# -- what the shop holds ---------------------------------------------------------------------------


def _everything(session: Session) -> dict[str, list[Any]]:
    tables = SQLModel.metadata.sorted_tables
    return {table.name: _rows(session, sa.select(table).order_by(*table.primary_key)) for table in tables}


def _counts(session: Session) -> dict[str, int]:
    return {name: len(rows) for name, rows in _everything(session).items()}


def _rows(session: Session, statement: sa.Select[Any]) -> list[Any]:
    return [tuple(row) for row in session.connection().execute(statement)]


def _values(session: Session, column: Any, *where: Any) -> list[Any]:
    return list(session.connection().execute(sa.select(column).where(*where)).scalars())


def _names_of_mushrooms(session: Session) -> dict[str, str]:
    return _values(session, Category.names, Category.slug == "mushrooms")[0]


def _untested_farms(session: Session) -> list[str]:
    return _values(session, Farm.slug, Farm.alerts_tested_at.is_(None))


def _farms_with_contacts(session: Session) -> int:
    return _values(session, sa.func.count(sa.distinct(FarmMember.farm_id)))[0]


def _stock(session: Session) -> list[Any]:
    statement = (
        sa.select(
            Product.slug,
            Lot.available,
            StockMove.available_delta,
            Lot.held,
            StockMove.kind,
            Offer.price_minor,
            Offer.sale_id,
        )
        .join_from(Product, Lot, Lot.product_id == Product.id)
        .join(StockMove, StockMove.lot_id == Lot.id)
        .join(Offer, Offer.lot_id == Lot.id)
        .order_by(Product.position)
    )
    return _rows(session, statement)


def _pictures(session: Session) -> list[Any]:
    return _rows(session, sa.select(Media.size, Media.content).join(Product, Product.picture_id == Media.id))


def _seeded(session: Session) -> bool:
    return _values(session, Shop.seeded)[0]


def _version(session: Session) -> int:
    return next(iter(_values(session, Shop.version)), 0)


def _owners(session: Session) -> list[int]:
    return _values(session, Role.person_id, Role.kind == RoleKind.OWNER)


def _roles(session: Session) -> list[Any]:
    statement = sa.select(Role.kind, Person.name).join(Person, Person.id == Role.person_id)
    return _rows(session, statement.order_by(Role.kind))


def _seller_name(session: Session) -> str:
    return _values(session, Setting.value, Setting.key == "seller_name")[0]


# -- what happens in it ----------------------------------------------------------------------------


def _trade(session: Session) -> None:
    connection = session.connection()
    connection.execute(sa.update(Lot).values(available=Lot.available - 1))
    connection.execute(sa.update(Offer).values(price_minor=Offer.price_minor + 50))
    connection.execute(sa.update(Product).values(hidden=True))
    connection.execute(sa.update(Farm).values(names={"en": "Another name"}))


def _own_farm(session: Session) -> None:
    session.add(Category(slug="mushrooms", names={"en": "Our own mushrooms"}))
    session.add(Farm(slug="leishan-corn-cob", names={"en": "Ours"}))


def _new_sale(session: Session) -> int:
    return session.connection().execute(sa.insert(Sale).returning(Sale.id), {"kind": "live"}).scalar_one()


def _somebody_writes(session: Session) -> int:
    person = Person(name="Wang", created_at=NOW)
    session.add(person)
    session.flush()  # for the id
    session.add(
        Identity(person_id=person.id, channel="webchat", external_id="wang", last_written_at=NOW, created_at=NOW)
    )
    return person.id


def _somebody_owns(session: Session) -> int:
    person_id = _somebody_writes(session)
    session.add(Role(person_id=person_id, kind=RoleKind.OWNER, granted_at=NOW))
    return person_id


def _opened(session: Session) -> None:
    session.add(Shop(id=1, version=7))


def _named(name: str):
    return lambda session: session.add(Setting(key="seller_name", value=name))
