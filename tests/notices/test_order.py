"""What was said first is heard first, and the urgent goes before the rest."""

import asyncio

import pytest
import sqlalchemy as sa

from bot.notices import claiming
from bot.notices.ceiling import Ceiling
from bot.notices.models import Delivery, Lane, OutboxState, Outcome
from bot.notices.pacing import Limits, Pace
from bot.notices.ports import AccountRefused, SendLater, SendRefused
from bot.notices.waiting import COLUMNS, OUTBOX
from tests.notices.world import MESSENGER
from tests.statements import count_statements

DOWN = SendLater("503")


async def test_messages_arrive_in_the_order_in_which_they_were_said(world, ana, ben):
    for n in range(5):
        await world.says(ana, f"a{n}", lane=Lane(n % 3))
        await world.says(ben, f"b{n}")
    await world.drain()

    assert world.platform.texts(ana.external_id) == [f"a{n}" for n in range(5)]
    assert world.platform.texts(ben.external_id) == [f"b{n}" for n in range(5)]
    assert not world.platform.violations


async def test_a_failing_message_stops_its_recipient_and_nobody_else(world, ana, ben):
    world.platform.fails(ana.external_id, DOWN, DOWN)
    await world.says(ana, "a1", "a2")
    await world.says(ben, "b1", "b2")

    await world.drain()
    assert world.platform.texts(ana.external_id) == []
    assert world.platform.texts(ben.external_id) == ["b1", "b2"]

    world.clock.advance(seconds=1)
    await world.drain()
    assert world.platform.texts(ana.external_id) == []

    world.clock.advance(seconds=2)
    await world.drain()
    assert world.platform.texts(ana.external_id) == ["a1", "a2"]


async def test_without_heads_a_later_message_overtakes_the_failing_one(world, ana, monkeypatch):
    """Control: the plain question "what is queued and due?" skips ahead."""
    naive = (
        sa.select(*COLUMNS)
        .where(
            OUTBOX.c.state == OutboxState.QUEUED,
            OUTBOX.c.channel == sa.bindparam("channel"),
            sa.or_(OUTBOX.c.not_before.is_(None), OUTBOX.c.not_before <= sa.bindparam("now")),
        )
        .limit(sa.bindparam("most"))
    )
    monkeypatch.setattr(claiming, "NEXT_PERSONAL", naive)
    world.platform.fails(ana.external_id, DOWN)
    await world.says(ana, "a1", "a2")

    await world.drain()

    assert world.platform.texts(ana.external_id) == ["a2"]
    assert world.platform.violations  # two at once, even


@pytest.mark.parametrize("lane", Lane)
async def test_every_try_leaves_its_trace(world, ana, lane):
    world.platform.fails(ana.external_id, DOWN, SendRefused("400"))
    await world.says(ana, "hello", lane=lane)

    await world.drain()
    world.clock.advance(seconds=1)
    await world.drain()
    world.clock.advance(hours=1)
    await world.drain()

    assert [(row.outcome, row.reason) for row in await world.attempts()] == [
        (Outcome.RETRY, "503"),
        (Outcome.PERMANENT, "400"),
    ]
    assert [row.ended_at is not None for row in await world.attempts()] == [True, True]
    assert [(row.state, row.attempts) for row in await world.outbox()] == [(OutboxState.FAILED, 2)]


async def test_lanes_go_in_their_order(world):
    people = {lane: [await world.someone() for _ in range(3)] for lane in Lane}
    for lane in reversed(Lane):
        for n, person in enumerate(people[lane]):
            await world.says(person, f"{lane.name} {n}", lane=lane)
    world.restart(Limits(account=Ceiling(1, 1 / 40)))

    for _ in range(12):
        await world.drain()
        world.clock.advance(seconds=0.05)

    assert world.platform.accepted == [f"{lane.name} {n}" for lane in Lane for n in range(3)]


async def test_an_alert_gives_way_to_answers_for_a_moment_only(world, ana):
    """When thousands tap at once, answers alone would keep the sender busy for minutes."""
    for _ in range(40):
        await world.says(await world.someone(), "answer", lane=Lane.REPLY)
    await world.says(ana, "alert", lane=Lane.ALERT)
    world.restart(Limits(account=Ceiling(1, 1 / 20)))

    for _ in range(20):
        await world.drain()
        world.clock.advance(seconds=0.1)

    assert world.platform.accepted.index("alert") == 10


async def test_alerts_that_wait_go_in_the_order_in_which_they_were_said(world):
    for number in range(3):
        await world.says(await world.someone(), f"answer {number}", lane=Lane.REPLY)
        await world.says(await world.someone(), f"alert {number}", lane=Lane.ALERT)
    world.clock.advance(minutes=1)
    world.restart(Limits(account=Ceiling(1, 1)))

    for _ in range(6):
        await world.drain()
        world.clock.advance(seconds=1)

    assert world.platform.accepted == [f"{kind} {number}" for kind in ("alert", "answer") for number in range(3)]


async def test_what_changes_nothing_takes_nobodys_place(world, ana):
    """As many answers to second taps as a rush brings must not cost a transaction each."""
    for _ in range(15):
        await world.says(await world.someone(), "seen by nobody", delivery=Delivery.UPDATE, card="order:1")
    await world.says(ana, "hello")
    world.restart(Limits(account=Ceiling(1, 1)))

    with count_statements(world.database) as counted:
        await world.drain()

    assert world.platform.accepted == ["hello"]
    assert [row.state for row in await world.outbox()] == [OutboxState.SENT] * 16
    assert len(counted.touching(" AS most_urgent")) == 1


