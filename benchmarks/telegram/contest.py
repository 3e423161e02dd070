"""Bots that take turns: one crowd browses while the others rest, so that all meet the same neighbours."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.clocks import Spent, best, least_cpu_ms
from benchmarks.telegram.bots import Served
from benchmarks.telegram.crowd import Crowd
from benchmarks.telegram.process import BotProcess
from benchmarks.telegram.waiting import Stuck, must_be_right, percentile, until

ROUND_S = 1.2
PACED_S = 2.0
SETTLE = 100  # answers before each round
WARM_UP = 400  # answers before the first


@dataclass(frozen=True, slots=True)
class Round:
    """Updates answered flat out and the bot's work, our own work beside it, and how long each answer took."""

    spent: Spent
    waited_s: float  # the bot's threads, for a core
    own_cpu_s: float
    took_s: Sequence[float]
    paced_s: Sequence[float]  # the same where taps come at a pace

    @property
    def waited_percent(self) -> float:
        return 100 * self.waited_s / (self.waited_s + self.spent.cpu_s)

    @property
    def own_cpu_ms(self) -> float:
        return self.own_cpu_s / self.spent.turns * 1000


@dataclass(frozen=True, slots=True)
class Best:
    """The best of each figure in several rounds: what else runs on a machine only ever takes away."""

    per_s: float
    cpu_ms: float
    waited_percent: float
    own_cpu_ms: float
    flat_out_p50_ms: float
    paced_p50_ms: float
    paced_p99_ms: float

    @classmethod
    def of(cls, rounds: Sequence[Round]) -> "Best":
        spent = [one.spent for one in rounds]
        return cls(
            best(spent).per_s,
            least_cpu_ms(spent),
            min(one.waited_percent for one in rounds),
            min(one.own_cpu_ms for one in rounds),
            min(percentile(one.took_s, 50) * 1000 for one in rounds),
            min(percentile(one.paced_s, 50) * 1000 for one in rounds),
            min(percentile(one.paced_s, 99) * 1000 for one in rounds),
        )


@dataclass(slots=True)
class Contestant:
    """A bot with a platform and a crowd of its own."""

    name: str
    served: Served
    crowd: Crowd = field(init=False)
    rounds: dict[int, list[Round]] = field(default_factory=dict)  # by the platform's latency in milliseconds

    def __post_init__(self) -> None:
        self.crowd = Crowd(self.served.api)

    async def warm_up(self) -> None:
        self.crowd.start()
        await self._browse(WARM_UP)
        await self._rest()

    async def play(self, latency_ms: int, pace_per_s: float) -> None:
        """Let the crowd browse for one round, flat out and then at a pace."""
        self.served.api.faults.latency_s = latency_ms / 1000
        self.crowd.go_on()
        await self._browse(SETTLE)
        spent, waited_s, own_cpu_s, took_s = await self._watch()
        await self._rest()
        await self.crowd.at_pace(pace_per_s, PACED_S)
        await until(lambda: not self.crowd.waiting, self.served.bot)
        paced = Round(spent, waited_s, own_cpu_s, took_s, self.crowd.take())
        self.rounds.setdefault(latency_ms, []).append(paced)

    def best(self, latency_ms: int) -> Best:
        return Best.of(self.rounds[latency_ms])

    async def _browse(self, answers: int) -> None:
        await until(lambda: self.crowd.answered >= answers, self.served.bot)

    async def _watch(self) -> tuple[Spent, float, float, list[float]]:
        crowd, bot = self.crowd, self.served.bot
        crowd.take()
        before = _clocks(bot)
        await asyncio.sleep(ROUND_S)
        wall_s, bot_s, waited_s, own_s = (now - then for now, then in zip(_clocks(bot), before, strict=True))
        took_s = crowd.take()
        if not took_s:
            raise Stuck(f"{self.name}: no answer in {ROUND_S} s; {bot.last_words}")
        return Spent(len(took_s), wall_s, bot_s), waited_s, own_s, took_s

    async def _rest(self) -> None:
        self.crowd.rest()
        await until(lambda: not self.crowd.waiting, self.served.bot)
        self.crowd.take()
        must_be_right(self.served, self.crowd.ledger)


def _clocks(bot: BotProcess) -> tuple[float, float, float, float]:
    return time.perf_counter(), bot.cpu_s, bot.waited_s, time.process_time()
