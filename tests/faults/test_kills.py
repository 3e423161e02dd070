"""The shop killed again and again under load, with the messenger as witness: nothing is lost, nothing doubled."""

from pathlib import Path

import pytest

from tests.faults.judging import judge
from tests.faults.kills import AT_WORK_OF_TEN, kill_again_and_again
from tests.faults.quiescence import rest
from tests.faults.world import opened_world

pytestmark = pytest.mark.slow

KILLS = 10  # on each engine
SEED = 20261127


async def test_what_is_confirmed_is_ordered_once_and_told_though_processes_are_killed(
    market_url: str, tmp_path: Path
) -> None:
    is_shared = not market_url.startswith("sqlite")
    async with opened_world(market_url, tmp_path, webhook=is_shared) as world:
        await world.starts(*(("web", "worker") if is_shared else ("run",)))

        async with world.rush():
            kills = await kill_again_and_again(world, KILLS, SEED)
        await rest(world)
        await world.stops()

        assert kills.done == KILLS
        assert kills.at_work >= AT_WORK_OF_TEN
        await judge(world)
