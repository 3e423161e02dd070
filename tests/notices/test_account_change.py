"""When a channel is given another bot's token: what the former one wrote is nobody's to touch."""

import pytest
from sqlmodel import select

from bot.messages import Choice, Outgoing
from bot.notices.models import Delivery, SenderAccount, ShownMenu
from tests.notices.world import WEBCHAT

YES = ((Choice("Yes", "yes:1"),),)


async def becomes(world, account):
    world.platform.account = account
    world.restart()
    await world.drain()


@pytest.fixture
async def shop(world, ana):
    """Ana's chat with the first bot, where the shop stands as its message 1."""
    await becomes(world, "messenger:1")
    await world.says(ana, "shop", card="shop", rows=YES, delivery=Delivery.REPLY)
    await world.drain()
    return ana


async def another_bot(world, ana):
    """Another bot, in whose chat with Ana the message 1 is her own."""
    world.platform.chats[ana.external_id] = {"p1": Outgoing(text="hello")}
    await becomes(world, "messenger:2")


async def test_its_messages_are_not_taken_for_those_of_the_former_one(world, shop):
    await another_bot(world, shop)

    await world.says(shop, "shop again", card="shop", delivery=Delivery.REPLY)
    await world.drain()

    assert world.platform.texts(shop.external_id) == ["hello", "shop again"]


async def test_nor_those_that_were_pressed(world, shop):
    await world.says(shop, "basket", card="shop", delivery=Delivery.REPLY, edit_message_id="p1")
    await another_bot(world, shop)

    assert world.platform.texts(shop.external_id) == ["hello", "basket"]


async def test_a_living_message_is_not_drawn_where_the_former_one_put_it(world, shop):
    await another_bot(world, shop)

    await world.says(shop, "sold out", card="shop", delivery=Delivery.UPDATE)
    await world.drain()

    assert world.platform.texts(shop.external_id) == ["hello"]


async def test_same_bot_goes_on(world, shop):
    await becomes(world, "messenger:1")

    await world.says(shop, "shop again", card="shop", delivery=Delivery.UPDATE)
    await world.drain()

    assert world.platform.texts(shop.external_id) == ["shop again"]


async def test_other_channels_keep_what_they_show(world, shop):
    phone = await world.someone(WEBCHAT)
    await world.says(phone, "shop", card="shop")
    await world.drain()
    await another_bot(world, shop)

    assert [(row.card, row.removed) for row in await world.chat(phone)] == [("shop", False)]


async def test_menus_are_set_anew(world, shop):
    await world.database.transact(lambda session: session.add(ShownMenu(identity_id=shop.identity_id, menu="en")))

    await another_bot(world, shop)

    def count(session):
        return len(session.exec(select(ShownMenu)).all())

    assert await world.database.read(count) == 0


async def test_channel_that_does_not_say_is_taken_to_be_the_same(world, ana):
    await world.says(ana, "shop", card="shop")
    await world.drain()
    await becomes(world, "messenger:1")  # a release that says so for the first time
    await becomes(world, "")

    def accounts(session):
        return [(one.channel, one.account) for one in session.exec(select(SenderAccount))]

    assert [row.card for row in await world.chat(ana)] == ["shop"]
    assert await world.database.read(accounts) == [("messenger", "messenger:1")]
