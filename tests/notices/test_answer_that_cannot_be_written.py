"""A platform answers with something that no row can hold: that message is unknown, and the others go on."""

import pytest

from bot.notices.models import OutboxState, Outcome
from bot.notices.ports import Delivered


@pytest.fixture
def odd(world, monkeypatch, ana):
    """Ana's messages get an id that cannot be stored."""
    deliver = world.platform.deliver

    async def answers(ticket):
        delivered = await deliver(ticket)
        return Delivered("\ud800") if ticket.address.external_id == ana.external_id else delivered

    monkeypatch.setattr(world.platform, "deliver", answers)


async def test_others_get_theirs_and_the_sender_goes_on(world, odd, ana, ben):
    await world.says(ana, "a1")
    await world.says(ben, "b1")
    await world.drain()
    await world.says(ben, "b2")

    await world.drain()

    assert world.platform.texts(ben.external_id) == ["b1", "b2"]


async def test_it_counts_as_unknown_and_is_repeated_once(world, odd, ana):
    await world.says(ana, "a1")
    await world.drain()
    world.clock.advance(seconds=10)

    await world.drain()

    assert [row.outcome for row in await world.attempts()] == [Outcome.UNKNOWN, Outcome.UNKNOWN]
    assert [row.state for row in await world.outbox()] == [OutboxState.UNKNOWN]
