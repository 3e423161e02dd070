"""A hundred buyers browsing with no limit on sending, the platform near and 50 ms away, beside the smallest bot.

All bots run at once and are asked in turn, twice.  Flat out each buyer taps as soon as the answer to the last tap is
seen: that tells how many updates a second there can be, but not how long an answer takes, since a hundred taps are
under way however fast the bot is (Little's law: at 300 updates/s each takes 333 ms).  That is measured with taps that
come by chance, 300 a second, from those who have their last answer; each is counted from when it was due.
"""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.report import Figure
from benchmarks.telegram.bots import floor, shop
from benchmarks.telegram.contest import Contestant
from benchmarks.telegram.crowd import BUYERS

ROUNDS = 3
LATENCIES_MS = (50, 0)  # of each answer of the platform
UPDATES_PER_S = 300.0
TAP_TO_ANSWER_MS = 300.0  # p99
CPU_MS = 3.0  # an update

Section = tuple[str, list[Figure]]


@dataclass(frozen=True, slots=True)
class Shop:
    """A database of its own, and the way by which updates come."""

    name: str
    url: str
    webhook: bool


async def measure(folder: Path, entrants: Sequence[Shop]) -> list[Section]:
    async with AsyncExitStack() as running:
        smallest = Contestant("the smallest bot", await running.enter_async_context(floor(folder)))
        shops = [
            Contestant(one.name, await running.enter_async_context(shop(folder, one.url, webhook=one.webhook)))
            for one in entrants
        ]
        for one in (smallest, *shops):
            await one.warm_up()
        for latency_ms in LATENCIES_MS:
            for _ in range(ROUNDS):
                for one in (smallest, *shops):
                    await one.play(latency_ms, UPDATES_PER_S)
    return [
        (f"{BUYERS} buyers browsing over Telegram: {smallest.name}", _plain(smallest)),
        *((f"{BUYERS} buyers browsing over Telegram: {one.name}", _judged(one, smallest)) for one in shops),
    ]


def _plain(one: Contestant) -> list[Figure]:
    figures = []
    for latency_ms in LATENCIES_MS:
        best, where = one.best(latency_ms), f"{latency_ms} ms away"
        figures += [
            Figure(f"{where}: answered", best.per_s, "upd./s"),
            Figure(f"{where}: flat out, tap → answer, p50", best.flat_out_p50_ms, "ms"),
            Figure(f"{where}: {UPDATES_PER_S:g} taps/s, tap → answer, p50", best.paced_p50_ms, "ms"),
            Figure(f"{where}: {UPDATES_PER_S:g} taps/s, tap → answer, p99", best.paced_p99_ms, "ms"),
            Figure(f"{where}: its CPU", best.cpu_ms, "ms/upd."),
            Figure(f"{where}: of its time it waited for a core", best.waited_percent, "%"),
            Figure(f"{where}: CPU of platform and crowd", best.own_cpu_ms, "ms/upd."),
        ]
    return figures


def _judged(one: Contestant, smallest: Contestant) -> list[Figure]:
    figures = []
    for latency_ms in LATENCIES_MS:
        best, where = one.best(latency_ms), f"{latency_ms} ms away"
        beside = best.per_s / smallest.best(latency_ms).per_s
        figures += [
            Figure(f"{where}: answered", best.per_s, "upd./s", UPDATES_PER_S, at_least=True),
            Figure(f"{where}: beside the smallest bot", beside, "×"),
            Figure(f"{where}: flat out, tap → answer, p50", best.flat_out_p50_ms, "ms"),
            Figure(f"{where}: {UPDATES_PER_S:g} taps/s, tap → answer, p50", best.paced_p50_ms, "ms"),
            Figure(f"{where}: {UPDATES_PER_S:g} taps/s, tap → answer, p99", best.paced_p99_ms, "ms", TAP_TO_ANSWER_MS),
            Figure(f"{where}: our CPU", best.cpu_ms, "ms/upd.", CPU_MS),
            Figure(f"{where}: of our time we waited for a core", best.waited_percent, "%"),
            Figure(f"{where}: CPU of platform and crowd", best.own_cpu_ms, "ms/upd."),
        ]
    return figures
