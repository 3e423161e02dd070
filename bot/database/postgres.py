"""PostgreSQL: any number of processes, each with a small pool, one transaction a turn."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import Session
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.database.contract import Database
from bot.database.errors import DatabaseBusy, DatabaseClosed, DatabaseUnavailable
from bot.database.leases import Lease, advisory_lease
from bot.database.postgres_engine import POOL_SIZE, connect, new_engine, unreachable
from bot.database.signals import PostgresSignals

T = TypeVar("T")

WAITING = 500  # turns; who comes later is told at once to come again
RETRIES = 3
RETRY_PAUSE_S = 0.05  # doubled each time, and between half and one and a half of it by chance

# https://www.postgresql.org/docs/current/errcodes-appendix.html
SERIALIZATION_FAILURE, DEADLOCK_DETECTED, LOCK_NOT_AVAILABLE = "40001", "40P01", "55P03"
COLLIDED = frozenset({SERIALIZATION_FAILURE, DEADLOCK_DETECTED, LOCK_NOT_AVAILABLE})
STALE_PLAN = "InvalidCachedStatementError"  # a migration changed a table under a prepared statement

log = logging.getLogger(__name__)


class PostgresDatabase(Database):
    """A database that processes share; turns of one process wait for its eight connections."""

    dialect = "postgresql"

    def __init__(self, url: str, role: str) -> None:
        self._engine = new_engine(url, role)
        # One snapshot for the whole read, as SQLite gives; read only, so it can never fail to serialise.
        self._reading = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self.engines = (self._engine.sync_engine,)  # `_reading` reports to it
        self._connect: Callable[[], Awaitable[Any]] = lambda: connect(url, role)
        self.signals = PostgresSignals(self._connect)
        self._closed = False
        self._turns = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def transact(self, work: Callable[[Session], T]) -> T:
        return await self._repeat(self._engine, _write, work)

    async def read(self, work: Callable[[Session], T]) -> T:
        return await self._repeat(self._reading, _read, work)

    def lease(self, name: str) -> AbstractAsyncContextManager[Lease]:
        return advisory_lease(self._connect, name)

    async def close(self) -> None:
        self._closed = True
        await self._idle.wait()
        await self.signals.close()
        await self._engine.dispose()

    async def _repeat(
        self, engine: AsyncEngine, turn: Callable[[Session, Callable[[Session], T]], T], work: Callable[[Session], T]
    ) -> T:
        self._enter()
        try:
            for retry in range(RETRIES):
                try:
                    return await _once(engine, turn, work)
                except DBAPIError as error:
                    if not _worth_repeating(error):
                        raise
                    log.info("repeating a turn: %s", type(error.orig).__name__)
                await asyncio.sleep(RETRY_PAUSE_S * 2**retry * random.uniform(0.5, 1.5))
            return await _once(engine, turn, work)
        except Exception as error:
            if (translated := _readable(error)) is error:
                raise
            raise translated from error
        finally:
            self._leave()

    def _enter(self) -> None:
        if self._closed:
            raise DatabaseClosed("the database is closed")
        if self._turns >= POOL_SIZE + WAITING:
            raise DatabaseBusy(f"{WAITING} turns wait for a connection")
        self._turns += 1
        self._idle.clear()

    def _leave(self) -> None:
        self._turns -= 1
        if not self._turns:
            self._idle.set()


async def _once(
    engine: AsyncEngine, turn: Callable[[Session, Callable[[Session], T]], T], work: Callable[[Session], T]
) -> T:
    # The session is closed inside, in the same greenlet: leaving an AsyncSession costs a task each time.
    session = AsyncSession(engine, expire_on_commit=False)
    return await session.run_sync(turn, work)  # type: ignore[arg-type]  # its Session is SQLModel's


def _write(session: Session, work: Callable[[Session], T]) -> T:
    # No savepoint: it would cost two round trips in each turn, and a turn that fails is rolled back as a whole.
    with session:
        result = work(session)
        session.commit()
        return result


def _read(session: Session, work: Callable[[Session], T]) -> T:
    with session:
        return work(session)


def _worth_repeating(error: DBAPIError) -> bool:
    return (
        error.connection_invalidated
        or getattr(error.orig, "sqlstate", None) in COLLIDED
        or type(error.orig).__name__ == STALE_PLAN
    )


def _readable(error: Exception) -> Exception:
    """Name what says nothing about the work: no connection, or too much company."""
    if isinstance(error, PoolTimeout):
        return DatabaseBusy("no connection came free in time")
    if isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in COLLIDED:
        return DatabaseBusy("others held the same rows each time")
    if reason := unreachable(error):
        return DatabaseUnavailable(reason)
    return error
