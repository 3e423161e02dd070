"""Processes killed at random moments of their work, and started again as a supervisor does."""

import asyncio
import random
from dataclasses import dataclass
from pathlib import Path

from tests.faults.judging import judge
from tests.faults.quiescence import rest
from tests.faults.world import World, opened_world

BUYERS = 60  # while those whose message is in doubt after a kill wait for it, the others go on
AT_WORK_OF_TEN = 8  # kills that wait for the process to be in the middle of something; the others come when they come


@dataclass
class Kills:
    """How often processes were killed, and how often in the middle of something."""

    done: int = 0
    at_work: int = 0


async def run_kills(database_url: str, folder: Path, *, times: int, seed: int) -> Kills:
    """Kill the processes of a seeded market so often, let it come to rest, and judge it.

    Raises:
        AssertionError: a promise was broken.
    """
    is_shared = not database_url.startswith("sqlite")
    async with opened_world(database_url, folder, webhook=is_shared) as world:
        await world.starts(*(("web", "worker") if is_shared else ("run",)))
        async with world.rush(BUYERS):
            kills = await _kill_again_and_again(world, times, seed)
        await rest(world)
        await world.stops()
        await judge(world)
    return kills


async def _kill_again_and_again(world: World, times: int, seed: int) -> Kills:
    """Kill each process of a busy world in turn, so often in all; they all run again at the end.

    A process that sends is met between the platform's Yes and its own mark, one that only listens while it has an
    event in hand.
    """
    chance = random.Random(seed)
    kills = Kills()
    commands = sorted(world.running)
    for number in range(times):
        command = commands[number % len(commands)]
        await world.is_busy()
        await asyncio.sleep(chance.uniform(0.0, 0.5))  # the moment is chance's to choose, not what the test waits for
        if number % 10 < AT_WORK_OF_TEN:
            await (world.takes() if command == "web" else world.sends())
        kills.at_work += (world.api.undelivered if command == "web" else world.api.unanswered) > 0
        world.running[command].kill()
        kills.done += 1
        await world.starts(command)
    return kills
