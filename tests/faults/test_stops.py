"""SIGTERM in the middle of a burst: what is under way is finished, and the next process goes on from there."""

import asyncio
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.faults.judging import judge
from tests.faults.quiescence import rest, rows_of
from tests.faults.world import opened_world
from tests.processes.running import STOP_WITHIN_S

pytestmark = pytest.mark.slow

STOPS = 2
IN_DOUBT = sa.text("SELECT count(*) FROM send_attempt WHERE outcome IS NULL OR outcome = 'unknown'")


async def test_who_is_told_to_stop_in_a_burst_finishes_what_is_under_way(market_url: str, tmp_path: Path) -> None:
    is_shared = not market_url.startswith("sqlite")
    async with opened_world(market_url, tmp_path, webhook=is_shared) as world:
        commands = ("web", "worker") if is_shared else ("run",)
        await world.starts(*commands)

        async with world.rush():
            for _ in range(STOPS):
                await world.is_busy()
                await world.sends()
                async with asyncio.timeout(STOP_WITHIN_S):
                    await world.stops()
                await world.starts(*commands)
        await rest(world)
        await world.stops()

        assert await rows_of(market_url, IN_DOUBT) == [(0,)]
        await judge(world)
