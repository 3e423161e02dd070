"""Sending where the stored row is the message: the web chat."""

from functools import partial

import sqlalchemy as sa

from bot.messages import Choice
from bot.notices.history import store
from bot.notices.models import Delivery, Lane, NoticeState, OutboxMessage, OutboxState
from bot.notices.outbox import decode
from bot.notices.ports import HistoryPort
from tests.notices.world import WEBCHAT, new_alert
from tests.statements import count_statements

YES = ((Choice("Yes", "yes:1"),),)


async def phone(world):
    return await world.someone(WEBCHAT)


async def texts(world, of):
    return [decode(row.payload).text for row in await world.chat(of) if not row.removed]


async def test_words_and_answer_stand_in_their_order(world):
    ana = await phone(world)
    await world.says(ana, "2 jin", delivery=Delivery.ECHO, lane=Lane.REPLY, edit_message_id="e1:ana")
    await world.says(ana, "basket", card="shop", delivery=Delivery.REPLY, lane=Lane.REPLY)
    await world.drain()

    rows = await world.chat(ana)
    assert [(row.message_id, row.own, row.seq, row.card) for row in rows] == [
        ("e1:ana", True, 1, None),
        ("m2", False, 2, "shop"),
    ]
    assert world.shown == [ana.identity_id]


async def test_an_echo_that_comes_twice_stands_there_once(world):
    ana = await phone(world)
    for _ in range(2):
        await world.says(ana, "2 jin", delivery=Delivery.ECHO, edit_message_id="e1:ana")
        await world.drain()

    assert await texts(world, ana) == ["2 jin"]


async def test_every_change_has_a_higher_number_and_edits_keep_their_place(world):
    ana = await phone(world)
    await world.says(ana, "shop", card="shop", delivery=Delivery.REPLY)
    await world.says(ana, "news")
    await world.drain()
    await world.says(ana, "product", card="shop", delivery=Delivery.REPLY, edit_message_id="m1")
    await world.drain()

    rows = await world.chat(ana)
    assert [(row.message_id, row.seq, decode(row.payload).text) for row in rows] == [
        ("m1", 3, "product"),
        ("m2", 2, "news"),
    ]
    assert [row.edited_at is not None for row in rows] == [True, False]


async def test_typed_words_bring_the_card_to_the_end(world):
    ana = await phone(world)
    await world.says(ana, "shop", card="shop", delivery=Delivery.REPLY)
    await world.drain()
    await world.says(ana, "10 eggs", delivery=Delivery.ECHO, edit_message_id="e1:ana")
    await world.says(ana, "basket", card="shop", delivery=Delivery.REPLY)
    await world.drain()

    assert await texts(world, ana) == ["10 eggs", "basket"]
    (removed,) = [row for row in await world.chat(ana) if row.removed]
    assert (removed.message_id, removed.payload, removed.card) == ("m1", {}, None)


async def test_messages_of_one_batch_see_each_other(world):
    ana = await phone(world)
    await world.says(ana, "alert", card="notice:1", rows=YES)
    await world.says(ana, "again", card="notice:1", rows=YES)
    await world.says(ana, "cancelled", card="notice:1", delivery=Delivery.UPDATE)
    assert await world.drain() == 3

    first, second = [decode(row.payload) for row in await world.chat(ana)]
    assert (first.text, first.rows) == ("alert", ())
    assert (second.text, second.card) == ("cancelled", "notice:1")


async def test_an_update_that_changes_nothing_wakes_nobody(world):
    ana = await phone(world)
    await world.says(ana, "alert", card="notice:1")
    await world.drain()
    world.shown.clear()
    await world.says(ana, "alert", card="notice:1", delivery=Delivery.UPDATE)
    await world.drain()

    assert world.shown == []
    assert [row.seq for row in await world.chat(ana)] == [1]


async def test_what_is_stored_is_sent(world):
    ana = await phone(world)
    await world.owes(new_alert(ana, 1))
    await world.drain()

    assert [row.state for row in await world.outbox()] == [OutboxState.SENT]
    assert [row.state for row in await world.notices()] == [NoticeState.SENT]
    assert await world.attempts() == []


async def test_a_long_queue_is_stored_in_its_order(world):
    ana, ben = await phone(world), await phone(world)
    for n in range(0, 150, 10):
        await world.says(ana, *(f"a{i}" for i in range(n, n + 10)))
        await world.says(ben, *(f"b{i}" for i in range(n, n + 10)))

    assert await world.drain() == 300
    assert await texts(world, ana) == [f"a{n}" for n in range(150)]
    assert [row.seq for row in await world.chat(ben)] == list(range(1, 151))


async def test_a_broadcast_waits_for_everything_else(world):
    ana, ben = await phone(world), await phone(world)
    await world.says(ana, "lesson", lane=Lane.BROADCAST)
    await world.says(ana, "answer", lane=Lane.REPLY)
    await world.says(ben, "news")
    await world.drain()

    assert await texts(world, ana) == ["answer", "lesson"]


async def test_a_damaged_row_is_put_aside(world):
    ana = await phone(world)
    await world.says(ana, "damaged")
    table = OutboxMessage.__table__
    await world.database.transact(
        lambda session: session.connection().execute(sa.update(table).values(delivery="update", payload=[1])) and None
    )
    await world.says(ana, "sound")
    await world.drain()

    assert await texts(world, ana) == ["sound"]
    assert [row.state for row in await world.outbox()] == [OutboxState.FAILED, OutboxState.SENT]


async def test_message_names_are_never_used_twice_even_when_the_outbox_was_emptied(world):
    ana, table = await phone(world), OutboxMessage.__table__
    for text in ("one", "two"):
        await world.says(ana, text)
        await world.drain()
        await world.database.transact(lambda session: session.connection().execute(sa.delete(table)) and None)

    assert await texts(world, ana) == ["one", "two"]


async def test_an_answer_costs_four_statements_and_a_batch_no_more(world):
    async def cost(people):
        for person in people:
            await world.says(person, "2 jin", delivery=Delivery.ECHO, edit_message_id=f"e:{person.external_id}")
            await world.owes(new_alert(person, 1))
        with count_statements(world.database) as statements:
            await world.database.transact(_store(world))
        return statements.most

    assert await cost([await phone(world)]) == 4
    assert await cost([await phone(world) for _ in range(20)]) == 4


def _store(world):
    can = HistoryPort.capabilities
    return partial(store, channel=WEBCHAT, can=can, now=world.clock(), remind_at=lambda sent_at: sent_at)
