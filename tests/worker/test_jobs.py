"""Work that waits: done once, tried again, given up, taken over, and never written by whoever has lost it."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from bot.notices.jobs import add_job
from bot.notices.models import Job, JobState
from bot.people.models import Person
from bot.worker import leased
from bot.worker.jobs import Jobs
from bot.worker.leased import LEASE, TRIES, LeaseLost, finish, give_back, renew, take
from tests.notices.world import NOON, add

JOB = Job.__table__


class Work:
    """A kind of job that makes a person when it is written, and does as it is told meanwhile."""

    def __init__(self, world):
        self.world = world
        self.jobs = Jobs(world.database, {"greet": self}, clock=world.clock)
        self.calls = []
        self.errors = []
        self.meanwhile = None

    async def __call__(self, arguments):
        self.calls.append(arguments)
        if self.meanwhile:
            await self.meanwhile()
        if self.errors:
            raise self.errors.pop(0)
        return lambda session: add(session, Person(name=arguments["name"], created_at=NOON)) and None

    async def add(self, name, **values):
        add_ana = partial(add_job, kind="greet", arguments={"name": name}, now=self.world.clock(), **values)
        await self.world.database.transact(add_ana)

    async def written(self):
        return [row.name for row in await self.world.rows(Person)]

    async def row(self):
        (row,) = await self.world.rows(Job)
        return row

    async def stolen(self):
        """Another worker finds the lease run out, and takes the job."""
        now = self.world.clock.advance(seconds=LEASE.total_seconds() + 1)
        return await self.world.database.transact(partial(take, kinds=["greet"], token="other", now=now))


@pytest.fixture
def work(world):
    return Work(world)


async def test_a_job_is_done_and_its_result_written_once(work):
    await work.add("Ana")

    assert [await work.jobs.run_due(), await work.jobs.run_due()] == [1, 0]
    assert await work.written() == ["Ana"]
    assert (await work.row()).state is JobState.DONE


async def test_whoever_delivers_is_told_after_the_commit_and_only_then(work, world):
    seen = []
    work.jobs = Jobs(
        world.database, {"greet": work}, clock=world.clock, on_written=lambda: seen.append(len(work.calls))
    )
    work.errors = [ValueError("try again")]
    await work.add("Ana")

    await work.jobs.run_due()
    assert seen == []

    world.clock.advance(minutes=1)
    await work.jobs.run_due()
    assert seen == [2]


async def test_a_job_asked_for_twice_is_done_once_and_may_be_asked_for_again_later(work):
    for key in ("one", "one", "two", None, None):
        await work.add("Ana", key=key)
    assert await work.jobs.run_due() == 4

    await work.add("Ana", key="one")
    assert await work.jobs.run_due() == 1


async def test_a_job_of_a_turn_that_failed_is_none(work, world):
    def turn(session):
        add_job(session, "greet", {"name": "Ana"}, now=NOON)
        raise ValueError("a bug after all")

    with pytest.raises(ValueError, match="a bug"):
        await world.database.transact(turn)

    assert await work.jobs.run_due() == 0


async def test_jobs_wait_for_their_time_and_go_in_its_order(work, world):
    await work.add("later", run_at=NOON + timedelta(hours=2))
    await work.add("sooner", run_at=NOON + timedelta(hours=1))
    assert await work.jobs.run_due() == 0

    world.clock.advance(hours=3)

    assert await work.jobs.run_due() == 2
    assert await work.written() == ["sooner", "later"]


async def test_a_failing_job_is_tried_again_later_and_given_up_in_the_end(work, world):
    work.errors = [ValueError("a bug")] * 99
    await work.add("Ana")

    for _ in range(20):
        await work.jobs.run_due()
        world.clock.advance(seconds=1)
    assert len(work.calls) == 2  # at once, and after five seconds; not twenty times

    for _ in range(10):
        world.clock.advance(minutes=15)
        await work.jobs.run_due()

    row = await work.row()
    assert (len(work.calls), row.state, row.error_class) == (TRIES, JobState.FAILED, "ValueError")


async def test_a_job_that_works_the_second_time_is_done(work, world):
    work.errors = [ValueError("a bug")]
    await work.add("Ana")
    await work.jobs.run_due()
    world.clock.advance(seconds=5)
    await work.jobs.run_due()

    assert await work.written() == ["Ana"]
    assert (await work.row()).error_class is None


async def test_a_job_with_a_bug_does_not_stop_the_next(work):
    work.errors = [ValueError("a bug")]
    await work.add("Ana")
    await work.add("Ben")

    await work.jobs.run_due()

    assert await work.written() == ["Ben"]


async def test_a_kind_of_a_newer_release_is_left_to_it(work, world):
    await world.database.transact(partial(add_job, kind="dream", arguments={}, now=NOON))

    assert await work.jobs.run_due() == 0
    assert [(row.state, row.attempts) for row in await world.rows(Job)] == [(JobState.QUEUED, 0)]


async def test_who_has_lost_the_lease_writes_nothing(work):
    await work.add("Ana")
    work.meanwhile = work.stolen

    await work.jobs.run_due()

    assert await work.written() == []
    row = await work.row()
    assert (row.state, row.lease_token, row.attempts) == (JobState.QUEUED, "other", 2)


async def test_without_the_token_it_would_be_written_twice(work, world, monkeypatch):
    """Control: a mark that asks for the job's id alone."""
    unfenced = (JOB.c.id == sa.bindparam("job"), sa.bindparam("token") != "")
    values = {
        "state": sa.bindparam("to_state"),
        "run_at": sa.bindparam("next_run"),
        "error_class": sa.bindparam("error"),
    }
    monkeypatch.setattr(leased, "_END", sa.update(JOB).where(*unfenced).values(values))
    await work.add("Ana")
    thief = {}

    async def steal():
        thief["job"] = await work.stolen()

    work.meanwhile = steal
    await work.jobs.run_due()
    write = partial(add, row=Person(name="Ana", created_at=NOON))
    await world.database.transact(partial(finish, job=thief["job"], write=write, now=world.clock()))

    assert await work.written() == ["Ana", "Ana"]


