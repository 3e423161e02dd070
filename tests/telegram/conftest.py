"""The fake platform, and a database for what comes from it."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.channels.telegram.groups import Me
from bot.channels.telegram.webhook import SECRET_HEADER, Webhook, path_of
from bot.database import Database
from bot.i18n import Languages
from bot.settings import locales_folder
from bot.web.application import make_application
from tests.telegram.fake.people import Person
from tests.telegram.fake.server import FakeBotApi
from tests.telegram.raw import ME
from tests.telegram.receiving import Double
from tests.telegram.sending import Outbox, outbox

SECRET = "a-secret-for-tests-alone"
PATH = path_of(SECRET)


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


@pytest.fixture
async def site(double: Double) -> AsyncIterator[TestServer]:
    webhook = Webhook(double.receiver(Me(ME.id, ME.username)), SECRET)
    application = make_application(
        database=double.database, languages=Languages(locales_folder(), ["en"]), routes=[webhook.add_to]
    )
    server = TestServer(application)
    async with server:
        yield server


@pytest.fixture
async def telegram(site: TestServer) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    """Whoever calls us, with the right secret unless another is given."""
    async with TestClient(site, headers={SECRET_HEADER: SECRET}) as calling:
        yield calling
