"""What is known of a call that went wrong, over real connections."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, TelegramError

from bot.channels.telegram.gate import Gate
from bot.channels.telegram.request import AiohttpRequest, NoAnswer, NotSent, TooManyRequests
from tests.notices.platform import HeldClock

TOKEN = "12345:a-very-secret-word"
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def bot_of(url: str, gate: Gate | None = None) -> AsyncIterator[Bot]:
    request = AiohttpRequest(gate)
    async with request:
        yield Bot(TOKEN, base_url=f"{url}/bot", request=request, get_updates_request=AiohttpRequest())


@asynccontextmanager
async def serving(handler: Handler, gate: Gate | None = None) -> AsyncIterator[Bot]:
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", handler)
    async with TestServer(application) as server, bot_of(str(server.make_url("")).rstrip("/"), gate) as bot:
        yield bot


def answering(status: int, body: bytes | dict[str, object]) -> Handler:
    async def answer(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(status=status, body=body if isinstance(body, bytes) else json.dumps(body).encode())

    return answer


async def hang_up(request: web.Request) -> web.Response:
    await request.read()
    request.transport.abort()
    return web.Response()


def refusal(code: int, description: str, **parameters: object) -> dict[str, object]:
    said = {"ok": False, "error_code": code, "description": description}
    return said | ({"parameters": parameters} if parameters else {})


async def error_of(handler: Handler, gate: Gate | None = None, **timeouts: float) -> TelegramError:
    async with serving(handler, gate) as bot:
        with pytest.raises(TelegramError) as raised:
            await bot.send_message(1, "hello", **timeouts)
    return raised.value


async def test_a_call_and_its_answer():
    seen = {}

    async def answer(request: web.Request) -> web.Response:
        seen.update(await request.json())
        return web.json_response({"ok": True, "result": True})

    async with serving(answer) as bot:
        assert await bot.delete_message(-7, 12)

    assert seen == {"chat_id": -7, "message_id": 12}


async def test_files_travel_in_parts():
    seen = {}

    async def answer(request: web.Request) -> web.Response:
        async for part in await request.multipart():
            seen[part.name] = (part.filename, await part.read())
        chat = {"id": 1, "type": "private"}
        return web.json_response({"ok": True, "result": {"message_id": 1, "date": 1, "chat": chat}})

    async with serving(answer) as bot:
        await bot.send_photo(1, b"\x89PNG", caption="яблоко", filename="a.png")

    assert seen == {"chat_id": (None, b"1"), "photo": ("a.png", b"\x89PNG"), "caption": (None, "яблоко".encode())}


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (400, refusal(400, "Bad Request: chat not found"), BadRequest),
        (400, refusal(400, "Bad Request: upgraded", migrate_to_chat_id=-100), ChatMigrated),
        (401, refusal(401, "Unauthorized"), InvalidToken),
        (403, refusal(403, "Forbidden: bot was blocked by the user"), Forbidden),
        (413, refusal(413, "Request Entity Too Large"), BadRequest),
        (418, {"ok": False}, BadRequest),
        (413, b"<html>too much", NotSent),
        (409, refusal(409, "Conflict: terminated by other getUpdates request"), Conflict),
        (500, refusal(500, "Internal Server Error"), NotSent),
        (504, refusal(504, "Gateway Timeout"), NotSent),
        (504, b"<html>a proxy's", NoAnswer),
        (502, b"<html>", NotSent),
        (403, b"<html>a proxy's", NotSent),
        (404, b"[]", NotSent),
        (302, b"", NotSent),
        (200, b"<html>a hotel's", NoAnswer),
        (200, b'{"ok": tr', NoAnswer),
        (200, b"\xff\xfe", NoAnswer),
        (200, b"[]", NoAnswer),
        (200, {"ok": True}, NoAnswer),
    ],
)
async def test_answers(status, body, expected, caplog):
    assert type(await error_of(answering(status, body))) is expected
    assert not caplog.records


async def test_a_connection_that_is_cut_leaves_nobody_the_wiser():
    assert isinstance(await error_of(hang_up), NoAnswer)


async def test_an_answer_that_does_not_come_leaves_nobody_the_wiser():
    over = asyncio.Event()

    async def hang(request: web.Request) -> web.Response:
        await over.wait()
        return web.Response()

    async with serving(hang) as bot:
        with pytest.raises(NoAnswer):
            await bot.send_message(1, "hello", read_timeout=0.05)
        over.set()


async def test_a_refused_connection_is_not_sent():
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound and not listening
        async with bot_of(f"http://127.0.0.1:{nobody.getsockname()[1]}") as bot:
            with pytest.raises(NotSent):
                await bot.send_message(1, "hello")


async def test_a_connection_that_is_never_made_is_not_sent():
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = [socket.socket() for _ in range(8)]  # nobody takes them, so that no other gets in
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        try:
            async with bot_of(f"http://127.0.0.1:{full.getsockname()[1]}") as bot:
                with pytest.raises(NotSent):
                    await bot.send_message(1, "hello", connect_timeout=0.2)
        finally:
            for one in waiting:
                one.close()


async def test_a_host_that_is_not_there_is_not_sent():
    async with bot_of("http://farm.invalid") as bot:
        with pytest.raises(NotSent):
            await bot.send_message(1, "hello")


async def test_a_session_that_was_never_begun_is_not_sent():
    bot = Bot(TOKEN, base_url="http://127.0.0.1/bot", request=AiohttpRequest(), get_updates_request=AiohttpRequest())

    with pytest.raises(NotSent):
        await bot.send_message(1, "hello")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (refusal(429, "Too Many Requests: retry after 35", retry_after=35), 35),
        (refusal(429, "Too Many Requests", retry_after="soon"), 5),
        (refusal(429, "Too Many Requests", retry_after=10**12), 86_400),
        (b"<html>slow down", 5),
    ],
)
async def test_a_penalty_says_how_long(body, expected):
    error = await error_of(answering(429, body))

    assert isinstance(error, TooManyRequests)
    assert error.retry_after_s == expected


async def test_a_penalty_for_one_call_stops_all_until_it_is_over():
    clock, calls = HeldClock(NOON), []
    answers = [answering(429, refusal(429, "Too Many Requests", retry_after=30))]

    async def answer(request: web.Request) -> web.StreamResponse:
        calls.append(request.path)
        return await (answers.pop() if answers else answering(200, {"ok": True, "result": True}))(request)

    async with serving(answer, Gate(clock)) as bot:
        with pytest.raises(TooManyRequests):
            await bot.answer_callback_query("1")
        clock.advance(seconds=12)
        with pytest.raises(TooManyRequests) as held:
            await bot.delete_message(1, 2)
        assert (len(calls), held.value.retry_after_s) == (1, 18)

        clock.advance(seconds=18)
        assert await bot.delete_message(1, 2)


async def test_the_token_gets_into_no_error():
    """aiohttp's own texts quote the URL, and with it the token."""
    errors = [await error_of(hang_up), await error_of(answering(502, b"")), await error_of(answering(200, b""))]
    async with bot_of("http://farm.invalid") as bot:
        with pytest.raises(NotSent) as raised:
            await bot.send_message(1, "hello")
    errors.append(raised.value)

    for error in errors:
        links = [error, error.__cause__, error.__context__]
        assert not any(TOKEN in repr(one) or TOKEN in str(one) for one in links)
