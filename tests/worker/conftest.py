import pytest

from bot.database import Database
from tests.notices.world import World


@pytest.fixture
async def world(database: Database) -> World:
    return World(database)
