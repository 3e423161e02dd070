"""What is forgotten, and what never is."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.catalog.models import MissedPhrase, MissedState
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


def phrase(number, age, times=1, state=MissedState.OPEN):
    words = f"wuzzle {number}"
    return MissedPhrase(folded=words, words=words, language="en", times=times, last_at=NOON - age, state=state)


async def phrases_left(world):
    rows = select(MissedPhrase.words).order_by(MissedPhrase.id)
    return await world.database.read(lambda session: list(session.exec(rows)))


async def test_phrases_are_forgotten_sixty_days_after_they_were_last_typed(world):
    put_aside = MissedState.PUT_ASIDE
    await stores(world, phrase(1, 61 * DAY, times=9), phrase(2, 59 * DAY), phrase(3, 61 * DAY, state=put_aside))

    assert await forgets(world, retention.forget_phrases) == 2
    assert await phrases_left(world) == ["wuzzle 2"]


async def test_of_too_many_phrases_the_rare_and_old_ones_go_a_few_at_a_time(world, monkeypatch):
    monkeypatch.setattr(retention, "PHRASES_MAX", 3)
    await stores(world, phrase(0, 9 * DAY, times=5), *(phrase(n, n * DAY) for n in range(1, 7)))

    assert [await forgets(world, retention.forget_phrases, 3) for _ in range(3)] == [3, 1, 0]
    assert await phrases_left(world) == ["wuzzle 0", "wuzzle 1", "wuzzle 2"]


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
