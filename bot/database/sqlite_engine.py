"""Connections to a SQLite file, set up so that nothing acknowledged is lost and nobody waits for a reader."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Engine, NullPool, PoolProxiedConnection, QueuePool, create_engine, event
from sqlalchemy.exc import DBAPIError

from bot.database.json_text import to_json

BUSY_TIMEOUT_MS = 5000
READERS = 4
CACHED_STATEMENTS = 512  # prepared statements a connection keeps; the driver's 128 are fewer than we have

SAVEPOINTS = {
    "do_savepoint": "SAVEPOINT unit",
    "do_release_savepoint": "RELEASE unit",
    "do_rollback_to_savepoint": "ROLLBACK TO unit",
}

# Results of SQLite that say nothing about the work itself: https://www.sqlite.org/rescode.html
DATABASES_OWN_FAULT = frozenset(
    {
        sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_NOTADB,
    }
)  # fmt: skip


def writing_engine(file: Path | None) -> Engine:
    """For the one connection that writes; each transaction takes the write lock when it begins.

    A deferred transaction that has read cannot become a writer while another one writes: it fails at once
    and busy_timeout does not help.
    """
    engine = _engine(file, poolclass=NullPool)
    _set_on_connect(
        engine, "journal_mode=wal", "synchronous=full", f"busy_timeout={BUSY_TIMEOUT_MS}", "foreign_keys=on"
    )
    _begin_with(engine, "BEGIN IMMEDIATE")
    _cheap_savepoints(engine)
    return engine


def reading_engine(file: Path) -> Engine:
    """For connections that cannot write and, thanks to the write-ahead log, never wait for the writer."""
    engine = _engine(file, poolclass=QueuePool, pool_size=READERS, max_overflow=0)
    _set_on_connect(engine, f"busy_timeout={BUSY_TIMEOUT_MS}", "query_only=on")
    _begin_with(engine, "BEGIN DEFERRED")
    return engine


def migrating_engine(file: Path) -> Engine:
    """For migrations: as the writer, but without foreign keys, which would empty the children of a rebuilt table."""
    engine = _engine(file, poolclass=NullPool)
    _set_on_connect(
        engine, "journal_mode=wal", "synchronous=full", f"busy_timeout={BUSY_TIMEOUT_MS}", "foreign_keys=off"
    )
    _begin_with(engine, "BEGIN IMMEDIATE")
    return engine


def driver_connection(connection: Connection) -> sqlite3.Connection:
    """The connection of the standard library's driver beneath SQLAlchemy's."""
    return cast(sqlite3.Connection, connection.connection.driver_connection)


def own_fault(error: Exception) -> str | None:
    """What went wrong with the file or the disk, or None when the work is to blame."""
    original = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(original, "sqlite_errorcode", 0) & 0xFF  # the low byte is the primary result code
    return str(original) if code in DATABASES_OWN_FAULT else None


def _engine(file: Path | None, **pool: Any) -> Engine:
    return create_engine(
        f"sqlite:///{file}" if file else "sqlite://",
        # isolation_level=None: the driver begins no transactions behind our back.
        connect_args={"isolation_level": None, "check_same_thread": False, "cached_statements": CACHED_STATEMENTS},
        json_serializer=to_json,
        hide_parameters=True,  # an error's text goes to the log, where no name and no phone number may be
        **pool,
    )


def _set_on_connect(engine: Engine, *pragmas: str) -> None:
    @event.listens_for(engine, "connect")
    def set_pragmas(dbapi: sqlite3.Connection, _record: object) -> None:
        for pragma in pragmas:
            dbapi.execute(f"PRAGMA {pragma}")


def _begin_with(engine: Engine, statement: str) -> None:
    """Begin each transaction so.

    Not by a listener to "begin": an engine that has one looks for listeners eight times a statement, which takes a
    tenth of a small turn (measured).
    """

    def begin(dbapi_connection: PoolProxiedConnection) -> None:
        cast(sqlite3.Connection, dbapi_connection.driver_connection).execute(statement)

    engine.dialect.do_begin = begin  # type: ignore[method-assign]


def _cheap_savepoints(engine: Engine) -> None:
    """Send savepoints straight to the driver, under one name, so that it prepares them once.

    SQLAlchemy numbers and compiles each anew, which takes a quarter of a small turn (measured). SQLite finds
    the innermost savepoint of a name, and SQLAlchemy ends the innermost first.
    """

    def sends(statement: str) -> Callable[[Connection, str], None]:
        def send(connection: Connection, _name: str) -> None:
            driver_connection(connection).execute(statement)

        return send

    for method, statement in SAVEPOINTS.items():
        setattr(engine.dialect, method, sends(statement))
