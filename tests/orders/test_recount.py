"""The recount: who is right where a lot's row, its moves and the claims on it differ; the books balance after each."""

from typing import Any

import pytest
import sqlalchemy as sa

from bot.catalog.models import Dimension, MoveKind, Shortage, ShortageState, StockMove
from bot.notices.models import NoticeState
from bot.orders.models import Hold, HoldState
from bot.orders.recount import ACTION, Level, Recount, RecountChanged, differences, recount
from bot.orders.tables import HOLD, LOT
from bot.people.models import AuditEntry
from tests.orders.market import Goods, Market

MOVE: sa.Table = StockMove.__table__  # type: ignore[attr-defined]


async def tampers(market: Market, statement: sa.Executable) -> None:
    await market.do(lambda session: session.connection().execute(statement) and None)


async def recounts(market: Market) -> tuple[Recount, ...]:
    """Preview, and do it."""
    previewed = await market.database.read(differences)
    await market.do(recount, previewed, now=market.now)
    return previewed


async def reviewed(market: Market, goods: Goods, quantity: int, name: str = "Ana") -> int:
    """Have goods held for a basket; return the order's id."""
    buyer = await market.person(name)
    await market.puts(buyer, goods, quantity)
    return (await market.reviews(buyer)).order_id


def level(available: int, held: int) -> dict[str, Any]:
    return {"available": available, "held": held}


@pytest.fixture
async def tomatoes(market: Market) -> Goods:
    """10 kg, 3 kg of them promised."""
    goods = await market.sells("tomatoes", available=10_000)
    await market.orders(await market.person("Ben"), (goods, 2_000))
    await reviewed(market, goods, 1_000)
    return goods


async def test_nothing_differs_in_a_sound_market(market: Market, tomatoes: Goods) -> None:
    assert await recounts(market) == ()
    assert await market.stock_of(tomatoes) == (7_000, 3_000)


@pytest.mark.parametrize("row", [level(9_999, 3_000), level(0, 3_000), level(7_000, 0), level(0, 99_000)])
async def test_a_row_is_a_cache_of_the_moves(market: Market, tomatoes: Goods, row: dict[str, int]) -> None:
    await tampers(market, sa.update(LOT).values(row))

    [found] = await recounts(market)

    assert (found.product, found.farm, found.dimension) == ("tomatoes", "Leishan", Dimension.MASS)
    assert (found.row, found.moved, found.claimed) == (Level(**row), Level(7_000, 3_000), 3_000)
    assert await market.stock_of(tomatoes) == (7_000, 3_000)
    assert await recounts(market) == ()


async def test_a_claim_that_no_move_knows_of_is_taken_off_what_is_to_sell(market: Market, tomatoes: Goods) -> None:
    await tampers(market, sa.update(HOLD).where(HOLD.c.state == HoldState.ACTIVE).values(quantity=4_500))

    await recounts(market)

    assert await market.stock_of(tomatoes) == (3_500, 6_500)
    assert await market.all(Shortage) == []
    assert await recounts(market) == ()


async def test_a_claim_on_more_than_there_is_opens_a_shortage(market: Market, tomatoes: Goods) -> None:
    await tampers(market, sa.update(HOLD).where(HOLD.c.state == HoldState.ACTIVE).values(quantity=9_000))

    await recounts(market)

    assert await market.stock_of(tomatoes) == (0, 11_000)
    [shortage] = await market.all(Shortage)
    assert (shortage.missing, shortage.state) == (1_000, ShortageState.OPEN)
    [told] = await market.notices("stock_short")
    assert told.params | {"product_id": 0} == {"product_id": 0, "there": 10_000, "promised": 11_000, "missing": 1_000}
    assert (told.state, told.due_at) == (NoticeState.QUEUED, market.now)  # for the worker to post
    assert await recounts(market) == ()


