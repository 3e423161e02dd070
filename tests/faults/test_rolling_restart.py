"""A new release under traffic: one web after the other is replaced, and nobody's tap is lost."""

from pathlib import Path

import pytest

from tests.faults.balancer import Balancer
from tests.faults.judging import judge
from tests.faults.quiescence import rest
from tests.faults.world import opened_world
from tests.postgres import Cluster
from tests.processes.running import free_port

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

ROUNDS = 1  # of all webs


async def test_webs_are_replaced_one_by_one_under_traffic(postgres_market: Cluster, tmp_path: Path) -> None:
    ports = [free_port() for _ in range(2)]
    with postgres_market.fresh() as url:
        async with opened_world(url, tmp_path, webhook=True) as world, Balancer(ports).serve(world.port):
            webs = [await world.starts_at(port, "web") for port in ports]
            await world.starts("worker")

            async with world.rush():
                for number in range(ROUNDS * len(ports)):
                    await world.is_busy()
                    old = webs[number % len(ports)]
                    old.stop()
                    assert await old.ends() == 0
                    webs[number % len(ports)] = await world.starts_at(ports[number % len(ports)], "web")
            await rest(world)
            await world.stops()
            for web in webs:
                web.stop()
                assert await web.ends() == 0

            # 503: "come again", from a web that has begun to stop.
            assert world.webhook.statuses.keys() <= {200, 503}
            await judge(world)
