"""When the platform says no, later, or nothing."""

from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from bot.database.errors import DatabaseUnavailable
from bot.notices.marking import penalty_of
from bot.notices.models import Delivery, Lane, NoticeState, OutboxState, Outcome, SendPenalty
from bot.notices.outbox import decode
from bot.notices.ports import SendLater, SendRefused, SendUnknown
from bot.people.models import Identity, IdentityState
from tests.notices.platform import Lost
from tests.notices.world import MESSENGER, WEBCHAT, new_news

DOWN = SendLater("503")


async def test_a_penalty_silences_everyone_and_outlives_the_process(world, ana, ben):
    world.platform.fails(ana.external_id, SendLater("429", retry_after_s=60))
    await world.says(ana, "a1")
    await world.drain()
    await world.says(ben, "b1", lane=Lane.REPLY)

    for _ in range(6):
        world.clock.advance(seconds=9)
        world.restart()
        await world.drain()
    assert world.platform.accepted == []

    world.clock.advance(seconds=6)
    await world.drain()
    assert sorted(world.platform.accepted) == ["a1", "b1"]
    assert not world.platform.violations


async def test_a_penalty_that_is_forgotten_is_broken(world, ana, ben):
    """Control: without the stored row a new process calls at once."""
    world.platform.fails(ana.external_id, SendLater("429", retry_after_s=60))
    await world.says(ana, "a1")
    await world.drain()
    table = SendPenalty.__table__
    await world.database.transact(lambda session: session.connection().execute(sa.delete(table)) and None)
    await world.says(ben, "b1")

    world.clock.advance(seconds=9)
    world.restart()
    await world.drain()

    assert world.platform.violations


async def test_the_longer_penalty_stands(world, ana, ben):
    world.platform.fails(ana.external_id, SendLater("429", retry_after_s=600))
    world.platform.fails(ben.external_id, SendLater("429", retry_after_s=5))
    await world.says(ana, "a1")
    await world.says(ben, "b1")

    await world.drain()

    until = await world.database.read(partial(penalty_of, account=MESSENGER))
    assert until == world.clock() + timedelta(seconds=600)


async def test_an_unknown_alert_is_repeated_once_and_says_so(world, ana):
    world.platform.fails(ana.external_id, Lost())
    await world.alerts(ana, 1)
    await world.drain()
    assert world.platform.texts(ana.external_id) == ["1 en"]

    world.clock.advance(seconds=5)
    await world.drain()
    world.clock.advance(hours=1)
    await world.drain()

    assert world.platform.texts(ana.external_id) == ["1 en", "🔁 1 en"]
    assert [row.outcome for row in await world.attempts()] == [Outcome.UNKNOWN, Outcome.OK]
    assert (await world.notices())[0].state is NoticeState.SENT


async def test_an_alert_that_nobody_ever_acknowledges_counts_as_asked(world, ana):
    world.platform.fails(ana.external_id, SendUnknown("timeout"), SendUnknown("timeout"))
    await world.alerts(ana, 1)
    await world.drain()
    world.clock.advance(seconds=5)
    await world.drain()

    assert [row.state for row in await world.outbox()] == [OutboxState.UNKNOWN]
    (row,) = await world.notices()
    assert (row.state, row.due_at) == (NoticeState.SENT, world.clock() + timedelta(minutes=30))


async def test_an_unknown_broadcast_is_not_repeated(world, ana):
    world.platform.fails(ana.external_id, Lost())
    await world.says(ana, "lesson", lane=Lane.BROADCAST)

    for _ in range(5):
        await world.drain()
        world.clock.advance(minutes=10)

    assert world.platform.texts(ana.external_id) == ["lesson"]
    assert [row.state for row in await world.outbox()] == [OutboxState.UNKNOWN]


async def test_an_unknown_edit_is_repeated_without_a_word(world, ana):
    await world.says(ana, "basket", card="shop", delivery=Delivery.REPLY)
    await world.drain()
    world.platform.fails(ana.external_id, SendUnknown("timeout"))
    await world.says(ana, "review", card="shop", delivery=Delivery.REPLY, edit_message_id="p1")
    await world.drain()
    world.clock.advance(seconds=5)
    await world.drain()

    assert world.platform.texts(ana.external_id) == ["review"]


async def test_a_blocked_person_is_marked_and_reached_elsewhere(world, ana):
    phone = await world.someone(WEBCHAT, person=ana, last_written_at=world.clock() - timedelta(days=9))
    world.platform.blocked.add(ana.external_id)
    await world.alerts(ana, 1, 2)
    await world.owes(new_news(ana, 3))
    await world.drain()
    await world.posts_due()
    await world.drain()
    world.clock.advance(seconds=5)
    await world.posts_due()
    await world.drain()

    identity = next(row for row in await world.rows(Identity) if row.id == ana.identity_id)
    assert identity.state is IdentityState.BLOCKED
    shown = [decode(row.payload) for row in await world.chat(phone)]
    assert sorted(one.title or one.text for one in shown) == ["1 en", "2 en", "news 3 en"]
    assert len(world.platform.calls) == 1  # nothing else is tried where nothing will ever arrive


async def test_who_is_blocked_everywhere_leaves_a_question_for_the_next_person(world, ana):
    world.platform.blocked.add(ana.external_id)
    await world.alerts(ana, 1)
    await world.drain()
    await world.posts_due()

    (row,) = await world.notices()
    assert (row.state, row.due_at) == (NoticeState.UNDELIVERABLE, world.clock())


