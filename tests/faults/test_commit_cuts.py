"""Connections cut at the worst moment: the server has committed, and nobody will ever hear of it."""

from pathlib import Path

import pytest

from tests.database.proxy import Proxy
from tests.faults.judging import judge
from tests.faults.quiescence import rest
from tests.faults.world import World, opened_world
from tests.postgres import Cluster
from tests.processes.running import until

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

CUTS = 20


async def test_what_was_committed_unheard_is_neither_lost_nor_done_twice(
    postgres_market: Cluster, tmp_path: Path
) -> None:
    with postgres_market.fresh() as url:
        proxy = Proxy(url)
        async with proxy.serve() as through, opened_world(url, tmp_path, reached_by=through, webhook=True) as world:
            await world.starts("web", "worker")

            async with world.rush():
                await cut_again_and_again(world, proxy, CUTS)
            await rest(world)
            await world.stops()

            assert proxy.lost == CUTS
            await judge(world)


async def cut_again_and_again(world: World, proxy: Proxy, times: int) -> None:
    """Swallow the answer to a COMMIT of a busy world, whoever's it is, so often."""
    for number in range(times):
        await world.is_busy()
        proxy.lose_replies(1)
        await until(lambda wanted=number + 1: proxy.lost == wanted)
