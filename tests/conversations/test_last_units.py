"""Forty buyers and five units: five orders, thirty-five clear answers, and nothing sold twice."""

import asyncio

from tests.market import Market, Phone

BUYERS = 40
UNITS = 5  # cabbages


async def leave(market: Market, units: int) -> None:
    admin = await market.admin()
    await admin.says(f"/stock chinese cabbage ={units}")
    await admin.taps("Apply")


async def fill_basket(buyer: Phone) -> None:
    await buyer.says("/start")
    for label in ("All goods", "🥬 Vegetables", "🥬 Chinese cabbage", "1 pc"):
        await buyer.taps(label)


async def in_the_same_moment(buyers: list[Phone], label: str) -> None:
    """Press together: the events meet in dispatch, not in the test."""
    payloads = [await buyer.payload_of(label) for buyer in buyers]
    await asyncio.gather(*(buyer.presses(payload) for buyer, payload in zip(buyers, payloads, strict=True)))


async def test_last_units_go_to_as_many_as_there_are(market: Market) -> None:
    buyers = [market.buyer(f"B{number}") for number in range(BUYERS)]
    for buyer in buyers:
        await fill_basket(buyer)
    await leave(market, UNITS)

    await in_the_same_moment(buyers, "Review")

    holding = [buyer for buyer in buyers if "Confirm" in await buyer.labels()]
    refused = [buyer for buyer in buyers if buyer not in holding]
    assert len(holding) == UNITS
    assert {"sold out" in (await buyer.sees()).lower() for buyer in refused} == {True}

    await in_the_same_moment(holding, "Confirm")

    assert ["Pickup code" in await buyer.sees() for buyer in holding] == [True] * UNITS
    assert await market.stock_of("chinese-cabbage") == (0, UNITS)


async def test_expired_reviews_are_confirmed_only_while_units_last(market: Market) -> None:
    buyers = [market.buyer(f"B{number}") for number in range(BUYERS)]
    for buyer in buyers:
        await fill_basket(buyer)
        await buyer.taps("Review")
    market.clock.advance(minutes=16)  # past every hold; no sweep has run
    await leave(market, UNITS)

    await in_the_same_moment(buyers, "Confirm")

    placed = [buyer for buyer in buyers if "Pickup code" in await buyer.sees()]
    assert len(placed) == UNITS
    assert await market.stock_of("chinese-cabbage") == (0, UNITS)
