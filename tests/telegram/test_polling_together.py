"""Several workers on one database: one of them polls."""

import asyncio

import pytest

from bot.database import open_database
from tests.telegram.fake.server import FakeBotApi
from tests.telegram.receiving import Double, polling


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_of_many_workers_one_polls_and_another_takes_over(api: FakeBotApi, database_url: str) -> None:
    first, second = Double(open_database(database_url)), Double(open_database(database_url))
    ana = api.person("Ana")

    async with polling(api, first) as working, polling(api, second):
        ana.says("one")
        await api.until(lambda: first.texts() + second.texts() == ["one"] and not api.undelivered)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        ana.says("two")
        await api.until(lambda: first.texts() + second.texts() == ["one", "two"] and not api.undelivered)

    assert not [one for one in api.rejected if one.code == 409]
    await first.database.close()
    await second.database.close()
