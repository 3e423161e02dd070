"""What the real process keeps in memory: at rest, after thousands of turns, with a large catalogue; and if it grows.

A hundred buyers browse over Telegram with no limit on sending; the platform answers at once.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.report import Figure
from benchmarks.sizes import fill
from benchmarks.telegram.bots import Served, shop
from benchmarks.telegram.crowd import Crowd
from benchmarks.telegram.waiting import until
from bot.clock import utc_now
from bot.database import migrate, open_database

REST_S = 1.0  # after which it has done what one does at the start
GROWS_MAX_MB = 2.0  # for 10,000 turns: a month of 10,000 a day would otherwise fill a small machine

Section = tuple[str, list[Figure]]


@dataclass(frozen=True, slots=True)
class Walk:
    """How many goods there are, and how many turns are taken.

    warm_up: turns before growth counts; caches fill, and what is made once is made.
    """

    small: int = 100
    large: int = 10_000
    warm_up: int = 5_000
    turns: int = 10_000
    look_every: int = 500


async def measure(folder: Path, walk: Walk | None = None) -> AsyncIterator[Section]:
    """Two processes, one after the other."""
    walk = walk or Walk()
    async with _shop_with(folder, walk.small) as served:
        idle = await _idle(served)
        crowd = Crowd(served.api)
        await _browse(served, crowd, walk.warm_up, walk.look_every)
        sizes = await _browse(served, crowd, walk.turns, walk.look_every)
    async with _shop_with(folder, walk.large) as served:
        large_idle = await _idle(served)
        large_busy = (await _browse(served, Crowd(served.api), walk.warm_up, walk.look_every))[-1]
    turns = [walk.look_every * (place + 1) for place in range(len(sizes))]
    yield (
        "Memory of `python -m bot run` on SQLite, over Telegram",
        [
            Figure(f"at rest, {walk.small} goods", idle, "MB"),
            Figure(f"after {walk.warm_up + walk.turns:,} turns", sizes[-1], "MB"),
            Figure("growth for 10,000 turns", 10_000 * _slope(turns, sizes), "MB", GROWS_MAX_MB),
            Figure(f"at rest, {walk.large:,} goods", large_idle, "MB"),
            Figure(f"{walk.large:,} goods, after {walk.warm_up:,} turns", large_busy, "MB"),
        ],
    )


@asynccontextmanager
async def _shop_with(folder: Path, goods: int) -> AsyncIterator[Served]:
    url = f"sqlite:///{folder / f'memory-{goods}.db'}"
    await asyncio.to_thread(migrate, url)
    database = open_database(url)
    try:
        await database.transact(partial(fill, goods=goods, people=0, now=utc_now()))
    finally:
        await database.close()
    async with shop(folder, url) as served:
        served.api.faults.latency_s = 0.0
        yield served


async def _idle(served: Served) -> float:
    early = served.api.person("The first")
    early.starts()
    await until(lambda: bool(early.messages), served.bot)
    await asyncio.sleep(REST_S)
    return served.bot.memory_mb


async def _browse(served: Served, crowd: Crowd, turns: int, look_every: int) -> list[float]:
    """Let the crowd browse, and look whenever it has taken so many turns."""
    sizes = []
    for _ in range(turns // look_every):
        crowd.take()
        if crowd.buyers[0].person.messages:
            crowd.go_on()
        else:
            crowd.start()
        await until(lambda: crowd.answered >= look_every, served.bot)
        crowd.rest()
        await until(lambda: not crowd.waiting, served.bot)
        sizes.append(served.bot.memory_mb)
    return sizes


def _slope(turns: Sequence[float], sizes: Sequence[float]) -> float:
    """Give the growth by turn of the straight line that fits best (least squares)."""
    mean_turns, mean_size = sum(turns) / len(turns), sum(sizes) / len(sizes)
    above = sum((turn - mean_turns) * (size - mean_size) for turn, size in zip(turns, sizes, strict=True))
    return above / (sum((turn - mean_turns) ** 2 for turn in turns) or 1)
