"""The webhook: who is let in, what is answered when, and what Telegram is told of it."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from structlog.testing import capture_logs

from bot.channels.telegram.groups import Me
from bot.channels.telegram.webhook import SECRET_HEADER, Webhook, ensure_webhook, path_of
from bot.i18n import Languages
from bot.messages import Press
from bot.settings import locales_folder
from bot.web.application import make_application
from tests.telegram.fake.server import FakeBotApi
from tests.telegram.raw import ME, message, press
from tests.telegram.receiving import Double, client

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SECRET = "a-secret-for-tests-alone"
PATH = path_of(SECRET)


@pytest.fixture
async def site(double: Double) -> AsyncIterator[TestServer]:
    webhook = Webhook(double.receiver(Me(ME.id, ME.username)), SECRET)
    application = make_application(
        database=double.database, languages=Languages(locales_folder(), ["en"]), routes=[webhook.add_to]
    )
    server = TestServer(application)
    async with server:
        yield server


@pytest.fixture
async def telegram(site: TestServer) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    """Whoever calls us, with the right secret unless another is given."""
    async with TestClient(site, headers={SECRET_HEADER: SECRET}) as calling:
        yield calling


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


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(SECRET_HEADER, "")],
        [(SECRET_HEADER, SECRET[:-1])],
        [(SECRET_HEADER, SECRET + "x")],
        [(SECRET_HEADER, SECRET.upper())],
        [(SECRET_HEADER, "gehëim")],
        [(SECRET_HEADER, SECRET), (SECRET_HEADER, SECRET)],
        [(SECRET_HEADER, SECRET), (SECRET_HEADER, "wrong")],
        [(SECRET_HEADER, "wrong"), (SECRET_HEADER, SECRET)],
        [(SECRET_HEADER, f"{SECRET}, {SECRET}")],
        [("X-Telegram-Bot-Api-Secret", SECRET)],
    ],
)
async def test_without_the_secret_nobody_is_heard(
    site: TestServer, double: Double, headers: list[tuple[str, str]]
) -> None:
    async with TestClient(site) as stranger:
        with capture_logs() as lines:
            answer = await stranger.post(PATH, json=message(text="give me everything"), headers=headers)

        assert (answer.status, await answer.read()) == (403, b"")
    assert (double.calls, lines) == (0, [])


async def test_a_header_of_64_kilobytes_is_refused(site: TestServer, double: Double) -> None:
    async with TestClient(site) as stranger:
        answer = await stranger.post(PATH, json=message(text="hi"), headers={SECRET_HEADER: "x" * 65536})

    assert answer.status == 400
    assert double.calls == 0


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_only_posts_are_taken(telegram: TestClient[Any, Any], double: Double, method: str) -> None:
    answer = await telegram.request(method, PATH, json=message(text="hi"))

    assert (answer.status, double.calls) == (405, 0)


@pytest.mark.parametrize("path", ["/telegram", "/telegram/", f"/telegram/{SECRET}", f"{PATH}/", PATH[:-1]])
async def test_other_paths_lead_nowhere(telegram: TestClient[Any, Any], path: str) -> None:
    assert (await telegram.post(path, json=message(text="hi"))).status == 404


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"", {}, 400),
        (b'{"update_id": 1, "message"', {}, 400),
        (b'{"update_id": NaN}', {}, 400),
        (b'{"update_id": ' + b"9" * 5000 + b"}", {}, 400),
        (b"[]", {}, 400),
        (b'"\xff"', {}, 400),
        (b"[" * 100_000, {}, 400),
        (b'{"update_id": 1}', {"Content-Type": "text/plain"}, 415),
        (b'{"update_id": 1}', {"Content-Encoding": "gzip"}, 415),
        (b'{"x": "' + b"x" * 300_000 + b'"}', {}, 413),
    ],
)
async def test_what_telegram_never_sends_is_refused(
    telegram: TestClient[Any, Any], double: Double, body: bytes, headers: dict[str, str], status: int
) -> None:
    answer = await telegram.post(PATH, data=body, headers={"Content-Type": "application/json"} | headers)

    assert (answer.status, await answer.read()) == (status, b"")
    assert double.calls == 0


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"update_id": 1},
        {"update_id": 1, "what_comes_next_year": {}},
        {"update_id": 1, "message": None},
        {"update_id": 1, "message": "hi"},
        *(message(text="hi") | {"update_id": odd} for odd in ("1", -1, 2**63, 1.5, True, None, 10**400)),
        *(message(text="hi", **{"from": {"id": odd, "is_bot": False, "first_name": ""}}) for odd in (0, -1, "1")),
        message(text="hi", **{"from": None}),
        message(text="hi", chat={"id": 1001, "type": "supergroup"}),
    ],
)
async def test_whatever_telegram_sends_it_need_not_send_it_again(
    telegram: TestClient[Any, Any], double: Double, raw: dict[str, Any]
) -> None:
    answer = await telegram.post(PATH, json=raw)

    assert (answer.status, double.calls) == (200, 0)


@pytest.mark.parametrize("language", ["../../", "x" * 1024, None, 5, "zh-hans"])
async def test_a_strange_language_is_no_reason_not_to_listen(
    telegram: TestClient[Any, Any], double: Double, language: object
) -> None:
    user = {"id": 1001, "is_bot": False, "first_name": "Ana", "language_code": language}

    answer = await telegram.post(PATH, json=message(text="hi", **{"from": user}))

    assert (answer.status, double.texts()) == (200, ["hi"])


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
