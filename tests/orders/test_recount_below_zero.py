"""A history that cannot have been: the recount closes it, and what comes after counts."""

from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa

from bot.catalog.models import MoveKind, Shortage, StockMove
from bot.orders.recount import differences, recount
from tests.orders.market import NOW, Goods, Market, open_market

MOVE: sa.Table = StockMove.__table__  # type: ignore[attr-defined]


@pytest.fixture
async def market(database_url: str) -> AsyncIterator[Market]:
    async with open_market(database_url, books_balance=False) as market:  # what was cannot be mended
        yield market


async def moves(market: Market, goods: Goods, *deltas: int) -> None:
    facts = {"lot_id": goods.lot_id, "kind": MoveKind.ADJUSTED, "held_delta": 0, "cause": "by hand", "at": NOW}
    rows = [facts | {"available_delta": delta} for delta in deltas]
    await market.do(lambda session: session.connection().execute(sa.insert(MOVE), rows) and None)


async def test_a_lot_that_was_once_below_zero_is_looked_at_from_the_recount_on(market: Market) -> None:
    goods = await market.sells(available=1_000)
    await moves(market, goods, -3_000, 3_000)

    [found] = await market.database.read(differences)
    await market.do(recount, [found], now=market.now)

    assert found.dipped
    assert await market.stock_of(goods) == (1_000, 0)
    assert await market.database.read(differences) == ()
    await moves(market, goods, -3_000, 3_000)
    assert len(await market.database.read(differences)) == 1


async def test_moves_that_come_to_less_than_nothing_leave_nothing_to_sell_and_a_shortage(market: Market) -> None:
    goods = await market.sells(available=1_000)
    await market.orders(await market.person("Ana"), (goods, 600))
    await moves(market, goods, -1_300)  # 900 more than is left

    await market.do(recount, await market.database.read(differences), now=market.now)

    assert await market.stock_of(goods) == (0, 600)
    assert [shortage.missing for shortage in await market.all(Shortage)] == [600]  # no more than is promised
    assert await market.database.read(differences) == ()
