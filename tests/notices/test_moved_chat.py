"""When the platform gives a chat another id."""

import asyncio
from functools import partial

import pytest
import sqlalchemy as sa
from sqlalchemy.util import await_only

from bot.messages import Address, Choice
from bot.notices import marking, moving
from bot.notices.marking import Finished
from bot.notices.models import Delivery, Outcome
from bot.notices.moving import move_address
from bot.notices.outcomes import Result
from bot.people.models import Identity, IdentityState, PublicChat
from tests.notices.world import MESSENGER, NOON
from tests.races import PATIENCE_S, _somebody_waits

PUBLIC = PublicChat.__table__
YES = ((Choice("Yes", "yes:1"),),)


async def identity_of(world, someone):
    return next(row for row in await world.rows(Identity) if row.id == someone.identity_id)


async def make_public(world, someone, **values) -> None:
    def work(session) -> None:
        given = {"is_channel": False, "may_post": True, "since": NOON, **values}
        session.add(PublicChat(identity_id=someone.identity_id, **given))

    await world.database.transact(work)


async def public(world):
    return await world.database.read(lambda session: list(session.connection().execute(sa.select(PUBLIC))))


async def test_what_was_owed_goes_to_the_new_address_and_so_does_all_that_follows(world, ana):
    world.platform.moved[ana.external_id] = "-100"
    await world.says(ana, "one", "two")

    await world.drain()

    assert world.platform.texts("-100") == ["one", "two"]
    assert (await identity_of(world, ana)).external_id == "-100"
    assert [row.outcome for row in await world.attempts()] == [Outcome.RETRY, Outcome.OK, Outcome.OK]
    assert len([call for call in world.platform.calls if call.chat == ana.external_id]) == 1


async def test_messages_of_the_old_chat_are_not_taken_for_those_of_the_new_one(world, ana):
    """Ids begin anew there, so an old one may be somebody else's message."""
    await world.says(ana, "card", card="shop", delivery=Delivery.REPLY, rows=YES)
    await world.drain()
    world.platform.moved[ana.external_id] = "-100"
    world.platform.chats["-100"]["p1"] = world.platform.chats[ana.external_id]["p1"]

    await world.says(ana, "card again", card="shop", delivery=Delivery.REPLY, edit_message_id="p1")
    await world.drain()

    assert world.platform.texts("-100") == ["card", "card again"]
    assert [row.message_id for row in await world.chat(ana)] == ["p2"]


async def test_a_chat_that_has_written_from_its_new_address_takes_over(world, ana):
    there = await world.someone(external_id="-100")
    await make_public(world, ana)
    await world.says(there, "hello")
    world.platform.moved[ana.external_id] = "-100"
    await world.says(ana, "one", "two")

    await world.drain()

    assert sorted(world.platform.texts("-100")) == ["hello", "one", "two"]
    assert (await identity_of(world, ana)).state is IdentityState.BLOCKED
    assert (await identity_of(world, there)).person_id == ana.person_id
    assert {row.identity_id for row in await world.outbox()} == {there.identity_id}


async def test_and_is_where_we_post_from_then_on(world, ana):
    there = await world.someone(external_id="-100")
    await make_public(world, ana)
    world.platform.moved[ana.external_id] = "-100"
    await world.says(ana, "one")
    await world.drain()

    assert [row.identity_id for row in await public(world)] == [there.identity_id]


async def test_two_public_chats_that_are_one_stay_two_rows_of_which_one_is_closed(world, ana):
    there = await world.someone(external_id="-100")
    await make_public(world, ana)
    await make_public(world, there)
    world.platform.moved[ana.external_id] = "-100"
    await world.says(ana, "one")
    await world.drain()

    assert {row.identity_id: row.may_post for row in await public(world)} == {
        ana.identity_id: False,
        there.identity_id: True,
    }
    assert world.platform.texts("-100") == ["one"]


async def test_a_chat_that_is_sent_to_and_fro_is_not_asked_without_end(world, ana):
    world.platform.moved = {ana.external_id: "-100", "-100": ana.external_id}
    await world.says(ana, "one")

    for _ in range(60):
        await world.drain()
        world.clock.advance(seconds=1)

    assert len(world.platform.calls) < 10


