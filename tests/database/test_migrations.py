"""Migrations: they make what the models say, all of it or nothing, and harm no row."""

import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import TypeVar

import asyncpg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlmodel import SQLModel

from bot.database import (
    DatabaseBusy,
    DatabaseInUse,
    DatabaseUnavailable,
    MigrationFailed,
    current_revision,
    exclusive,
    migrate,
    migrations,
    needs_migration,
    normalise_url,
    open_database,
)
from bot.database.exclusive import on_postgres
from bot.database.migrations import alembic_config, downgrade
from bot.database.urls import is_sqlite, sqlite_file
from tests.database.schema import constraint_names, describe

T = TypeVar("T")

POSTGRES_NAME_MAX_BYTES = 63  # https://www.postgresql.org/docs/current/limits.html, "identifier length"
HEAD = ScriptDirectory.from_config(alembic_config()).get_current_head()

# All models there are, so that one which `migrations/env.py` forgets is missed here.
import_module("bot.inbox")
for models in migrations.PACKAGE.glob("*/models.py"):
    import_module(f"bot.{models.parent.name}.models")

NEXT = """
import os, signal
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"

def upgrade():
    {upgrade}

def downgrade():
    {downgrade}
"""


def look(url: str, work: Callable[[Connection], T]) -> T:
    """Run `work` on a connection to the database, whichever it is."""
    url = normalise_url(url)
    if not is_sqlite(url):
        return on_postgres(url, work)
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        result = work(connection)
    engine.dispose()
    return result


def run(url: str, statement: str) -> None:
    look(url, lambda connection: connection.execute(sa.text(statement)))


def count(url: str, table: str) -> int:
    return look(url, lambda connection: connection.scalar(sa.text(f"SELECT count(*) FROM {table}")) or 0)


@pytest.fixture
def next_migration(tmp_path, monkeypatch):
    """Put one more migration after the real ones; the function gives the folder that stands for the package."""

    def write(upgrade: str, downgrade: str = "pass") -> Path:
        package = tmp_path / "next" / "bot"
        shutil.copytree(migrations.PACKAGE.parent / "migrations", package.parent / "migrations")
        text = NEXT.format(head=HEAD, upgrade=upgrade, downgrade=downgrade)
        (package.parent / "migrations" / "versions" / "9999_next.py").write_text(text)
        monkeypatch.setattr(migrations, "PACKAGE", package)
        return package

    return write


def test_migrated_tables_are_what_the_models_say(database_url):
    differences = look(
        database_url,
        lambda connection: compare_metadata(
            MigrationContext.configure(connection, opts={"compare_type": True}), SQLModel.metadata
        ),
    )

    assert differences == []


def test_migrated_tables_have_every_check_default_and_condition_of_the_models(database_url):
    """What Alembic's own comparison passes over: the tables are made once more, from the models, and laid beside."""
    migrated = look(database_url, describe)
    downgrade(database_url, "base")
    look(database_url, SQLModel.metadata.create_all)

    assert look(database_url, describe) == migrated
    assert any(table["checks"] for table in migrated.values())


def test_every_constraint_has_a_name_that_a_later_migration_can_call_it_by(database_url):
    named = constraint_names(look(database_url, describe))

    assert len(named) > 50
    assert [name for name in named if not name or name[:3] not in {"pk_", "fk_", "uq_", "ck_", "ix_"}] == []
    assert [name for name in named if len(str(name).encode()) > POSTGRES_NAME_MAX_BYTES] == []


def test_every_foreign_key_can_hold_what_it_points_at():
    keys = [key for table in SQLModel.metadata.tables.values() for key in table.foreign_keys]

    assert keys
    assert [str(key) for key in keys if type(key.parent.type) is not type(key.column.type)] == []


def test_going_back_leaves_nothing_and_going_forth_again_everything(database_url):
    before = look(database_url, describe)

    downgrade(database_url, "base")
    assert look(database_url, describe) == {}
    assert needs_migration(database_url)
    assert current_revision(database_url) is None
    migrate(database_url)

    assert look(database_url, describe) == before
    assert not needs_migration(database_url)
    assert current_revision(database_url) == HEAD


def test_migrating_what_is_up_to_date_changes_nothing(database_url):
    before = look(database_url, describe)

    migrate(database_url)

    assert look(database_url, describe) == before


def test_a_file_that_is_not_there_is_not_made_by_asking(tmp_path):
    url = f"sqlite:///{tmp_path / 'none.db'}"

    assert current_revision(url) is None
    assert needs_migration(url)
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("damage", [(0, b"this is no database"), (100, b"\xff" * 3000)])
def test_a_file_that_cannot_be_read_says_so(sqlite_template, tmp_path, damage):
    file = shutil.copy(sqlite_template, tmp_path / "damaged.db")
    with file.open("r+b") as pages:
        pages.seek(damage[0])
        pages.write(damage[1])

    with pytest.raises(DatabaseUnavailable, match=r"damaged\.db cannot be read: "):
        needs_migration(f"sqlite:///{file}")


def test_the_database_of_a_newer_release_is_left_alone(database_url):
    run(database_url, "UPDATE alembic_version SET version_num = 'from the future'")

    assert not needs_migration(database_url)
    migrate(database_url)

    assert current_revision(database_url) == "from the future"


