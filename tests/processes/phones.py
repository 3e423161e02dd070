"""A browser that talks to running processes: it posts as the page does, and keeps what the stream tells it."""

import asyncio
import json
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import uuid4

import aiohttp

from bot.buttons import Button
from tests.processes.running import PATIENCE_S
from tests.webchat.browser import Browser

Message = dict[str, Any]  # as the page draws it: bot.channels.webchat.history

LINK = re.compile(r"https?://[^/\s]+(/(?:i|join)/\S+)")


class Phone:
    """One chat of one cookie jar.

    site: which of the sites it talks to; any will do, since they share a database and a key.
    """

    def __init__(self, *sites: str, path: str = "/chat/") -> None:
        jar = aiohttp.CookieJar(unsafe=True)  # browsers keep cookies for 127.0.0.1, aiohttp's jar does not by itself
        self._clients = [aiohttp.ClientSession(site, cookie_jar=jar) for site in sites]
        self.browsers = [Browser(client, path) for client in self._clients]
        self.site = 0
        self.heard: list[Message] = []  # each message and each change of one, as the stream told it
        self._messages: dict[str, Message] = {}
        self._changed = asyncio.Event()
        self._ear: asyncio.Task[None] | None = None

    @property
    def browser(self) -> Browser:
        return self.browsers[self.site]

    async def opens(self) -> None:
        """Load the page, and listen."""
        await self.browser.opens(**{"Accept-Language": "en"})
        await self.listens()

    async def listens(self) -> None:
        """Keep the stream of its site open, and no other."""
        await self._hush()
        self._ear = asyncio.create_task(self._hear(self.browser))

    async def close(self) -> None:
        await self._hush()
        for client in self._clients:
            await client.close()

    def new_id(self) -> str:
        """The id that a message keeps however often it is repeated."""
        return uuid4().hex

    async def says(self, text: str) -> None:
        await self.posts({"kind": "text", "text": text})

    async def taps(self, button: str | type[Button]) -> None:
        """Wait for a button, and tap the newest."""
        await self.posts(await self.press_of(button))

    async def press_of(self, button: str | type[Button]) -> dict[str, Any]:
        """What the page posts for the newest button with this label, or of this kind; waits until there is one."""
        message = await self.until(lambda one: bool(_choices(one, button)), f"the button {button!r}")
        payload = _choices(message, button)[0]["payload"]
        return {"kind": "press", "payload": payload, "message_id": message["id"]}

    async def posts(self, fields: dict[str, Any], site: int | None = None) -> None:
        """Post a message that is taken at once.

        Raises:
            aiohttp.ClientError: nobody knows whether it was taken.
        """
        browser = self.browser if site is None else self.browsers[site]
        status, answer = await browser.posts({"id": self.new_id()} | fields)
        assert (status, answer.get("ok")) == (200, True)

    async def redeems(self, link: str) -> None:
        """Open a one-time link, press Join, and follow to the chat."""
        client, english = self.browser.client, {"Accept-Language": "en"}
        async with client.get(path_of(link), headers=english) as response:
            html = await response.text()
        form = dict(re.findall(r'name="(\w+)" value="([^"]*)"', html))
        headers = english | {"Sec-Fetch-Site": "same-origin"}
        async with client.post(f"{self.browser.path}join", data=form, headers=headers) as response:
            assert response.status == 200
        await self.listens()

    @property
    def chat(self) -> list[Message]:
        """All that stands in the chat, oldest first, the person's own words included."""
        return sorted((one for one in self._messages.values() if not one["removed"]), key=lambda one: int(one["place"]))

    @property
    def messages(self) -> list[Message]:
        return [message for message in self.chat if not message["own"]]

    async def sees(self, words: str) -> Message:
        """Wait for a message of ours that holds these words."""
        return await self.until(lambda one: words in text_of(one), repr(words))

    async def until(self, fits: Callable[[Message], bool], what: str) -> Message:
        """Wait for a message of ours that fits; give the newest."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                while True:
                    self._changed.clear()
                    for message in reversed(self.messages):
                        if fits(message):
                            return message
                    await self._changed.wait()
        except TimeoutError:
            seen = [(text_of(one), labels_of(one)) for one in self.messages[-3:]]
            raise AssertionError(f"never saw {what}; the last messages are {seen}") from None

    async def _hear(self, browser: Browser) -> None:
        with suppress(aiohttp.ClientError):  # the process was killed; whoever tests that listens elsewhere then
            async with browser.client.get(f"{browser.path}events") as response:
                assert response.status == 200
                async for line in response.content:
                    if line.startswith(b"data: {"):
                        self._take(json.loads(line.removeprefix(b"data: ")))

    def _take(self, batch: dict[str, Any]) -> None:
        self.heard += batch["rows"]
        if batch["reset"]:
            self._messages.clear()
        self._messages |= {f"{row['own']} {row['id']}": row for row in batch["rows"]}
        self._changed.set()

    async def _hush(self) -> None:
        if self._ear is not None:
            self._ear.cancel()
            await asyncio.gather(self._ear, return_exceptions=True)


def path_of(words: str) -> str:
    """The path of the one-time link that stands in some words."""
    found = LINK.search(words)
    assert found, words
    return found[1]


def text_of(message: Message) -> str:
    return "\n".join(filter(None, (message["title"], message["text"])))


def labels_of(message: Message) -> list[str]:
    return [choice["label"] for row in message["rows"] for choice in row]


def _choices(message: Message, button: str | type[Button]) -> list[dict[str, str]]:
    every = [choice for row in message["rows"] for choice in row]
    if isinstance(button, str):
        return [choice for choice in every if choice["label"] == button]
    return [choice for choice in every if choice["payload"].partition(":")[0] == button.verb]
