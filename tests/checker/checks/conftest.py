"""Healthy evidence of both engines, gathered once."""

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.checker import Evidence, gather
from tests.checker.checks.play import CANARY, play


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def healthy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    """What a whole day without a fault of ours leaves behind; copy it to tamper with it."""
    folder = tmp_path_factory.mktemp("healthy")
    with _market(request, folder) as url:
        asyncio.run(play(url, folder, webhook=request.param == "postgres"))
        return gather(
            url,
            platform_log=folder / "calls.jsonl",
            history=folder / "history.jsonl",
            app_logs=[folder / "app.log"],
            canaries=[CANARY],
        )


@contextmanager
def _market(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{shutil.copy(request.getfixturevalue('sqlite_market'), folder / 'market.db')}"
    else:
        with request.getfixturevalue("postgres_market").fresh() as url:
            yield url
