"""Many people at once, on the real database: nothing is sold twice, and nobody waits for ever.

The controls show that these tests can fail: with the defences taken away the same rush oversells.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Iterable
from contextlib import asynccontextmanager

import pytest
import sqlalchemy as sa
from sqlalchemy.util.concurrency import await_
from sqlmodel import Session

from bot.catalog import stock
from bot.catalog.models import Lot, MoveKind
from bot.catalog.stock import Change, apply_changes, lock_lots
from bot.database import open_database
from bot.orders import claiming
from bot.orders.holds import release_expired
from bot.orders.refusals import OrderShort
from tests.orders.market import Goods, Market, open_market, open_shortage

BUYERS, LEFT = 40, 5
LOT = Lot.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it


async def _buyers(market: Market, goods: Goods, quantity: int = 1) -> list[int]:
    """Make buyers whose baskets hold so much of it each."""
    buyers = [await market.person(f"Buyer {number}") for number in range(BUYERS)]
    for buyer in buyers:
        await market.puts(buyer, goods, quantity)
    return buyers


async def _all_at_once(work: Iterable[Awaitable[object]]) -> tuple[list[object], list[BaseException]]:
    done = await asyncio.gather(*work, return_exceptions=True)
    return (
        [each for each in done if not isinstance(each, BaseException)],
        [each for each in done if isinstance(each, BaseException)],
    )


async def test_forty_buyers_review_the_last_five(market: Market) -> None:
    crate = await market.sells(available=LEFT)
    buyers = await _buyers(market, crate)

    done = await asyncio.gather(*(market.reviews(buyer) for buyer in buyers), return_exceptions=True)
    refused = [each for each in done if isinstance(each, BaseException)]
    seen = {buyer: each for buyer, each in zip(buyers, done, strict=True) if not isinstance(each, BaseException)}
    held = await market.stock_of(crate)
    placed, late = await _all_at_once(market.confirms(buyer, review) for buyer, review in seen.items())

    assert (len(seen), len(refused), held) == (LEFT, BUYERS - LEFT, (0, LEFT))
    assert {type(error) for error in refused} == {OrderShort}
    assert {line.available for error in refused for line in error.lines} == {0}  # type: ignore[attr-defined]
    assert (len(placed), late) == (LEFT, [])


async def test_forty_reviews_that_have_expired_are_confirmed_for_the_five_that_are_there(market: Market) -> None:
    """Everything was promised; then the farm counted its crates: five are there, and nobody's hold stands any more."""
    crate = await market.sells(available=BUYERS)
    buyers = await _buyers(market, crate)
    reviews = [await market.reviews(buyer) for buyer in buyers]
    await market.do(open_shortage, crate.lot_id, missing=BUYERS - LEFT)
    market.passes(minutes=15)

    placed, refused = await _all_at_once(
        market.confirms(buyer, review) for buyer, review in zip(buyers, reviews, strict=True)
    )

    assert (len(placed), await market.stock_of(crate)) == (LEFT, (0, LEFT))
    assert {type(error) for error in refused} == {OrderShort}


async def test_forty_reviews_of_the_same_five_one_after_the_other_all_confirm(market: Market) -> None:
    """Each Review releases what has expired before it, until only the last five holds are there, expired as well."""
    crate = await market.sells(available=LEFT)
    buyers = await _buyers(market, crate)
    reviews = []
    for buyer in buyers:
        reviews.append(await market.reviews(buyer))
        market.passes(minutes=3)
    market.passes(minutes=15)

    placed, refused = await _all_at_once(
        market.confirms(buyer, review) for buyer, review in zip(buyers, reviews, strict=True)
    )

    assert (len(placed), await market.stock_of(crate)) == (LEFT, (0, LEFT))
    assert {type(error) for error in refused} == {OrderShort}


async def test_confirming_races_the_sweep_and_a_stranger(market: Market) -> None:
    crate = await market.sells(available=LEFT)
    ana, *others = await _buyers(market, crate, quantity=LEFT)
    review = await market.reviews(ana)
    market.passes(minutes=15)

    placed, refused = await _all_at_once(
        [
            market.confirms(ana, review),
            *(market.do(release_expired, market.now, 10) for _ in range(5)),
            *(market.reviews(other) for other in others[:5]),
        ]
    )

    assert {type(error) for error in refused} == {OrderShort}
    assert await market.stock_of(crate) == (0, LEFT)
    assert len([each for each in placed if not isinstance(each, int)]) == 1


async def test_crossing_baskets_do_not_wait_for_each_other(market: Market, caplog: pytest.LogCaptureFixture) -> None:
    goods = [await market.sells() for _ in range(6)]
    buyers = [await market.person(f"Buyer {number}") for number in range(16)]
    for number, buyer in enumerate(buyers):
        for each in goods if number % 2 else reversed(goods):
            await market.puts(buyer, each, 10)

    with caplog.at_level(logging.INFO, logger="bot.database"):
        for _ in range(3):
            reviews, refused = await _all_at_once(market.reviews(buyer) for buyer in buyers)
            market.passes(minutes=16)
            assert (len(reviews), refused) == (len(buyers), [])
        placed, refused = await _all_at_once(
            market.confirms(buyer, review)  # type: ignore[arg-type]
            for buyer, review in zip(buyers, reviews, strict=True)
        )

    assert (len(placed), refused) == (len(buyers), [])
    assert [record.message for record in caplog.records if "repeating" in record.message] == []


