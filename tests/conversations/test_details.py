"""A phone, a note and a neighbour, in the web chat and on a messenger that can hand numbers over by itself."""

import pytest

from tests.conversations.test_whole_order import code_of
from tests.market import Market, Phone

NUMBER, SEEN = "+8613800138000", "+86 138 0013 8000"


@pytest.fixture
async def ana(market: Market) -> Phone:
    """Somebody who looks at a Review."""
    ana = market.buyer("Ana")
    await ana.says("/start")
    for label in ("🍄 Oyster mushroom", "2 jin", "Review"):
        await ana.taps(label)
    return ana


async def asked_for_phone(phone: Phone) -> None:
    await phone.taps("Details")
    await phone.taps("📞 My phone")


async def test_typed_words_leave_one_card(ana: Phone) -> None:
    await asked_for_phone(ana)
    await ana.says("138 0013 8000")
    await ana.taps("📝 Note")
    await ana.says("<b>Ripe</b> & *small*")
    await ana.taps("👤 For a neighbour")
    await ana.says("Ms _Li_")

    assert len(await ana.messages()) == 1
    assert f"📞 {SEEN}" in await ana.sees()
    assert "📝 <b>Ripe</b> & *small*" in await ana.sees()
    assert "👤 Collected by Ms _Li_." in await ana.sees()


async def test_a_number_handed_over_is_as_good_as_typed(ana: Phone) -> None:
    await asked_for_phone(ana)
    await ana.hands_over(NUMBER)

    assert f"📞 {SEEN}\nThe farmers do not see it." in await ana.sees()
    assert len(await ana.messages()) == 1


async def test_a_card_of_somebody_else_is_refused_and_asked_again(ana: Phone) -> None:
    await asked_for_phone(ana)
    await ana.hands_over("+48600100200", own=False)
    assert "That is somebody else's card." in await ana.sees()

    await ana.hands_over(NUMBER)

    assert f"📞 {SEEN}" in await ana.sees()


async def test_back_may_be_typed_where_it_cannot_be_tapped(ana: Phone) -> None:
    await asked_for_phone(ana)

    await ana.says("Back")

    assert "📞 No phone number." in await ana.sees()


@pytest.mark.parametrize("question", ["📝 Note", "👤 For a neighbour"])
async def test_back_on_a_keyboard_that_was_left_there_is_no_answer(ana: Phone, question: str) -> None:
    await asked_for_phone(ana)
    await ana.says("138 0013 8000")
    await ana.taps(question)
    await ana.says("Back")
    await ana.presses("details")

    assert "📝 No note to the farmers.\n\n👤 You collect it yourself." in await ana.sees()


async def test_what_a_buyer_says_is_shown_to_the_farmer_as_it_was_said(market: Market, ana: Phone) -> None:
    farmer = await market.farmer(language="en")
    await farmer.says("/start")
    await ana.taps("Details")
    await ana.taps("📝 Note")
    await ana.says("</b> <i>Ripe</i> & [x](y)")
    for label in ("Back to Review", "Confirm"):
        await ana.taps(label)

    assert await code_of(ana) in await farmer.sees()
    assert "📝 </b> <i>Ripe</i> & [x](y)" in await farmer.sees()
