"""The admin's phone in the sample market, and in a shop that is still empty."""

from collections.abc import AsyncIterator

import pytest

from bot.database import open_database
from tests.market import HeldClock, Market, Phone


@pytest.fixture
async def admin(market: Market) -> Phone:
    return await market.admin()


@pytest.fixture
async def empty(database_url: str) -> AsyncIterator[Market]:
    """A shop in which nobody has done anything, on each engine."""
    database = open_database(database_url)
    yield Market(database, HeldClock())
    await database.close()


@pytest.fixture
async def owner(empty: Market) -> Phone:
    """Its owner, who has not written yet."""
    return await empty.made_admin("owner", "Ada")
