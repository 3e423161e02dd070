"""The shop killed again and again under load, with the messenger as witness: nothing is lost, nothing doubled."""

from pathlib import Path

import pytest

from tests.faults.kills import AT_WORK_OF_TEN, run_kills

pytestmark = pytest.mark.slow

KILLS = 10  # on each engine
SEED = 20261127


async def test_what_is_confirmed_is_ordered_once_and_told_though_processes_are_killed(
    market_url: str, tmp_path: Path
) -> None:
    kills = await run_kills(market_url, tmp_path, times=KILLS, seed=SEED)

    assert kills.done == KILLS
    assert kills.at_work >= AT_WORK_OF_TEN
