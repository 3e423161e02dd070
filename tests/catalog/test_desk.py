"""The admin's desk and the snapshot, on both engines."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlmodel import Session

from bot.catalog.desk import (
    Applied,
    Sign,
    apply_hidden,
    apply_price,
    apply_season,
    apply_stock,
    preview_stock,
    stock_of,
    undo,
)
from bot.catalog.desk_refusals import AlreadyUndone, ChangedSince, MoreThanThere, PriceMoved, StockMoved, UndoTooLate
from bot.catalog.seed import seed_market
from bot.catalog.snapshot import Catalogue, Item, Season, load_catalogue
from bot.database import Database, open_database
from bot.people.models import Person
from tests.statements import count_statements

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
THERE = 150_000  # grams of oyster mushroom in the sample market


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = open_database(database_url)
    await database.transact(partial(seed_market, now=NOW, pictures=False))
    yield database
    await database.close()


@pytest.fixture
async def oyster(database: Database) -> Item:
    return _oyster(await database.read(load_catalogue))


@pytest.fixture
async def admin(database: Database) -> int:
    return await database.transact(_a_person)


def _a_person(session: Session) -> int:
    person = Person(name="Lin", created_at=NOW)
    session.add(person)
    session.flush()
    assert person.id is not None
    return person.id


def _oyster(catalogue: Catalogue) -> Item:
    return next(item for item in catalogue.items.values() if item.slug == "oyster-mushroom")


async def _stock(
    database: Database, item: Item, admin: int, sign: Sign, quantity: int, seen: int = THERE, at: int = 0
) -> Applied:
    now = NOW + timedelta(seconds=at)
    return await database.transact(
        partial(
            apply_stock, item=item, sign=sign, quantity=quantity, seen=seen, previewed_at=now, actor_id=admin, now=now
        )
    )


@pytest.mark.parametrize(
    ("sign", "quantity", "there"), [("+", 15_000, 165_000), ("-", 2_500, 147_500), ("=", 50_000, 50_000)]
)
async def test_stock_is_previewed_applied_and_undone(
    database: Database, oyster: Item, admin: int, sign: str, quantity: int, there: int
) -> None:
    preview = await database.read(partial(preview_stock, item=oyster, sign=Sign(sign), quantity=quantity))
    applied = await _stock(database, oyster, admin, Sign(sign), quantity)
    after = await database.read(partial(stock_of, item=oyster))
    await database.transact(partial(undo, audit_id=applied.audit_id, actor_id=admin, now=NOW))

    assert (preview.before.there, preview.after.there, after.there) == (THERE, there, there)
    assert (await database.read(partial(stock_of, item=oyster))).there == THERE


async def test_a_second_tap_on_a_preview_changes_nothing(database: Database, oyster: Item, admin: int) -> None:
    first = await _stock(database, oyster, admin, Sign.ADD, 500)
    second = await _stock(database, oyster, admin, Sign.ADD, 500)

    assert (second.audit_id, second.repeated) == (first.audit_id, True)
    assert (await database.read(partial(stock_of, item=oyster))).there == THERE + 500


async def test_a_count_of_what_has_moved_is_refused_and_a_sum_is_not(
    database: Database, oyster: Item, admin: int
) -> None:
    await _stock(database, oyster, admin, Sign.ADD, 500)

    with pytest.raises(StockMoved):
        await _stock(database, oyster, admin, Sign.COUNT, 100, at=5)

    await _stock(database, oyster, admin, Sign.ADD, 500, at=9)
    assert (await database.read(partial(stock_of, item=oyster))).there == THERE + 1000


async def test_more_than_there_is_cannot_be_taken(database: Database, oyster: Item, admin: int) -> None:
    with pytest.raises(MoreThanThere):
        await _stock(database, oyster, admin, Sign.TAKE, THERE + 1)


async def test_undo_works_once_and_for_ten_minutes(database: Database, oyster: Item, admin: int) -> None:
    once = await _stock(database, oyster, admin, Sign.ADD, 500)
    late = await _stock(database, oyster, admin, Sign.ADD, 500, at=5)
    await database.transact(partial(undo, audit_id=once.audit_id, actor_id=admin, now=NOW))

    with pytest.raises(AlreadyUndone):
        await database.transact(partial(undo, audit_id=once.audit_id, actor_id=admin, now=NOW))
    with pytest.raises(UndoTooLate):
        await database.transact(partial(undo, audit_id=late.audit_id, actor_id=admin, now=NOW + timedelta(minutes=11)))


async def test_an_old_price_comes_back_only_while_the_new_one_stands(
    database: Database, oyster: Item, admin: int
) -> None:
    to = partial(apply_price, item=oyster, actor_id=admin, now=NOW)
    first = await database.transact(partial(to, price_minor=1250, seen_minor=600))
    with pytest.raises(PriceMoved):
        await database.transact(partial(to, price_minor=900, seen_minor=600))
    await database.transact(partial(to, price_minor=700, seen_minor=1250))

    assert first.audit_id is not None
    with pytest.raises(ChangedSince):
        await database.transact(partial(undo, audit_id=first.audit_id, actor_id=admin, now=NOW))
    assert _oyster(await database.read(load_catalogue)).price_minor == 700


async def test_hiding_takes_it_off_the_shelf_and_raises_the_version(
    database: Database, oyster: Item, admin: int
) -> None:
    before = await database.read(load_catalogue)
    await database.transact(partial(apply_hidden, item=oyster, hidden=True, actor_id=admin, now=NOW))
    after = await database.read(load_catalogue)

    assert (oyster.slug in {i.slug for i in before.shelf}, oyster.slug in {i.slug for i in after.shelf}) == (
        True,
        False,
    )
    assert after.version > before.version


async def test_a_season_is_set_only_as_it_was_seen_and_may_be_cleared(
    database: Database, oyster: Item, admin: int
) -> None:
    to = partial(apply_season, item=oyster, actor_id=admin, now=NOW)
    seeded, spring = oyster.season, Season(3, 5)
    done = [
        await database.transact(partial(to, season=spring, seen=seeded)),
        await database.transact(partial(to, season=Season(6, 7), seen=seeded)),
        await database.transact(partial(to, season=None, seen=spring)),
        await database.transact(partial(to, season=spring, seen=None)),
    ]

    assert [entry is not None for entry in done] == [True, False, True, True]
    assert _oyster(await database.read(load_catalogue)).season == spring
    await database.transact(partial(undo, audit_id=done[3], actor_id=admin, now=NOW))
    assert _oyster(await database.read(load_catalogue)).season is None


async def test_the_catalogue_takes_the_same_statements_for_any_number_of_goods(database: Database) -> None:
    with count_statements(database) as counted:
        full = await database.transact(load_catalogue)

    assert len(full.items) == 40
    assert counted.most == 11