@pytest.mark.parametrize("has_written", [False, True])
async def test_a_move_that_is_told_before_anything_is_sent(world, ana, has_written):
    there = await world.someone(external_id="-100") if has_written else ana
    await world.says(ana, "one")

    for _ in range(2):  # both chats tell of it
        move = partial(move_address, old=Address(MESSENGER, ana.external_id), new=Address(MESSENGER, "-100"))
        await world.database.transact(move)
    await world.drain()

    assert world.platform.texts("-100") == ["one"]
    assert (await identity_of(world, there)).external_id == "-100"
    assert len(world.platform.calls) == 1


async def test_a_move_of_a_chat_that_nobody_knows_is_nothing(world):
    move = partial(move_address, old=Address(MESSENGER, "-7"), new=Address(MESSENGER, "-100"))
    await world.database.transact(move)

    assert await world.rows(Identity) == []


async def test_a_group_that_has_put_us_out_is_marked_like_a_person(world, ana):
    group = await world.someone(external_id="-7")
    world.platform.blocked.add("-7")
    await world.says(group, "one", "two")
    await world.drain()

    assert (await identity_of(world, group)).state is IdentityState.BLOCKED
    assert len(world.platform.calls) == 1


async def test_a_chat_that_first_writes_from_its_new_address_in_the_middle_of_the_move(world, ana, monkeypatch):
    """We look whether it is known there; it writes; we write."""
    there = await world.someone(external_id="-100")
    look, looks = moving._identity_at, []

    def too_early(session, channel, external_id):
        looks.append(external_id)
        return look(session, channel, external_id) if len(looks) > 1 else None

    monkeypatch.setattr(moving, "_identity_at", too_early)
    await world.says(ana, "one")

    await world.database.transact(
        partial(move_address, old=Address(MESSENGER, ana.external_id), new=Address(MESSENGER, "-100"))
    )
    await world.drain()

    assert world.platform.texts("-100") == ["one"]
    assert (await identity_of(world, there)).person_id == ana.person_id


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
@pytest.mark.parametrize("result", [Result(Outcome.OK, "p1"), Result(Outcome.PERMANENT, blocked=True)])
async def test_whoever_marks_and_whoever_moves_wait_in_one_line(world, ana, result):
    assert sorted(await marks_while_it_moves(world, ana, result)) == ["mark", "move"]


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_in_two_orders_they_wait_for_one_another(world, ana, monkeypatch):
    """Control: PostgreSQL throws one of them out, and it has to begin anew."""
    monkeypatch.setattr(marking, "lock_chats", lambda session, identity_ids, addresses: None)

    assert len(await marks_while_it_moves(world, ana, Result(Outcome.OK, "p1"))) == 3


async def marks_while_it_moves(world, someone, result):
    """Mark a message while its chat moves, which has begun before; give what was begun, and begun again."""
    await world.says(someone, "one")
    await world.takes_over("ours")
    (claimed,) = await world.claims("ours", most=1)
    finished = [Finished(claimed, result, world.clock(), 0.5)]
    begun, told, marked = [], asyncio.Event(), asyncio.Event()

    def moves(session):
        begun.append("move")
        moving.lock_chats(session, [], [Address(MESSENGER, someone.external_id), Address(MESSENGER, "-100")])
        told.set()
        await_only(_until_somebody_waits(world, marked))
        moving.move_chat(session, someone.identity_id, "-100")

    def marks(session):
        begun.append("mark")
        marking.mark(session, finished, now=world.clock(), remind_at=lambda sent_at: sent_at)

    move = asyncio.create_task(world.database.transact(moves))
    await told.wait()
    await world.database.transact(marks)
    marked.set()
    await move
    return begun


async def _until_somebody_waits(world, marked):
    async with asyncio.timeout(PATIENCE_S):
        while not marked.is_set() and not await world.database.read(_somebody_waits):
            await asyncio.sleep(0.01)
