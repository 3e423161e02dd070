"""Statement budgets of the courier's turns: where it is brought, and the order that he brings."""

from collections.abc import Awaitable, Callable

import pytest

from bot.handlers.buyer.buttons import BringHere, ForgetAddress, OpenCourier, OpenPoints, UseAddress
from tests.market import Market
from tests.statements import count_statements
from tests.test_budgets import BROWSE, CHANGE_BASKET, CONFIRM, REVIEW, SHAPES, Buyer, ana, spread_over

__all__ = ["ana"]  # a fixture

NEW_ADDRESS = 1  # it is kept for the next time, and what was not used for longest is forgotten
DOORS = ("1 Lamplighter Lane", "2 Lamplighter Lane", "3 Lamplighter Lane", "4 Lamplighter Lane")


async def types(ana: Buyer, words: str) -> list[str]:
    """Type, and give the statements of the turn."""
    with count_statements(ana.phone.market.database) as counted:
        await ana.phone.says(words)
    return [statement for turn in counted.touching("inbox") for statement in turn]


async def knows_doors(ana: Buyer) -> None:
    """Let as many addresses be remembered as are."""
    for door in DOORS:
        await ana.taps(OpenCourier())
        await ana.phone.says(door)


Turn = Callable[[Buyer], Awaitable[list[str]]]
TURNS: dict[str, tuple[Turn, int]] = {
    "how to get it": (lambda ana: ana.taps(OpenPoints(1)), BROWSE),
    "an address is asked for": (lambda ana: ana.taps(OpenCourier()), BROWSE),
    "a place on the map": (lambda ana: ana.taps(BringHere(2_637_812, 10_807_791)), BROWSE),
    "which one to forget": (lambda ana: ana.taps(ForgetAddress(0)), BROWSE),
    "forget": (lambda ana: ana.taps(ForgetAddress(1)), CHANGE_BASKET),
    "one used before": (lambda ana: ana.taps(UseAddress(2)), CHANGE_BASKET),
    "one typed": (lambda ana: types(ana, "5 Lamplighter Lane"), CHANGE_BASKET + NEW_ADDRESS),
}


@pytest.mark.parametrize("turn", TURNS)
async def test_where_it_is_brought_stays_within_the_budgets(ana: Buyer, turn: str) -> None:
    does, budget = TURNS[turn]
    await ana.fills(2)
    await knows_doors(ana)
    await ana.reviews()
    await ana.taps(OpenCourier())  # leaves a question open, which has to be forgotten

    said = await does(ana)

    assert len(said) <= budget, said


@pytest.mark.parametrize(("lines", "farms"), [(1, 1), *SHAPES])
async def test_what_he_brings_costs_no_more_than_what_is_collected(
    market: Market, ana: Buyer, lines: int, farms: int
) -> None:
    await spread_over(market, farms)
    await ana.fills(lines)
    await knows_doors(ana)

    review = await ana.reviews()
    confirm = await ana.confirms()
    market.clock.advance(minutes=15)  # no alert is folded with an earlier one
    await ana.fills(lines)
    again = await ana.reviews()
    add = await ana.adds()

    assert "It is added" in await ana.phone.sees()
    assert "🛵" in await ana.phone.sees()
    assert max(len(review), len(again)) <= REVIEW, [review, again]
    assert max(len(confirm), len(add)) <= CONFIRM, [confirm, add]
