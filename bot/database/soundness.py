"""Whether what was committed is whole, and will still be there after a power cut, as the engine itself tells it."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session

DAMAGES_TOLD = 3

# Each may be off on a server that is meant to be fast and not to keep anything.
_DURABLE = text(
    "SELECT name || ' = ' || setting FROM pg_settings"
    " WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes') AND setting = 'off' ORDER BY name"
)
# What a migration or an operator left half-made.
_UNCHECKED = text(
    "SELECT conname FROM pg_constraint WHERE NOT convalidated AND connamespace = current_schema()::regnamespace"
    " UNION ALL SELECT indexrelid::regclass::text FROM pg_index"
    " JOIN pg_class ON pg_class.oid = indexrelid AND relnamespace = current_schema()::regnamespace"
    " WHERE NOT indisvalid ORDER BY 1"
)


@dataclass(frozen=True, slots=True)
class Soundness:
    """What the engine says of itself.

    damaged: what its own check of the file found, the first of it; nothing else can be trusted then.
    dangling: tables with rows that point at rows which are not there.
    unchecked: constraints and indexes that were made and not applied to the rows that were there.
    volatile: settings by which a power cut may lose what was committed.
    free_bytes: room on the disk of the file; None: the disk is a server's.
    """

    damaged: tuple[str, ...] = ()
    dangling: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()
    volatile: tuple[str, ...] = ()
    free_bytes: int | None = None


def soundness(session: Session) -> Soundness:
    """Have the engine check itself; reads the whole file on SQLite, and a few rows on PostgreSQL."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        return _of_file(connection)
    return Soundness(
        unchecked=tuple(connection.execute(_UNCHECKED).scalars()),
        volatile=tuple(connection.execute(_DURABLE).scalars()),
    )


def _of_file(connection: Connection) -> Soundness:
    """Every one of our connections writes with a flush at each commit, so nothing is volatile."""
    try:
        damaged = tuple(_damages(connection))
        dangling = {row[0] for row in connection.exec_driver_sql("PRAGMA foreign_key_check")} if not damaged else ()
    except DatabaseError as error:  # too damaged to be read to the end
        damaged, dangling = (str(error.orig),), ()
    file = connection.engine.url.database
    free_bytes = shutil.disk_usage(Path(file).resolve().parent).free if file else None
    return Soundness(damaged=damaged, dangling=tuple(sorted(dangling)), free_bytes=free_bytes)


def _damages(connection: Connection) -> Iterator[str]:
    for row in connection.exec_driver_sql(f"PRAGMA integrity_check({DAMAGES_TOLD})"):
        if row[0] != "ok":
            yield row[0]
