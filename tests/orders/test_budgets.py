"""Statements of the hot path: as few as promised, and as many for one line as for twenty, for one farm as for ten."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine.interfaces import CacheStats

from tests.orders.market import Goods, Market
from tests.statements import NOT_COUNTED, count_statements

# Of the turn's budgets (8, 14 and 16), dispatch itself takes five (inbox, meeting the person, their conversation locked
# and kept, the outbox) and posting two; what is left is ours.
CHANGE_BASKET, REVIEW, CONFIRM = 3, 8, 8
REPEAT = REVIEW + 2  # it reads the earlier order, and writes its lines

SHAPES = [(1, 1), (20, 1), (20, 10)]  # lines, farms


async def _goods(market: Market, lines: int, farms: int) -> list[Goods]:
    return [await market.sells(farm=f"Farm {number % farms}") for number in range(lines)]


async def _count(market: Market, work: Callable[[], Awaitable[object]]) -> list[str]:
    with count_statements(market.database) as counted:
        await work()
    [turn] = counted.turns
    return turn


@pytest.mark.parametrize(("lines", "farms"), SHAPES)
async def test_an_order_takes_few_statements_whatever_its_size(market: Market, lines: int, farms: int) -> None:
    goods = await _goods(market, lines, farms)
    ana = await market.person("Ana")
    for each in goods:
        await market.puts(ana, each, 500)

    change = await _count(market, lambda: market.puts(ana, goods[-1], 1000))
    first = await _count(market, lambda: market.reviews(ana))
    again = await _count(market, lambda: market.reviews(ana))
    seen = await market.reviews(ana)
    confirm = await _count(market, lambda: market.confirms(ana, seen))

    assert len(change) <= CHANGE_BASKET, change
    assert len(first) <= REVIEW, first
    assert len(again) <= 3, again
    assert len(confirm) <= CONFIRM, confirm


@pytest.mark.parametrize(("lines", "farms"), SHAPES)
async def test_repeat_takes_few_statements_whatever_its_size(market: Market, lines: int, farms: int) -> None:
    goods = await _goods(market, lines, farms)
    ana = await market.person("Ana")
    placed = await market.orders(ana, *((each, 500) for each in goods))
    for each in goods:
        await market.reprices(each, 700)

    first = await _count(market, lambda: market.repeats(ana, placed))
    again = await _count(market, lambda: market.repeats(ana, placed))

    assert len(first) <= REPEAT - 1, first  # nothing was in the basket whose price has moved
    assert len(again) <= 4, again


@pytest.mark.parametrize(("lines", "farms"), SHAPES)
async def test_taking_expired_holds_anew_stays_within_the_budget(market: Market, lines: int, farms: int) -> None:
    goods = await _goods(market, lines, farms)
    ana, ben = await market.person("Ana"), await market.person("Ben")
    for buyer in (ana, ben):
        for each in goods:
            await market.puts(buyer, each, 500)
    await market.reviews(ben)
    seen = await market.reviews(ana)
    market.passes(minutes=16)

    confirm = await _count(market, lambda: market.confirms(ana, seen))

    assert len(confirm) <= CONFIRM + 3, confirm


async def test_a_review_at_changed_prices_stays_within_the_budget(market: Market) -> None:
    goods = await _goods(market, 20, 10)
    ana = await market.person("Ana")
    for each in goods:
        await market.puts(ana, each, 500)
    await market.reviews(ana)
    for each in goods:
        await market.reprices(each, 700)
    market.passes(minutes=16)

    again = await _count(market, lambda: market.reviews(ana))

    assert len(again) <= REVIEW, again


async def test_no_statement_of_an_order_is_compiled_twice(market: Market) -> None:
    goods = await _goods(market, lines=3, farms=2)
    ana = await market.person("Ana")
    wanted = [(each, 500) for each in goods]
    await market.orders(ana, *wanted)
    compiled: list[str] = []

    def look(_connection: Any, _cursor: Any, statement: str, _parameters: Any, context: Any, _many: bool) -> None:
        if context.cache_hit is not CacheStats.CACHE_HIT and not statement.startswith(NOT_COUNTED):
            compiled.append(statement)

    for engine in market.database.engines:
        sa.event.listen(engine, "before_cursor_execute", look)
    await market.orders(ana, *wanted)

    assert compiled == []
