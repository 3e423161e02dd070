"""A buyer's phone in the sample market."""

import pytest

from tests.market import Market, Phone


@pytest.fixture
def buyer(market: Market) -> Phone:
    return market.buyer("Lin")
