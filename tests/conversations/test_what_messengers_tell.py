"""Blocks, and calls in groups: what messengers tell of people who have not said a word to us."""

from datetime import datetime, timedelta

import pytest

from bot.handlers.context import Context
from bot.handlers.routes import Replies, Route, Who
from bot.messages import Content, GroupCall, Incoming, Membership, Outgoing, Reachability
from bot.notices.models import Lane, OutboxMessage
from bot.people.models import Identity, IdentityState, Person
from tests.conversations.test_posts import chats
from tests.handlers.admin.rows import order, rows_of
from tests.market import Market, Phone


@pytest.fixture
async def ana(market: Market) -> Phone:
    ana = market.buyer("Ana")
    await ana.says("/start")
    return ana


# -- blocks ----------------------------------------------------------------------------------------


async def state_of(market: Market, phone: Phone) -> IdentityState:
    [identity] = await rows_of(market, Identity, Identity.external_id == phone.address.external_id)
    return identity.state


async def test_block_and_its_end_are_noted_without_a_word(market: Market, ana: Phone) -> None:
    said = len(await ana.messages())

    await ana.blocks()
    blocked = await state_of(market, ana)
    await ana.blocks()  # told twice
    await ana.unblocks()

    assert blocked is IdentityState.BLOCKED
    assert await state_of(market, ana) is IdentityState.REACHABLE
    assert len(await ana.messages()) == said


async def test_whoever_comes_back_finds_basket_and_orders_as_they_were(market: Market, ana: Phone) -> None:
    code = await order(ana, "oyster mushroom", "2 jin")
    await ana.says("tomato")
    await ana.says("4 jin")
    people = len(await rows_of(market, Person))

    await ana.blocks()
    await market.later(days=3)
    await ana.unblocks()
    await ana.says("/basket")
    basket = await ana.sees()
    await ana.says("/myorders")

    assert "Tomatoes: 4 jin" in basket
    assert code in await ana.sees()
    assert len(await rows_of(market, Person)) == people


async def hears(market: Market, phone: Phone, content: Content) -> None:
    """Bring an event as the channel makes it."""
    event_id = phone.next_event_id()
    await market.receive(Incoming(phone.address, f"told-{event_id}", content, sent_at=market.clock()))
    await market.settle()


def at(market: Market, seconds: float) -> datetime:
    return market.clock() + timedelta(seconds=seconds)


@pytest.mark.parametrize("last", [True, False])
async def test_what_is_told_late_does_not_undo_what_came_after_it(market: Market, ana: Phone, last: bool) -> None:
    market.clock.advance(minutes=1)

    await hears(market, ana, Reachability(last, at=at(market, -10)))
    await hears(market, ana, Reachability(not last, at=at(market, -20)))

    assert await state_of(market, ana) is (IdentityState.REACHABLE if last else IdentityState.BLOCKED)


async def test_platform_whose_clock_is_ahead_is_heard_the_next_time(market: Market, ana: Phone) -> None:
    await hears(market, ana, Reachability(False, at=at(market, 3600)))
    market.clock.advance(minutes=1)

    await hears(market, ana, Reachability(True, at=at(market, 0)))

    assert await state_of(market, ana) is IdentityState.REACHABLE


async def test_whoever_writes_after_a_block_is_reached_again(market: Market, ana: Phone) -> None:
    await hears(market, ana, Reachability(False, at=at(market, 0)))

    await ana.says("/shop")

    assert await state_of(market, ana) is IdentityState.REACHABLE


async def test_being_put_out_before_we_were_let_in_again_is_not_heard_of_late(market: Market, ana: Phone) -> None:
    group = market.public_place("Neighbours", is_channel=False)
    market.clock.advance(minutes=1)

    for title, may_post, by, seconds in (
        ("Old", True, None, -30),
        ("Neighbours", True, ana.address, -10),
        ("Old", False, None, -20),
    ):
        told = Membership(title, is_channel=False, may_post=may_post, by=by, at=at(market, seconds), was_out=may_post)
        await hears(market, group, told)

    [chat] = await chats(market)
    assert chat.may_post
    assert chat.added_by_id is not None
    assert len(await rows_of(market, Person, Person.name == "Neighbours")) == 1
    assert await state_of(market, group) is IdentityState.REACHABLE


# -- groups ----------------------------------------------------------------------------------------


async def test_group_is_told_to_write_in_private_and_nothing_else(market: Market, ana: Phone) -> None:
    group = market.public_place("Neighbours", is_channel=False)
    await ana.says("oyster mushroom")
    await ana.taps("2 jin")

    await group.calls()

    [message] = await group.messages()
    assert message.text == "Please write to me in private."
    assert [(choice.label, choice.url) for choice in message.choices] == [("Write to me", market.link("shop"))]


async def test_group_is_answered_in_the_language_of_whoever_calls(market: Market) -> None:
    def language_of(ctx: Context, call: GroupCall) -> Replies:
        return [Outgoing(text=ctx.reader.language.code)]

    market.app.house.routes.events[GroupCall] = Route(Who.ANYONE, language_of)
    group = market.public_place("Neighbours", is_channel=False)
    answered = []

    for language in ("zh-CN", "en", None):
        await group.calls(language)
        answered.append(await group.sees())

    # Who does not say is answered in the language of the group's first caller.
    assert answered == ["zh_Hans", "en", "zh_Hans"]


async def test_whoever_comes_back_sees_what_became_of_their_order(market: Market, ana: Phone) -> None:
    farmer = await market.farmer(language="en")
    await order(ana, "oyster mushroom", "1 jin")
    await ana.blocks()
    await farmer.taps("✅ Yes")

    await ana.unblocks()

    assert "✅ accepted" in "\n".join([message.text for message in await ana.messages()])


async def test_who_calls_a_hundred_times_is_answered_once(market: Market) -> None:
    group = market.public_place("Neighbours", is_channel=False)

    for _ in range(5):
        await group.calls()
    market.clock.advance(seconds=61)
    await group.calls()

    answers = await rows_of(market, OutboxMessage, OutboxMessage.external_id == group.address.external_id)
    assert [message.text for message in await group.messages()] == ["Please write to me in private."] * 2
    assert [answer.lane for answer in answers] == [Lane.BROADCAST] * 2


@pytest.mark.parametrize("line", ["webchat"], indirect=True)
async def test_nor_while_an_answer_waits(market: Market) -> None:
    group = market.public_place("Neighbours", is_channel=False)
    for _ in range(3):
        event_id = group.next_event_id()
        await market.receive(Incoming(group.address, event_id, GroupCall(), sent_at=market.clock(), name=group.name))
        market.clock.advance(minutes=5)

    await market.settle()

    assert [message.text for message in await group.messages()] == ["Please write to me in private."]
