"""A real browser on a web chat with a double behind it."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright, expect

from bot.database import open_database
from bot.i18n import Languages
from bot.messages import Choice, Incoming, Outgoing, Press, Text
from bot.web.application import make_application, serve
from tests.webchat.double import Double, three_languages, webchat

PHONE = {"width": 390, "height": 844}
PATIENCE_MS = 10_000

# Starting the browser takes as long as a test, so they share one, and its event loop.
IN_BROWSER = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

# Written by Chromium itself whenever a request fails, which some tests want.
EXPECTED = re.compile(r"Failed to load resource|net::ERR_")

LABELS = ("Add to the basket", "Noch etwas anderes", "Отменить этот заказ", "20 characters long!!")


@dataclass
class Site:
    """A running web chat and what stands behind it."""

    url: str
    double: Double


@pytest.fixture(scope="session")
def languages(tmp_path_factory: pytest.TempPathFactory) -> Languages:
    return three_languages(tmp_path_factory.mktemp("locales"))


@pytest_asyncio.fixture(loop_scope="session")
async def site(languages: Languages) -> AsyncIterator[Site]:
    """The web chat, with the demo's three people; a reply is a card with buttons, edited by a press."""
    database = open_database("sqlite://")
    double = Double(database, answer=answer)
    people = {name: f"demo-{name}" for name in ("buyer", "farmer", "admin")}
    chat = webchat(double, languages, demo_people=people)
    runner = await serve(make_application(database=database, languages=languages, routes=[chat.add_to]), "127.0.0.1", 0)
    yield Site(f"http://127.0.0.1:{runner.addresses[0][1]}", double)
    await runner.cleanup()
    await database.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chrome(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        browser = await playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield browser
        await browser.close()


OpenPhone = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(loop_scope="session")
async def phone(site: Site, chrome: Browser) -> AsyncIterator[OpenPhone]:
    """Opens pages that were greeted, each in a browser of its own; none may complain in the console."""
    complaints: list[str] = []

    contexts: list[BrowserContext] = []

    async def open_phone(path: str = "/chat/", *, width: int = PHONE["width"], locale: str = "en-GB") -> Page:
        context = await chrome.new_context(viewport=PHONE | {"width": width}, locale=locale)
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.extend(_complaint(message)))
        await page.goto(site.url + path)
        if path != "/":  # the demo's front page has its chats in frames
            await expect(page.get_by_text("Welcome")).to_be_visible()
        return page

    yield open_phone
    for context in contexts:
        await context.close()
    assert complaints == []


async def until(is_so: Callable[[], Awaitable[bool]]) -> None:
    """Wait for what no element shows."""
    async with asyncio.timeout(PATIENCE_MS / 1000):
        while not await is_so():
            await asyncio.sleep(0.02)


def answer(incoming: Incoming) -> list[tuple[str, Outgoing]]:
    """Hello shows a card; a press edits it; words are answered with words."""
    content = incoming.content
    if isinstance(content, Press):
        return [("card", card(f"You pressed {content.payload}", pressed=content.payload))]
    if isinstance(content, Text) and content.text == "/start":
        return [("card", card("Welcome"))]
    if isinstance(content, Text) and content.text.startswith("/language "):
        return []
    words = content.text if isinstance(content, Text) else content.kind
    return [(f"answer-{incoming.event_id[:40]}", Outgoing(f"You said: {words}"))]


def card(title: str, pressed: str = "") -> Outgoing:
    """A card with labels as long as they may be."""
    rows = tuple((Choice(label, f"go:{number}"),) for number, label in enumerate(LABELS))
    first = (Choice("Shop", "shop", "primary"), Choice("Cancel order", "cancel", "danger"))
    return Outgoing(f"Last press: {pressed or 'none'}", title, (first, rows[0] + rows[1], *rows[2:]))


def _complaint(message: ConsoleMessage) -> list[str]:
    return [message.text] if message.type == "error" and not EXPECTED.search(message.text) else []
