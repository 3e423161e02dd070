"""Healthy evidence of both engines, gathered once."""

import asyncio
import shutil
from pathlib import Path

import pytest

from tests.checker import Evidence, gather
from tests.checker.checks.play import CANARY, DOOR, play
from tests.postgres import Cluster


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def healthy(request: pytest.FixtureRequest) -> Evidence:
    """What a whole day without a fault of ours leaves behind; copy it to tamper with it."""
    evidence: Evidence = request.getfixturevalue("day" if request.param == "sqlite" else "postgres_day")
    return evidence


@pytest.fixture(scope="session")
def day(sqlite_market: Path, tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    """The same of SQLite alone."""
    folder = tmp_path_factory.mktemp("day")
    return _played(f"sqlite:///{shutil.copy(sqlite_market, folder / 'market.db')}", folder, webhook=False)


@pytest.fixture(scope="session")
def postgres_day(postgres_market: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    with postgres_market.fresh() as url:
        return _played(url, tmp_path_factory.mktemp("day"), webhook=True)


def _played(url: str, folder: Path, *, webhook: bool) -> Evidence:
    asyncio.run(play(url, folder, webhook=webhook))
    return gather(
        url,
        platform_log=folder / "calls.jsonl",
        history=folder / "history.jsonl",
        app_logs=[folder / "app.log"],
        canaries=[CANARY, DOOR],
    )
