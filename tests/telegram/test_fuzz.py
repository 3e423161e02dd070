"""Thousands of broken updates through the whole shop: none is a bug, none is refused, none stops another's."""

import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

import aiohttp
import pytest
import sqlalchemy as sa
from sqlmodel import Session
from structlog.testing import capture_logs

from bot.channels.telegram.webhook import SECRET_HEADER, path_of
from bot.database import Database
from bot.inbox import DeadLetter
from tests.market import Market, Phone, opened_market
from tests.telegram.fake.server import FakeBotApi
from tests.telegram.line import SECRET, TelegramLine
from tests.telegram.mutations import Mutant, mutants
from tests.telegram.raw import ANA, ME

pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("market_url", ["sqlite"], indirect=True),
]

SEEDS = (1, 2)
BY_WEBHOOK, BY_POLLING = 1_000, 500  # of each seed
BATCH = 50  # after so many somebody else says something, and is answered


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as served:
        yield served


def known(api: FakeBotApi, phone: Phone) -> dict[Any, Any]:
    """Whom the samples are of, on this platform."""
    return {ANA["id"]: int(phone.address.external_id), ME.id: api.bot.id, ME.username: api.bot.username}


async def put_aside(database: Database) -> list[tuple[str, str]]:
    def read(session: Session) -> list[tuple[str, str]]:
        letters = sa.select(DeadLetter.error_class, DeadLetter.traceback)
        return [tuple(row) for row in session.connection().execute(letters)]

    return await database.read(read)


async def neighbour_is_answered(market: Market, neighbour: Phone, about: Sequence[Mutant]) -> None:
    after, words = f"after {about[0]} … {about[-1]}", f"nonsense{about[0].number}"
    await neighbour.says(words)
    assert words in await neighbour.sees(), f"nobody else is answered {after}"
    assert await put_aside(market.database) == [], after


@pytest.mark.parametrize("seed", SEEDS)
async def test_by_webhook_each_is_taken(api: FakeBotApi, market_url: str, seed: int) -> None:
    line = TelegramLine(api, webhook=True)
    async with opened_market(market_url, line) as market, aiohttp.ClientSession() as session:
        ana, neighbour = market.buyer("Ana"), market.buyer("Ben")
        url, headers = line.webhook_url + path_of(SECRET), {SECRET_HEADER: SECRET, "Content-Type": "application/json"}
        batch: list[Mutant] = []
        with capture_logs() as logs:
            for mutant in mutants(seed, BY_WEBHOOK, known(api, ana)):
                for _ in range(1 + (mutant.number % 7 == 0)):  # some come twice
                    async with session.post(url, data=json.dumps(mutant.raw), headers=headers) as answer:
                        assert answer.status == 200, str(mutant)
                assert [log for log in logs if log["log_level"] == "error"] == [], str(mutant)
                batch.append(mutant)
                if len(batch) == BATCH:
                    await neighbour_is_answered(market, neighbour, batch)
                    batch.clear()


@pytest.mark.parametrize("seed", SEEDS)
async def test_by_polling_each_is_passed(api: FakeBotApi, market_url: str, seed: int) -> None:
    line = TelegramLine(api, webhook=False)
    async with opened_market(market_url, line) as market:
        ana, neighbour = market.buyer("Ana"), market.buyer("Ben")
        broken = list(mutants(1000 + seed, BY_POLLING, known(api, ana)))
        for start in range(0, len(broken), BATCH):
            batch = broken[start : start + BATCH]
            with capture_logs() as logs:
                for mutant in batch:
                    api.bot.updates.add_raw(mutant.raw, mutant.number)
                await neighbour_is_answered(market, neighbour, batch)
                await api.until(lambda: not api.undelivered, timeout_s=30)
            errors = [log for log in logs if log["log_level"] == "error"]
            assert errors == [], f"among {batch[0]} … {batch[-1]}"
