"""The admin's phone in the sample market, and in a shop that is still empty."""

from collections.abc import AsyncIterator
from functools import partial

import pytest

from bot.database import open_database
from bot.messages import Address
from bot.people.service import ensure_admin
from tests.market import CHANNEL, HeldClock, Market, Phone


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
    owner = Phone(empty, Address(CHANNEL, "owner"), "Ada", "en")
    await empty.database.transact(partial(ensure_admin, channel=CHANNEL, external_id="owner", now=empty.clock()))
    return owner
