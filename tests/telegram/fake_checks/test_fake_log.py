"""The platform log: all that an outsider needs to judge a bot by."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.processes.running import free_port
from tests.telegram.fake import faults
from tests.telegram.fake.server import FakeBotApi


@pytest.fixture
async def api(tmp_path: Path) -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi(log=tmp_path / "calls.jsonl") as api:
        yield api


def lines_of(api: FakeBotApi, kind: str) -> list[dict[str, Any]]:
    path = api.platform.ledger.path
    assert path is not None
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines() if path.exists() else ())
    return [line for line in lines if line["kind"] == kind]


async def call(api: FakeBotApi, method: str, **parameters: Any) -> None:
    url = f"{api.url}/bot{api.token}/{method}"
    async with aiohttp.ClientSession() as session, session.post(url, json=parameters) as answer:
        await answer.read()


async def test_a_call_is_written_down_with_how_it_ended(api: FakeBotApi):
    ana = api.person("Ana", started=True)
    api.fails(faults.garbage(), "sendMessage")
    api.fails(faults.penalty(30), "sendMessage")
    api.fails(faults.garbage(accepts=False), "deleteMessage")

    await call(api, "sendMessage", chat_id=ana.id, text="Hello")
    await call(api, "sendMessage", chat_id=ana.id, text="Hello again")
    await call(api, "deleteMessage", chat_id=ana.id, message_id=1)

    [accepted], [refused], [lost] = (lines_of(api, kind) for kind in ("accepted", "refused", "lost"))
    assert (accepted["method"], accepted["ending"]) == ("sendMessage", "garbage")
    assert (refused["code"], refused["retry_after"], refused["parameters"]["text"]) == (429, 30, "Hello again")
    assert (lost["method"], lost["ending"]) == ("deleteMessage", "garbage")


async def test_an_update_is_written_down_once_the_offset_has_passed_it(api: FakeBotApi):
    ana = api.person("Ana")
    ana.says("Hello")
    [update_id] = api.bot.updates.pending

    await call(api, "getUpdates")
    before = lines_of(api, "update")
    await call(api, "getUpdates", offset=update_id + 1)

    assert before == []
    [line] = lines_of(api, "update")
    assert (line["update_id"], line["of"], line["chat"]) == (update_id, "message", ana.id)
    assert line["acknowledged"]


async def test_what_a_webhook_answered_is_written_down_each_time(api: FakeBotApi):
    statuses = [503, 200]

    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=statuses.pop(0))

    runner = web.AppRunner(application := web.Application())
    application.router.add_post("/", answer)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await call(api, "setWebhook", url=f"http://127.0.0.1:{port}/")

    api.person("Ana").says("Hello")
    await api.until(lambda: not api.undelivered)

    told = [(line["status"], line["acknowledged"]) for line in lines_of(api, "update")]
    assert told == [(503, False), (200, True)]
    await runner.cleanup()
