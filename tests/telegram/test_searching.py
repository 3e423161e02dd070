"""Searches from other chats, with the shop itself behind them."""

import asyncio
from typing import Any

import pytest

from bot.app.telegram import make_telegram
from bot.channels.telegram.account import Account
from bot.dispatch import turn
from tests.market import Market
from tests.telegram.fake.server import FakeBotApi

pytestmark = pytest.mark.parametrize("market_url", ["sqlite"], indirect=True)


async def test_a_process_that_only_answers_searches_loads_the_shop_once(
    api: FakeBotApi, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads: list[Any] = []
    load = turn.load_catalogue

    def counted(*given: Any, **named: Any) -> Any:
        loads.append(load(*given, **named))
        return loads[-1]

    monkeypatch.setattr(turn, "load_catalogue", counted)
    account = Account(api.token, api.url)
    telegram = make_telegram(account, market.database, market.house, seller_name="", receive=market.receive)
    await telegram.start()
    hearing = asyncio.create_task(telegram.hear())

    for typed in ("mush", "mushr", "mushroom"):
        asking = api.person("Ana").asks_inline(typed)
        await api.until(lambda one=asking: one.answered)
        assert asking.results

    hearing.cancel()
    await asyncio.gather(hearing, return_exceptions=True)
    await telegram.close()
    assert len(loads) == 1
