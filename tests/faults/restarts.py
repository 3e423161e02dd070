"""PostgreSQL ended under load in every way there is, and started again."""

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests import postgres
from tests.faults.judging import judge
from tests.faults.quiescence import rest
from tests.faults.world import World, opened_world
from tests.market import make_market
from tests.processes.running import until

# A crash of the server, unlike one of the machine, keeps what was handed to the kernel: that, and no less, is needed.
DURABLE = "synchronous_commit = on\n"
REFUSALS = 20  # of the webhook before it is looked at, so that what was on its way has arrived

ENDINGS: Mapping[str, Callable[[postgres.Server], None]] = {
    "fast": lambda server: server.stop("fast"),
    "immediate": lambda server: server.stop("immediate"),
    "kill -9": lambda server: server.kill(),
}


@dataclass
class Restarts:
    """How often the server was ended, and how many updates the shop has acknowledged while there was none."""

    done: int = 0
    taken_meanwhile: int = 0


async def run_restarts(folder: Path, *, times: int, seed: int) -> Restarts:
    """End the server below a seeded market of its own so often, let all come to rest, and judge it.

    Raises:
        AssertionError: a promise was broken.
        RuntimeError: there is no PostgreSQL of our own to restart.
    """
    with postgres.own_server(settings=DURABLE) as server:
        await asyncio.to_thread(make_market, server.url)
        async with opened_world(server.url, folder, webhook=True) as world:
            await world.starts("web", "worker")
            async with world.rush():
                restarts = await _restart_again_and_again(world, server, times, seed)
            await rest(world)
            await world.stops()
            await judge(world)
    return restarts


async def _restart_again_and_again(world: World, server: postgres.Server, times: int, seed: int) -> Restarts:
    """End the server of a busy world in each way in turn, so often in all; it runs again at the end."""
    chance = random.Random(seed)
    restarts = Restarts()
    ways = list(ENDINGS.values())
    for number in range(times):
        await world.is_busy()
        await asyncio.sleep(chance.uniform(0.0, 0.5))  # the moment is chance's to choose, not what the test waits for
        await asyncio.to_thread(ways[number % len(ways)], server)
        restarts.taken_meanwhile += await _taken_without_a_server(world)
        await asyncio.to_thread(server.start)
        restarts.done += 1
    await world.is_busy()
    return restarts


async def _taken_without_a_server(world: World) -> int:
    """Let the platform bring updates while nobody can write them down; return how many were acknowledged."""
    statuses = world.webhook.statuses
    before = statuses[503]
    await until(lambda: statuses[503] >= before + REFUSALS)
    taken = statuses[200]
    await until(lambda: statuses[503] >= before + 2 * REFUSALS)
    return statuses[200] - taken
