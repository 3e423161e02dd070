"""3,000 buyers for 100 units in a minute: the real process, Telegram's own limits, a platform 50 ms away.

Each taps up to five times until there is an answer.  A tenth of the goods is put aside beforehand for people who never
confirm, and a tenth of those who order cancel; others get what that frees.  The books are read all the while.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

from benchmarks.markets import postgres_server
from benchmarks.report import Figure
from benchmarks.rush.books import Books, Closing, alerted_s, close, waiting
from benchmarks.rush.market import hold, let_in, set_up
from benchmarks.rush.people import Buyer, Seen, Taps
from benchmarks.rush.plan import Plan, ways
from benchmarks.stalls import GOODS_EACH, stall_slug
from benchmarks.telegram.bots import Served, shop
from benchmarks.telegram.waiting import Stuck, percentile, until
from bot.clock import utc_now
from bot.database import Database, migrate, open_database
from tests import postgres
from tests.telegram.fake.faults import Rates

LOOK_EVERY_S = 0.2
STUCK_AFTER_S = 300.0
DECIDED_WITHIN_S = 3.0  # p99
TOLD_WITHIN_S = 120.0
FIRST_ALERT_WITHIN_S = 3.0  # p99
ALERT_WITHIN_S = 10.0

Section = tuple[str, list[Figure]]


async def measure(folder: Path, plan: Plan | None = None) -> AsyncIterator[Section]:
    """On both engines: while the answers of the first minute go out, which takes little, the other's minute begins."""
    plan, minute = plan or Plan(), asyncio.Lock()
    async with AsyncExitStack() as opened:
        urls = {"SQLite": f"sqlite:///{folder / 'rush.db'}"}
        if postgres.available():
            server = await opened.enter_async_context(postgres_server())
            urls["PostgreSQL"] = await server.create("rush")
            await server.make_durable()
        else:
            print("\n!!! no PostgreSQL: nothing was measured on it")
        for url in urls.values():
            await asyncio.to_thread(migrate, url)
        for section in await asyncio.gather(*(play(name, url, folder, plan, minute) for name, url in urls.items())):
            yield section


async def play(
    name: str, url: str, folder: Path, plan: Plan, minute: asyncio.Lock, command: Sequence[str] = ()
) -> Section:
    """Let the rush happen on a database of no rows.

    minute: who has it is the only one whose buyers come.
    command: another one than the shop's own.
    """
    database = open_database(url, role="guest")
    try:
        await database.transact(partial(set_up, plan=plan, now=utc_now()))
        async with shop(folder, url, limited=True, command=command) as served:
            served.api.faults.rates = Rates(chat_burst=6, per_chat=2)
            return await _Rush(name, served, database, plan).play(minute)
    finally:
        await database.close()


