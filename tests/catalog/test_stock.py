"""Stock never lies: what the only writer of a lot promises."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine.interfaces import CacheStats
from sqlmodel import Session

from bot.catalog.models import Lot, MoveKind, Shortage, ShortageState, StockMove
from bot.catalog.stock import (
    Change,
    InsufficientStock,
    LotRow,
    ShortLot,
    apply_changes,
    available_in,
    cap_shortages,
    lock_lots,
    shrink_shortages,
)
from tests.orders.market import NOW, Goods, Market, open_market, open_shortage
from tests.statements import NOT_COUNTED, count_statements


@pytest.fixture
async def market(database_url: str) -> AsyncIterator[Market]:
    async with open_market(database_url) as market:
        yield market


def apply(session: Session, *changes: Change) -> None:
    lock_lots(session, {change.lot_id for change in changes})
    apply_changes(session, changes, actor_id=None, cause="test", now=NOW)


def adjusted(goods: Goods, quantity: int) -> Change:
    return Change(goods.lot_id, MoveKind.ADJUSTED, quantity, 0)


async def test_a_change_of_several_lots_is_written_with_a_move_each(market: Market) -> None:
    pears, plums = await market.sells(available=50), await market.sells(available=70)

    await market.do(apply, adjusted(pears, -20), adjusted(plums, 5))

    assert (await market.stock_of(pears), await market.stock_of(plums)) == ((30, 0), (75, 0))
    moves = await market.all(StockMove, StockMove.kind == MoveKind.ADJUSTED)
    assert [(move.lot_id, move.available_delta, move.held_delta, move.cause) for move in moves] == [
        (plums.lot_id, 5, 0, "test"),
        (pears.lot_id, -20, 0, "test"),
    ]


async def test_every_short_lot_is_named_and_nothing_is_changed(market: Market) -> None:
    pears, plums, figs = [await market.sells(available=available) for available in (50, 70, 90)]

    with pytest.raises(InsufficientStock) as refused:
        await market.do(apply, adjusted(pears, -51), adjusted(plums, -70), adjusted(figs, -60), adjusted(figs, -40))

    assert refused.value.short == (
        ShortLot(pears.lot_id, pears.product_id, wanted=51, available=50),
        ShortLot(figs.lot_id, figs.product_id, wanted=100, available=90),
    )
    assert [await market.stock_of(goods) for goods in (pears, plums, figs)] == [(50, 0), (70, 0), (90, 0)]


async def test_what_comes_back_may_be_taken_in_the_same_change(market: Market) -> None:
    pears = await market.sells(available=3)

    await market.do(apply, adjusted(pears, -5), adjusted(pears, 2))

    assert await market.stock_of(pears) == (0, 0)  # and the ledger was never below zero: the books are checked


async def test_a_change_of_nothing_leaves_no_trace(market: Market) -> None:
    pears = await market.sells(available=3)

    await market.do(apply, adjusted(pears, 0))

    assert await market.all(StockMove, StockMove.kind == MoveKind.ADJUSTED) == []


async def test_locking_tells_how_lots_stand_in_id_order(market: Market) -> None:
    pears, plums = await market.sells(available=50), await market.sells(available=70)

    locked = await market.do(lock_lots, [plums.lot_id, pears.lot_id, 999])

    assert list(locked.items()) == [
        (pears.lot_id, LotRow(pears.lot_id, pears.product_id, 50, 0)),
        (plums.lot_id, LotRow(plums.lot_id, plums.product_id, 70, 0)),
    ]


async def test_what_is_left_is_read_for_many_lots_at_once(market: Market) -> None:
    pears, plums = await market.sells(available=50), await market.sells(available=70)

    assert await market.do(available_in, [plums.lot_id, pears.lot_id]) == {pears.lot_id: 50, plums.lot_id: 70}
    assert await market.do(available_in, []) == {}


async def test_no_other_statement_can_sell_what_is_not_there(market: Market) -> None:
    pears = await market.sells(available=3)
    lot = Lot.__table__  # type: ignore[attr-defined]

    for careless in (lot.update().values(available=-1), lot.update().values(held=-1)):
        with pytest.raises(sa.exc.IntegrityError, match="not_negative"):
            await market.do(lambda session, careless=careless: session.connection().execute(careless))

    assert await market.stock_of(pears) == (3, 0)


@pytest.mark.parametrize("lots", [1, 20])
async def test_one_lot_and_twenty_cost_the_same_statements(market: Market, lots: int) -> None:
    goods = [await market.sells() for _ in range(lots)]

    with count_statements(market.database) as counted:
        await market.do(apply, *(adjusted(each, -1) for each in goods))

    [turn] = counted.turns
    assert [statement.split()[0] for statement in turn] == ["SELECT", "INSERT", "UPDATE"]


@pytest.mark.parametrize("lots", [1, 20])
async def test_statements_are_compiled_once(market: Market, lots: int) -> None:
    goods = [await market.sells() for _ in range(lots)]
    changes = [adjusted(each, -1) for each in goods]
    await market.do(apply, *changes)
    found: list[CacheStats] = []

    def look(_connection: Any, _cursor: Any, statement: str, _parameters: Any, context: Any, _many: bool) -> None:
        if not statement.startswith(NOT_COUNTED):
            found.append(context.cache_hit)

    for engine in market.database.engines:
        sa.event.listen(engine, "before_cursor_execute", look)
    await market.do(apply, *changes)

    assert found == [CacheStats.CACHE_HIT] * 3


@pytest.mark.parametrize(
    ("gone", "left"), [(3, (4, ShortageState.OPEN)), (7, (7, ShortageState.SETTLED)), (9, (7, ShortageState.SETTLED))]
)
async def test_a_shortage_shrinks_with_what_is_no_longer_promised(
    market: Market, gone: int, left: tuple[int, ShortageState]
) -> None:
    pears = await market.sells(available=3)
    await market.do(open_shortage, pears.lot_id, missing=7)

    await market.do(shrink_shortages, {pears.lot_id: gone}, now=NOW)

    [shortage] = await market.all(Shortage)
    assert (shortage.missing, shortage.state) == left
    assert shortage.settled_at == (None if shortage.state is ShortageState.OPEN else NOW)


@pytest.mark.parametrize(
    ("held", "left"), [(8, (7, ShortageState.OPEN)), (5, (5, ShortageState.OPEN)), (0, (7, ShortageState.SETTLED))]
)
async def test_no_more_can_be_missing_than_is_promised(
    market: Market, held: int, left: tuple[int, ShortageState]
) -> None:
    pears, ana = await market.sells(available=8), await market.person("Ana")
    if held:
        await market.orders(ana, (pears, held))
    await market.do(open_shortage, pears.lot_id, missing=7)

    await market.do(cap_shortages, [pears.lot_id], now=NOW)

    [shortage] = await market.all(Shortage)
    assert (shortage.missing, shortage.state) == left
