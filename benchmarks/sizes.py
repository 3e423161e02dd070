"""What a browsing turn and a Confirm cost in a small shop and in large ones, on both engines.

People look at and order goods from all over the shop; the shop's people are as many rows again.  The cost on SQLite is
our process's own work, of which the engine is a part.  On PostgreSQL the server works as well, so there it is the time
of one turn after the other, with a server that syncs nothing: the disk would hide the rest.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session

from benchmarks import statements
from benchmarks.clocks import Spent, least_cpu_ms, timed
from benchmarks.markets import postgres_server
from benchmarks.report import Figure
from benchmarks.stage import CALLERS, FAR, Stage, stage
from benchmarks.stalls import GOODS_EACH, PACK, STALL, add_people, add_stalls
from bot.catalog.sample.market import sample_market
from bot.catalog.seed import seed_market
from bot.database import migrate
from bot.handlers.buyer.buttons import PutAmount, StartReview
from tests import postgres

SIZES = {100: 1_000, 10_000: 100_000, 100_000: 1_000_000}  # goods, people
ROUNDS = 5
BUYERS = 32
VISITS = 96  # a round
FLAT = 1.5  # so much more than in the smallest shop may it cost

Section = tuple[str, list[Figure]]


@dataclass
class Shop:
    """One shop, how long it took to fill, and the rounds that were played in it."""

    goods: int
    people: int
    market: Stage
    offers: Sequence[int]  # of the stalls
    filled_s: float
    loading_s: float
    rounds: dict[str, list[Spent]] = field(default_factory=lambda: {"browsing turn": [], "Confirm": []})

    @property
    def name(self) -> str:
        return f"{self.goods:,} goods, {self.people:,} people"

    @property
    def is_sqlite(self) -> bool:
        return self.market.database.dialect == "sqlite"

    def cost_ms(self, kind: str) -> float:
        rounds = self.rounds[kind]
        return least_cpu_ms(rounds) if self.is_sqlite else 1000 / max(one.per_s for one in rounds)

    async def play(self, number: int) -> None:
        """Browse, and order what was put into baskets and reviewed beforehand."""
        callers = CALLERS if self.is_sqlite else 1
        visits = await self.market.browsing((visit % BUYERS for visit in range(VISITS)), all_over=True)
        turns = sum(len(visit.buttons) for visit in visits)
        self.rounds["browsing turn"].append(await timed(turns, self.market.perform(visits, callers)))
        for buyer in range(BUYERS):
            await self._fill_basket(buyer, number)
        visits = await self.market.confirming(range(BUYERS))
        self.rounds["Confirm"].append(await timed(len(visits), self.market.perform(visits, callers)))

    async def _fill_basket(self, buyer: int, number: int) -> None:
        """Review two goods, of stalls that are far from each other and from the last buyer's."""
        for place in range(GOODS_EACH):
            offer_id = self.offers[((number * BUYERS + buyer) * GOODS_EACH + place) * FAR % len(self.offers)]
            await self.market.tap(buyer, PutAmount(offer_id, 2 * PACK))
        await self.market.tap(buyer, StartReview())


async def measure(folder: Path, sizes: dict[int, int] = SIZES, rounds: int = ROUNDS) -> AsyncIterator[Section]:
    files = {goods: f"sqlite:///{folder / f'shop-{goods}.db'}" for goods in sizes}
    yield "Small and large shops, SQLite, our own work", await compare(files, sizes, rounds)
    if not postgres.available():
        print("\n!!! no PostgreSQL: nothing was measured on it")
        return
    async with postgres_server() as server:
        urls = {goods: await server.create(f"shop_{goods}") for goods in sizes}
        title = "Small and large shops, PostgreSQL without syncs, one turn after the other"
        yield title, await compare(urls, sizes, rounds)


async def compare(urls: dict[int, str], sizes: dict[int, int], rounds: int) -> list[Figure]:
    """Fill a shop of each size, and play in them by turns."""
    async with AsyncExitStack() as opened:
        shops = [await _open(opened, urls[goods], goods, people) for goods, people in sizes.items()]
        for number in range(1 + rounds):
            for shop in shops:
                await shop.play(number)
        for shop in shops:
            for spent in shop.rounds.values():
                del spent[0]  # the first one warmed up
        figures = [figure for kind in shops[0].rounds for figure in _judged(kind, shops)]
        figures += await statements.count(shops[-1].market, f"{shops[-1].name}: ")
    return figures + [
        figure
        for shop in shops
        for figure in (
            Figure(f"{shop.name}: filled", shop.filled_s, "s"),
            Figure(f"{shop.name}: loading the catalogue after a change", 1000 * shop.loading_s, "ms"),
        )
    ]


def _judged(kind: str, shops: Sequence[Shop]) -> list[Figure]:
    smallest, *others = shops
    figures = [Figure(f"{smallest.name}: a {kind}", smallest.cost_ms(kind), "ms")]
    for shop in others:
        more = shop.cost_ms(kind) / smallest.cost_ms(kind)
        figures.append(Figure(f"{shop.name}: a {kind}", shop.cost_ms(kind), "ms"))
        figures.append(Figure(f"{shop.name}: a {kind} beside {smallest.goods} goods", more, "×", FLAT))
    return figures


async def _open(opened: AsyncExitStack, url: str, goods: int, people: int) -> Shop:
    await asyncio.to_thread(migrate, url)
    began = time.perf_counter()
    async with stage(url) as market:
        now = market.clock() - timedelta(days=1)
        await market.database.transact(partial(fill, goods=goods, people=people, now=now))
    filled_s = time.perf_counter() - began
    market = await opened.enter_async_context(stage(url))
    for buyer in range(BUYERS):
        await market.greet(buyer)
    began = time.perf_counter()
    catalogue = await market.catalogue_from_rows()
    loading_s = time.perf_counter() - began
    offers = [item.offer_id or 0 for item in catalogue.shelf if item.slug.startswith(STALL)]
    return Shop(goods, people, market, offers, filled_s, loading_s)


def fill(session: Session, *, goods: int, people: int, now: datetime) -> None:
    """Seed the sample market, and add stalls and people until there are so many."""
    seed_market(session, now=now, pictures=False)
    add_stalls(session, (goods - len(sample_market().products)) // GOODS_EACH, now=now)
    if people:
        add_people(session, people, now=now)
    session.connection().execute(sa.text("ANALYZE"))  # as PostgreSQL does by itself some minutes later
