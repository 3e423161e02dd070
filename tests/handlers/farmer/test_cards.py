"""What a farmer sees at a glance: which button is for which order, what is over, and a slip of the thumb taken back."""

import pytest

from tests.handlers.admin.rows import order
from tests.market import Market, Phone


@pytest.fixture
async def farmer(market: Market) -> Phone:
    return await market.farmer(language="en")


async def burst(market: Market) -> None:
    """Three orders within a second: one alert, then two in one message."""
    for name in ("Ana", "Ben", "Cem"):
        await order(market.buyer(name), "oyster mushroom", "2 jin")
    await market.later(seconds=30)


async def test_alerts_of_a_burst_are_numbered_as_their_buttons_are_and_ask_once(market, farmer):
    await burst(market)

    text = await farmer.sees()
    assert "\n1. Order " in text
    assert "\n2. Order " in text
    assert text.count("Can you supply it?") == 1
    assert await farmer.labels() == ["✅ 1", "➖ 1", "❌ 1", "✅ 2", "➖ 2", "❌ 2", "✅ Yes to all"]


async def test_yes_to_all_leads_to_the_packing_list_and_can_be_corrected(market, farmer):
    await burst(market)

    await farmer.taps("✅ Yes to all")
    assert await farmer.labels() == ["➖ 1", "❌ 1", "➖ 2", "❌ 2", "Packing list"]
    await farmer.taps("❌ 2")

    assert await farmer.labels() == ["➖ 1", "❌ 1", "Sold out 🍄", "Packing list"]


async def test_a_cancelled_alert_says_so_above_its_picture_and_amount(market, farmer):
    buyer = market.buyer()
    await order(buyer, "oyster mushroom", "2 jin")

    await buyer.taps("Cancel order")

    assert (await farmer.sees()).startswith("🚫 🍄 Oyster mushroom: 2 jin")


async def test_packed_by_a_slip_is_undone(market, farmer):
    code = await order(market.buyer(), "oyster mushroom", "2 jin")
    await farmer.taps("✅ Yes")
    await farmer.taps("Packing list")

    await farmer.taps(f"📦 Packed: {code}")
    assert await farmer.labels() == ["Undo"]
    await farmer.taps("Undo")

    assert await farmer.labels() == [f"📦 Packed: {code}"]


async def test_a_number_below_a_filled_less_card_forgets_nothing(market, farmer):
    buyer = market.buyer()
    await buyer.says("king oyster mushroom")
    await buyer.says("2 jin")
    await order(buyer, "oyster mushroom", "2 jin")
    await farmer.taps("➖ Less")
    await farmer.taps("🍄 Oyster mushroom")
    await farmer.says("1")

    await farmer.says("1")

    assert "🍄 Oyster mushroom: 1 jin (500 g) of 2 jin (1 kg)" in await farmer.sees()
    await farmer.taps("Send")
    assert "Answered: less" in await farmer.sees()


async def test_a_test_alert_answered_has_no_button_left(market):
    admin, guest = await market.admin(), market.buyer("Guest")
    await admin.says("/invite farmer Leishan Corn-Cob Mushrooms")
    link = next(word for word in (await admin.sees()).split() if word.startswith("http"))

    await guest.says(f"/start {link.rpartition('/')[2]}")
    await guest.taps("✅ I see it")

    assert not any("✅ I see it" in message.labels for message in await guest.messages())


async def test_news_of_a_cancelled_order_no_longer_names_a_sum_to_pay(market, farmer):
    buyer = market.buyer()
    await order(buyer, "oyster mushroom", "2 jin")
    await farmer.taps("✅ Yes")
    assert any("To pay in cash" in message.text for message in await buyer.messages())

    await buyer.taps("Cancel order")

    assert not any("To pay in cash" in message.text for message in await buyer.messages())


@pytest.mark.parametrize("words", ["No", "less"])
async def test_typed_label_brings_the_buttons_of_the_order_that_waits_and_decides_nothing(market, words):
    buyer, farmer = market.buyer("Ana"), await market.farmer(language="en")
    await order(buyer, "oyster mushroom", "1 jin")

    await farmer.says(words)

    assert await farmer.labels() == ["➖ Less", "❌ No"]
    assert await market.stock_of("oyster-mushroom") == (149_500, 500)
