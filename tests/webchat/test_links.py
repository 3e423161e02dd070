"""One-time links: a look takes nothing, a press joins."""

import re

from aiohttp.test_utils import TestServer

from bot.i18n import Languages
from bot.links import Links
from bot.messages import Text
from bot.web.application import make_application
from tests.webchat.browser import new_client, served
from tests.webchat.conftest import ON_SQLITE, NewBrowser
from tests.webchat.double import SITE_URL, Double, webchat

pytestmark = ON_SQLITE

FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}


async def test_looking_at_a_link_takes_nothing(browser: NewBrowser, double: Double) -> None:
    for path in ("/i/Abc-123_x", "/join/Abc-123_x"):
        async with browser().client.get(path) as response:
            page = await response.text()

        assert response.status == 200
        assert 'value="Abc-123_x"' in page
        assert "Set-Cookie" not in response.headers
    assert double.received == []


async def test_join_says_start_with_the_code_and_opens_the_chat(browser: NewBrowser, double: Double) -> None:
    ana = browser()

    async with ana.client.post("/chat/join", data="code=Abc&id=q-1", headers=FORM, allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (303, "/chat/")

    [event] = double.received
    assert event.content == Text("/start Abc")
    assert event.message_id is None  # the code is nobody's to read again
    assert await ana.sees() == ["You said: /start Abc"]
    assert not (await ana.history())["greet"]


async def test_join_acts_for_the_chat_that_is_there(browser: NewBrowser, double: Double) -> None:
    ana = browser()
    await ana.opens()
    await ana.says("hello")

    await ana.client.post("/chat/join", data="code=Abc&id=q-1", headers=FORM)

    assert len({event.sender.external_id for event in double.received}) == 1


async def test_join_pressed_twice_is_one_event(browser: NewBrowser, double: Double) -> None:
    ana = browser()
    await ana.opens()

    for _ in range(2):
        await ana.client.post("/chat/join", data="code=Abc&id=q-1", headers=FORM)

    assert len(double.received) == 1


async def test_another_site_cannot_press_join(browser: NewBrowser, double: Double) -> None:
    ana = browser()

    for said in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "", "Origin": "https://evil.example"}, {}):
        headers = {"Content-Type": FORM["Content-Type"]} | {name: value for name, value in said.items() if value}
        async with ana.client.post("/chat/join", data="code=Abc&id=q-1", headers=headers) as response:
            assert response.status == 403

    assert double.received == []


async def test_nonsense_is_refused(browser: NewBrowser, double: Double) -> None:
    ana = browser()

    for body in ("", "code=Abc", "id=q-1", "code=A+b&id=q-1", "code=A%00&id=q-1", "code=Abc&id=a:b"):
        async with ana.client.post("/chat/join", data=body, headers=FORM) as response:
            assert response.status == 400
    async with ana.client.post("/chat/join", data="code=" + "x" * 2000, headers=FORM) as response:
        assert response.status == 413
    for path in ("/i/", "/i/a%20b", "/i/" + "x" * 65, "/i/%00", "/i/..%2F"):
        async with ana.client.get(path) as response:
            assert response.status == 404

    assert double.received == []


async def test_a_busy_market_keeps_the_link_usable(browser: NewBrowser, double: Double) -> None:
    ana = browser()
    double.is_busy = True

    async with ana.client.post("/chat/join", data="code=Abc&id=q-1", headers=FORM) as response:
        assert (response.status, response.headers["Retry-After"]) == (503, "2")


async def test_in_the_demo_a_link_opens_one_more_phone(double: Double, languages: Languages) -> None:
    chat = webchat(double, languages, demo_people={"buyer": "demo-buyer"})
    application = make_application(database=double.database, languages=languages, routes=[chat.add_to])
    async with served(application) as server:
        pages = [await _page(server) for _ in range(2)]

    actions = [re.search(r'action="(/chat/guest-[0-9a-f]+/)join"', page) for page in pages]
    assert all(actions)
    assert len({match[1] for match in actions if match}) == 2


async def test_a_link_can_be_opened_in_a_messenger_that_is_known(double: Double, languages: Languages) -> None:
    links = Links(SITE_URL)
    chat = webchat(double, languages, links=links)
    application = make_application(database=double.database, languages=languages, routes=[chat.add_to])
    async with served(application) as server:
        before = await _page(server)
        links.add("telegram", "https://t.me/farmgate_bot?start=")
        after = await _page(server)

    assert "t.me" not in before
    assert '<a class="button" href="https://t.me/farmgate_bot?start=Abc" rel="noreferrer">Open in Telegram</a>' in after


async def _page(server: TestServer) -> str:
    async with new_client(server) as client, client.get("/i/Abc") as response:
        return await response.text()
