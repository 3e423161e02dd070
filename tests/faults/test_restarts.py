"""PostgreSQL goes away under load: the platform is told to come again, and nothing acknowledged is lost."""

import asyncio
from pathlib import Path

import pytest

from tests import postgres
from tests.faults.judging import judge
from tests.faults.quiescence import rest
from tests.faults.restarts import DURABLE, ENDINGS, restart_again_and_again
from tests.faults.world import opened_world
from tests.market import make_market

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

SEED = 20261127


async def test_what_is_confirmed_outlives_every_end_of_the_database(tmp_path: Path) -> None:
    if not postgres.may_restart():
        # Reason: the server in TEST_DATABASE_URL is somebody else's to restart, and there is no other.
        pytest.skip("no PostgreSQL of our own to restart")
    with postgres.own_server(settings=DURABLE) as server:
        await asyncio.to_thread(make_market, server.url)
        async with opened_world(server.url, tmp_path, webhook=True) as world:
            await world.starts("web", "worker")

            async with world.rush():
                restarts = await restart_again_and_again(world, server, len(ENDINGS), SEED)
            await rest(world)
            await world.stops()

            assert restarts.done == len(ENDINGS)
            assert restarts.taken_meanwhile == 0
            await judge(world)
