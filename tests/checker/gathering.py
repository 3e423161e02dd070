"""Gathering evidence: a database of either engine, and the logs beside it."""

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from tests.checker.evidence import Evidence, Row

UNREAD = {"media": "content"}  # bytes of pictures, which no rule looks at

_SQLITE_COLUMNS = sa.text(
    "SELECT m.name AS table_name, p.name AS column_name, lower(p.type) AS type, p.pk AS in_key"
    " FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS p"
    " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, p.cid"
)
_POSTGRES_COLUMNS = sa.text(
    "SELECT c.table_name, c.column_name, c.data_type AS type, coalesce(k.ordinal_position, 0) AS in_key"
    " FROM information_schema.columns AS c"
    " LEFT JOIN information_schema.table_constraints AS t ON t.table_schema = c.table_schema"
    " AND t.table_name = c.table_name AND t.constraint_type = 'PRIMARY KEY'"
    " LEFT JOIN information_schema.key_column_usage AS k ON k.table_schema = c.table_schema"
    " AND k.constraint_name = t.constraint_name AND k.column_name = c.column_name"
    " WHERE c.table_schema = 'public' ORDER BY c.table_name, c.ordinal_position"
)
# Each answers with a row for everything that is wrong; "ok" says that nothing is.
_SQLITE_DOUBTS = ("PRAGMA integrity_check", "PRAGMA foreign_key_check")
_POSTGRES_DOUBTS = (
    "SELECT conrelid::regclass || ': not validated: ' || conname FROM pg_constraint WHERE NOT convalidated",
    "SELECT indexrelid::regclass || ': not valid' FROM pg_index WHERE NOT (indisvalid AND indisready)",
)


def gather(
    url: str,
    *,
    platform_log: Path | None = None,
    history: Path | None = None,
    app_logs: Iterable[Path] = (),
    canaries: Iterable[str] = (),
) -> Evidence:
    """Read all of it; of the database one moment.  Not to be called from within a running loop.

    url: as DATABASE_URL, with or without a driver.

    Raises:
        ValueError: the URL names neither SQLite nor PostgreSQL.
        OSError, sqlalchemy.exc.SQLAlchemyError: something cannot be read.
    """
    evidence = Evidence(
        history=_json_lines(history),
        app_logs={str(path): path.read_text(encoding="utf-8", errors="replace").splitlines() for path in app_logs},
        canaries=list(canaries),
    )
    for line in _json_lines(platform_log):
        (evidence.updates if line["kind"] == "update" else evidence.calls).append(line)
    scheme, _, rest = url.partition("://")
    match scheme.partition("+")[0]:
        case "sqlite" | "sqlite3":
            _read_sqlite(rest, evidence)
        case "postgres" | "postgresql":
            asyncio.run(_read_postgres(f"postgresql://{rest}", evidence))
        case _:
            raise ValueError(f"no database that is known here: {scheme}")
    return evidence


def _json_lines(path: Path | None) -> list[Row]:
    if path is None:
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _read_sqlite(rest: str, evidence: Evidence) -> None:
    engine = sa.create_engine(f"sqlite://{rest}", poolclass=sa.NullPool)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")  # the driver begins only before it writes; this is to be one moment
            _read(connection, evidence, _SQLITE_COLUMNS, _SQLITE_DOUBTS)
    finally:
        engine.dispose()


async def _read_postgres(dsn: str, evidence: Evidence) -> None:
    # The driver reads the URL itself, which may name a socket's folder.
    engine = create_async_engine("postgresql+asyncpg://", connect_args={"dsn": dsn}, poolclass=sa.NullPool)
    try:
        async with engine.connect() as connection:
            await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            await connection.run_sync(_read, evidence, _POSTGRES_COLUMNS, _POSTGRES_DOUBTS)
    finally:
        await engine.dispose()


def _read(connection: sa.Connection, evidence: Evidence, columns: sa.TextClause, doubts: Sequence[str]) -> None:
    for table, described in _described(connection, columns):
        wanted = ", ".join(f'"{name}"' for name in described)
        key = ", ".join(f'"{name}"' for name, (_, in_key) in described.items() if in_key)
        order = f" ORDER BY {key}" if key else ""
        rows = connection.execute(sa.text(f'SELECT {wanted} FROM "{table}"{order}')).all()
        readers = {name: _reader(type_) for name, (type_, _) in described.items()}
        evidence.tables[table] = [_decoded(row, readers) for row in rows]
    for doubt in doubts:
        said = [" ".join(map(str, row)) for row in connection.execute(sa.text(doubt))]
        evidence.engine += [line for line in said if line != "ok"]
        evidence.engine_checks += 1


def _described(
    connection: sa.Connection, columns: sa.TextClause
) -> Iterator[tuple[str, Mapping[str, tuple[str, bool]]]]:
    tables: dict[str, dict[str, tuple[str, bool]]] = {}
    for row in connection.execute(columns):
        if UNREAD.get(row.table_name) != row.column_name:
            tables.setdefault(row.table_name, {})[row.column_name] = (row.type, bool(row.in_key))
    yield from tables.items()


def _decoded(row: sa.Row[Any], readers: Mapping[str, Callable[[Any], Any]]) -> Row:
    return {
        name: None if value is None else read(value) for (name, read), value in zip(readers.items(), row, strict=True)
    }


def _reader(type_: str) -> Callable[[Any], Any]:
    """Say how a value of a declared type is read; SQLite knows neither moments nor JSON."""
    if type_.startswith(("datetime", "timestamp")):
        return _moment
    if type_ == "date":
        return lambda value: value if isinstance(value, date) else date.fromisoformat(value)
    if type_ == "json":  # SQLite's, which keeps a bare number as one; of PostgreSQL's "jsonb" the driver makes values
        return lambda value: json.loads(value) if isinstance(value, str) else value
    return bool if type_ == "boolean" else lambda value: value


def _moment(value: datetime | str) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
