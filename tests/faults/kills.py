"""Processes killed at random moments of their work, and started again as a supervisor does."""

import asyncio
import random
from dataclasses import dataclass

from tests.faults.world import World

AT_WORK_OF_TEN = 8  # kills that wait for the process to be in the middle of something; the others come when they come


@dataclass
class Kills:
    """How often processes were killed, and how often in the middle of something."""

    done: int = 0
    at_work: int = 0


async def kill_again_and_again(world: World, times: int, seed: int) -> Kills:
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
