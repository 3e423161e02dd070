"""One transaction that changes tables while nobody else does, on either engine."""

import asyncio
import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from bot.database.errors import DatabaseBusy, DatabaseUnavailable, MigrationFailed
from bot.database.file_lock import FileLock
from bot.database.postgres_engine import new_engine, unreachable
from bot.database.sqlite_engine import migrating_engine

T = TypeVar("T")

LOCK_TRIES = 10
LOCK_PAUSE_S = 1.0
LOCK_NOT_AVAILABLE = "55P03"

# A statement that waits for a table makes everyone behind it wait too, so it gives up soon and tries again.
ONE_AT_A_TIME = (
    "SET LOCAL lock_timeout = 0",
    "SET LOCAL idle_in_transaction_session_timeout = 0",
    "SELECT pg_advisory_xact_lock(hashtextextended('farmgate migration', 0))",
    "SET LOCAL lock_timeout = '900ms'",
)

log = logging.getLogger(__name__)


def change_file(file: Path, change: Callable[[Connection], None]) -> None:
    """Run `change` in one transaction on a SQLite file that no running Farmgate has; killed, it leaves no trace.

    Raises:
        DatabaseInUse: another process has the file.
        MigrationFailed: rows would point at rows that are not there; nothing changed.
    """
    lock = FileLock(file, "migrate")
    engine = migrating_engine(file)
    try:
        with engine.begin() as connection:
            change(connection)
            if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                tables = ", ".join(sorted({row[0] for row in broken}))
                raise MigrationFailed(f"{len(broken)} rows would lose what they point at, in: {tables}")
    finally:
        engine.dispose()
        lock.release()


def copy_file(file: Path, copy: Path) -> None:
    """Copy what is committed in a SQLite file, its write-ahead log included; `copy` is whole or not there."""
    partial = copy.with_name(copy.name + ".partial")
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(partial)) as target:
        source.backup(target)
    partial.replace(copy)


def change_postgres(url: str, change: Callable[[Connection], None]) -> None:
    """Run `change` in one transaction on PostgreSQL, after whoever else is changing tables there.

    Raises:
        DatabaseBusy: a table stayed locked; nothing changed.
        DatabaseUnavailable: the server cannot be reached.
    """
    for _ in range(LOCK_TRIES):
        try:
            return on_postgres(url, change, *ONE_AT_A_TIME)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
                raise
            log.info("a table is locked, trying again")
            time.sleep(LOCK_PAUSE_S)
    raise DatabaseBusy("a table stayed locked by others, so nothing was changed; try again at a quieter time")


def on_postgres(url: str, work: Callable[[Connection], T], *first: str) -> T:
    """Run the statements `first` and then `work` in one transaction; blocks, in or out of an event loop."""

    async def run() -> T:
        engine = new_engine(url, "migrate")
        try:
            async with engine.begin() as connection:
                for statement in first:
                    await connection.execute(text(statement))
                return await connection.run_sync(work)
        finally:
            await engine.dispose()

    try:
        return _in_own_loop(run())
    except Exception as error:
        if reason := unreachable(error):
            raise DatabaseUnavailable(reason) from error
        raise


def _in_own_loop(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end even where a loop is running already, which has to wait meanwhile."""
    done: Future[T] = Future()

    def run() -> None:
        try:
            done.set_result(asyncio.run(work))
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
            done.set_exception(error)

    threading.Thread(target=run, name="own-loop").start()
    return done.result()
