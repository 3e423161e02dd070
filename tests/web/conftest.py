"""A web application with a route that does as it is told."""

from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import pytest
from aiohttp import web

from bot.database import Database, open_database
from bot.i18n import Languages
from bot.settings import locales_folder
from bot.web.application import make_application, serve

Behaviour = Callable[[web.Request], Awaitable[web.StreamResponse]]


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    database = open_database("sqlite://")
    yield database
    await database.close()


class Site:
    """A running application; `behaviour` is what its route `/try/{code}` does."""

    def __init__(self) -> None:
        self.behaviour: Behaviour | None = None
        self.url = ""

    def add_to(self, application: web.Application) -> None:
        async def act(request: web.Request) -> web.StreamResponse:
            assert self.behaviour is not None
            return await self.behaviour(request)

        application.router.add_route("*", "/try/{code}", act)


@pytest.fixture
def options() -> dict[str, object]:
    """What `make_application` is given besides; a test replaces it by parametrize."""
    return {}


@pytest.fixture
async def site(database: Database, options: dict[str, object]) -> AsyncIterator[Site]:
    site = Site()
    languages = Languages(locales_folder(), ["en", "zh_Hans"])
    application = make_application(database=database, languages=languages, routes=[site.add_to], **options)  # type: ignore[arg-type]
    runner = await serve(application, "127.0.0.1", 0)
    site.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield site
    await runner.cleanup()


@pytest.fixture
async def http(site: Site) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(site.url) as session:
        yield session
