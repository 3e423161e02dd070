"""Databases with a table that these tests own, so that they do not care what the market's tables are."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.database import Database, open_database
from tests import postgres
from tests.database.crates import make_table


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = open_database(database_url)
    await database.transact(make_table)
    yield database
    await database.close()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'farmgate.db'}"


@pytest.fixture
async def sqlite(sqlite_url: str) -> AsyncIterator[Database]:
    database = open_database(sqlite_url)
    await database.transact(make_table)
    yield database
    await database.close()


@pytest.fixture
def postgres_url(postgres_cluster: postgres.Cluster) -> Iterator[str]:
    with postgres_cluster.fresh() as url:
        yield url
