"""A fake server that also checks itself, and a real client to try it with."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from telegram import Bot

from tests.telegram.fake.people import Person
from tests.telegram.fake.server import FakeBotApi

Post = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi(check_own=True) as api:
        yield api


@pytest.fixture
async def bot(api: FakeBotApi, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    """The client that the project uses."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # without it, every 429 warns that it will be a timedelta one day
    async with Bot(api.token, base_url=f"{api.url}/bot", base_file_url=f"{api.url}/file/bot") as bot:
        yield bot


@pytest.fixture
def ana(api: FakeBotApi) -> Person:
    """Somebody who has pressed Start, which the bot has heard of."""
    ana = api.person("Ana")
    ana.starts()
    api.bot.updates.forget()
    return ana


@pytest.fixture
async def post(api: FakeBotApi) -> AsyncIterator[Post]:
    """Call a method with JSON, as no client would."""
    async with aiohttp.ClientSession() as session:

        async def call(method: str, token: str = "", **parameters: Any) -> dict[str, Any]:
            url = f"{api.url}/bot{token or api.token}/{method}"
            async with session.post(url, json=parameters) as answer:
                body: dict[str, Any] = await answer.json()
                assert body["ok"] or answer.status == body["error_code"]
                return body

        yield call
