"""The front page."""

import pytest

from bot.i18n import Languages
from bot.web.application import make_application
from tests.webchat.browser import new_client, served
from tests.webchat.conftest import ON_SQLITE, NewBrowser
from tests.webchat.double import Double, webchat

pytestmark = ON_SQLITE


async def test_the_demo_shows_three_phones(double: Double, languages: Languages) -> None:
    chat = webchat(double, languages, demo_people={"buyer": "b", "farmer": "f", "admin": "a"})
    application = make_application(database=double.database, languages=languages, routes=[chat.add_to])

    async with served(application) as server, new_client(server) as client, client.get("/") as response:
        page = await response.text()

    assert all(f'src="/chat/{name}/"' in page for name in ("buyer", "farmer", "admin"))


@pytest.mark.parametrize(("path", "goes_to"), [("/", "/chat/"), ("/chat", "/chat/"), ("/chat/ana", "/chat/ana/")])
async def test_short_addresses_lead_to_the_chat(browser: NewBrowser, path: str, goes_to: str) -> None:
    async with browser().client.get(path, allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (302, goes_to)


@pytest.mark.parametrize("path", ["/chat/Ana/", "/chat/a_b/", "/chat/-a/", "/chat/" + "a" * 41 + "/", "/chat/a/b/"])
async def test_a_name_that_is_none(browser: NewBrowser, path: str) -> None:
    async with browser().client.get(path) as response:
        assert response.status == 404