async def test_a_refused_message_is_not_tried_again_and_its_question_moves_on(world, ana):
    world.platform.fails(ana.external_id, SendRefused("400"))
    await world.alerts(ana, 1)
    await world.drain()
    world.clock.advance(hours=1)
    await world.drain()

    assert len(world.platform.calls) == 1
    (row,) = await world.notices()
    assert (row.state, row.due_at) == (NoticeState.UNDELIVERABLE, world.clock() - timedelta(hours=1))


async def test_a_bug_in_a_channel_holds_nobody_up(world, ana, caplog):
    world.platform.fails(ana.external_id, KeyError("a bug"))
    await world.says(ana, "a1", "a2")

    await world.drain()

    assert world.platform.texts(ana.external_id) == ["a2"]
    assert [row.reason for row in await world.attempts()] == ["KeyError", ""]


async def test_an_alert_that_cannot_be_sent_within_a_minute_goes_to_somebody_else_as_well(world, ana):
    world.platform.fails(ana.external_id, *[DOWN] * 9)
    await world.alerts(ana, 1)
    created_at = world.clock()

    while (await world.notices())[0].state is NoticeState.QUEUED:
        await world.drain()
        world.clock.advance(seconds=1)

    (row,) = await world.notices()
    assert row.state is NoticeState.UNDELIVERABLE
    assert timedelta(seconds=40) < row.due_at - created_at <= timedelta(seconds=60)
    assert [row.state for row in await world.outbox()] == [OutboxState.QUEUED]


async def test_and_is_sent_all_the_same_when_it_can_be(world, ana):
    world.platform.fails(ana.external_id, *[DOWN] * 7)
    await world.alerts(ana, 1)
    while len(world.platform.calls) < 8:
        world.clock.advance(seconds=30)
        await world.drain()

    assert world.platform.texts(ana.external_id) == ["1 en"]
    (row,) = await world.notices()
    assert (row.state, row.due_at) == (NoticeState.SENT, None)


async def test_a_platform_that_is_down_is_asked_by_few(world):
    people = [await world.someone() for _ in range(200)]
    for person in people:
        world.platform.fails(person.external_id, *[DOWN] * 500)
        await world.says(person, "hello")

    for _ in range(360):
        world.clock.advance(seconds=10)
        await world.drain()
    # Fifty on the wire when it began, then a probe every quarter of a minute.
    assert len(world.platform.calls) < 50 + 4 * 60 + 20

    world.platform.recovers()
    for _ in range(60):
        world.clock.advance(seconds=10)
        await world.drain()
    assert len(set(world.platform.accepted)) == 1
    assert all(world.platform.texts(person.external_id) == ["hello"] for person in people)


# -- what says nothing about the message -----------------------------------------------------------


async def test_what_waited_for_two_days_is_sent_when_the_platform_is_back(world):
    people = [await world.someone() for _ in range(8)]
    for person in people:
        world.platform.fails(person.external_id, *[DOWN] * 500)
        await world.says(person, "hello")
    for _ in range(48 * 4):
        world.clock.advance(minutes=15)
        await world.drain()
    world.platform.recovers()
    world.platform.fails(people[3].external_id, DOWN)  # up, and not yet quite well

    for _ in range(30):
        world.clock.advance(seconds=30)
        await world.drain()

    assert {row.state for row in await world.outbox()} == {OutboxState.SENT}


async def test_a_broadcast_is_not_used_up_while_the_platform_is_down(world, ana):
    world.platform.fails(ana.external_id, *[DOWN] * 30)
    await world.says(ana, "lesson", lane=Lane.BROADCAST)
    for _ in range(240):
        world.clock.advance(minutes=1)
        await world.drain()

    assert world.platform.texts(ana.external_id) == ["lesson"]


async def test_a_penalty_of_days_loses_nothing(world, ana):
    world.platform.fails(
        ana.external_id, SendLater("429", retry_after_s=80_000), SendLater("429", retry_after_s=80_000)
    )
    await world.says(ana, "hello")
    for _ in range(3):
        await world.drain()
        world.clock.advance(seconds=80_001)

    await world.drain()

    assert world.platform.texts(ana.external_id) == ["hello"]


async def test_one_message_that_the_platform_chokes_on_does_not_count_for_all(world, ana, ben):
    """It alone has made us believe that nothing goes; somebody else asks next."""
    world.platform.fails(ana.external_id, *[DOWN] * 10_000)
    await world.says(ana, "poison")
    for _ in range(60):
        world.clock.advance(seconds=10)
        await world.drain()

    await world.says(ben, "hello")
    for _ in range(60):
        world.clock.advance(seconds=1)
        await world.drain()

    assert world.platform.texts(ben.external_id) == ["hello"]


@pytest.mark.parametrize("wait", [SendLater("uploading", local=True), DatabaseUnavailable("away")])
async def test_what_waits_for_us_is_no_sign_that_the_platform_is_down(world, ana, wait):
    others = [await world.someone() for _ in range(10)]
    for other in others:
        world.platform.fails(other.external_id, wait)
        await world.says(other, "picture")
    await world.drain()

    await world.says(ana, "hello")
    await world.drain()
    said = world.platform.texts(ana.external_id)
    world.clock.advance(seconds=1)
    await world.drain()

    assert said == ["hello"]
    assert all(world.platform.texts(other.external_id) == ["picture"] for other in others)
