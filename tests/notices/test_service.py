"""What is owed, and how it ends."""

from functools import partial

import pytest

from bot.notices.models import NoticeState
from bot.notices.service import ChangedCard, end, owe, remind, take_changed, take_owed, wait
from tests.notices.world import NOON, new_news
from tests.statements import count_statements

SENT, ANSWERED, CANCELLED = NoticeState.SENT, NoticeState.ANSWERED, NoticeState.CANCELLED


@pytest.fixture
async def farmer(world):
    return await world.someone()


@pytest.fixture
async def asked(world, farmer):
    """Three alerts that were sent."""
    ids = await world.alerts(farmer, 1)
    ids += await world.alerts(await world.someone(), 2, 3)
    await world.sender.drain_once()
    return ids


async def ends(world, *numbers, **values):
    """End in one transaction; return what was ended and what is to be drawn anew."""

    def work(session):
        ended = end(session, **{"about": "parcel", "about_ids": numbers, "now": world.clock()} | values)
        return ended, take_changed(session)

    return await world.database.transact(work)


async def test_any_number_of_debts_is_one_statement_and_their_ids_come_in_order(world, farmer):
    others = [await world.someone() for _ in range(3)]
    notices = [new_news(other, n) for n in range(4) for other in reversed(others)]

    with count_statements(world.database) as statements:
        ids = await world.database.transact(partial(owe, notices=notices, now=NOON))

    assert statements.most == 1
    rows = {row.id: row for row in await world.notices()}
    assert [(rows[i].person_id, rows[i].params["n"]) for i in ids] == [
        (notice.person_id, notice.params["n"]) for notice in notices
    ]


async def test_two_equal_debts_are_two(world, farmer):
    ids = await world.database.transact(partial(owe, notices=[new_news(farmer, 1)] * 2, now=NOON))

    assert len(set(ids)) == 2


async def test_a_debt_is_seen_at_once_as_it_will_be_after_a_restart(world, farmer):
    notice = new_news(farmer, 1)
    notice.params["kept"] = {7: (1, 2)}

    def work(session):
        owe(session, [notice], now=NOON)
        return take_owed(session)[0].view.params

    seen = await world.database.transact(work)

    assert seen == (await world.notices())[0].params == {"n": 1, "kept": {"7": [1, 2]}}


async def test_what_is_no_json_is_refused_before_it_is_stored(world, farmer):
    notice = new_news(farmer, 1)
    notice.params["day"] = NOON

    with pytest.raises(TypeError):
        await world.database.transact(partial(owe, notices=[notice], now=NOON))

    assert not await world.notices()


async def test_what_is_rolled_back_is_not_owed(world, farmer):
    def work(session):
        owe(session, [new_news(farmer, 1)], now=NOON)
        raise ValueError("a bug after owing")

    with pytest.raises(ValueError, match="a bug"):
        await world.database.transact(work)

    assert not await world.notices()


async def test_an_answer_ends_every_open_notice_about_it_and_no_other(world, asked):
    ended, _ = await ends(world, 1, 2, state=ANSWERED, answer="yes", by_id=1)

    assert [one.id for one in ended] == asked[:2]
    states = {row.id: row.state for row in await world.notices()}
    assert states == {asked[0]: ANSWERED, asked[1]: ANSWERED, asked[2]: NoticeState.QUEUED}  # the third waits, folded


async def test_ending_is_one_statement(world, asked):
    with count_statements(world.database) as statements:
        await ends(world, 1, 2, state=CANCELLED)

    assert statements.most == 1


async def test_of_an_answer_and_a_cancellation_the_first_stands(world, asked):
    await ends(world, 1, state=ANSWERED, answer="yes")

    ended, changed = await ends(world, 1, state=CANCELLED)

    assert (ended, changed) == ((), [])
    assert (await world.notices())[0].answer == "yes"


async def test_a_change_of_mind_replaces_the_answer(world, asked):
    await ends(world, 1, state=ANSWERED, answer="yes", by_id=1)

    (ended,), _ = await ends(world, 1, state=ANSWERED, answer="less", result={"kept": 2}, by_id=1)

    row = (await world.notices())[0]
    assert ended.was_answered
    assert (row.answer, row.result) == ("less", {"kept": 2})


async def test_an_answer_after_all_ends_what_was_handed_on(world, asked):
    await ends(world, 1, state=NoticeState.UNANSWERED)

    (ended,), _ = await ends(world, 1, state=ANSWERED, answer="yes")

    assert ended.id == asked[0]
    assert (await world.notices())[0].state is ANSWERED


async def test_cards_change_for_everyone_but_whoever_answered(world, farmer, asked):
    (ended,), changed = await ends(world, 1, state=ANSWERED, answer="yes", by_id=farmer.person_id)
    assert changed == []

    _, changed = await ends(world, 1, state=ANSWERED, answer="no", by_id=None)
    assert changed == [ChangedCard(farmer.person_id, ended.card)]


async def test_ended_names_the_card_that_shows_it(world, asked):
    world.clock.advance(seconds=5)
    await world.posts_due()

    ended, _ = await ends(world, 1, 2, 3, state=CANCELLED)

    assert [one.card for one in ended] == [f"notice:{notice}" for notice in asked]


async def test_a_reminder_goes_out_one_step_on_and_only_once(world, farmer, asked):
    work = partial(remind, notice_id=asked[0], now=NOON)

    assert await world.database.transact(work)
    assert not await world.database.transact(work)

    row = (await world.notices())[0]
    assert (row.state, row.step, row.due_at) == (NoticeState.QUEUED, 1, None)


async def test_what_was_answered_is_not_reminded_of(world, asked):
    await ends(world, 1, state=ANSWERED, answer="yes")

    assert not await world.database.transact(partial(remind, notice_id=asked[0], now=NOON))


async def test_a_next_step_can_be_put_off(world, asked):
    later = world.clock.advance(hours=2)

    await world.database.transact(partial(wait, notice_id=asked[0], until=later))

    assert (await world.notices())[0].due_at == later
