"""Who hears what is owed, where, when, and in how many messages."""

from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from bot.notices.models import Delivery, Lane, NoticeState, OutboxMessage
from bot.notices.outbox import decode
from bot.notices.posting import Poster
from bot.notices.service import ChangedCard, changed, end, owe, remind
from bot.people.models import Identity, IdentityState, Person
from tests.notices.world import LANGUAGES, NOON, POSTER, Shop, alert, new_alert, new_news
from tests.statements import count_statements


def posts(session, now, poster=POSTER):
    return poster.post_owed(session, Shop(), now=now)


async def titles(world):
    return [decode(row.payload).title or decode(row.payload).text for row in await world.outbox()]


@pytest.fixture
async def farmer(world):
    return await world.someone()


async def test_a_turn_that_owes_nothing_costs_nothing(world):
    with count_statements(world.database) as statements:
        assert await world.database.transact(partial(posts, now=NOON)) == []

    assert statements.most == 0


async def test_posting_is_one_statement_however_much_is_owed(world, farmer):
    people = [await world.someone() for _ in range(5)]
    notices = [new_news(one, n) for one in people for n in range(4)]

    def work(session):
        owe(session, notices, now=NOON)
        return posts(session, NOON)

    with count_statements(world.database) as statements:
        envelopes = await world.database.transact(work)

    assert len(envelopes) == 20
    assert statements.most == 2  # the debts, and whom they reach


async def test_everyone_reads_their_own_language(world, farmer):
    chinese = await world.someone()
    await world.database.transact(
        lambda session: session.connection().execute(
            sa.update(Person.__table__).where(Person.__table__.c.id == chinese.person_id).values(language="zh_Hans")
        )
    )

    await world.owes(new_news(farmer, 1), new_news(chinese, 2))

    assert await titles(world) == ["news 1 en", "news 2 zh_Hans"]


@pytest.mark.parametrize(
    ("second", "chosen"),
    [
        ({"last_written_at": NOON - timedelta(days=1)}, 0),
        ({"last_written_at": NOON + timedelta(days=1)}, 1),
        ({"last_written_at": NOON - timedelta(days=1), "preferred": True}, 1),
        ({"last_written_at": NOON + timedelta(days=1), "state": IdentityState.BLOCKED}, 0),
        ({"last_written_at": NOON + timedelta(days=1), "preferred": True, "state": IdentityState.BLOCKED}, 0),
    ],
)
async def test_a_notice_goes_to_one_identity(world, farmer, second, chosen):
    identities = [farmer, await world.someone("webchat", person=farmer, **second)]

    await world.owes(new_news(farmer, 1))

    assert [row.identity_id for row in await world.outbox()] == [identities[chosen].identity_id]


async def test_who_was_joined_into_another_is_reached_there(world, farmer):
    other = await world.someone()

    def join(session):
        people, identities = Person.__table__, Identity.__table__
        connection = session.connection()
        connection.execute(
            sa.update(people).where(people.c.id == other.person_id).values(joined_into_id=farmer.person_id)
        )
        connection.execute(
            sa.update(identities).where(identities.c.person_id == other.person_id).values(person_id=farmer.person_id)
        )

    await world.database.transact(join)
    await world.owes(new_news(other, 1))

    assert len(await world.outbox()) == 1


async def test_nobody_to_reach_is_an_end_of_news_and_a_next_step_of_a_question(world, farmer):
    nobody = await world.someone(state=IdentityState.BLOCKED)

    await world.owes(new_news(nobody, 1), new_alert(nobody, 2), new_news(farmer, 3))

    news, question, other = await world.notices()
    assert (news.state, news.due_at, news.ended_at) == (NoticeState.UNDELIVERABLE, None, NOON)
    assert (question.state, question.due_at) == (NoticeState.UNDELIVERABLE, NOON)
    assert other.state is NoticeState.QUEUED
    assert len(await world.outbox()) == 1


@pytest.mark.parametrize(("hour", "silent"), [(12, False), (20, False), (21, True), (3, True), (6, False)])
async def test_at_night_messages_come_without_sound(world, farmer, hour, silent):
    world.clock.advance(hours=hour - 12)

    await world.owes(new_alert(farmer, 1))

    assert [row.silent for row in await world.outbox()] == [silent]


async def test_the_first_alert_goes_at_once_and_the_next_ones_wait_for_each_other(world, farmer):
    ids = await world.alerts(farmer, 1)
    world.clock.advance(seconds=2)
    ids += await world.alerts(farmer, 2, 3)

    assert await titles(world) == ["1 en"]
    assert [row.due_at for row in await world.notices()] == [None, *[NOON + timedelta(seconds=5)] * 2]

    world.clock.advance(seconds=2)
    assert await world.posts_due() == 0
    world.clock.advance(seconds=1)
    assert await world.posts_due() == 1
    assert await titles(world) == ["1 en", "2 + 3 en"]
    assert [row.notice_ids for row in await world.outbox()] == [[ids[0]], ids[1:]]
    assert [row.card for row in await world.notices()] == [None, f"notice:{ids[1]}", f"notice:{ids[1]}"]


