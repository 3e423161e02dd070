"""The database of a run: real SQLite and the real group commit, in memory, on the loop's own thread.

Which of the waiting units are taken into the next commit, and in which order, the seed says; so does when the database
cannot be reached for a moment, or does not say whether it has committed.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from enum import StrEnum
from functools import cache
from pathlib import Path
from random import Random
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlmodel import Session

from bot.database.contract import Database
from bot.database.errors import DatabaseUnavailable
from bot.database.group_commit import UNITS_PER_COMMIT, GroupCommit, Unit, deliver
from bot.database.leases import Lease, always_granted
from bot.database.signals import Signals
from bot.database.sqlite_engine import driver_connection, writing_engine

T = TypeVar("T")


class Mishap(StrEnum):
    """What the database may do to one unit of work."""

    AWAY = "away"  # nothing is done
    CUT = "cut"  # it is committed, and nobody is told


class OnDemand(GroupCommit):
    """Commits when it is told to, not on a thread of its own."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._driver = driver_connection(connection)

    def commit(self, units: list[Unit]) -> None:
        deliver(self._commit(units))


class SimulatedDatabase(Database):
    """Keeps all in memory.  `run_some` is to be called whenever nothing else happens."""

    dialect = "sqlite"

    def __init__(self, template: bytes, chance: Random, mishap: Callable[[], Mishap | None]) -> None:
        """`template`: a database to begin with, serialized; `mishap`: asked before each unit."""
        writing = _engine()
        self._connection = writing.connect()
        driver_connection(self._connection).deserialize(template)
        self.engines = (writing,)
        self.signals = Signals()
        self._writer = OnDemand(self._connection)
        self._chance = chance
        self._mishap = mishap
        self.committed: Callable[[], None] = lambda: None  # told of each commit, before anything else happens
        self._waiting: list[Unit] = []

    async def transact(self, work: Callable[[Session], T]) -> T:
        mishap = self._mishap()
        if mishap is Mishap.AWAY:
            await asyncio.sleep(0)
            raise DatabaseUnavailable("away")
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(Unit(work, future))
        result = await future
        if mishap is Mishap.CUT:
            raise DatabaseUnavailable("cut")
        return result

    async def read(self, work: Callable[[Session], T]) -> T:
        return await self.transact(work)

    def run_some(self) -> bool:
        """Commit some of what waits; False: nothing does."""
        if not self._waiting:
            return False
        if len(self._waiting) > 1:
            self._chance.shuffle(self._waiting)
        count = self._chance.randint(1, min(len(self._waiting), UNITS_PER_COMMIT))
        units, self._waiting = self._waiting[:count], self._waiting[count:]
        self._writer.commit(units)
        self.committed()
        return True

    def forget_waiting(self) -> None:
        """Drop what waits: the process that wanted it has been killed."""
        self._waiting.clear()

    def now(self, work: Callable[[Session], T]) -> T:
        """Look, or change something, from outside of the run: no part of it waits meanwhile."""
        with self._connection.begin(), Session(self._connection) as session:
            result = work(session)
            session.flush()
            return result

    def copy_to(self, file: Path) -> None:
        """Write all there is into a file, for whoever checks it."""
        with sqlite3.connect(file) as copy:
            driver_connection(self._connection).backup(copy)
        copy.close()

    def lease(self, name: str) -> AbstractAsyncContextManager[Lease]:
        return always_granted(name)

    async def close(self) -> None:
        self._connection.close()


@cache
def _engine() -> Engine:
    """One for all runs, each on a connection of its own: an engine remembers what it has compiled."""
    return writing_engine(None)
