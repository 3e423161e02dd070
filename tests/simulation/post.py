"""How updates reach the bot: late, twice, in another order, and again until the bot has said that it has them."""

import asyncio
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any

from bot.database import DatabaseUnavailable
from tests.simulation.plan import Plan
from tests.telegram.fake.delivery import Pending

RETRY_S = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0)
# As a phone that finds its network again, or a copy that was held up on the way.
LATE_S = (5.0, 60.0, 700.0, 7_000.0)

Heard = Callable[[dict[str, Any], int | None], None]


class Post:
    """Brings what people did to whatever process lives, one at a time of each line."""

    def __init__(
        self, plan: Plan, chance: Random, take: Callable[[dict[str, Any]], Awaitable[None]], heard: Heard
    ) -> None:
        """`take`: raises DatabaseUnavailable where it should come again; `heard`: told what the bot said."""
        self._plan = plan
        self._chance = chance
        self._take = take
        self._heard = heard
        self._lines: dict[object, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._wakes: dict[object, float] = {}
        self._in_hand = 0
        self.copies = 0
        self.late = 0

    @property
    def tasks(self) -> set["asyncio.Task[None]"]:
        """What brings them; no part of the bot."""
        return self._tasks

    @property
    def is_at_rest(self) -> bool:
        """Whether the bot has none of them in hand."""
        return not self._in_hand

    def next_s(self) -> float | None:
        """Seconds until the next one is brought; None: none is on its way."""
        now = asyncio.get_running_loop().time()
        return max(0.0, min(self._wakes.values()) - now) if self._wakes else None

    def add(self, pending: Pending) -> None:
        """Send an update on its way."""
        travel_s = self._chance.choice((0.0, 0.0, 0.02, 0.2))
        if self._happens(self._plan.late_chance):
            self.late += 1
            travel_s = self._chance.choice(LATE_S)
        before = self._lines.get(pending.line)
        self._lines[pending.line] = self._begin(self._bring(pending.update, travel_s, before))
        if self._happens(self._plan.copy_chance):
            self.copies += 1
            # A copy keeps to no line: it comes beside the first, or long after it.
            self._begin(self._bring(pending.update, self._chance.choice((travel_s, *LATE_S)), None))

    async def _bring(self, update: dict[str, Any], travel_s: float, before: "asyncio.Task[None] | None") -> None:
        await self._wait(travel_s)
        if before is not None:
            await asyncio.wait([before])
        for pause_s in (*RETRY_S, *[RETRY_S[-1]] * 100):
            self._in_hand += 1
            try:
                # A task of the bot's, which dies with it.
                await asyncio.create_task(self._carry(update))
            except (DatabaseUnavailable, asyncio.CancelledError):
                self._in_hand -= 1
                self._heard(update, 503)
                await self._wait(pause_s)
            else:
                self._in_hand -= 1
                self._heard(update, 200)
                return
        raise AssertionError(f"nobody takes update {update['update_id']}")

    async def _wait(self, seconds: float) -> None:
        here = asyncio.current_task()
        self._wakes[here] = asyncio.get_running_loop().time() + seconds
        await asyncio.sleep(seconds)
        del self._wakes[here]

    async def _carry(self, update: dict[str, Any]) -> None:
        await self._take(update)

    def _begin(self, work: "asyncio._CoroutineLike[None]") -> "asyncio.Task[None]":
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _happens(self, chance: float) -> bool:
        return chance > 0 and self._chance.random() < chance
