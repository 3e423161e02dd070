"""An empty shop on both engines."""

from collections.abc import AsyncIterator

import pytest

from bot.database import Database, open_database


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = open_database(database_url)
    yield database
    await database.close()