@pytest.mark.parametrize("act", ["renew", "finish", "give_back"])
async def test_nothing_can_be_done_with_a_lost_lease(work, world, act):
    await work.add("Ana")
    mine = await world.database.transact(partial(take, kinds=["greet"], token="mine", now=world.clock()))
    await work.stolen()
    acts = {
        "renew": partial(renew, job=mine),
        "finish": partial(finish, job=mine, write=None),
        "give_back": partial(give_back, job=mine, error=ValueError()),
    }

    with pytest.raises(LeaseLost):
        await world.database.transact(partial(acts[act], now=world.clock()))


async def test_a_renewed_lease_is_not_taken_over(work, world):
    await work.add("Ana")
    mine = await world.database.transact(partial(take, kinds=["greet"], token="mine", now=world.clock()))
    world.clock.advance(seconds=20)
    await world.database.transact(partial(renew, job=mine, now=world.clock()))
    world.clock.advance(seconds=20)

    assert await work.jobs.run_due() == 0


async def test_what_kills_its_worker_each_time_is_given_up(work, world):
    await work.add("Ana")
    for _ in range(TRIES):
        assert await work.stolen()  # and is never heard of again

    world.clock.advance(seconds=LEASE.total_seconds() + 1)
    await work.jobs.run_due()

    row = await work.row()
    assert (work.calls, row.state, row.error_class) == ([], JobState.FAILED, "TooManyTries")


async def test_two_workers_share_the_jobs(work, world):
    other = Work(world)
    for n in range(20):
        await work.add(str(n))

    await asyncio.gather(work.jobs.run_due(), other.jobs.run_due())

    assert sorted(await work.written(), key=int) == [str(n) for n in range(20)]
    assert len(work.calls) + len(other.calls) == 20


async def test_a_job_that_is_stopped_can_be_taken_over(work, world):
    started = asyncio.Event()

    async def hang():
        started.set()
        await asyncio.Event().wait()

    work.meanwhile = hang
    await work.add("Ana")
    task = asyncio.create_task(work.jobs.run_due())
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    work.meanwhile = None

    world.clock.advance(seconds=LEASE.total_seconds() + 1)

    assert await work.jobs.run_due() == 1
    assert await work.written() == ["Ana"]
