"""Blocks, and calls in groups: what messengers tell of people who have not said a word to us."""

import pytest

from bot.handlers.context import Context
from bot.handlers.routes import Replies, Route, Who
from bot.messages import GroupCall, Outgoing
from bot.people.models import Identity, IdentityState, Person
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