async def test_a_shortage_that_stands_open_grows(market: Market, tomatoes: Goods) -> None:
    for quantity in (9_000, 9_500):
        await tampers(market, sa.update(HOLD).where(HOLD.c.state == HoldState.ACTIVE).values(quantity=quantity))
        await recounts(market)

    [shortage] = await market.all(Shortage)
    assert (shortage.missing, shortage.state) == (1_500, ShortageState.OPEN)
    assert len(await market.notices("stock_short")) == 2


async def test_what_is_held_for_nobody_is_not_put_back_on_sale(market: Market, tomatoes: Goods) -> None:
    await tampers(market, sa.update(HOLD).where(HOLD.c.state == HoldState.ACTIVE).values(state=HoldState.RELEASED))

    [found] = await recounts(market)

    assert found.unclaimed == 1_000
    assert await market.stock_of(tomatoes) == (7_000, 2_000)
    assert await recounts(market) == ()


async def test_a_shortage_of_what_is_promised_no_more_is_settled(market: Market, tomatoes: Goods) -> None:
    await tampers(market, sa.update(HOLD).where(HOLD.c.state == HoldState.ACTIVE).values(quantity=9_000))
    await recounts(market)
    await tampers(market, sa.update(HOLD).where(HOLD.c.quantity == 9_000).values(quantity=1_000))
    await tampers(market, sa.update(Shortage.__table__).values(missing=10_000))  # type: ignore[attr-defined]

    await recounts(market)

    [shortage] = await market.all(Shortage)
    assert shortage.missing == 3_000  # no more can be missing than is promised
    assert await market.stock_of(tomatoes) == (0, 3_000)


async def test_each_lot_has_one_move_and_one_entry_in_the_record(market: Market, tomatoes: Goods) -> None:
    apples = await market.sells("apples", available=500)
    await tampers(market, sa.update(LOT).values(available=LOT.c.available + 5))

    await recounts(market)

    entries = [entry for entry in await market.all(AuditEntry) if entry.action == ACTION]
    moves = await market.all(StockMove, StockMove.kind == MoveKind.ADJUSTED)
    assert [entry.subject_id for entry in entries] == [tomatoes.lot_id, apples.lot_id]
    assert [(move.lot_id, move.cause) for move in moves] == [
        (entry.subject_id, f"recount:{entry.id}") for entry in entries
    ]
    assert entries[1].before == level(505, 0) | {
        "available_moved": 500, "held_moved": 0, "claimed": 0, "missing": 0
    }  # fmt: skip
    assert entries[1].after == level(500, 0) | {"missing": 0}


async def test_a_sale_after_the_preview_is_no_hindrance(market: Market, tomatoes: Goods) -> None:
    await tampers(market, sa.update(LOT).values(available=LOT.c.available + 5))
    previewed = await market.database.read(differences)
    await reviewed(market, tomatoes, 400, "Cleo")

    await market.do(recount, previewed, now=market.now)

    assert await market.stock_of(tomatoes) == (6_600, 3_400)


@pytest.mark.parametrize("since", [{"available": 1}, {"held": 1}, {"available": -5}])
async def test_what_differs_otherwise_than_previewed_is_left_alone(
    market: Market, tomatoes: Goods, since: dict[str, int]
) -> None:
    await tampers(market, sa.update(LOT).values(available=LOT.c.available + 5))
    previewed = await market.database.read(differences)
    await tampers(market, sa.update(LOT).values({name: LOT.c[name] + by for name, by in since.items()}))
    before = await market.stock_of(tomatoes)

    with pytest.raises(RecountChanged):
        await market.do(recount, previewed, now=market.now)

    assert await market.stock_of(tomatoes) == before
    assert await market.all(StockMove, StockMove.kind == MoveKind.ADJUSTED) == []
    await recounts(market)


async def test_all_holds_of_a_lot_count_whatever_their_time(market: Market, tomatoes: Goods) -> None:
    market.passes(hours=5)
    await tampers(market, sa.update(LOT).values(held=0))

    await recounts(market)

    assert await market.stock_of(tomatoes) == (7_000, sum(hold.quantity for hold in await market.all(Hold)))
