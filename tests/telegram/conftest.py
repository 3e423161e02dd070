"""The fake platform, and a database for what comes from it."""

from collections.abc import AsyncIterator

import pytest

from bot.database import Database
from tests.telegram.fake.people import Person
from tests.telegram.fake.server import FakeBotApi
from tests.telegram.receiving import Double
from tests.telegram.sending import Outbox, outbox


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    """A platform that must have found nothing wrong with us."""
    async with FakeBotApi() as served:
        yield served
        assert served.violations == []


@pytest.fixture
def double(database: Database) -> Double:
    return Double(database)


@pytest.fixture
async def out(api: FakeBotApi, database: Database) -> AsyncIterator[Outbox]:
    """Our side of the sending."""
    async with outbox(api, database) as opened:
        yield opened


@pytest.fixture
def ana(api: FakeBotApi) -> Person:
    """Somebody who has started the bot."""
    return api.person("Ana", started=True)
