"""What is forgotten, and what never is."""

from datetime import timedelta

import pytest

from bot.inbox import Inbox, InboxState, ProcessRun
from bot.notices.models import Delivery, Document, Job, JobState, OutboxMessage, OutboxState, Outcome, SendAttempt
from bot.worker import retention
from bot.worker.sweeps import Timetable
from tests.notices.world import NOON, add

DAY = timedelta(days=1)


def event(number, age, state=InboxState.HANDLED):
    return Inbox(channel="c", event_id=str(number), received_at=NOON - age, state=state)


def message(of, age, state=OutboxState.SENT):
    return OutboxMessage(
        identity_id=of.identity_id,
        channel="c",
        external_id="x",
        lane=0,
        delivery=Delivery.PUSH,
        state=state,
        created_at=NOON - age,
    )


@pytest.fixture
async def ana(world):
    return await world.someone()


async def stores(world, *rows):
    await world.database.transact(lambda session: session.add_all(rows))


async def forgets(world, what, limit=100):
    return await world.database.transact(lambda session: what(session, NOON, limit))


async def test_events_are_forgotten_after_a_month_but_not_one_in_hand(world):
    await stores(world, event(1, 31 * DAY), event(2, 29 * DAY), event(3, 31 * DAY, InboxState.BEGUN))

    assert await forgets(world, retention.forget_events) == 1


async def test_events_go_a_few_at_a_time(world):
    await stores(world, *(event(n, 31 * DAY) for n in range(25)))

    assert [await forgets(world, retention.forget_events, 10) for _ in range(4)] == [10, 10, 5, 0]


async def test_documents_are_forgotten_after_a_month(world, ana):
    papers = [
        Document(
            identity_id=ana.identity_id, name="a.pdf", mime="application/pdf", content=b"%PDF", created_at=NOON - age
        )
        for age in (31 * DAY, 29 * DAY)
    ]
    await stores(world, *papers)

    assert await forgets(world, retention.forget_documents) == 1


async def test_messages_are_forgotten_with_their_tries_once_they_are_over(world, ana):
    rows = [
        message(ana, 8 * DAY),
        message(ana, 6 * DAY),
        message(ana, 8 * DAY, OutboxState.QUEUED),
        message(ana, 8 * DAY, OutboxState.SENDING),
        message(ana, 8 * DAY, OutboxState.UNKNOWN),
        message(ana, 31 * DAY, OutboxState.FAILED),
    ]

    def work(session):
        for row in rows:
            add(session, SendAttempt(outbox_message_id=add(session, row), started_at=NOON, outcome=Outcome.OK))

    await world.database.transact(work)

    assert await forgets(world, retention.forget_messages) == 2
    left = [row.id for row in await world.outbox()]
    assert left == [2, 3, 4, 5]
    assert [row.outbox_message_id for row in await world.attempts()] == left


async def test_done_jobs_are_forgotten_and_failed_ones_kept(world):
    def job(state, age):
        return Job(kind="k", state=state, run_at=NOON - age, created_at=NOON - age)

    await stores(world, job(JobState.DONE, 8 * DAY), job(JobState.DONE, 6 * DAY), job(JobState.FAILED, 99 * DAY))

    assert await forgets(world, retention.forget_jobs) == 1


async def test_runs_are_forgotten_after_a_month(world):
    def run(age):
        return ProcessRun(command="run", started_at=NOON - age, heartbeat_at=NOON - age)

    await stores(world, run(31 * DAY), run(29 * DAY))

    assert await forgets(world, retention.forget_runs) == 1


async def test_all_of_it_is_swept(world, ana):
    await stores(world, event(1, 31 * DAY), message(ana, 8 * DAY))

    await Timetable(retention.retention_sweeps(world.database)).run_due(NOON)

    assert await world.outbox() == []
    assert await forgets(world, retention.forget_events) == 0
