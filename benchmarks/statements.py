"""How many statements a turn of each kind says.  `tests/test_budgets.py` holds every screen and shape to the limits."""

from collections.abc import Awaitable

from benchmarks.recording import recorded
from benchmarks.report import Figure
from benchmarks.stage import Stage
from benchmarks.stalls import PACK, stall_slug
from bot.handlers.buyer.buttons import PutAmount, StartReview

BUYER = 999_999  # who has not been here before
BROWSE, CHANGE_BASKET, REVIEW, CONFIRM = 6, 8, 14, 16


async def count(market: Stage, where: str) -> list[Figure]:
    """Let one more buyer browse and order two goods."""
    await market.greet(BUYER)
    catalogue = await market.catalogue()
    offers = {item.slug: item.offer_id or 0 for item in catalogue.items.values()}
    goods = [PutAmount(offers[f"{stall_slug(0)}-{number}"], 2 * PACK) for number in range(2)]
    visits = await market.browsing([BUYER], all_over=True)
    said = {
        "a browsing turn": (BROWSE, await _most(market, market.perform(visits, 1))),
        "a change of basket": (CHANGE_BASKET, await _most(market, market.tap(BUYER, goods[0]))),
        "another change": (CHANGE_BASKET, await _most(market, market.tap(BUYER, goods[1]))),
        "a Review": (REVIEW, await _most(market, market.tap(BUYER, StartReview()))),
        "a Confirm": (CONFIRM, await _most(market, market.perform(await market.confirming([BUYER]), 1))),
    }
    return [Figure(f"{where}statements of {kind}", most, "", limit) for kind, (limit, most) in said.items()]


async def _most(market: Stage, turns: Awaitable[None]) -> int:
    """Count the statements of the longest of these turns."""
    with recorded(market.database) as tape:
        await turns
    return max(len(turn) for turn in tape.turns)