class _Rush:
    """One rush on one engine."""

    def __init__(self, name: str, served: Served, database: Database, plan: Plan) -> None:
        self._name = name
        self._served = served
        self._database = database
        self._plan = plan
        self._taps = served.api.platform.ledger = Taps()

    async def play(self, minute: asyncio.Lock) -> Section:
        plan, api, database = self._plan, self._served.api, self._database
        phones = [api.person(f"Buyer {number}", started=True) for number in range(plan.buyers + plan.holders)]
        farmers = [api.person(stall_slug(number), started=True) for number in range(plan.goods // GOODS_EACH)]
        shelf = await database.transact(partial(let_in, plan=plan, buyers=phones, farmers=farmers, now=utc_now()))
        buyers = [Buyer(*one, plan, self._taps) for one in zip(phones[: plan.buyers], ways(plan), strict=True)]
        early = api.person("The first")
        early.starts()
        await until(lambda: bool(early.messages), self._served.bot)  # it has to be there, and warm
        books = Books(shelf.wanted_lots, plan.units_each)
        await minute.acquire()
        await database.transact(partial(hold, plan=plan, buyers=plan.buyers, now=utc_now()))
        began, before = time.perf_counter(), self._taps.messages
        asyncio.get_running_loop().call_later(plan.span_s, minute.release)
        going = [asyncio.create_task(buyer.goes(began)) for buyer in buyers]
        try:
            await self._watch(buyers, books)
        finally:
            for one in going:
                one.cancel()
        self._served.bot.must_run()
        closing = await database.read(partial(close, lots=shelf.wanted_lots))
        told_s = [buyer.told_at - began for buyer in buyers]
        waited_s = [told - buyer.comes_s for told, buyer in zip(told_s, buyers, strict=True)]
        sent = self._taps.messages - before
        return self._title(closing), [
            *self._judged(buyers, books, closing),
            Figure("tap → decided, p50", percentile(self._taps.took_s, 50), "s"),
            Figure("tap → decided, p99", percentile(self._taps.took_s, 99), "s", DECIDED_WITHIN_S),
            Figure("told, from one's own first tap, the slowest", max(waited_s), "s", TOLD_WITHIN_S),
            Figure("all told, from the first tap of all", max(told_s), "s", TOLD_WITHIN_S),
            *_alerts(*await database.read(alerted_s)),
            Figure("messages sent", sent, ""),
            Figure("messages sent a second", sent / max(told_s), "/s"),
            Figure("taps", len(self._taps.took_s)),
            Figure("our CPU", 1000 * self._served.bot.cpu_s / len(self._taps.took_s), "ms/tap"),
        ]

    async def _watch(self, buyers: list[Buyer], books: Books) -> None:
        """Read the books again and again, until everything is said."""
        try:
            async with asyncio.timeout(STUCK_AFTER_S):
                while not (all(buyer.is_done for buyer in buyers) and not await self._database.read(waiting)):
                    self._served.bot.must_run()
                    await self._database.read(books.look)
                    await asyncio.sleep(LOOK_EVERY_S)
        except TimeoutError:
            open_ = sum(not buyer.is_done for buyer in buyers)
            raise Stuck(f"{self._name}: {open_} buyers wait; {self._served.bot.last_words}") from None
        await self._database.read(books.look)

    def _title(self, closing: Closing) -> str:
        plan = self._plan
        return (
            f"The rush, {self._name}: {plan.buyers:,} buyers in {plan.span_s:g} s,"
            f" sold {closing.sold} of {plan.units}, {closing.double_orders} double orders"
        )

    def _judged(self, buyers: list[Buyer], books: Books, closing: Closing) -> list[Figure]:
        units = self._plan.units
        told = {number: buyer.seen for number, buyer in enumerate(buyers)}
        right = sum((told[number] is Seen.ORDERED) == (number in closing.buyers) for number in told)
        final = sum(seen in (Seen.ORDERED, Seen.NOT_ORDERED) for seen in told.values())
        if wrong := [*books.wrong[:3], *self._taps.refused.most_common(3), *self._served.api.violations[:3]]:
            print(f"!!! {self._name}: {wrong}")
        return [
            Figure(f"units sold, of {units}", closing.sold, "", units, at_least=True),
            Figure(f"units promised at any moment, in {books.looks} looks", books.most_promised, "", units),
            Figure("lots that differed from their holds", len(books.wrong), "", 0),
            Figure("double orders", closing.double_orders, "", 0),
            Figure("orders cancelled", closing.cancelled),
            Figure("calls that the platform refused", sum(self._taps.refused.values()), "", 0),
            Figure("buyers with a final answer", final, "", len(buyers), at_least=True),
            Figure("buyers whose last answer is what the rows say", right, "", len(buyers), at_least=True),
        ]


def _alerts(firsts_s: list[float], all_s: list[float]) -> list[Figure]:
    return [
        Figure("order → farmer's first alert, p99", percentile(firsts_s, 99), "s", FIRST_ALERT_WITHIN_S),
        Figure("order → farmer's alert, the slowest", max(all_s), "s", ALERT_WITHIN_S),
    ]
