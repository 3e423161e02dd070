"""What a browsing turn costs in a small shop and in a large one, of our own process's work, on SQLite.

Visitors look at goods from all over the shop; the shop's people are as many rows again.
"""

import asyncio
import time
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path

from benchmarks.clocks import Spent, least_cpu_ms, timed
from benchmarks.report import Figure
from benchmarks.stage import Stage, stage
from benchmarks.stalls import GOODS_EACH, add_people, add_stalls
from bot.catalog.sample.market import sample_market
from bot.catalog.seed import seed_market
from bot.database import migrate

SIZES = {100: 1_000, 10_000: 100_000, 100_000: 1_000_000}  # goods, people
SMALLEST = min(SIZES)
ROUNDS = 5
BUYERS = 32
VISITS = 128  # a round
FLAT = 1.5  # so much more than in the smallest shop may it cost


async def measure(folder: Path) -> list[Figure]:
    """Build a shop of each size, and browse them by turns."""
    loading, rounds = {}, {goods: list[Spent]() for goods in SIZES}
    async with AsyncExitStack() as shops:
        markets = {goods: await _open(shops, folder, goods, people) for goods, people in SIZES.items()}
        for goods, market in markets.items():
            began = time.perf_counter()
            await market.catalogue_from_rows()
            loading[goods] = time.perf_counter() - began
        for _ in range(ROUNDS):
            for goods, market in markets.items():
                rounds[goods].append(await _browse(market))
    figures = []
    for goods, people in SIZES.items():
        name = f"{goods:,} goods, {people:,} people"
        cpu_ms = least_cpu_ms(rounds[goods])
        figures.append(Figure(f"{name}: CPU of a browsing turn", cpu_ms, "ms"))
        if goods != SMALLEST:
            more = cpu_ms / least_cpu_ms(rounds[SMALLEST])
            figures.append(Figure(f"{name}: beside {SMALLEST} goods", more, "×", FLAT))
        figures.append(Figure(f"{name}: loading the catalogue after a change", 1000 * loading[goods], "ms"))
    return figures


async def _open(shops: AsyncExitStack, folder: Path, goods: int, people: int) -> Stage:
    url = f"sqlite:///{folder / f'shop-{goods}.db'}"
    await asyncio.to_thread(migrate, url)
    async with stage(url) as market:
        now = market.clock() - timedelta(days=1)
        stalls = (goods - len(sample_market().products)) // GOODS_EACH
        await market.database.transact(partial(seed_market, now=now, pictures=False))
        await market.database.transact(partial(add_stalls, count=stalls, now=now))
        await market.database.transact(partial(add_people, count=people, now=now))
    market = await shops.enter_async_context(stage(url))
    for buyer in range(BUYERS):
        await market.greet(buyer)
    await _browse(market)  # warm up
    return market


async def _browse(market: Stage) -> Spent:
    visits = await market.browsing((number % BUYERS for number in range(VISITS)), all_over=True)
    return await timed(sum(len(visit.buttons) for visit in visits), market.perform(visits))
