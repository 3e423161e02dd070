"""No room left under load: the platform is told to come again, and all goes on by itself when there is room."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.full_disk import WAYS, Disk
from tests.faults.judging import judge
from tests.faults.quiescence import rest
from tests.faults.world import opened_world
from tests.processes.running import until

pytestmark = pytest.mark.slow

REFUSALS = 40  # updates that the shop could not take
BUYERS = 20


@pytest.fixture(params=WAYS, ids=lambda way: way.__name__)
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    with request.param(tmp_path / "disk") as disk:
        if disk is None:
            # Reason: only root may mount a file system; the other way of this test needs no rights.
            pytest.skip("no file system may be mounted here")
        yield disk


async def test_a_shop_without_room_loses_nothing_and_goes_on_by_itself(
    disk: Disk, sqlite_market: Path, tmp_path: Path
) -> None:
    url = f"sqlite:///{shutil.copy(sqlite_market, disk.folder / 'market.db')}"
    async with opened_world(url, tmp_path, webhook=True) as world:
        await world.starts("run")
        run = world.running["run"]

        async with world.rush(BUYERS):
            await world.is_busy()
            disk.fills(run)
            refused = world.webhook.statuses[503]
            await until(lambda: world.webhook.statuses[503] >= refused + REFUSALS)
            disk.frees(run)
            await world.is_busy()
        await rest(world)
        await world.stops()

        assert world.webhook.statuses.keys() == {200, 503}
        await judge(world)
