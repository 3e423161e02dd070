"""What the clock does: each sweep again and again, with its own pace, and never twice for the time it was away."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlmodel import Session

from bot.database.contract import Database
from bot.database.errors import DatabaseUnavailable

BATCHES_MAX = 50  # of one sweep in one go, so that after an outage the others get their turn as well

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Sweep:
    """Something to do every so often.  `run` takes the moment and copes with having been late or early."""

    name: str
    every: timedelta
    run: Callable[[datetime], Awaitable[None]]


class Timetable:
    """When each sweep is next; a sweep that missed ten turns runs once."""

    def __init__(self, sweeps: tuple[Sweep, ...]) -> None:
        self._sweeps = sweeps
        self._last: dict[str, datetime] = {}

    async def run_due(self, now: datetime) -> None:
        """Run the sweeps whose time has come, one after the other; one that fails stops no other."""
        for sweep in self._sweeps:
            if self.due_at(sweep, now) <= now:
                self._last[sweep.name] = now
                await self._run(sweep, now)

    def next_due(self, now: datetime) -> datetime:
        """Give the next moment at which there is something to do."""
        return min((self.due_at(sweep, now) for sweep in self._sweeps), default=now + timedelta(seconds=1))

    def due_at(self, sweep: Sweep, now: datetime) -> datetime:
        last = self._last.get(sweep.name)
        # A clock that was set back must not silence the sweeps until it has caught up.
        return now if last is None or last > now else last + sweep.every

    async def _run(self, sweep: Sweep, now: datetime) -> None:
        try:
            await sweep.run(now)
        except DatabaseUnavailable as error:
            log.warning("sweep waits for the database", sweep=sweep.name, error=type(error).__name__)
        except Exception as error:  # a bug in one sweep must not stop the clock for the others
            log.error("sweep failed", sweep=sweep.name, error=type(error).__name__, exc_info=error)


def in_batches(
    database: Database, work: Callable[[Session, datetime, int], int], limit: int
) -> Callable[[datetime], Awaitable[None]]:
    """Make a sweep of work that does up to `limit` things in one transaction and says how many it did."""

    async def run(now: datetime) -> None:
        for _ in range(BATCHES_MAX):
            if await database.transact(partial(_call, work=work, now=now, limit=limit)) < limit:
                return

    return run


def _call(session: Session, work: Callable[[Session, datetime, int], int], now: datetime, limit: int) -> int:
    return work(session, now, limit)
