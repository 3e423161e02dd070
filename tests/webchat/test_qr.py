"""QR codes: of our own links to what anyone may open, and of nothing else."""

import pytest

from bot.channels.webchat.qr import qr_path
from bot.i18n import Languages
from bot.links import Links
from bot.messages import Outgoing
from bot.web.application import make_application
from tests.webchat.browser import new_client, served
from tests.webchat.conftest import ON_SQLITE, NewBrowser
from tests.webchat.double import SITE_URL, Double, webchat

CODE = "Abc-123_xAbc-123_xAbc-"  # as long as an invitation's

PLACES = {
    f"{SITE_URL}/chat/?start=p_12": "/qr/webchat/p_12",
    f"{SITE_URL}/chat/?start=c_3": "/qr/webchat/c_3",
    f"{SITE_URL}/chat/": "/qr/webchat",
    "https://t.me/farmgate_bot?start=p_12": "/qr/telegram/p_12",
    "https://t.me/farmgate_bot": "/qr/telegram",
    f"{SITE_URL}/chat/?start={CODE}": None,  # an invitation's code has no business in an address of ours
    f"{SITE_URL}/chat/?start=": None,
    f"{SITE_URL}/i/{CODE}": None,
    "https://t.me/another_bot?start=p_12": None,
    "https://evil.example/": None,
    "javascript:alert(1)": None,
    "p_12": None,
}


def known_links() -> Links:
    links = Links(SITE_URL)
    links.add("telegram", "https://t.me/farmgate_bot?start=")
    return links


@pytest.mark.parametrize("address", PLACES)
def test_only_our_own_links_have_a_code(address: str) -> None:
    assert qr_path(known_links(), address) == PLACES[address]


@ON_SQLITE
async def test_a_message_shows_its_code(browser: NewBrowser, double: Double) -> None:
    ana = browser()
    await double.shows(await ana.external_id(), "card", Outgoing("Share", qr=f"{SITE_URL}/chat/?start=p_12"))

    [row] = (await ana.history())["rows"]
    async with ana.client.get(row["qr"]) as response:
        assert response.content_type == "image/svg+xml"
        assert (await response.read()).startswith(b'<svg xmlns="http://www.w3.org/2000/svg" ')
        assert "img-src 'self'" in response.headers["Content-Security-Policy"]


@ON_SQLITE
async def test_a_message_with_an_address_of_others_shows_no_code(browser: NewBrowser, double: Double) -> None:
    ana = browser()
    await double.shows(await ana.external_id(), "card", Outgoing("Share", qr="https://evil.example/"))

    assert (await ana.history())["rows"][0]["qr"] is None


@ON_SQLITE
@pytest.mark.parametrize(
    "path",
    [
        "sms/p_1",
        "webchat/x_1",
        f"webchat/{CODE}",
        "webchat/p_",
        "webchat/https:%2F%2Fevil.example",
        "webchat/",
        "",
        "x",
    ],
)
async def test_nothing_else_is_drawn(double: Double, languages: Languages, path: str) -> None:
    chat = webchat(double, languages, links=known_links())
    application = make_application(database=double.database, languages=languages, routes=[chat.add_to])
    async with served(application) as server, new_client(server) as client:
        for wanted, status in ((path, 404), ("telegram/p_12", 200)):
            async with client.get(f"/qr/{wanted}") as response:
                assert response.status == status
