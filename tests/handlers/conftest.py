"""The sample market on SQLite; a module that wants both engines asks for `market_url` in a `url` fixture of its own."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.market import Market, opened_market


@pytest.fixture
def url(sqlite_market: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(sqlite_market, tmp_path / 'market.db')}"


@pytest.fixture
async def market(url: str) -> AsyncIterator[Market]:
    async with opened_market(url) as market:
        yield market
