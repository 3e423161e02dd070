"""The worker's loops."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest

from bot.database import DatabaseBusy, open_database
from bot.notices.jobs import add_job
from bot.worker import worker as worker_module
from bot.worker.jobs import Jobs
from bot.worker.sweeps import Sweep
from bot.worker.worker import Worker
from tests.notices.world import World

PATIENCE_S = 15


class Watch:
    """Counts what a worker does."""

    def __init__(self, world, errors=()):
        self.ticks = 0
        self.jobs_done = 0
        self.changed = asyncio.Event()
        self.errors = list(errors)
        jobs = Jobs(world.database, {"job": self._job}, clock=world.clock)
        self.worker = Worker(world.database, [Sweep("tick", timedelta(0), self._tick)], jobs, clock=world.clock)

    async def _tick(self, now):
        self.ticks += 1
        self.changed.set()
        if self.errors:
            raise self.errors.pop(0)

    async def _job(self, arguments):
        self.jobs_done += 1
        self.changed.set()

    async def until(self, condition):
        async with asyncio.timeout(PATIENCE_S):
            while not condition():
                self.changed.clear()
                await self.changed.wait()


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(worker_module, "POLL_S", 0.01)
    monkeypatch.setattr(worker_module, "MISHAP_PAUSE_S", 0.01)


async def test_all_that_is_due_is_done_at_a_moment(world):
    watch = Watch(world)
    await world.database.transact(partial(add_job, kind="job", arguments={}, now=world.clock()))

    await watch.worker.run_due(world.clock())

    assert (watch.ticks, watch.jobs_done) == (1, 1)


async def test_it_ticks_and_works_until_it_is_stopped(world):
    watch = Watch(world)
    task = asyncio.create_task(watch.worker.run())
    await watch.until(lambda: watch.ticks >= 3)
    await world.database.transact(partial(add_job, kind="job", arguments={}, now=world.clock()))
    await watch.until(lambda: watch.jobs_done == 1)

    watch.worker.stop()
    async with asyncio.timeout(PATIENCE_S):
        await task


@pytest.mark.parametrize("error", [ValueError("a bug"), DatabaseBusy("others first")])
async def test_no_error_stops_the_clock(world, error):
    watch = Watch(world, [error, error])
    task = asyncio.create_task(watch.worker.run())

    await watch.until(lambda: watch.ticks >= 4)

    watch.worker.stop()
    await task


@pytest.mark.postgres
async def test_of_two_workers_one_keeps_the_clock_and_both_do_jobs(postgres_cluster):
    with postgres_cluster.fresh() as url:
        databases = [open_database(url), open_database(url)]
        watches = [Watch(World(database)) for database in databases]
        tasks = [asyncio.create_task(watches[0].worker.run())]
        await watches[0].until(lambda: watches[0].ticks >= 1)
        tasks.append(asyncio.create_task(watches[1].worker.run()))
        await databases[1].transact(partial(add_job, kind="job", arguments={}, now=World(databases[1]).clock()))
        await watches[0].until(lambda: watches[0].ticks >= 20 and watches[0].jobs_done + watches[1].jobs_done >= 1)

        assert watches[1].ticks == 0
        watches[0].worker.stop()
        await tasks[0]
        await watches[1].until(lambda: watches[1].ticks >= 1)  # it takes over
        assert watches[0].jobs_done + watches[1].jobs_done == 1

        watches[1].worker.stop()
        await tasks[1]
        for database in databases:
            await database.close()
