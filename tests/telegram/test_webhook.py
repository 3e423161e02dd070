"""The webhook: who is let in, what is answered when, and what Telegram is told of it."""

import asyncio
import json
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from structlog.testing import capture_logs

from bot.channels.telegram.webhook import ensure_webhook, path_of
from bot.messages import Press
from tests.telegram.conftest import PATH, SECRET
from tests.telegram.fake.server import FakeBotApi
from tests.telegram.raw import message, press
from tests.telegram.receiving import Double, client

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_an_update_is_committed_before_it_is_acknowledged(telegram: TestClient[Any, Any], double: Double) -> None:
    double.gate.clear()

    calling = asyncio.create_task(telegram.post(PATH, json=message(text="2 jin tomatoes")))
    while not double.inside:
        await asyncio.sleep(0.001)
    assert not calling.done()
    double.gate.set()
    answer = await calling

    assert (answer.status, await answer.read()) == (200, b"")
    assert double.texts() == ["2 jin tomatoes"]


async def test_a_press_is_answered_with_the_response(telegram: TestClient[Any, Any], double: Double) -> None:
    double.toast = "Here it is\0" + "🍅" * 200

    answer = await telegram.post(PATH, json=press())
    again = await telegram.post(PATH, json=press())

    query = {"method": "answerCallbackQuery", "callback_query_id": "4382bfdwdsb323b2d9"}
    said = await answer.json()
    assert said["text"].startswith("Here it is🍅")
    assert len(said["text"].encode("utf-16-le")) // 2 <= 200
    assert {name: said[name] for name in query} == query
    assert await again.json() == query  # a copy: nothing is done, and no button keeps turning
    assert [one.content for one in double.received] == [Press("shop", "90")]


async def test_a_thousand_copies_at_once_have_one_effect(telegram: TestClient[Any, Any], double: Double) -> None:
    answers = await asyncio.gather(*(telegram.post(PATH, json=message(text="hi")) for _ in range(1000)))

    assert {answer.status for answer in answers} == {200}
    assert double.texts() == ["hi"]


async def test_while_the_database_is_away_telegram_is_asked_to_come_again(
    telegram: TestClient[Any, Any], double: Double
) -> None:
    double.away = True

    answer = await telegram.post(PATH, json=press())

    assert (answer.status, answer.headers["Retry-After"], await answer.read()) == (503, "2", b"")


@pytest.mark.parametrize("path", ["/telegram", "/telegram/", f"/telegram/{SECRET}", f"{PATH}/", PATH[:-1]])
async def test_other_paths_lead_nowhere(telegram: TestClient[Any, Any], path: str) -> None:
    assert (await telegram.post(path, json=message(text="hi"))).status == 404


async def test_the_largest_update_that_telegram_sends_is_taken(telegram: TestClient[Any, Any], double: Double) -> None:
    raw = message(
        text="𝕏" * 2048,
        entities=[{"type": "text_link", "offset": n, "length": 1, "url": "https://a.example"} for n in range(300)],
        photo=[{"file_id": "f", "file_unique_id": "u", "width": 1, "height": n} for n in range(100)],
    )

    answer = await telegram.post(PATH, data=json.dumps(raw), headers={"Content-Type": "application/json"})

    assert (answer.status, double.texts()) == (200, ["𝕏" * 2048])


async def test_a_bug_behind_it_is_no_reason_to_send_it_again(telegram: TestClient[Any, Any], double: Double) -> None:
    double.breaks = True

    with capture_logs() as lines:
        answer = await telegram.post(PATH, json=message(text="hi"))

    assert answer.status == 200
    assert [line["event"] for line in lines] == ["update was given up"]


async def test_telegram_brings_what_people_do_in_order_and_again_until_it_is_taken(
    site: TestServer, double: Double, api: FakeBotApi
) -> None:
    double.away = True
    ana = api.person("Ana")
    async with client(api) as bot:
        await ensure_webhook(bot, str(site.make_url("")).rstrip("/"), SECRET)

    for number in range(5):
        ana.says(str(number))
    await api.until(lambda: double.calls > 2)
    double.away = False
    double.toast = "Done"
    tap = ana.presses("shop")
    await api.until(lambda: not api.undelivered)

    assert double.texts() == ["0", "1", "2", "3", "4"]
    assert (tap.answered, tap.toast) == (True, "Done")


async def test_telegram_is_told_of_us_only_where_it_knows_something_else(api: FakeBotApi, double: Double) -> None:
    async with client(api) as bot:
        for _ in range(3):
            await ensure_webhook(bot, "https://shop.example", SECRET)
        await ensure_webhook(bot, "https://shop.example", "another-secret-for-tests")

    told = [call.parameters for call in api.called("setWebhook")]
    assert told == [
        {
            "url": f"https://shop.example{path_of(secret)}",
            "secret_token": secret,
            "allowed_updates": ["message", "callback_query", "my_chat_member", "inline_query"],
            "max_connections": 40,
            "drop_pending_updates": False,
        }
        for secret in (SECRET, "another-secret-for-tests")
    ]
