"""Nobody answered: what happens next, once, even after an outage."""

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.notices.models import NoticeState
from bot.notices.outbox import decode
from bot.notices.service import end, owe, remind
from bot.notices.views import NOTICE
from bot.worker import notices as notices_module
from bot.worker.notices import NoticeClock
from tests.notices.world import POSTER, Shop, new_alert, new_news

ABOUT = sa.select(NOTICE.c.about_id, NOTICE.c.state, NOTICE.c.step, NOTICE.c.person_id)


class Ladder:
    """Remind once, then hand on to a coordinator; notes every step, and has bugs where told to."""

    def __init__(self, coordinator=None, bugs=()):
        self.coordinator = coordinator
        self.bugs = set(bugs)
        self.steps = []

    def __call__(self, session, notice_id, shop, now):
        assert isinstance(shop, Shop)
        row = session.connection().execute(ABOUT.where(NOTICE.c.id == notice_id)).one()
        if row.about_id in self.bugs:
            raise ValueError("a bug")
        self.steps.append((row.about_id, row.state, row.step))
        if row.state is NoticeState.SENT and row.step == 0:
            remind(session, notice_id, now=now)
        elif self.coordinator and self.coordinator.person_id != row.person_id:
            end(session, about="parcel", about_ids=[row.about_id], state=NoticeState.UNANSWERED, now=now)
            owe(session, [new_alert(self.coordinator, row.about_id)], now=now)


class Clockwork:
    """The notices' clock with a sender behind it."""

    def __init__(self, world, ladder):
        self.world = world
        self.ladder = ladder
        self.notices = NoticeClock(
            world.database, POSTER, {"alert": ladder}, catalogue_of=lambda session: Shop(), wake_sender=lambda: None
        )

    async def tick(self, **by):
        now = self.world.clock.advance(**by)
        await self.notices.post_due(now)
        await self.notices.take_steps(now)
        await self.world.sender.drain_once()


@pytest.fixture
async def farmer(world):
    return await world.someone()


@pytest.fixture
async def coordinator(world):
    return await world.someone()


@pytest.fixture
async def clockwork(world, coordinator):
    return Clockwork(world, Ladder(coordinator))


def texts(world, of):
    return world.platform.texts(of.external_id)


async def test_an_unanswered_alert_is_repeated_and_then_handed_on(world, farmer, coordinator, clockwork):
    await world.alerts(farmer, 1)
    await clockwork.tick()
    assert texts(world, farmer) == ["1 en"]

    await clockwork.tick(minutes=29)
    assert texts(world, farmer) == ["1 en"]
    await clockwork.tick(minutes=1)
    assert texts(world, farmer) == ["1 en", "again: 1 en"]
    await clockwork.tick(minutes=30)
    assert texts(world, coordinator) == ["1 en"]
    assert [row.state for row in await world.notices()] == [NoticeState.UNANSWERED, NoticeState.SENT]


async def test_an_answer_stops_the_ladder(world, farmer, clockwork):
    await world.alerts(farmer, 1)
    await clockwork.tick()
    await world.database.transact(
        lambda session: end(
            session, about="parcel", about_ids=[1], state=NoticeState.ANSWERED, answer="yes", now=world.clock()
        )
    )

    await clockwork.tick(hours=5)

    assert clockwork.ladder.steps == []


async def test_after_two_days_of_outage_each_step_is_taken_once_and_comes_folded(world, farmer, clockwork):
    await world.owes(*(new_alert(farmer, n) for n in range(10)))
    await clockwork.tick()
    before = len(world.platform.calls)

    await clockwork.tick(hours=48)
    await clockwork.tick(seconds=5)
    assert [step for _, _, step in clockwork.ladder.steps] == [0] * 10
    assert len(world.platform.calls) - before == 2  # reminders of five orders each

    await clockwork.tick(hours=48)
    await clockwork.tick(seconds=5)
    assert [step for _, _, step in clockwork.ladder.steps] == [0] * 10 + [1] * 10
    assert len(world.platform.calls) - before == 2 + 2 + 2  # the coordinator's, and what the farmer's cards say now


async def test_who_cannot_be_reached_is_stepped_over_at_once(world, farmer, coordinator, clockwork):
    world.platform.blocked.add(farmer.external_id)
    await world.alerts(farmer, 1)
    await clockwork.tick()

    await clockwork.tick(seconds=5)
    await clockwork.tick(seconds=5)

    assert texts(world, coordinator) == ["1 en"]
    assert clockwork.ladder.steps == [(1, NoticeState.UNDELIVERABLE, 0)]


