"""A buyer's phone in the sample market.  On SQLite, unless a module asks for both engines by its own `url` fixture."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.market import Market, Phone, opened_market


@pytest.fixture(scope="session")
def seeded_file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample market, seeded once; copy it, never write to it."""
    file = tmp_path_factory.mktemp("seeded") / "farmgate.db"
    shutil.copy(sqlite_template, file)

    async def seed() -> None:
        async with opened_market(f"sqlite:///{file}"):
            pass

    asyncio.run(seed())
    return file


@pytest.fixture
def url(seeded_file: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(seeded_file, tmp_path / 'farmgate.db')}"


@pytest.fixture
async def market(url: str) -> AsyncIterator[Market]:
    async with opened_market(url) as market:
        yield market


@pytest.fixture
def buyer(market: Market) -> Phone:
    return market.buyer("Lin")
