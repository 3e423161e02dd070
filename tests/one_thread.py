"""A database for tests that want it anew many times a second: SQLite in memory, no threads, nothing awaited.

What is left out is the shell around a transaction (the writer's thread, group commit), which has tests of its own and
takes most of the time of a small step.
"""

import sqlite3
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from typing import Any, TypeVar

from sqlmodel import Session

from bot.database import Database, Lease
from bot.database.migrations import upgrade
from bot.database.signals import Signals
from bot.database.sqlite_engine import driver_connection, writing_engine

T = TypeVar("T")


class OneThread(Database):
    """Does at once what it is asked, on its one connection."""

    dialect = "sqlite"

    def __init__(self) -> None:
        engine = writing_engine(None)
        self.engines = (engine,)
        self.signals = Signals()
        self.connection = engine.connect()
        with self.connection.begin():
            upgrade(self.connection)
        self._driver = driver_connection(self.connection)

    def rows(self, query: str, *given: Any) -> list[tuple[Any, ...]]:
        """Look at what is written, as SQLite has it: ten times as fast as through the models."""
        return self._driver.execute(query, given).fetchall()

    def keep(self) -> sqlite3.Connection:
        """Make a copy of all that is written now; whoever has it closes it."""
        copy = sqlite3.connect(":memory:")
        self._driver.backup(copy)
        return copy

    def put_back(self, copy: sqlite3.Connection) -> None:
        """Let everything be as it was when the copy was made.  A millisecond."""
        copy.backup(self._driver)

    async def transact(self, work: Callable[[Session], T]) -> T:
        with self.connection.begin(), Session(self.connection, expire_on_commit=False) as session:
            result = work(session)
            session.flush()
            return result

    async def read(self, work: Callable[[Session], T]) -> T:
        return await self.transact(work)

    def lease(self, name: str) -> AbstractAsyncContextManager[Lease]:
        raise NotImplementedError

    async def close(self) -> None:
        self.connection.close()
        self.engines[0].dispose()


def at_once(step: Coroutine[Any, Any, T]) -> T:
    """Run what never waits."""
    try:
        step.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    raise AssertionError("something waits in a database that is in memory")
