"""A worker that stands still for a while, and wakes up in the belief that it is still the one who sends."""

from pathlib import Path

import pytest

from tests.faults.judging import judge
from tests.faults.quiescence import rest
from tests.faults.world import opened_world
from tests.postgres import Cluster
from tests.processes.running import until

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

SENT_BY_ANOTHER = 20  # messages, after which there is no doubt that another worker sends


async def test_a_worker_that_wakes_up_does_nothing_that_another_has_done(
    postgres_market: Cluster, tmp_path: Path
) -> None:
    with postgres_market.fresh() as url:
        async with opened_world(url, tmp_path, webhook=True) as world:
            await world.starts("web", "worker")

            async with world.rush():
                await world.is_busy()
                await world.sends()
                zombie = world.running["zombie"] = world.running.pop("worker")
                zombie.freeze()
                await world.starts("worker")
                await until(lambda: world.api.unanswered == 0)
                sent = len(world.api.called("sendMessage"))
                await until(lambda: len(world.api.called("sendMessage")) >= sent + SENT_BY_ANOTHER)
                zombie.thaw()
                await world.is_busy()
            await rest(world)
            await world.stops()

            await judge(world)
