"""Bringing the tables up to date, all or nothing, on either engine."""

import logging
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from bot.database.errors import DatabaseUnavailable
from bot.database.exclusive import change_file, change_postgres, copy_file, on_postgres
from bot.database.urls import IN_MEMORY, is_sqlite, normalise_url, sqlite_file

PACKAGE = Path(__file__).resolve().parent.parent

log = logging.getLogger(__name__)


def migrate(url: str) -> None:
    """Bring the database at `url` up to date; blocks, and may be called in or out of an event loop.

    Killed half-way it leaves what was there before. A SQLite file that holds something is copied to
    `<file>.before-<revision>` first. On PostgreSQL a second release waits for the first one. The database of a
    newer release is left alone, so that a release can be rolled back.

    Raises:
        DatabaseInUse: another process has the SQLite file.
        DatabaseUnavailable: PostgreSQL cannot be reached, or its tables are locked by others.
        MigrationFailed: the rows do not allow it.
        ValueError: `url` cannot be used.
    """
    url = normalise_url(url)
    if not is_sqlite(url):
        change_postgres(url, upgrade)
    elif file := sqlite_file(url):
        change_file(file, partial(_upgrade_with_copy, file))


def downgrade(url: str, revision: str) -> None:
    """Take the database at `url` back to `revision` ("base": no tables); raises as `migrate` does."""
    url = normalise_url(url)

    def change(connection: Connection) -> None:
        command.downgrade(alembic_config(connection), revision)

    if not is_sqlite(url):
        change_postgres(url, change)
    elif file := sqlite_file(url):
        change_file(file, change)


def upgrade(connection: Connection) -> None:
    """Bring an open database up to date in the caller's transaction."""
    at = _revision(connection)
    if _is_behind(at):
        log.info("migrating from %s", at or "an empty database")
        command.upgrade(alembic_config(connection), "head")


def needs_migration(url: str) -> bool:
    """Say whether `migrate` would change the database at `url`; one in memory makes its own tables.

    Raises:
        DatabaseUnavailable: PostgreSQL cannot be reached, or the file cannot be read.
        ValueError: `url` cannot be used.
    """
    return normalise_url(url) != IN_MEMORY and _is_behind(current_revision(url))


def current_revision(url: str) -> str | None:
    """The revision of the database at `url`, None if it has no tables; raises as `needs_migration` does."""
    url = normalise_url(url)
    return _revision_of_file(sqlite_file(url)) if is_sqlite(url) else on_postgres(url, _revision)


def alembic_config(connection: Connection | None = None) -> Config:
    """What an alembic.ini would say; `migrations/env.py` works on `connection`."""
    inside = PACKAGE / "_migrations"  # in an installed wheel; in a checkout they lie beside the package
    folder = inside if inside.is_dir() else PACKAGE.parent / "migrations"
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _upgrade_with_copy(file: Path, connection: Connection) -> None:
    at = _revision(connection)
    if at is not None and _is_behind(at):
        copy_file(file, file.with_name(f"{file.name}.before-{at}"))
    upgrade(connection)


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _revision_of_file(file: Path | None) -> str | None:
    """Look without making the file or waiting for anyone."""
    if file is None or not file.exists():
        return None
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
                return None
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            return str(row[0]) if row else None
    except sqlite3.DatabaseError as error:
        raise DatabaseUnavailable(f"{file} cannot be read: {error}") from error


def _is_behind(at: str | None) -> bool:
    script = ScriptDirectory.from_config(alembic_config())
    if at is None or at == script.get_current_head():
        return at != script.get_current_head()
    try:
        script.get_revision(at)
    except CommandError:
        log.warning("the tables are of a newer release (%s)", at)
        return False
    return True
