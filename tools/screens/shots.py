"""What each step of a walk looks like: the web chat's real page photographed, Telegram's chat drawn."""

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from playwright.async_api import Browser, BrowserContext, Page

from bot.channels.webchat.channel import WebChat
from bot.web.application import make_application, serve
from tests.market import Market, Message
from tests.telegram.fake.chats import Chat
from tests.telegram.fake.chats import Message as Shown
from tests.telegram.line import TelegramLine
from tools.screens.messenger import bubbles
from tools.screens.walk import Step

WIDTH, HEIGHT = 390, 844
TALL = 2400  # no message is cut by the window's edge
TAGS = {"zh_Hans": "zh-CN"}
READY = "() => !document.querySelector('#log[aria-busy]') && [...document.images].every((one) => one.complete)"
# As high as they are on a phone, although the window is taller.
LIKE_A_PHONE = f"""article > img:not(.qr) {{ max-block-size: {HEIGHT * 28 // 100}px !important }}
article > img.qr {{ max-block-size: {HEIGHT * 45 // 100}px !important }}"""
TOO_WIDE = """() => [...document.querySelectorAll("article .button, article .words, article")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent)"""


@dataclass
class Shots:
    """One line's pictures, as HTML, by step; `whole` are whole phones at the end, by role."""

    steps: list[Step] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    whole: dict[str, str] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    letters: set[str] = field(default_factory=set)

    def add(self, step: Step, html: str) -> None:
        self.steps.append(step)
        self.html.append(html)
        self.letters.update(*(_words(message) for message in step.news))


@dataclass
class WebShots(Shots):
    """Opens a page for each phone once it has something to show."""

    url: str = ""
    people: dict[str, str] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    context: BrowserContext | None = None

    async def look(self, step: Step) -> None:
        page = await self._page(step)
        pictures = [
            _picture(await page.locator(f"[id='m-{message.message_id}']").screenshot(animations="disabled"))
            for message in step.news
        ]
        self.complaints += [f"{step}: wider than its place: {words!r}" for words in await page.evaluate(TOO_WIDE)]
        self.add(step, "".join(pictures))

    async def see_whole_phones(self) -> None:
        for role, page in self.pages.items():
            await page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
            await _fresh(page, page.url)
            self.whole[role] = _picture(await page.screenshot(animations="disabled"))

    async def _page(self, step: Step) -> Page:
        assert self.context is not None
        if step.role not in self.pages:
            self.people[step.role] = step.phone.address.external_id
            self.pages[step.role] = await self.context.new_page()
        page = self.pages[step.role]
        await _fresh(page, f"{self.url}/chat/{step.role}/")
        await page.add_style_tag(content=LIKE_A_PHONE)
        return page


@dataclass
class TelegramShots(Shots):
    """Draws what the platform holds."""

    line: TelegramLine | None = None

    async def look(self, step: Step) -> None:
        assert self.line is not None
        chat = self.line.api.bot.chats[int(step.phone.address.external_id)]
        new = [shown for message in step.news for shown in _with_album(chat, int(message.message_id))]
        self.add(step, bubbles(new, self._photo))
        self.whole[step.role] = bubbles((one for one in chat.messages.values() if one.words), self._photo)

    def _photo(self, file_id: str) -> bytes:
        assert self.line is not None
        api = self.line.api
        return api.platform.files.find(api.bot.id, file_id).upload.content


@asynccontextmanager
async def web_shots(market: Market, browser: Browser, language: str) -> AsyncIterator[WebShots]:
    """Serve a market's web chat, where each role's chat is one of the demo's, and photograph it."""
    shots = WebShots()
    site = WebChat(
        receive=market.receive,
        database=market.database,
        languages=market.house.languages,
        secret_key="of these pictures alone",
        public_url=market.house.links.site_url,
        seller_name=lambda language: market.house.shelf.rules.name_for(language) or "Farmgate",
        demo_people=shots.people,
        links=market.house.links,
        clock=market.clock,
    )
    application = make_application(database=market.database, languages=market.house.languages, routes=[site.add_to])
    runner = await serve(application, "127.0.0.1", 0)
    shots.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    shots.context = await browser.new_context(
        viewport={"width": WIDTH, "height": TALL},
        locale=TAGS.get(language, language),
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
        bypass_csp=True,
    )
    try:
        yield shots
    finally:
        await shots.context.close()
        await runner.cleanup()


def _with_album(chat: Chat, message_id: int) -> list[Shown]:
    """Give a message, and those that came in one album with it."""
    first = chat.messages[message_id]
    album = first.attachment.get("media_group_id")
    if album is None:
        return [first]
    return [one for one in chat.messages.values() if one.attachment.get("media_group_id") == album]


async def _fresh(page: Page, url: str) -> None:
    await page.goto(url)
    await page.wait_for_function(READY)


def _picture(png: bytes) -> str:
    return f'<img src="data:image/png;base64,{base64.b64encode(png).decode()}">'


def _words(message: Message) -> str:
    return message.text + "".join(message.labels)
