"""A bad line: nothing that was said is lost, and nothing is said twice."""

from playwright.async_api import Page, Route, expect

from bot.messages import Outgoing, Text
from tests.browser.conftest import IN_BROWSER, OpenPhone, Site, until

pytestmark = IN_BROWSER


async def test_words_said_without_a_signal_arrive_once_when_it_is_back(phone: OpenPhone, site: Site) -> None:
    page = await phone()

    await page.context.set_offline(True)
    await _say(page, "2 jin oyster mushroom")
    await _say(page, "10 eggs")

    await expect(page.locator(".own")).to_have_count(2)
    await expect(page.locator(".own small").first).to_have_text("Sending…")
    await expect(page.get_by_role("status").first).to_have_text("No connection. Your message will go out by itself.")

    await page.context.set_offline(False)

    await expect(page.get_by_text("You said: 10 eggs")).to_be_visible()
    await expect(page.get_by_role("status").first).to_be_empty()
    await expect(page.locator(".own small").first).not_to_have_text("Sending…")
    assert _said(site) == ["2 jin oyster mushroom", "10 eggs"]
    await expect(page.locator(".own")).to_have_count(2)


async def test_words_survive_a_reload(phone: OpenPhone, site: Site) -> None:
    page = await phone()

    site.double.is_busy = True
    await _say(page, "2 jin oyster mushroom")
    await expect(page.locator(".own small")).to_have_text("Sending…")
    await page.get_by_role("textbox").fill("half a sen")
    await page.reload()

    await expect(page.locator(".own small")).to_have_text("Sending…")
    await expect(page.get_by_role("textbox")).to_have_value("half a sen")
    site.double.is_busy = False
    await expect(page.get_by_text("You said: 2 jin oyster mushroom")).to_be_visible()
    assert _said(site) == ["2 jin oyster mushroom"]
    await expect(page.locator(".own")).to_have_count(1)


async def test_an_acknowledgement_that_is_lost_doubles_nothing(phone: OpenPhone, site: Site) -> None:
    page = await phone()
    lost = 0

    async def lose_the_answer(route: Route) -> None:
        nonlocal lost
        await route.fetch()  # the server has it
        lost += 1
        await (route.abort() if lost < 3 else route.continue_())

    await page.route("**/send", lose_the_answer)
    await _say(page, "2 jin oyster mushroom")

    await expect(page.get_by_text("You said: 2 jin oyster mushroom")).to_be_visible()
    await until(lambda: page.evaluate("localStorage.getItem('farmgate:/chat/:outbox') === '[]'"))
    assert lost == 3
    assert _said(site) == ["2 jin oyster mushroom"]
    await expect(page.locator(".own")).to_have_count(1)


async def test_what_came_meanwhile_is_there_when_the_signal_is(phone: OpenPhone, site: Site) -> None:
    page = await phone("/chat/farmer/")

    await page.context.set_offline(True)
    await page.evaluate("new Promise((done) => setTimeout(done, 200))")
    await site.double.shows("demo-farmer", "alert", Outgoing("A new order"))
    await page.context.set_offline(False)

    await expect(page.get_by_text("A new order")).to_have_count(1)


async def test_where_streams_are_blocked_the_page_asks(phone: OpenPhone, site: Site) -> None:
    page = await phone("/chat/farmer/")
    await page.route("**/events?*", lambda route: route.abort())
    await page.reload()

    await site.double.shows("demo-farmer", "alert", Outgoing("A new order"))

    await expect(page.get_by_text("A new order")).to_be_visible()
    await expect(page.get_by_role("status").first).to_be_empty()  # the line is fine


async def test_a_lost_cookie_is_a_new_chat_that_keeps_the_words(phone: OpenPhone, site: Site) -> None:
    page = await phone()

    await page.context.clear_cookies()
    await _say(page, "2 jin oyster mushroom")

    await expect(page.get_by_text("You said: 2 jin oyster mushroom")).to_be_visible()
    assert _said(site) == ["2 jin oyster mushroom"]
    assert len({event.sender.external_id for event in site.double.received}) == 2


async def test_a_browser_that_keeps_no_cookies_is_told(phone: OpenPhone, site: Site) -> None:
    page = await phone()
    for call in ("events?*", "history?*", "send"):  # what the server answers to who brings no cookie
        await page.route(f"**/chat/{call}", lambda route: route.fulfill(status=401, json={"ok": False}))

    await page.reload()

    await expect(page.get_by_role("status").first).to_contain_text("needs cookies")


async def _say(page: Page, words: str) -> None:
    await page.get_by_role("textbox").fill(words)
    await page.get_by_role("textbox").press("Enter")


def _said(site: Site) -> list[str]:
    texts = [event.content.text for event in site.double.received if isinstance(event.content, Text)]
    return [text for text in texts if not text.startswith("/")]
