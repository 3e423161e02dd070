"""The part of a run that is about Telegram."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

from benchmarks.markets import postgres_server, sqlite_markets
from benchmarks.report import Figure
from benchmarks.telegram import alerts, browsing, taps
from benchmarks.telegram.browsing import Shop
from benchmarks.telegram.markets import STALLS
from tests import postgres

WAYS = (("polling", False), ("webhook", True))

Section = tuple[str, list[Figure]]


async def measure(folder: Path) -> AsyncIterator[Section]:
    start, _ = await sqlite_markets(folder, STALLS)

    def fresh(name: str) -> str:
        return f"sqlite:///{shutil.copy(start, folder / f'{name}.db')}"

    async with AsyncExitStack() as opened:
        shops = [Shop(f"SQLite, {way}", fresh(way), webhook) for way, webhook in WAYS]
        if postgres.available():
            shops += await _on_postgres(opened)
        else:
            print("\n!!! no PostgreSQL: nothing was measured on it")
        for section in await browsing.measure(folder, shops):
            yield section
    # Both have next to nothing to do most of the time, so they need not wait for each other.
    at_once, beside_news = await asyncio.gather(
        taps.measure(folder, fresh("taps")), alerts.measure(folder, fresh("news"))
    )
    yield "Telegram's own limits, SQLite, polling: everybody at once", at_once
    yield "Telegram's own limits, SQLite, polling: a broadcast under way", beside_news


async def _on_postgres(opened: AsyncExitStack) -> list[Shop]:
    server = await opened.enter_async_context(postgres_server())
    await server.set_up(STALLS)
    return [
        Shop(f"PostgreSQL, {way}", await opened.enter_async_context(server.copy_of("reviewed", way)), webhook)
        for way, webhook in WAYS
    ]
