"""What the engine says of itself, and what the doctor makes of it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest

from bot.checkup import examine_storage
from bot.database import GUEST, Database, open_database
from bot.database.soundness import Soundness, soundness
from tests import postgres


async def ills(database: Database) -> list[str]:
    found = examine_storage(await database.read(soundness))
    return [finding.what for finding in found if finding.todo and "room on the disk" not in finding.what]


@pytest.fixture
def file(sqlite_market: Path, tmp_path: Path) -> Path:
    path = tmp_path / "market.db"
    path.write_bytes(sqlite_market.read_bytes())
    return path


async def examined(file: Path) -> list[str]:
    database = open_database(f"sqlite:///{file}", role=GUEST)
    try:
        return await ills(database)
    finally:
        await database.close()


async def test_nothing_is_wrong_with_a_file_that_was_just_made(file: Path) -> None:
    assert await examined(file) == []


async def test_a_damaged_file_is_told(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        page = connection.execute("PRAGMA page_size").fetchone()[0]
        [root] = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_stock_move_lot_id'").fetchone()
    with file.open("r+b") as pages:
        pages.seek((root - 1) * page)
        pages.write(b"\xff" * page)

    [damage] = await examined(file)

    assert damage.startswith("the database is damaged: ")


async def test_rows_that_point_at_nothing_are_told(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DELETE FROM farm WHERE id = 1")
        connection.commit()

    assert await examined(file) == ["rows point at rows that are not there, in: farm_member, product, unit"]


@pytest.mark.postgres
async def test_what_a_server_may_lose_is_told(postgres_cluster: postgres.Cluster) -> None:
    with postgres_cluster.fresh() as url:
        connection = await asyncpg.connect(url)
        name = await connection.fetchval("SELECT current_database()")
        await connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
        await connection.close()
        database = open_database(url)
        risky = await database.read(soundness)
        await database.close()

    assert "synchronous_commit = off" in risky.volatile
    assert risky.unchecked == ()


@pytest.mark.postgres
async def test_constraints_and_indexes_that_were_never_applied_are_told(postgres_cluster: postgres.Cluster) -> None:
    with postgres_cluster.fresh() as url:
        connection = await asyncpg.connect(url)
        await connection.execute("ALTER TABLE lot ADD CONSTRAINT ck_lot_small CHECK (available < 9) NOT VALID")
        await connection.execute(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_lot_product_id'::regclass"
        )
        await connection.close()
        database = open_database(url)
        found = await database.read(soundness)
        await database.close()

    assert found.unchecked == ("ck_lot_small", "ix_lot_product_id")


@pytest.mark.parametrize(
    ("sound", "told"),
    [
        (Soundness(), []),
        (Soundness(free_bytes=10 * 2**30), []),
        (Soundness(free_bytes=20 * 2**20), ["there is little room on the disk: 20 MB"]),
        (Soundness(volatile=("fsync = off",)), ["a power cut can lose orders that were confirmed: fsync = off"]),
        (Soundness(unchecked=("uq_x",)), ["constraints or indexes were never applied to all rows: uq_x"]),
    ],
)
def test_what_is_told_of_a_server_or_a_file(sound: Soundness, told: list[str]) -> None:
    assert [finding.what for finding in examine_storage(sound) if finding.todo] == told