async def test_a_hundred_alerts_are_twenty_one_messages(world, farmer):
    await world.alerts(farmer, *range(100))
    world.clock.advance(seconds=5)
    await world.posts_due()

    outbox = await world.outbox()
    assert len(outbox) == 21
    assert max(len(row.notice_ids) for row in outbox) == 5
    covered = [notice for row in outbox for notice in row.notice_ids]
    assert sorted(covered) == [row.id for row in await world.notices()]


async def test_without_folding_they_are_a_hundred(world, farmer):
    """Control."""
    loose = Poster({"alert": alert}, LANGUAGES)

    def work(session):
        owe(session, [new_alert(farmer, n) for n in range(100)], now=NOON)
        return len(posts(session, NOON, loose))

    assert await world.database.transact(work) == 100


async def test_alerts_that_lie_apart_are_not_held_back(world, farmer):
    await world.alerts(farmer, 1)
    world.clock.advance(seconds=6)
    await world.alerts(farmer, 2)

    assert await titles(world) == ["1 en", "2 en"]


async def test_a_stream_of_alerts_makes_a_message_every_five_seconds(world, farmer):
    for n in range(20):
        await world.alerts(farmer, n)
        world.clock.advance(seconds=1)
        await world.posts_due()

    assert len(await world.outbox()) <= 5


async def test_news_and_others_alerts_do_not_wait(world, farmer):
    other = await world.someone()
    await world.alerts(farmer, 1)
    await world.alerts(other, 2)
    await world.owes(new_news(farmer, 3))

    assert await titles(world) == ["1 en", "2 en", "news 3 en"]


async def test_several_alerts_of_one_order_come_together_at_once(world, farmer):
    await world.owes(new_alert(farmer, 1), new_alert(farmer, 2))

    assert await titles(world) == ["1 + 2 en"]


async def test_a_cancelled_alert_that_still_waited_is_never_sent(world, farmer):
    await world.alerts(farmer, 1, 2)
    await world.database.transact(
        partial(end, about="parcel", about_ids=[2], state=NoticeState.CANCELLED, now=world.clock())
    )
    world.clock.advance(seconds=5)
    await world.posts_due()

    assert await titles(world) == ["1 en"]


async def test_reminders_come_together_on_the_card_they_remind_of(world, farmer):
    ids = await world.owes(*(new_alert(farmer, n) for n in range(4)))
    await world.sender.drain_once()

    def work(session):
        end(session, about="parcel", about_ids=[0], state=NoticeState.ANSWERED, answer="yes", now=NOON)
        for notice in ids:
            remind(session, notice, now=NOON)
        return posts(session, NOON)

    card, reminder = await world.database.transact(work)
    assert (card.delivery, reminder.delivery) == (Delivery.UPDATE, Delivery.PUSH)
    assert reminder.outgoing.title == "again: 1 + 2 + 3 en"
    assert card.outgoing.card == reminder.outgoing.card == f"notice:{ids[0]}"


async def test_changed_cards_are_drawn_anew_on_every_channel_of_who_sees_them(world, farmer):
    phone = await world.someone("webchat", person=farmer)
    (notice,) = await world.alerts(farmer, 1)

    def work(session):
        end(session, about="parcel", about_ids=[1], state=NoticeState.CANCELLED, answer="cancelled", now=NOON)
        changed(session, ChangedCard(farmer.person_id, "order:7"), ChangedCard(farmer.person_id, "order:0"))
        return posts(session, NOON)

    envelopes = await world.database.transact(work)

    assert {one.delivery for one in envelopes} == {Delivery.UPDATE}
    assert sorted((one.identity_id, one.outgoing.card) for one in envelopes) == sorted(
        (identity.identity_id, card) for identity in (farmer, phone) for card in ("order:7", f"notice:{notice}")
    )
    assert {one.outgoing.text for one in envelopes} == {"cancelled", f"receipt order:7 of {farmer.person_id}"}


async def test_refresh_draws_whole_folded_cards(world, farmer):
    ids = await world.owes(new_alert(farmer, 1), new_alert(farmer, 2))

    envelopes = await world.database.transact(
        lambda session: POSTER.refresh(session, [f"notice:{ids[0]}", "notice:999", "shop"], Shop(), now=NOON)
    )

    assert [one.outgoing.title for one in envelopes] == ["1 + 2 en"]
    assert [one.lane for one in envelopes] == [Lane.ALERT]


async def test_a_due_notice_of_a_newer_release_is_left_to_it(world, farmer):
    notice = new_news(farmer, 1, due_at=NOON)
    await world.database.transact(partial(owe, notices=[notice], now=NOON))

    older = Poster({"alert": alert}, LANGUAGES)

    assert await world.database.transact(lambda session: older.post_due(session, Shop(), now=NOON)) == []
    assert await world.posts_due() == 1


async def test_what_is_due_later_is_posted_later_and_once(world, farmer):
    await world.owes(new_news(farmer, 1, due_at=NOON + timedelta(hours=1)))
    assert await world.posts_due() == 0

    world.clock.advance(hours=1)

    assert [await world.posts_due(), await world.posts_due()] == [1, 0]
    assert len(await world.rows(OutboxMessage)) == 1
