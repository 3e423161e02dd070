"""The helper that gives each test a real PostgreSQL database of its own."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from tests import postgres

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def cluster() -> Iterator[postgres.Cluster]:
    with postgres.cluster(migrate) as cluster:
        yield cluster


def migrate(url: str) -> None:
    asyncio.run(execute(url, "CREATE TABLE crate (id integer PRIMARY KEY)"))


async def execute(url: str, statement: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetch(statement)
    finally:
        await connection.close()


async def test_each_test_gets_the_migrated_tables_and_nobody_elses_rows(cluster):
    with cluster.fresh() as one, cluster.fresh() as other:
        await execute(one, "INSERT INTO crate VALUES (1)")

        assert await execute(other, "SELECT * FROM crate") == []


async def test_a_database_is_dropped_although_someone_is_connected(cluster):
    with cluster.fresh() as url:
        connection = await asyncpg.connect(url)

    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await asyncpg.connect(url)
    connection.terminate()


# Reason for the skip: with a server of somebody else there is none that we started and a killed run left behind.
@pytest.mark.skipif("TEST_DATABASE_URL" in os.environ, reason="that server is not ours to stop")
def test_the_server_of_a_killed_run_is_stopped_by_the_next_one():
    killed = (
        "import os\nfrom tests import postgres\nwith postgres.server() as url:\n  print(url)\n  os.kill(os.getpid(), 9)"
    )
    url = subprocess.run([sys.executable, "-uc", killed], capture_output=True, text=True, check=False).stdout.strip()
    assert Path(url.partition("host=")[2], ".s.PGSQL.5432").exists()

    with postgres.server():
        left = [folder for folder in postgres.place().glob(f"{postgres.PREFIX}*") if str(folder) in url]

    assert left == []