def test_a_migration_that_fails_half_way_leaves_everything_as_it_was(database_url, next_migration):
    before = look(database_url, describe)
    next_migration('op.create_table("half", sa.Column("id", sa.Integer)); op.execute("nonsense")')

    with pytest.raises(sa.exc.DBAPIError):
        migrate(database_url)

    assert look(database_url, describe) == before
    assert current_revision(database_url) == HEAD


def test_a_migration_that_is_killed_half_way_leaves_everything_as_it_was(database_url, next_migration):
    before = look(database_url, describe)
    package = next_migration(
        'op.create_table("half", sa.Column("id", sa.Integer)); os.kill(os.getpid(), signal.SIGKILL)'
    )
    migrating = "import pathlib, sys; from bot.database import migrate, migrations; "
    migrating += "migrations.PACKAGE = pathlib.Path(sys.argv[2]); migrate(sys.argv[1])"

    killed = subprocess.run([sys.executable, "-c", migrating, database_url, str(package)], check=False)

    assert killed.returncode == -signal.SIGKILL
    assert look(database_url, describe) == before
    assert current_revision(database_url) == HEAD


def test_a_table_that_is_made_anew_keeps_its_rows_and_those_that_point_at_them(database_url, next_migration):
    run(database_url, "INSERT INTO person (id, name, created_at) VALUES (1, 'Ann', '2026-01-01 00:00:00+00')")
    run(
        database_url,
        "INSERT INTO identity (id, person_id, channel, external_id, state, preferred, last_written_at, created_at)"
        " VALUES (1, 1, 'web', 'a', 'working', true, '2026-01-01 00:00:00+00', '2026-01-01 00:00:00+00')",
    )
    next_migration(
        'with op.batch_alter_table("person", recreate="auto") as batch:\n'
        '        batch.alter_column("name", type_=sa.String(99), existing_type=sa.String(64))'
    )

    migrate(database_url)

    assert (count(database_url, "person"), count(database_url, "identity")) == (1, 1)
    assert current_revision(database_url) == "9999"


def test_a_file_is_copied_before_its_rows_are_touched(sqlite_template, tmp_path, next_migration):
    file = Path(shutil.copy(sqlite_template, tmp_path / "farmgate.db"))
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("INSERT INTO setting (key, value) VALUES ('a', '1')")
    next_migration('op.execute("DELETE FROM setting")')

    migrate(f"sqlite:///{file}")

    assert count(f"sqlite:///{file}", "setting") == 0
    assert count(f"sqlite:///{file}.before-{HEAD}", "setting") == 1


def test_a_file_without_rows_or_changes_is_not_copied(tmp_path):
    url = f"sqlite:///{tmp_path / 'farmgate.db'}"

    migrate(url)
    migrate(url)

    assert list(tmp_path.glob("*.before-*")) == []


def test_a_migration_that_leaves_rows_pointing_nowhere_is_taken_back(sqlite_template, tmp_path, next_migration):
    url = f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'farmgate.db')}"
    run(url, "INSERT INTO sale (id, kind) VALUES (1, 'shop')")
    run(url, "INSERT INTO person (id, name, created_at) VALUES (1, 'Ann', '2026-01-01')")
    run(
        url,
        "INSERT INTO orders"
        " (id, buyer_id, sale_id, state, version, currency, total_minor, fee_minor, created_at, changed_at)"
        " VALUES (1, 1, 1, 'basket', 1, 'CNY', 0, 0, '2026-01-01', '2026-01-01')",
    )
    next_migration('op.execute("DELETE FROM person")')

    with pytest.raises(MigrationFailed, match="1 rows would lose what they point at, in: orders"):
        migrate(url)

    assert count(url, "person") == 1
    assert current_revision(url) == HEAD


async def test_a_file_that_somebody_has_open_is_not_migrated(sqlite_template, tmp_path):
    url = f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'farmgate.db')}"
    database = open_database(url)

    with pytest.raises(DatabaseInUse, match="'run'"):
        migrate(url)

    await database.close()
    migrate(url)
    assert str(sqlite_file(normalise_url(url))) == str(tmp_path / "farmgate.db")


@pytest.mark.postgres
def test_two_releases_at_once_migrate_once(postgres_url):
    downgrade(postgres_url, "base")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(migrate, [postgres_url] * 2))

    assert current_revision(postgres_url) == HEAD


@pytest.mark.postgres
async def test_a_locked_table_is_not_waited_for_while_everybody_waits_behind(postgres_url, next_migration, monkeypatch):
    monkeypatch.setattr(exclusive, "LOCK_TRIES", 2)
    monkeypatch.setattr(exclusive, "LOCK_PAUSE_S", 0.0)
    next_migration('op.add_column("person", sa.Column("nickname", sa.String()))')
    holder = await asyncpg.connect(postgres_url)
    async with holder.transaction():
        await holder.execute("SELECT * FROM person")

        started = time.monotonic()
        with pytest.raises(DatabaseBusy):
            migrate(postgres_url)
        assert time.monotonic() - started < 5

    migrate(postgres_url)
    await holder.close()
    assert current_revision(postgres_url) == "9999"
