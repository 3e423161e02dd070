"""What the tests of faults start from."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def sqlite_url(sqlite_market: Path, tmp_path: Path) -> str:
    """A fresh copy of the seeded market, for what does not depend on the engine."""
    return f"sqlite:///{shutil.copy(sqlite_market, tmp_path / 'market.db')}"
