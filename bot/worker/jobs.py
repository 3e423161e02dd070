"""Running jobs: work that waits on the network or takes long, outside of any transaction."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

import structlog
from sqlmodel import Session

from bot.clock import Clock
from bot.database.contract import Database
from bot.notices.models import JobState
from bot.worker.leased import RENEW_EVERY, TRIES, LeaseLost, Taken, finish, give_back, renew, take

# Given the arguments; what it returns is written in the transaction that marks the job done: both or neither.
Run = Callable[[Mapping[str, Any]], Awaitable[Callable[[Session], None] | None]]

TOKEN_BYTES = 16

log = structlog.get_logger()


def _random_token() -> str:
    return secrets.token_hex(TOKEN_BYTES)


class TooManyTries(Exception):
    """The worker fell silent with this job each time, so it is not tried again."""


class Jobs:
    """Takes jobs of the kinds it knows, one after the other; any number of workers may do so at once."""

    def __init__(
        self,
        database: Database,
        kinds: Mapping[str, Run],
        *,
        clock: Clock,
        on_written: Callable[[], None] = lambda: None,
        new_token: Callable[[], str] = _random_token,
    ) -> None:
        """`on_written`: told after the commit of what came of a job, which may be a message."""
        self._database = database
        self._kinds = kinds
        self._clock = clock
        self._on_written = on_written
        self._new_token = new_token

    async def run_due(self) -> int:
        """Run what is due, and return how many jobs that were."""
        count = 0
        while (job := await self._take()) is not None:
            await self._run(job)
            count += 1
        return count

    async def _take(self) -> Taken | None:
        if not self._kinds:
            return None
        work = partial(take, kinds=self._kinds.keys(), token=self._new_token(), now=self._clock())
        return await self._database.transact(work)

    async def _run(self, job: Taken) -> None:
        try:
            if job.attempts > TRIES:
                raise TooManyTries
            write = await self._work(job)
            await self._database.transact(partial(finish, job=job, write=write, now=self._clock()))
            if write is not None:
                self._on_written()
        except LeaseLost:
            log.warning("job was taken over", job=job.id, kind=job.kind)
        except Exception as error:  # noqa: BLE001 - a bug of one kind must not stop the others; logged below
            await self._failed(job, error)

    async def _work(self, job: Taken) -> Callable[[Session], None] | None:
        """Run a job for as long as its lease is ours.

        Raises:
            LeaseLost: another worker has taken it over.
        """
        work = asyncio.ensure_future(self._kinds[job.kind](job.arguments))
        keep = asyncio.create_task(self._keep(job), name=f"lease of job {job.id}")
        try:
            await asyncio.wait({work, keep}, return_when=asyncio.FIRST_COMPLETED)
            if keep.done() and not work.done():
                keep.result()
            return await work
        finally:
            work.cancel()
            keep.cancel()
            await asyncio.gather(work, keep, return_exceptions=True)

    async def _keep(self, job: Taken) -> None:
        while True:
            await asyncio.sleep(RENEW_EVERY.total_seconds())
            await self._database.transact(partial(renew, job=job, now=self._clock()))

    async def _failed(self, job: Taken, error: Exception) -> None:
        try:
            state = await self._database.transact(partial(give_back, job=job, error=error, now=self._clock()))
        except LeaseLost:
            return
        level = log.error if state is JobState.FAILED else log.warning
        level("job failed", job=job.id, kind=job.kind, tries=job.attempts, error=type(error).__name__, exc_info=error)
