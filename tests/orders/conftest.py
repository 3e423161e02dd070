"""The market, on both engines; after each test the books are checked."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests import postgres
from tests.orders.market import Market, open_market


@pytest.fixture
async def market(database_url: str) -> AsyncIterator[Market]:
    async with open_market(database_url) as market:
        yield market


@pytest.fixture
def postgres_url(postgres_cluster: postgres.Cluster) -> Iterator[str]:
    """For what only PostgreSQL can do: several processes, transactions side by side."""
    with postgres_cluster.fresh() as url:
        yield url
