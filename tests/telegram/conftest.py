"""The fake platform, and a database for what comes from it."""

from collections.abc import AsyncIterator

import pytest

from bot.database import Database
from tests.telegram.fake.server import FakeBotApi
from tests.telegram.receiving import Double


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    """A platform that must have found nothing wrong with us."""
    async with FakeBotApi() as served:
        yield served
        assert served.violations == []


@pytest.fixture
def double(database: Database) -> Double:
    return Double(database)
