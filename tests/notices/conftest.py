import pytest

from bot.database import Database
from tests.notices.world import Someone, World


@pytest.fixture
async def world(database: Database) -> World:
    return World(database)


@pytest.fixture
async def ana(world: World) -> Someone:
    return await world.someone()


@pytest.fixture
async def ben(world: World) -> Someone:
    return await world.someone()