async def test_stock_changes_race_buyers_and_nothing_is_lost(market: Market) -> None:
    crate = await market.sells(available=LEFT)
    buyers = await _buyers(market, crate)

    def adjust(session: Session, quantity: int) -> None:
        lock_lots(session, [crate.lot_id])
        change = Change(crate.lot_id, MoveKind.ADJUSTED, quantity, 0)
        apply_changes(session, [change], actor_id=None, cause="test", now=market.now)

    seen, refused = await _all_at_once(
        [*(market.reviews(buyer) for buyer in buyers), *(market.do(adjust, n) for n in (3, -1, 2, -1, 4))]
    )

    available, held = await market.stock_of(crate)
    reviews = [each for each in seen if each is not None]
    changes_refused = sum(isinstance(error, stock.InsufficientStock) for error in refused)
    assert (held, available + held) == (len(reviews), LEFT + 7 + changes_refused)


@pytest.mark.postgres
async def test_two_processes_share_the_last_five(postgres_url: str) -> None:
    async with open_market(postgres_url) as market, _second_process(market, postgres_url) as other:
        crate = await market.sells(available=LEFT)
        buyers = await _buyers(market, crate)
        other.catalogue = market.catalogue

        seen, refused = await _all_at_once(
            (market if number % 2 else other).reviews(buyer) for number, buyer in enumerate(buyers)
        )

        assert (len(seen), {type(error) for error in refused}) == (LEFT, {OrderShort})


@asynccontextmanager
async def _second_process(market: Market, url: str) -> AsyncIterator[Market]:
    database = open_database(url)
    try:
        yield Market(database)
    finally:
        await database.close()


# Controls: these pass when the oversell is seen.


def _without_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the UPDATE take what is not there, and nobody look beforehand."""
    monkeypatch.setattr(stock, "_RAISE_LOTS_GUARDED", stock._RAISE_LOTS)
    monkeypatch.setattr(claiming, "_out_of_reach", lambda lines: [])


async def _without_check(market: Market) -> None:
    """Take the last line of defence away."""

    def drop(session: Session) -> None:
        connection = session.connection()
        if market.database.dialect == "sqlite":
            connection.exec_driver_sql("PRAGMA ignore_check_constraints = 1")
        else:
            connection.exec_driver_sql("ALTER TABLE lot DROP CONSTRAINT ck_lot_available_not_negative")

    await market.database.transact(drop)


async def test_control_without_guard_and_check_all_forty_are_sold(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without_guard(monkeypatch)
    async with open_market(database_url, books_balance=False) as market:
        crate = await market.sells(available=LEFT)
        buyers = await _buyers(market, crate)
        await _without_check(market)

        seen, refused = await _all_at_once(market.reviews(buyer) for buyer in buyers)

        assert (len(seen), refused) == (BUYERS, [])
        assert await market.stock_of(crate) == (LEFT - BUYERS, BUYERS)


async def test_control_the_check_alone_still_stops_the_sixth(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without_guard(monkeypatch)
    async with open_market(database_url) as market:
        crate = await market.sells(available=LEFT)
        buyers = await _buyers(market, crate)

        seen, refused = await _all_at_once(market.reviews(buyer) for buyer in buyers)

        assert (len(seen), {type(error) for error in refused}) == (LEFT, {sa.exc.IntegrityError})


async def test_control_the_guard_alone_stops_the_sixth(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking beforehand is a short cut, and no guard."""
    monkeypatch.setattr(claiming, "_out_of_reach", lambda lines: [])
    async with open_market(database_url) as market:
        crate = await market.sells(available=LEFT)
        buyers = await _buyers(market, crate)

        seen, refused = await _all_at_once(market.reviews(buyer) for buyer in buyers)

        assert (len(seen), {type(error) for error in refused}) == (LEFT, {OrderShort})


@pytest.mark.postgres
async def test_control_reading_and_writing_back_sells_more_than_there_is(postgres_url: str) -> None:
    async with open_market(postgres_url, books_balance=False) as market:
        crate = await market.sells(available=LEFT)
        everybody_has_read = asyncio.Barrier(8)  # the pool's size: so many turns run side by side

        def naive(session: Session) -> bool:
            connection = session.connection()
            available = connection.scalar(sa.select(LOT.c.available).where(LOT.c.id == crate.lot_id))
            await_(everybody_has_read.wait())
            if not available:
                return False
            connection.execute(sa.update(LOT).where(LOT.c.id == crate.lot_id).values(available=available - 1))
            return True

        sold, _ = await _all_at_once(market.do(naive) for _ in range(BUYERS))

        assert sold.count(True) > LEFT
