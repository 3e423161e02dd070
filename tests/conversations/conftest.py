"""Every conversation is had twice: in the web chat, and over Telegram."""

from collections.abc import AsyncIterator

import pytest

from tests.conversations.bad_input import OTHERS
from tests.market import Line
from tests.telegram.fake.server import FakeBotApi
from tests.telegram.line import TelegramLine


@pytest.fixture(params=["webchat", pytest.param("telegram", marks=pytest.mark.telegram)])
async def line(request: pytest.FixtureRequest, market_url: str) -> AsyncIterator[Line | None]:
    """How words travel; over Telegram by polling on one engine, and to a webhook on the other."""
    if request.param == "webchat":
        yield None
        return
    async with FakeBotApi() as api:
        yield TelegramLine(api, webhook=market_url.startswith("postgres"))
    assert api.violations == []


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what only repeats: the other languages' sentences about bad input are the same words over Telegram,
    and what is marked `crossed` has met both engines and both lines in two of the four ways."""
    others = tuple(f" {language}" for language in OTHERS)
    repeats = [
        item
        for item in items
        if (item.get_closest_marker("telegram") and any(name in item.name for name in others))
        or (item.get_closest_marker("crossed") and ("sqlite-telegram" in item.name or "postgres-webchat" in item.name))
    ]
    if repeats:
        config.hook.pytest_deselected(items=repeats)
        items[:] = [item for item in items if item not in repeats]
