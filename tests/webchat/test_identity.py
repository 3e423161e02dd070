"""Who a browser is, and that nobody is anyone else."""

import pytest
from aiohttp import web

from bot.channels.webchat.channel import WebChat
from bot.i18n import Languages
from bot.messages import Outgoing
from bot.web.application import make_application
from tests.webchat.browser import Browser, new_client, served
from tests.webchat.conftest import ON_SQLITE, NewBrowser
from tests.webchat.double import Double, webchat

pytestmark = ON_SQLITE


async def test_a_browser_is_known_again(browser: NewBrowser) -> None:
    ana = browser()

    first = await ana.external_id()
    await ana.opens()

    assert await ana.external_id() == first


async def test_each_name_is_a_chat_of_its_own(browser: NewBrowser, double: Double) -> None:
    plain = browser("/chat/")
    named = Browser(plain.client, "/chat/ana/")
    for chat in (plain, named):
        await chat.opens()

    await plain.says("plain")
    await named.says("named")

    assert await plain.sees() == ["plain", "You said: plain"]
    assert await named.sees() == ["named", "You said: named"]
    assert len({event.sender.external_id for event in double.received}) == 2


async def test_nobody_sees_another_chat(browser: NewBrowser, double: Double) -> None:
    ana, ben = browser(), browser()
    await ben.opens()
    await ben.says("hello")
    async with ben.listening() as stream:
        await stream.next()

        await double.shows(await ana.external_id(), "receipt", Outgoing("Ana's receipt"))
        await double.shows(await ben.external_id(), "receipt", Outgoing("Ben's receipt"))
        heard = await stream.next()

    assert [row["text"] for row in heard["rows"]] == ["Ben's receipt"]
    assert await ben.sees() == ["hello", "You said: hello", "Ben's receipt"]


@pytest.mark.parametrize(
    "forged",
    ["", "nonsense", "demo-admin", "demo-admin.aaaaaa.bbbbbb", "a" * 4000, "%00", '"; Path=/'],
)
async def test_a_forged_cookie_is_a_new_visitor(browser: NewBrowser, double: Double, forged: str) -> None:
    eve = browser()
    await double.shows("demo-admin", "secret", Outgoing("Not for you"))

    async with eve.client.get("/chat/history", headers={"Cookie": f"farmgate={forged}"}) as response:
        before = response.status
    await eve.opens(Cookie=f"farmgate={forged}")

    assert before == 401
    assert await eve.external_id() != "demo-admin"
    assert await eve.sees() == []


async def test_a_cookie_with_one_changed_character_is_not_ours(browser: NewBrowser) -> None:
    ana = browser()
    await ana.opens()
    name, _, value = ana.cookie().partition("=")
    changed = ("B" if value[0] != "B" else "C") + value[1:]

    thief = browser()
    async with thief.client.get("/chat/history", headers={"Cookie": f"{name}={changed}"}) as response:
        assert response.status == 401


async def test_a_cookie_opens_its_own_chat_only(browser: NewBrowser) -> None:
    ana = browser("/chat/ana/")
    await ana.opens()
    value = ana.cookie().partition("=")[2]

    other = browser("/chat/ben/")
    async with other.client.get("/chat/ben/history", headers={"Cookie": f"farmgate_ben={value}"}) as response:
        assert response.status == 401


async def test_a_cookie_of_another_key_is_not_ours(double: Double, languages: Languages, browser: NewBrowser) -> None:
    elsewhere = webchat(double, languages, secret_key="another key")
    async with served(_application(double, languages, elsewhere)) as server, new_client(server) as client:
        foreign = Browser(client, "/chat/")
        await foreign.opens()
        cookie = foreign.cookie()

    async with browser().client.get("/chat/history", headers={"Cookie": cookie}) as response:
        assert response.status == 401


def test_without_a_key_there_is_no_chat(double: Double, languages: Languages) -> None:
    with pytest.raises(ValueError, match="SECRET_KEY"):
        webchat(double, languages, secret_key="")


async def test_the_cookie_stays_where_scripts_and_other_sites_cannot_reach_it(browser: NewBrowser) -> None:
    ana = browser("/chat/ana/")

    async with ana.client.get("/chat/ana/") as response:
        cookie = response.headers["Set-Cookie"]

    assert {"HttpOnly", "SameSite=Lax", "Path=/chat/ana/", "Max-Age=31536000"} <= set(cookie.split("; "))
    assert "Secure" not in cookie  # on plain http a browser would throw it away


async def test_on_https_the_cookie_goes_nowhere_else(double: Double, languages: Languages) -> None:
    chat = webchat(double, languages, site_url="https://market.example")
    application = _application(double, languages, chat)
    async with served(application) as server, new_client(server) as client, client.get("/chat/") as response:
        assert "Secure" in response.headers["Set-Cookie"].split("; ")


async def test_without_a_cookie_nothing_is_taken(browser: NewBrowser, double: Double) -> None:
    ana = browser()

    status, body = await ana.posts({"kind": "text", "text": "hello"})

    assert (status, body) == (401, {"ok": False})
    assert double.received == []


async def test_the_demo_gives_its_people_to_whoever_opens_their_phones(double: Double, languages: Languages) -> None:
    chat = webchat(double, languages, demo_people={"farmer": "demo-farmer"})
    async with served(_application(double, languages, chat)) as server, new_client(server) as client:
        for path in ("/chat/farmer/", "/chat/guest-1/"):
            phone = Browser(client, path)
            await phone.opens()
            await phone.says("hello")

    assert double.received[0].sender.external_id == "demo-farmer"
    assert double.received[1].sender.external_id != "demo-farmer"


async def test_outside_the_demo_no_name_is_anyone(browser: NewBrowser, double: Double) -> None:
    admin, other = browser("/chat/admin/"), browser("/chat/admin/")

    assert await admin.external_id() != await other.external_id()


async def test_a_demo_cookie_of_thrown_away_data_is_replaced(double: Double, languages: Languages) -> None:
    old = webchat(double, languages, demo_people={"admin": "the-old-admin"})
    async with served(_application(double, languages, old)) as server, new_client(server) as client:
        phone = Browser(client, "/chat/admin/")
        await phone.opens()
        cookie = phone.cookie()

    new = webchat(double, languages, demo_people={"admin": "the-new-admin"})
    async with served(_application(double, languages, new)) as server, new_client(server) as client:
        phone = Browser(client, "/chat/admin/")
        await phone.opens(Cookie=cookie)
        assert await phone.external_id() == "the-new-admin"


def _application(double: Double, languages: Languages, chat: WebChat) -> web.Application:
    return make_application(database=double.database, languages=languages, routes=[chat.add_to])
