"""What every answer has, and how the web says no."""

import asyncio
import logging

import aiohttp
import pytest
from aiohttp import web

from bot.database import Database, DatabaseBusy
from bot.web.bodies import read_json
from tests.web.conftest import Site

TOKEN = "a-token-of-some-length"
WITH_TOKEN = pytest.mark.parametrize("options", [{"metrics_token": TOKEN}])


async def test_healthy_while_the_database_answers(http: aiohttp.ClientSession, database: Database) -> None:
    async with http.get("/healthz?db=drop&x=" + "y" * 500) as response:
        healthy = response.status
    await database.close()
    async with http.get("/healthz") as response:
        afterwards = response.status

    assert (healthy, afterwards) == (200, 503)


async def test_a_database_that_hangs_is_not_healthy(
    http: aiohttp.ClientSession, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(_work: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(database, "read", hang)
    monkeypatch.setattr("bot.web.health.PATIENCE_S", 0.05)

    async with http.get("/healthz") as response:
        assert response.status == 503


async def test_there_are_no_metrics_without_a_token(http: aiohttp.ClientSession) -> None:
    async with http.get("/metrics") as response:
        assert response.status == 404


@WITH_TOKEN
async def test_metrics_for_who_has_the_token(site: Site, http: aiohttp.ClientSession) -> None:
    site.behaviour = _ok
    await http.get("/try/a-secret-code")
    await http.get("/healthz")

    async with http.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}) as response:
        text = await response.text()

    assert response.status == 200
    assert 'farmgate_http_requests_total{method="GET",route="/try/{code}",status="200"}' in text
    assert 'farmgate_http_requests_total{method="GET",route="/healthz",status="200"}' in text
    assert "a-secret-code" not in text


@WITH_TOKEN
@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("Authorization", TOKEN)],
        [("Authorization", "Bearer ")],
        [("Authorization", f"Bearer {TOKEN}x")],
        [("Authorization", f"Bearer {TOKEN[:-1]}")],
        [("Authorization", "Bearer ключ")],
        [("Authorization", f"Bearer {TOKEN}"), ("Authorization", "Bearer wrong")],
    ],
    ids=str,
)
async def test_nobody_else_reads_metrics(http: aiohttp.ClientSession, headers: list[tuple[str, str]]) -> None:
    async with http.get("/metrics", headers=headers) as response:
        assert (response.status, await response.text()) == (401, "")


async def test_every_answer_is_guarded(site: Site, http: aiohttp.ClientSession) -> None:
    for path in ("/healthz", "/nothing"):
        async with http.get(path) as response:
            policy = response.headers["Content-Security-Policy"]
            assert "unsafe" not in policy
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'self'" in policy
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Referrer-Policy"] == "same-origin"
            assert "Server" not in response.headers


async def test_machines_get_an_empty_no_and_people_a_sentence(http: aiohttp.ClientSession) -> None:
    async with http.get("/nothing") as response:
        machine = await response.text()
    async with http.get("/nothing", headers={"Accept": "text/html", "Accept-Language": "zh-CN"}) as response:
        person = await response.text()

    assert machine == ""
    assert '<html lang="zh-Hans" dir="ltr">' in person
    assert "/chat/" in person


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
async def test_another_method(http: aiohttp.ClientSession, method: str) -> None:
    async with http.request(method, "/healthz") as response:
        assert response.status == 405
        assert response.headers["Allow"] == "GET,HEAD"


async def test_a_busy_database_is_a_503(site: Site, http: aiohttp.ClientSession) -> None:
    site.behaviour = _busy

    async with http.get("/try/x") as response:
        assert (response.status, response.headers["Retry-After"]) == (503, "2")


async def test_a_crash_tells_nothing_to_anyone(
    site: Site, http: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    site.behaviour = _crash

    async with http.get("/try/a-secret-code", headers={"Cookie": "farmgate=a-secret-cookie"}) as response:
        assert (response.status, await response.text()) == (500, "")

    assert "ZeroDivisionError" in caplog.text
    assert "secret" not in caplog.text


async def test_refusals_are_one_line_a_minute(http: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    for number in range(50):
        await http.get(f"/nothing/{number}")

    assert len([record for record in caplog.records if "refused" in record.getMessage()]) == 1
    assert "/nothing" not in caplog.text


@pytest.mark.parametrize(
    "sent",
    [
        b"nonsense\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: a\r\nX-Secret: " + b"s" * 70_000 + b"\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: a\r\nX-Secret\r\n\r\n",
        b"POST /try/x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    ids=["no http", "64 KB header", "bad header", "two lengths"],
)
async def test_a_malformed_request_is_refused_and_not_quoted(
    site: Site, caplog: pytest.LogCaptureFixture, sent: bytes
) -> None:
    caplog.set_level(logging.DEBUG)
    reader, writer = await asyncio.open_connection("127.0.0.1", int(site.url.rpartition(":")[2]))

    writer.write(sent)
    answer = await asyncio.wait_for(reader.readline(), 5)
    writer.close()

    assert answer.split()[1] == b"400"
    assert "Secret" not in caplog.text
    assert "127.0.0.1" not in caplog.text
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("options", [{"hosts": {"127.0.0.1", "localhost", "::1"}}])
@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1:8080", 200), ("localhost", 200), ("[::1]:8080", 200), ("evil.example", 421), ("", 421), ("[", 421)],
)
async def test_the_demo_answers_to_its_own_names(http: aiohttp.ClientSession, host: str, status: int) -> None:
    async with http.get("/healthz", headers={"Host": host}) as response:
        assert response.status == status


async def test_a_body_under_the_limit_is_read(site: Site, http: aiohttp.ClientSession) -> None:
    async def read(request: web.Request) -> web.Response:
        return web.json_response(await read_json(request, 64))

    site.behaviour = read

    async with http.post("/try/x", json={"a": 1}) as response:
        assert await response.json() == {"a": 1}
    async with http.post("/try/x", json={"a": "x" * 64}) as response:
        assert response.status == 413


async def _ok(_request: web.Request) -> web.Response:
    return web.Response()


async def _busy(_request: web.Request) -> web.Response:
    raise DatabaseBusy


async def _crash(_request: web.Request) -> web.Response:
    words = "a secret that someone wrote"
    raise ZeroDivisionError(words)
