"""The worker: one clock among all processes, and jobs in each."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime

import structlog

from bot.clock import Clock
from bot.database.contract import Database
from bot.database.errors import DatabaseUnavailable
from bot.worker.jobs import Jobs
from bot.worker.sweeps import Sweep, Timetable

CLOCK_LEASE = "clock"
POLL_S = 1.0
MISHAP_PAUSE_S = 1.0

log = structlog.get_logger()


class Worker:
    """Runs the sweeps when they are due, in one process at a time, and jobs beside them."""

    def __init__(
        self, database: Database, sweeps: Sequence[Sweep], jobs: Jobs, *, clock: Clock, own: Sequence[Sweep] = ()
    ) -> None:
        """`own`: sweeps that each process runs for itself, whoever has the clock."""
        self._database = database
        self._own = Timetable(tuple(own))
        self._timetable = Timetable(tuple(sweeps))
        self._jobs = jobs
        self._clock = clock
        self._stopping = asyncio.Event()

    async def run_due(self, now: datetime) -> None:
        """Do all that is due at a moment, sweeps first; for tests and for those who keep the clock themselves."""
        await self._own.run_due(now)
        await self._timetable.run_due(now)
        await self._jobs.run_due()

    async def run(self) -> None:
        """Keep the clock until cancelled, or until `stop()`; what is under way then is left to whoever comes next."""
        loops = [asyncio.create_task(self._again(work), name=name) for name, work in self._loops()]
        try:
            await self._stopping.wait()
        finally:
            for loop in loops:
                loop.cancel()
            await asyncio.gather(*loops, return_exceptions=True)

    def stop(self) -> None:
        self._stopping.set()

    def _loops(self) -> tuple[tuple[str, Callable[[], Awaitable[None]]], ...]:
        return (("own", self._keep_own), ("clock", self._keep_clock), ("jobs", self._run_jobs))

    async def _keep_own(self) -> None:
        while True:
            await self._own.run_due(self._clock())
            await asyncio.sleep(POLL_S)

    async def _keep_clock(self) -> None:
        async with self._database.lease(CLOCK_LEASE) as lease:
            while not lease.lost.is_set():
                now = self._clock()
                await self._timetable.run_due(now)
                pause_s = (self._timetable.next_due(now) - self._clock()).total_seconds()
                await asyncio.sleep(min(max(pause_s, 0.0), POLL_S))

    async def _run_jobs(self) -> None:
        while True:
            await self._jobs.run_due()
            await asyncio.sleep(POLL_S)

    async def _again(self, work: Callable[[], Awaitable[None]]) -> None:
        """Begin anew whenever a loop ends: a lost lease, a database that was away, a bug."""
        while True:
            try:
                await work()
            except DatabaseUnavailable as error:
                log.warning("worker waits for the database", error=type(error).__name__)
            except Exception as error:  # a clock that stands still lapses no alert and releases no hold
                log.error("worker failed", error=type(error).__name__, exc_info=error)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), MISHAP_PAUSE_S)
