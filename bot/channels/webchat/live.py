"""What an open page is told: a stream of changes, and the same by asking where streams are blocked."""

import asyncio
import json
from contextlib import suppress
from functools import partial

from aiohttp import web
from aiohttp_sse import EventSourceResponse, sse_response

from bot.channels.webchat.history import Batch, read_batch
from bot.channels.webchat.hub import Hub, OpenPage, TooManyPages
from bot.channels.webchat.qr import qr_path
from bot.channels.webchat.site import Site
from bot.channels.webchat.slots import slot_of
from bot.database.errors import DatabaseUnavailable

# A beat that the page can see: without one it would take a dead connection for a quiet one. It is also when a page
# looks for itself, in case a wake-up was lost.
BEAT_S = 15.0
RETRY_MS = 2000  # for browsers that reconnect by themselves
CURSOR_MAX = 2**63 - 1
TOO_OFTEN_RETRY_AFTER_S = 60


class Live:
    """The two ways of hearing what is new; both show a chat to the browser that has its cookie, and to no other."""

    def __init__(self, site: Site, hub: Hub) -> None:
        self._site = site
        self._hub = hub

    def add_to(self, application: web.Application, base: str) -> None:
        application.router.add_get(f"{base}/events", self._events, allow_head=False)
        application.router.add_get(f"{base}/history", self._history)

    async def _history(self, request: web.Request) -> web.Response:
        """`?after=<cursor>`: what changed since, at once."""
        external_id = self._known(request)
        batch = await self._read(external_id, cursor_of(request))
        return web.Response(
            text=self._as_json(batch), content_type="application/json", headers={"Cache-Control": "no-store"}
        )

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """The same as server-sent events, each a batch whose id is its cursor, for as long as the page is open."""
        external_id = self._known(request)
        try:
            with self._hub.page(external_id, cursor_of(request)) as page:
                # Read once before the stream begins: a database that is away is a plain 503 then.
                batch = await self._look(page)
                async with sse_response(request, ping_interval=BEAT_S * 10) as stream:
                    # How most streams end: the page is left, or its phone drops out of the net.
                    with suppress(ConnectionError, TimeoutError):
                        await self._tell(stream, batch)
                        await self._follow(page, stream)
                return stream
        except TooManyPages:
            raise web.HTTPTooManyRequests(headers={"Retry-After": str(TOO_OFTEN_RETRY_AFTER_S)}) from None

    async def _follow(self, page: OpenPage, stream: EventSourceResponse) -> None:
        """Tell a page of every change until it leaves or we close."""
        while not self._hub.closed:
            try:
                await asyncio.wait_for(page.wake.wait(), BEAT_S)
            except TimeoutError:
                await stream.send("", event="beat")
            if self._hub.closed:
                return
            try:
                batch = await self._look(page)
            except DatabaseUnavailable:
                return  # the page comes again by itself
            if batch.rows:
                await self._tell(stream, batch)

    async def _look(self, page: OpenPage) -> Batch:
        page.wake.clear()  # before reading: what comes meanwhile wakes again
        batch = await self._read(page.external_id, page.cursor)
        page.cursor, page.identity_id = batch.cursor, batch.identity_id
        return batch

    async def _read(self, external_id: str, after: int) -> Batch:
        where = partial(qr_path, self._site.links)
        return await self._site.database.read(partial(read_batch, external_id=external_id, after=after, qr_path=where))

    async def _tell(self, stream: EventSourceResponse, batch: Batch) -> None:
        await stream.send(self._as_json(batch), id=str(batch.cursor), retry=RETRY_MS)

    def _as_json(self, batch: Batch) -> str:
        language = self._site.languages.get(batch.language).code if batch.language else None
        facts = {
            "rows": batch.rows,
            "cursor": batch.cursor,
            "reset": batch.reset,
            "greet": batch.greet,
            "language": language,
        }
        return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))

    def _known(self, request: web.Request) -> str:
        external_id = self._site.cookies.read(request, slot_of(request))
        if external_id is None:
            raise web.HTTPUnauthorized  # the page loads itself again, which makes a cookie
        return external_id


def cursor_of(request: web.Request) -> int:
    """After which change: the browser's own Last-Event-ID when it reconnects, else `?after=`; nonsense is 0."""
    for words in (request.headers.get("Last-Event-ID", ""), request.query.get("after", "")):
        if words.isascii() and words.isdigit() and len(words) <= 19:
            return min(int(words), CURSOR_MAX)
    return 0