async def test_an_alert_does_not_wait_for_a_broadcast_under_way(world, ana):
    followers = [await world.someone() for _ in range(100)]
    for follower in followers:
        await world.says(follower, "lesson", lane=Lane.BROADCAST)
    world.restart(Limits(account=Ceiling.a_second(30)))
    await world.drain()
    sent = len(world.platform.accepted)

    await world.says(ana, "alert", lane=Lane.ALERT)
    world.clock.advance(seconds=0.1)
    await world.drain()

    assert world.platform.accepted[sent] == "alert"
    assert len(world.platform.accepted) < 10


async def test_in_the_order_of_ids_the_alert_comes_last(world, ana, monkeypatch):
    """Control: lanes removed."""
    monkeypatch.setattr(claiming, "NEXT_BROADCAST", sa.select(*COLUMNS).where(sa.false()))
    monkeypatch.setattr(claiming, "NEXT_PERSONAL", _all_in_one_queue())
    for _ in range(20):
        await world.says(await world.someone(), "lesson", lane=Lane.BROADCAST)
    await world.says(ana, "alert", lane=Lane.ALERT)

    await world.drain()

    assert world.platform.accepted[-1] == "alert"


def _all_in_one_queue():
    return (
        sa.select(*COLUMNS)
        .where(OUTBOX.c.channel == sa.bindparam("channel"), OUTBOX.c.state == OutboxState.QUEUED)
        .where(sa.or_(sa.true(), OUTBOX.c.not_before <= sa.bindparam("now")))
        .order_by(OUTBOX.c.id)
        .limit(sa.bindparam("most"))
    )


async def test_an_answer_hurries_what_was_said_before_it_to_the_same_person(world, ana, ben):
    await world.says(ben, "news for ben")
    await world.says(ana, "news for ana")
    await world.says(ana, "answer for ana", lane=Lane.REPLY)
    world.restart(Limits(account=Ceiling(1, 1)))

    for _ in range(3):
        await world.drain()
        world.clock.advance(seconds=1)

    assert world.platform.accepted == ["news for ana", "answer for ana", "news for ben"]


async def test_a_broadcast_stands_back_behind_its_reader_own_messages(world, ana):
    await world.says(ana, "lesson 1", "lesson 2", lane=Lane.BROADCAST)
    await world.says(ana, "answer", lane=Lane.REPLY)

    await world.drain()

    assert world.platform.accepted == ["answer", "lesson 1", "lesson 2"]


async def test_a_broadcast_that_fails_holds_up_what_follows_it_in_its_chat_and_nowhere_else(world, ana, ben):
    world.platform.fails(ana.external_id, DOWN, DOWN)
    await world.says(ana, "post", lane=Lane.BROADCAST, card="post:1")
    await world.says(ana, "sold out", lane=Lane.BROADCAST, card="post:1", delivery=Delivery.UPDATE)
    await world.says(ben, "post", lane=Lane.BROADCAST)
    await world.drain()
    assert world.platform.accepted == ["post"]

    for _ in range(10):
        world.clock.advance(seconds=1)
        await world.drain()

    assert world.platform.texts(ana.external_id) == ["sold out"]


@pytest.mark.parametrize("fault", [DOWN, SendLater("429", retry_after_s=30), AccountRefused("401")])
async def test_a_change_never_comes_before_what_it_changes(world, ana, fault):
    world.platform.fails(ana.external_id, fault)
    await world.says(ana, "post", lane=Lane.BROADCAST, card="post:1")
    await world.drain()
    await world.says(ana, "sold out", lane=Lane.BROADCAST, card="post:1", delivery=Delivery.UPDATE)

    for _ in range(90):
        await world.drain()
        world.clock.advance(seconds=1)

    assert world.platform.texts(ana.external_id) == ["sold out"]
    assert world.platform.accepted == ["post", "sold out"]
    assert not world.platform.violations


async def test_many_broadcasts_behind_one_that_waits_hide_nobody(world, ana, ben):
    world.platform.fails(ana.external_id, DOWN)
    await world.says(ana, *(f"lesson {n}" for n in range(60)), lane=Lane.BROADCAST)
    await world.drain()
    await world.says(ben, "post", lane=Lane.BROADCAST)

    await world.drain()

    assert world.platform.accepted == ["post"]


async def test_nothing_is_said_in_a_chat_while_a_broadcast_is_on_its_way_there(world, ana):
    account = next(one for one in world.sender._accounts if one.channel == MESSENGER)
    await world.says(ana, "post", lane=Lane.BROADCAST, card="post:1")
    world.platform.gate.clear()
    await account.take_over()
    await account.advance()
    await world.platform.called.wait()
    await world.says(ana, "answer")

    await account.advance()
    await asyncio.sleep(0.05)
    world.platform.gate.set()
    await account.finish()
    await world.drain()

    assert not world.platform.violations
    assert world.platform.texts(ana.external_id) == ["post", "answer"]


async def test_a_chat_gets_no_more_than_its_share_and_others_theirs(world, ana, ben):
    await world.says(ana, *(f"a{n}" for n in range(5)))
    await world.says(ben, "b0")
    world.restart(Limits(chat=Pace(rate=1, burst=2)))

    await world.drain()
    assert sorted(world.platform.accepted) == ["a0", "a1", "b0"]

    world.clock.advance(seconds=1)
    await world.drain()
    assert world.platform.texts(ana.external_id) == ["a0", "a1", "a2"]


async def test_many_cooling_chats_hide_nobody(world):
    people = [await world.someone() for _ in range(60)]
    for person in people:
        await world.says(person, "one", "two")
    world.restart(Limits(chat=Pace(rate=1, burst=1)))

    assert await world.drain() == 60
