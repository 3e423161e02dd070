"""What was committed unheard is neither lost nor done twice."""

from pathlib import Path

import pytest

from tests.faults.commit_cuts import run_commit_cuts
from tests.postgres import Cluster

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

CUTS = 20
SEED = 20261127


async def test_nothing_is_lost_or_done_twice_though_commits_are_not_heard_of(
    postgres_market: Cluster, tmp_path: Path
) -> None:
    with postgres_market.fresh() as url:
        assert await run_commit_cuts(url, tmp_path, times=CUTS, seed=SEED) == CUTS
