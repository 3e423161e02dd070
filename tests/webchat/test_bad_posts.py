"""What no page of ours sends: refused with nothing stored (faults.md 4.6)."""

import json

import pytest
from aiohttp.test_utils import TestServer

from tests.webchat.conftest import ON_SQLITE, NewBrowser
from tests.webchat.double import Double

pytestmark = ON_SQLITE

HELLO = {"id": "one", "kind": "text", "text": "hello"}
PRESS = {"id": "one", "kind": "press", "payload": "shop", "message_id": "m1"}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"id": "one"},
        HELLO | {"id": 7},
        HELLO | {"id": ""},
        HELLO | {"id": "x" * 37},
        HELLO | {"id": "a:b"},
        HELLO | {"id": "a b"},
        HELLO | {"kind": "admin"},
        HELLO | {"kind": ["text"]},
        HELLO | {"text": None},
        HELLO | {"text": ["hello"]},
        HELLO | {"text": ""},
        HELLO | {"text": " \n\t"},
        HELLO | {"text": "\0"},
        HELLO | {"text": "x" * 4097},
        PRESS | {"payload": 1},
        PRESS | {"payload": ""},
        PRESS | {"payload": "x" * 65},
        PRESS | {"message_id": None},
        PRESS | {"message_id": "m" * 65},
        {"id": "one", "kind": "unsupported"},
        {"id": "one", "kind": "unsupported", "what": {}},
    ],
    ids=str,
)
async def test_wrong_fields(browser: NewBrowser, double: Double, fields: dict[str, object]) -> None:
    await _is_refused(browser, double, json.dumps(fields), 400)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "null",
        '"text"',
        '{"id": "one", "kind": "text", "text": "hello"',
        '{"id": NaN}',
        '{"id": -Infinity}',
        '{"id": ' + "9" * 5000 + "}",
        "[" * 8000,
        b"\xff\xfe\x00",
    ],
    ids=lambda body: repr(body)[:24],
)
async def test_no_object_of_json(browser: NewBrowser, double: Double, body: str | bytes) -> None:
    await _is_refused(browser, double, body, 400)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"X-Farmgate": ""}, 403),  # another site's form or plain script
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "", "Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "", "Origin": "null"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/xml"}, 415),
        ({"Content-Encoding": "gzip"}, 415),  # may unpack to gigabytes
    ],
    ids=str,
)
async def test_not_from_our_page(browser: NewBrowser, double: Double, headers: dict[str, str], status: int) -> None:
    await _is_refused(browser, double, json.dumps(HELLO), status, **headers)


async def test_a_body_over_the_limit(browser: NewBrowser, double: Double) -> None:
    await _is_refused(browser, double, json.dumps(HELLO | {"more": "x" * 17_000}), 413)


async def test_a_body_of_unsaid_length_over_the_limit(browser: NewBrowser, double: Double) -> None:
    ana = browser()
    await ana.opens()

    async def endless() -> object:
        for _ in range(100):
            yield b"x" * 1000

    headers = {"Content-Type": "application/json", "X-Farmgate": "1"}
    async with ana.client.post("/chat/send", data=endless(), headers=headers) as response:
        assert response.status == 413
    assert double.received == []


@pytest.mark.parametrize("origin", ["http://market.example", "same"])
async def test_our_own_origin_is_fine_where_a_browser_says_no_more(
    browser: NewBrowser, site: TestServer, origin: str
) -> None:
    ana = browser()
    await ana.opens()
    own = str(site.make_url("/")).rstrip("/") if origin == "same" else origin

    status, _ = await ana.posts(HELLO, **{"Sec-Fetch-Site": "", "Origin": own})

    assert status == 200


async def test_text_that_a_database_cannot_store_is_cleaned(browser: NewBrowser, double: Double) -> None:
    ana = browser()
    await ana.opens()

    status, _ = await ana.posts_raw(r'{"id": "one", "kind": "text", "text": "2\u0000 jin \ud800 平菇 \ud83c\udf44"}')

    assert status == 200
    assert (await ana.sees())[0] == "2 jin  平菇 🍄"


async def test_the_longest_text_is_taken(browser: NewBrowser, double: Double) -> None:
    ana = browser()
    await ana.opens()

    status, _ = await ana.posts(HELLO | {"text": "平" * 4096})

    assert status == 200


async def test_a_field_of_a_later_page_is_passed_over(browser: NewBrowser, double: Double) -> None:
    ana = browser()
    await ana.opens()

    status, _ = await ana.posts(HELLO | {"colour": "green"})

    assert status == 200


@pytest.mark.parametrize("cursor", ["", "-1", "1e9", "abc", "9" * 30, "１２"])
async def test_a_nonsense_cursor_starts_afresh(browser: NewBrowser, cursor: str) -> None:
    ana = browser()
    await ana.opens()
    await ana.says("hello")

    async with ana.client.get("/chat/history", params={"after": cursor}) as response:
        assert (await response.json())["reset"]


async def _is_refused(browser: NewBrowser, double: Double, body: str | bytes, status: int, **headers: str) -> None:
    ana = browser()
    await ana.opens()

    answer = await ana.posts_raw(body, **headers)

    assert answer == (status, {"ok": False})
    assert double.received == []
