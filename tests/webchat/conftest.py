"""A web chat on each engine, with a double behind it."""

from collections.abc import AsyncIterator, Callable

import pytest
from aiohttp.test_utils import TestServer

from bot.database import Database
from bot.i18n import Languages
from bot.web.application import make_application
from tests.webchat.browser import Browser, new_client, served
from tests.webchat.double import Double, three_languages, webchat

NewBrowser = Callable[..., Browser]

# For what never reaches the database's own ways: tried on one engine.
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(scope="session")
def languages(tmp_path_factory: pytest.TempPathFactory) -> Languages:
    return three_languages(tmp_path_factory.mktemp("locales"))


@pytest.fixture
def double(database: Database) -> Double:
    return Double(database)


@pytest.fixture
async def site(double: Double, languages: Languages) -> AsyncIterator[TestServer]:
    """The web chat as it runs outside the demo, on plain http."""
    chat = webchat(double, languages)
    application = make_application(database=double.database, languages=languages, routes=[chat.add_to])
    async with served(application) as server:
        yield server


@pytest.fixture
async def browser(site: TestServer) -> AsyncIterator[NewBrowser]:
    """Makes browsers: `browser()`, or `browser("/chat/ana/")`."""
    made = []

    def make(path: str = "/chat/") -> Browser:
        made.append(Browser(new_client(site), path))
        return made[-1]

    yield make
    for one in made:
        await one.client.close()
