"""SQLite: one process, one thread that writes, readers beside it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlmodel import Session

from bot.database.contract import Database
from bot.database.errors import DatabaseClosed
from bot.database.file_lock import FileLock
from bot.database.group_commit import GroupCommit, Unit, readable
from bot.database.leases import Lease, always_granted
from bot.database.signals import Signals
from bot.database.sqlite_engine import READERS, driver_connection, reading_engine, writing_engine

T = TypeVar("T")


class SqliteDatabase(Database):
    """A database in one file, or in memory for as long as it is open."""

    dialect = "sqlite"

    def __init__(self, writing: Engine, connection: Connection, reading: Engine | None, lock: FileLock | None) -> None:
        self.engines = (writing, reading) if reading else (writing,)
        self.signals = Signals()
        self._lock = lock
        self._closed = False
        self._reading = reading
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="sqlite-reader")
        self._writer = GroupCommit(connection)

    @classmethod
    def in_file(cls, file: Path, lock: FileLock | None) -> "SqliteDatabase":
        """Open a file; `lock`, if any, is let go by `close()`."""
        file.parent.mkdir(parents=True, exist_ok=True)
        writing = writing_engine(file)
        return cls(writing, writing.connect(), reading_engine(file), lock)

    @classmethod
    def in_memory(cls, create_tables: Callable[[Connection], None]) -> "SqliteDatabase":
        """Make a database that ends with this object, and its tables, since nobody else can reach it."""
        writing = writing_engine(None)
        connection = writing.connect()
        # As `migrating_engine`: a migration that makes a table anew must not empty its children.
        driver_connection(connection).execute("PRAGMA foreign_keys=off")
        with connection.begin():
            create_tables(connection)
        driver_connection(connection).execute("PRAGMA foreign_keys=on")
        return cls(writing, connection, None, None)

    async def transact(self, work: Callable[[Session], T]) -> T:
        self._refuse_if_closed()
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._writer.submit(Unit(work, future))
        return await future

    async def read(self, work: Callable[[Session], T]) -> T:
        if self._reading is None:  # in memory there is one connection, so reads queue with the writes
            return await self.transact(work)
        self._refuse_if_closed()
        return await asyncio.get_running_loop().run_in_executor(self._readers, _read, self._reading, work)

    def lease(self, name: str) -> AbstractAsyncContextManager[Lease]:
        return always_granted(name)

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        await asyncio.to_thread(self._finish)
        await self.signals.close()

    def _finish(self) -> None:
        self._readers.shutdown()
        self._writer.finish()
        for engine in self.engines:
            engine.dispose()
        if self._lock:
            self._lock.release()

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise DatabaseClosed("the database is closed")


def _read(engine: Engine, work: Callable[[Session], T]) -> T:
    try:
        with Session(engine, expire_on_commit=False) as session:
            return work(session)
    except Exception as error:
        if (translated := readable(error)) is error:
            raise
        raise translated from error
