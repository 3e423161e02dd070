"""Measuring time: how long, and how much of it our own process worked."""

import os
import statistics
import time
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from pathlib import Path

BLOCK = b"\0" * 8192
SYNCS = 300


@dataclass(frozen=True, slots=True)
class Spent:
    """What so many turns took."""

    turns: int
    wall_s: float
    cpu_s: float = 0.0

    @property
    def per_s(self) -> float:
        return self.turns / self.wall_s

    @property
    def cpu_ms(self) -> float:
        """Our process's own work a turn, on all its threads."""
        return self.cpu_s / self.turns * 1000


async def timed(turns: int, work: Awaitable[object]) -> Spent:
    wall, cpu = time.perf_counter(), time.process_time()
    await work
    return Spent(turns, time.perf_counter() - wall, time.process_time() - cpu)


def best(rounds: Sequence[Spent]) -> Spent:
    """Give the fastest of several rounds: what else runs on a machine only ever takes away."""
    return max(rounds, key=lambda one: one.per_s)


def least_cpu_ms(rounds: Sequence[Spent]) -> float:
    """Give the least of our own work a turn: neighbours that push us out of the caches only ever add to it."""
    return min(one.cpu_ms for one in rounds)


def fdatasync_ms(folder: Path) -> float:
    """Time of one durable write of 8 kB on this disk, the median of many."""
    file = folder / "fdatasync"
    descriptor = os.open(file, os.O_CREAT | os.O_WRONLY)
    try:
        times = []
        for _ in range(SYNCS):
            os.pwrite(descriptor, BLOCK, 0)
            began = time.perf_counter()
            os.fdatasync(descriptor)
            times.append(time.perf_counter() - began)
    finally:
        os.close(descriptor)
        file.unlink()
    return statistics.median(times) * 1000
