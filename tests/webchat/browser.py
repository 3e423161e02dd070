"""A browser as these tests need one: cookies, the page's own calls, and an ear on the stream."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

PATIENCE_S = 5.0

_ids = count(1)


class Browser:
    """One browser with one chat open."""

    def __init__(self, client: aiohttp.ClientSession, path: str) -> None:
        self.client = client
        self.path = path

    async def opens(self, **headers: str) -> str:
        """Load the page; give its HTML."""
        async with self.client.get(self.path, headers=headers) as response:
            assert response.status == 200
            return await response.text()

    async def says(self, text: str, **fields: Any) -> dict[str, Any]:
        status, body = await self.posts({"kind": "text", "text": text} | fields)
        assert status == 200
        return body

    async def posts(self, fields: dict[str, Any], **headers: str) -> tuple[int, dict[str, Any]]:
        """Post a message as the page does; `headers` replaces what the page would say of itself."""
        message = {"id": f"page-{next(_ids)}"} | fields
        return await self.posts_raw(json.dumps(message, ensure_ascii=False), **headers)

    async def posts_raw(self, body: str | bytes, **headers: str) -> tuple[int, dict[str, Any]]:
        own = {"Content-Type": "application/json", "X-Farmgate": "1", "Sec-Fetch-Site": "same-origin"}
        sent = {name: value for name, value in (own | headers).items() if value}
        async with self.client.post(f"{self.path}send", data=body, headers=sent) as response:
            text = await response.text()
            return response.status, json.loads(text) if text else {}

    async def sees(self, after: int = 0) -> list[str]:
        """The texts of what changed after a cursor."""
        return [row.get("text", "") for row in (await self.history(after))["rows"]]

    async def history(self, after: int = 0) -> dict[str, Any]:
        async with self.client.get(f"{self.path}history", params={"after": after}) as response:
            assert response.status == 200
            body: dict[str, Any] = await response.json()
            return body

    @asynccontextmanager
    async def listening(self, last_event_id: int | None = None) -> AsyncIterator["Stream"]:
        headers = {} if last_event_id is None else {"Last-Event-ID": str(last_event_id)}
        async with self.client.get(f"{self.path}events", headers=headers) as response:
            assert response.status == 200
            yield Stream(response)

    def cookie(self) -> str:
        """What the browser keeps for this chat, name and value."""
        kept = [morsel for morsel in self.client.cookie_jar if morsel["path"] == self.path]
        return f"{kept[0].key}={kept[0].value}" if kept else ""

    async def external_id(self) -> str:
        """Who the server takes this browser for: the cookie's first part, before its signature."""
        if not self.cookie():
            await self.opens()
        match = re.search(r"=(.+)\.[^.]+\.[^.]+$", self.cookie())
        assert match
        return match[1]


class Stream:
    """Server-sent events, one after the other."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    async def next(self) -> dict[str, Any]:
        """The next batch, with the event's id as `event_id`."""
        return await asyncio.wait_for(self._next(), PATIENCE_S)

    async def ends(self) -> bool:
        """Whether the server closes the stream soon."""
        await asyncio.wait_for(self._response.content.read(), PATIENCE_S)
        return True

    async def _next(self) -> dict[str, Any]:
        event: dict[str, str] = {}
        async for raw in self._response.content:
            line = raw.decode().rstrip("\r\n")
            name, _, value = line.partition(": ")
            if line:
                event[name] = value
            elif event.get("data"):
                return json.loads(event["data"]) | {"event_id": event["id"]}
            else:
                event = {}
        raise AssertionError("the stream ended")


@asynccontextmanager
async def served(application: web.Application) -> AsyncIterator[TestServer]:
    """The application on a free port."""
    async with TestServer(application, shutdown_timeout=1) as server:
        yield server


def new_client(server: TestServer) -> aiohttp.ClientSession:
    """A browser without cookies; close it."""
    # unsafe: browsers keep cookies for 127.0.0.1, aiohttp's jar does not by itself.
    return aiohttp.ClientSession(server.make_url("/"), cookie_jar=aiohttp.CookieJar(unsafe=True))