async def test_news_takes_no_steps(world, farmer, clockwork):
    await world.owes(new_news(farmer, 1))
    for _ in range(5):
        await clockwork.tick(hours=1)

    assert clockwork.ladder.steps == []


async def test_a_question_of_a_newer_release_is_left_to_it(world, farmer):
    clockwork = Clockwork(world, Ladder())
    clockwork.notices = NoticeClock(
        world.database, POSTER, {}, catalogue_of=lambda session: Shop(), wake_sender=lambda: None
    )
    await world.alerts(farmer, 1)
    await clockwork.tick()
    due_at = (await world.notices())[0].due_at

    await clockwork.tick(hours=3)

    assert (await world.notices())[0].due_at == due_at


async def test_a_step_that_does_nothing_is_not_taken_again(world, farmer):
    clockwork = Clockwork(world, Ladder())
    await world.alerts(farmer, 1)
    await clockwork.tick()
    await clockwork.tick(minutes=30)
    await clockwork.tick(minutes=30)  # handed on to nobody

    for _ in range(3):
        await clockwork.tick(minutes=30)

    assert clockwork.ladder.steps == [(1, NoticeState.SENT, 0), (1, NoticeState.SENT, 1)]


async def test_a_step_with_a_bug_holds_no_other_up_and_is_tried_again(world, farmer):
    clockwork = Clockwork(world, Ladder(bugs=[2]))
    await world.owes(*(new_alert(farmer, n) for n in (1, 2, 3)))
    await clockwork.tick()
    await clockwork.tick(minutes=30)
    assert texts(world, farmer)[1:] == ["again: 1 en", "again: 3 en"] or texts(world, farmer)[1:] == ["again: 1 + 3 en"]

    await clockwork.tick(seconds=10)
    assert [about for about, _, _ in clockwork.ladder.steps if about == 2] == []
    clockwork.ladder.bugs.clear()
    await clockwork.tick(seconds=20)

    assert [about for about, _, _ in clockwork.ladder.steps if about == 2] == [2]


async def test_two_clocks_take_each_step_once(world, farmer):
    ladder = Ladder()
    clocks = [Clockwork(world, ladder) for _ in range(4)]
    for n in range(8):
        await world.alerts(await world.someone(), n)
    await clocks[0].tick()
    now = world.clock.advance(minutes=30)

    await asyncio.gather(*(clock.notices.take_steps(now) for clock in clocks))

    assert sorted(about for about, _, _ in ladder.steps) == list(range(8))


@pytest.mark.parametrize("leased", [True, False])
async def test_what_one_has_in_hand_another_leaves_alone_for_the_lease(world, farmer, monkeypatch, leased):
    """The first is held up in the middle of a step; the control is a claim that leases nothing."""
    if not leased:
        monkeypatch.setattr(notices_module, "STEP_LEASE", timedelta(0))
    ladder = Ladder(bugs=[1])
    first, second = (Clockwork(world, ladder) for _ in range(2))
    await world.alerts(farmer, 1)
    await first.tick()
    now = world.clock.advance(minutes=30)
    await first.notices.take_steps(now)
    ladder.bugs.clear()

    await second.notices.take_steps(now)

    assert len(ladder.steps) == (0 if leased else 1)


async def test_folded_alerts_are_posted_when_their_time_has_come(world, farmer, clockwork):
    await world.alerts(farmer, 1, 2, 3)
    await clockwork.tick()
    await clockwork.tick(seconds=4)
    assert texts(world, farmer) == ["1 en"]

    await clockwork.tick(seconds=1)

    assert texts(world, farmer) == ["1 en", "2 + 3 en"]
    assert [decode(row.payload).card for row in await world.outbox()] == ["notice:1", "notice:2"]


async def test_a_backlog_of_a_thousand_is_posted_in_one_go(world):
    farmers = [await world.someone() for _ in range(20)]
    for n in range(50):
        due = [new_alert(farmer, n, due_at=world.clock()) for farmer in farmers]
        await world.database.transact(lambda session, due=due: owe(session, due, now=world.clock()))
    clockwork = Clockwork(world, Ladder())

    await clockwork.notices.post_due(world.clock())

    assert len(await world.outbox()) == 20 * 50 // 5
