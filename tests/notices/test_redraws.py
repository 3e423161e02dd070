"""A change of a post that does not arrive is asked for again, in whichever way it was lost."""

from datetime import timedelta
from functools import partial

import pytest

from bot.notices.models import Delivery, Lane
from bot.notices.ports import SendLater, SendRefused, SendUnknown
from bot.notices.redraws import AGAIN_AFTER, has_due_redraws, take_due_redraws
from bot.notices.service import ChangedCard
from bot.people.service import set_reachable
from tests.notices.platform import Lost
from tests.notices.world import World

CARD = "post:1"


@pytest.fixture
async def place(world: World):
    """A chat with a post."""
    place = await world.someone()
    await world.says(place, "post", lane=Lane.BROADCAST, card=CARD)
    await world.drain()
    return place


async def changes(world, place, lane=Lane.BROADCAST):
    await world.says(place, "sold out", lane=lane, card=CARD, delivery=Delivery.UPDATE)


async def due(world):
    """Take what is to be drawn anew by now."""
    known = await world.database.read(partial(has_due_redraws, now=world.clock()))
    taken = await world.database.transact(partial(take_due_redraws, most=9, now=world.clock()))
    assert known == bool(taken)
    return taken


@pytest.mark.parametrize(
    "faults",
    [[SendRefused("400")], [SendUnknown("timeout")], [KeyError("a bug")], [SendLater("503"), SendRefused("400")]],
)
async def test_what_is_lost_is_asked_for_once_more(world, place, faults):
    world.platform.fails(place.external_id, *faults)
    await changes(world, place)
    for _ in range(3):
        await world.drain()
        world.clock.advance(seconds=2)
    at_once = await due(world)
    world.clock.advance(seconds=AGAIN_AFTER.total_seconds())

    assert at_once == []
    assert await due(world) == [ChangedCard(place.person_id, CARD, Lane.BROADCAST)]
    assert await due(world) == []


async def test_five_tries_that_failed(world, place, ben):
    world.platform.fails(place.external_id, *[SendLater("503")] * 5)
    await changes(world, place)
    for _ in range(60):
        await world.drain()
        await world.says(ben, "hello")  # the platform is well
        world.clock.advance(seconds=1)
    world.clock.advance(seconds=AGAIN_AFTER.total_seconds())

    assert len(await due(world)) == 1


async def test_what_a_dead_process_was_sending(world, place):
    await changes(world, place)
    await world.takes_over("a process that will die")
    await world.claims("a process that will die")
    world.restart()
    await world.drain()
    world.clock.advance(seconds=AGAIN_AFTER.total_seconds())

    assert len(await due(world)) == 1


@pytest.mark.parametrize("left_behind", [False, True])
async def test_what_a_block_has_stopped_is_asked_for_when_it_ends(world, place, left_behind):
    world.platform.blocked.add(place.external_id)
    if left_behind:
        await world.says(place, "answer")
    await changes(world, place)
    await world.drain()
    world.clock.advance(days=3)
    before = await due(world)

    let_in = partial(set_reachable, identity_id=place.identity_id, reachable=True, at=world.clock())
    await world.database.transact(let_in)

    assert before == []
    assert len(await due(world)) == 1


async def test_what_arrives_is_not(world, place):
    await changes(world, place)
    await world.drain()
    world.clock.advance(seconds=AGAIN_AFTER.total_seconds())

    assert await due(world) == []


async def test_nor_what_stands_nowhere(world, ana):
    """Nobody knows whether the post itself arrived, and under which number."""
    world.platform.fails(ana.external_id, Lost())
    await world.says(ana, "post", lane=Lane.BROADCAST, card=CARD)
    await changes(world, ana)
    await world.drain()
    world.clock.advance(seconds=AGAIN_AFTER.total_seconds())

    assert await due(world) == []


async def test_nor_what_people_see_of_their_own(world, ana):
    await world.says(ana, "receipt", card="order:1")
    await world.drain()
    world.platform.fails(ana.external_id, SendRefused("400"))
    await world.says(ana, "packed", card="order:1", delivery=Delivery.UPDATE)
    await world.drain()
    world.clock.advance(seconds=timedelta(days=1).total_seconds())

    assert await due(world) == []
