"""The sender and Telegram together: from the outbox to people's phones."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.channels.telegram.limits import telegram_limits
from bot.notices.models import Lane, NoticeState, OutboxState
from bot.notices.sender import Sender
from bot.people.models import Identity
from tests.notices.world import World
from tests.telegram.fake import faults
from tests.telegram.sending import outbox

TELEGRAM = "telegram"


@pytest.fixture
async def world(api, database) -> AsyncIterator[World]:
    """The notices' world, with Telegram in place of its own platform."""
    world = World(database)
    async with outbox(api, database, clock=world.clock) as out:
        world.sender = Sender(
            database,
            {TELEGRAM: out.port},
            clock=world.clock,
            remind_at=lambda sent_at: sent_at + timedelta(minutes=30),
            limits={TELEGRAM: telegram_limits(30, 1)},
        )
        yield world


@pytest.fixture
def phone(api):
    return api.person("Ana", started=True)


@pytest.fixture
async def ana(world, phone):
    return await world.someone(TELEGRAM, external_id=str(phone.id))


async def test_an_alert_of_which_nobody_knows_comes_once_more_and_says_so(api, world, ana, phone):
    api.fails(faults.accept_then_reset(), "sendMessage")
    await world.alerts(ana, 1)
    for _ in range(20):
        await world.drain()
        world.clock.advance(seconds=1)

    assert [message.text.splitlines()[0] for message in phone.messages] == ["1 en", "🔁 1 en"]


async def test_a_broadcast_of_which_nobody_knows_does_not(api, world, ana, phone):
    api.fails(faults.accept_then_reset(), "sendMessage")
    await world.says(ana, "lesson", lane=Lane.BROADCAST)
    for _ in range(20):
        await world.drain()
        world.clock.advance(seconds=1)

    assert [message.text for message in phone.messages] == ["lesson"]


async def test_a_short_burst_goes_at_once_and_the_rest_a_second_each(world, ana, phone):
    await world.says(ana, *"123456")
    heard = []
    for _ in range(4):
        for _ in range(4):  # the account's own pace lets two go at the same instant
            await world.drain()
            world.clock.advance(seconds=0.05)
        heard.append(len(phone.messages))
        world.clock.advance(seconds=0.8)

    assert heard == [3, 4, 5, 6]


async def test_a_group_hears_twenty_a_minute(api, world, phone):
    room = api.group("Village")
    room.adds_bot(phone)
    group = await world.someone(TELEGRAM, external_id=str(room.id))
    await world.says(group, *[str(number) for number in range(30)])

    for _ in range(60):
        await world.drain()
        world.clock.advance(seconds=1)

    assert 18 <= len(room.messages) <= 20


async def test_a_revoked_token_keeps_everything_until_it_is_given_back(api, world, ana, phone):
    api.bot.revoked = True
    await world.alerts(ana, 1)
    await world.says(ana, "two")
    for _ in range(180):
        await world.drain()
        world.clock.advance(seconds=1)
    assert len(api.rejected) <= 4
    assert {row.state for row in await world.outbox()} == {OutboxState.QUEUED}

    api.bot.revoked = False
    world.clock.advance(seconds=60)
    for _ in range(2):
        await world.drain()

    assert [message.text.splitlines()[0] for message in phone.messages] == ["1 en", "two"]
    assert [row.state for row in await world.notices()] == [NoticeState.SENT]


async def test_a_group_that_becomes_a_supergroup_misses_nothing(api, world, phone):
    room = api.group("Village", basic=True)
    room.adds_bot(phone)
    group = await world.someone(TELEGRAM, external_id=str(room.id))
    await world.says(group, "before")
    await world.drain()
    room.upgrades(phone)

    await world.says(group, "one", "two")
    for _ in range(3):  # the try at the old address counts as well
        await world.drain()
        world.clock.advance(seconds=1)

    assert [message.text for message in room.messages] == ["one", "two"]
    assert [row.external_id for row in await world.rows(Identity)] == [str(room.id)]
