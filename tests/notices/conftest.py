from collections.abc import AsyncIterator

import pytest

from bot.database import Database, open_database
from tests.notices.world import Someone, World


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = open_database(database_url)
    yield database
    await database.close()


@pytest.fixture
async def world(database: Database) -> World:
    return World(database)


@pytest.fixture
async def ana(world: World) -> Someone:
    return await world.someone()


@pytest.fixture
async def ben(world: World) -> Someone:
    return await world.someone()
