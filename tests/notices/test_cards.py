"""What a chat shows, and what it costs to show it."""

from datetime import timedelta

import sqlalchemy as sa

from bot.messages import Choice
from bot.notices.models import Delivery, Lane, NoticeState, OutboxMessage, OutboxState
from bot.notices.ports import Capabilities, SendLater
from tests.notices.world import new_news
from tests.statements import count_statements

DOWN = SendLater("503")
YES = ((Choice("Yes", "yes:1"),),)


async def set_outbox(world, **values):
    table = OutboxMessage.__table__
    await world.database.transact(
        lambda session: session.connection().execute(sa.update(table).values(**values)) and None
    )


async def test_a_card_is_edited_where_it_was_pressed_and_stays_one(world, ana):
    await world.says(ana, "shop", card="shop", delivery=Delivery.REPLY)
    await world.drain()
    await world.says(ana, "product", card="shop", delivery=Delivery.REPLY, edit_message_id="p1")
    await world.drain()
    await world.says(ana, "review", card="shop", delivery=Delivery.REPLY)
    await world.drain()

    assert world.platform.texts(ana.external_id) == ["review"]
    assert [(row.message_id, row.card, row.removed) for row in await world.chat(ana)] == [
        ("p1", None, True),
        ("p2", "shop", False),
    ]


async def test_a_reminder_takes_the_buttons_from_the_first_alert(world, ana):
    await world.says(ana, "alert", card="notice:1", rows=YES)
    await world.drain()
    await world.says(ana, "again", card="notice:1", rows=YES)
    await world.drain()

    first, second = world.platform.chats[ana.external_id].values()
    assert (first.text, first.rows, second.rows) == ("alert", (), YES)
    assert [row.card for row in await world.chat(ana)] == [None, "notice:1"]


async def test_an_update_of_what_nobody_sees_is_no_call(world, ana):
    await world.says(ana, "cancelled", card="notice:1", delivery=Delivery.UPDATE)

    await world.drain()

    assert world.platform.calls == []
    assert [row.state for row in await world.outbox()] == [OutboxState.SENT]


async def test_an_update_follows_its_alert_through_a_failure(world, ana):
    world.platform.fails(ana.external_id, DOWN)
    await world.says(ana, "alert", card="notice:1")
    await world.says(ana, "cancelled", card="notice:1", delivery=Delivery.UPDATE)
    await world.drain()
    world.clock.advance(seconds=1)
    await world.drain()

    assert world.platform.texts(ana.external_id) == ["cancelled"]


async def test_a_card_that_is_gone_comes_back_as_a_new_message(world, ana):
    await world.says(ana, "shop", card="shop", delivery=Delivery.REPLY)
    await world.drain()
    world.platform.chats[ana.external_id].clear()
    await world.says(ana, "product", card="shop", delivery=Delivery.REPLY, edit_message_id="p1")
    await world.drain()

    assert world.platform.texts(ana.external_id) == ["product"]
    assert [(row.message_id, row.removed) for row in await world.chat(ana)] == [("p1", True), ("p2", False)]


async def test_where_nothing_can_be_edited_each_answer_is_a_message(world, ana):
    world.platform.capabilities = Capabilities(can_edit=False, can_remove=False)
    await world.says(ana, "shop", card="shop", delivery=Delivery.REPLY)
    await world.drain()
    await world.says(ana, "product", card="shop", delivery=Delivery.REPLY, edit_message_id="p1")
    await world.says(ana, "changed", card="shop", delivery=Delivery.UPDATE)
    await world.drain()

    assert world.platform.texts(ana.external_id) == ["shop", "product"]


async def test_a_person_own_words_are_not_said_again(world, ana):
    await world.says(ana, "2 jin", delivery=Delivery.ECHO, lane=Lane.REPLY)
    await world.drain()

    assert world.platform.calls == []


async def test_silence_at_night_reaches_the_platform(world, ana):
    await world.says(ana, "alert", silent=True)
    await world.drain()

    assert [call.silent for call in world.platform.calls] == [True]


async def test_a_damaged_row_is_put_aside(world, ana):
    await world.says(ana, "damaged")
    await set_outbox(world, payload={"rows": 17})
    await world.says(ana, "sound")

    await world.drain()
    await world.drain()

    assert world.platform.accepted == ["sound"]
    assert [row.state for row in await world.outbox()] == [OutboxState.FAILED, OutboxState.SENT]


async def test_a_batch_costs_the_same_for_one_and_for_forty(world):
    async def cost(count):
        people = [await world.someone() for _ in range(count)]
        for person in people:
            await world.alerts(person, 1)
        with count_statements(world.database) as statements:
            assert await world.drain() == count
        return sum(map(len, statements.touching("outbox_message"))), statements.most

    one, forty = await cost(1), await cost(40)

    assert one == forty
    assert one[1] <= 8  # in one transaction: how the last ones ended is written down, and the next are claimed


async def test_sent_questions_are_due_for_a_reminder_and_news_are_done(world, ana):
    await world.alerts(ana, 1)
    await world.owes(new_news(ana, 2))
    await world.drain()

    question, news = await world.notices()
    assert (question.state, question.due_at) == (NoticeState.SENT, world.clock() + timedelta(minutes=30))
    assert (question.ended_at, news.ended_at) == (None, world.clock())
    assert (news.state, news.due_at) == (NoticeState.SENT, None)
