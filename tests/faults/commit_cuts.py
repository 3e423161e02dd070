"""Connections cut at the worst moment: the server has committed, and nobody will ever hear of it."""

import asyncio
import random
from pathlib import Path

from tests.database.proxy import Proxy
from tests.faults.judging import judge
from tests.faults.quiescence import rest
from tests.faults.world import World, opened_world
from tests.processes.running import until


async def run_commit_cuts(database_url: str, folder: Path, *, times: int, seed: int) -> int:
    """Swallow the answers to so many COMMITs of a seeded market, let it come to rest, and judge it; return how many.

    Raises:
        AssertionError: a promise was broken.
    """
    proxy = Proxy(database_url)
    async with proxy.serve() as through, opened_world(database_url, folder, reached_by=through, webhook=True) as world:
        await world.starts("web", "worker")
        async with world.rush():
            await _cut_again_and_again(world, proxy, times, seed)
        await rest(world)
        await world.stops()
        await judge(world)
    return proxy.lost


async def _cut_again_and_again(world: World, proxy: Proxy, times: int, seed: int) -> None:
    """Swallow the answer to a COMMIT of a busy world, whoever's it is, so often."""
    chance = random.Random(seed)
    for number in range(times):
        await world.is_busy()
        await asyncio.sleep(chance.uniform(0.0, 0.1))  # the moment is chance's to choose, not what the test waits for
        proxy.lose_replies(1)
        await until(lambda wanted=number + 1: proxy.lost == wanted)
