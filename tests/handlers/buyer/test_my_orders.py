"""My orders and Cancel order."""

import pytest
import sqlalchemy as sa

from bot.orders.models import Parcel, ParcelState
from tests.handlers.buyer.rows import change, title


@pytest.fixture
async def ordered(buyer):
    """A buyer who looks at the receipt of ten eggs."""
    await buyer.says("eggs")
    await buyer.taps("10 pcs")
    await buyer.taps("Review")
    await buyer.taps("Confirm")
    return buyer


async def test_my_orders_lists_code_day_total_and_status(ordered):
    await ordered.taps("My orders")

    assert await ordered.sees() == "My orders\nAAA3: Wed, Nov 25, ¥15.00, ⏳ waiting for the farms"
    assert await ordered.labels() == ["AAA3", "🔄 Repeat", "Shop", "Basket", "My waits"]


async def test_an_orders_card_comes_back_from_the_list(ordered):
    receipt = (await ordered.sees()).replace("\nThank you! Your order is with the farms now.\n", "")
    await ordered.taps("My orders")

    await ordered.taps("AAA3")

    assert await ordered.sees() == receipt


async def test_whoever_has_ordered_nothing_is_shown_the_shop(buyer):
    await buyer.says("/myorders")

    assert await buyer.sees() == "My orders\nYou have not ordered anything yet."
    assert await buyer.labels() == ["Shop", "Basket", "My waits"]


async def test_many_orders_are_listed_page_by_page(buyer):
    for _ in range(7):
        await buyer.says("eggs")
        await buyer.taps("10 pcs")
        await buyer.taps("Review")
        await buyer.taps("Confirm")
    await buyer.taps("My orders")
    first = await buyer.labels()

    await buyer.taps("Next page")

    assert len(first) == 5 + len(["Repeat", "Shop", "Basket", "My waits", "Next page"])
    assert (await buyer.labels())[2:] == ["Shop", "Basket", "My waits"]


async def test_within_five_minutes_one_tap_cancels_and_fills_the_basket_again(ordered):
    await ordered.taps("Cancel order")

    assert "Order AAA3 is cancelled. Its things are back in your basket." in await ordered.sees()
    assert "🥚 Free-range eggs: 10 pcs, ¥15.00" in await ordered.sees()
    assert len(await ordered.messages()) == 1


async def test_later_it_takes_one_more_tap(market, ordered):
    market.clock.advance(minutes=6)
    await ordered.taps("Cancel order")
    assert await title(ordered) == "Cancel order AAA3?"

    await ordered.taps("Yes, cancel")

    assert "Order AAA3 is cancelled." in await ordered.sees()


async def test_keep_it_keeps_it(market, ordered):
    market.clock.advance(minutes=6)
    await ordered.taps("Cancel order")

    await ordered.taps("Keep it")

    assert await title(ordered) == "🎫 Pickup code: AAA3"


async def test_after_the_cut_off_it_is_too_late(market, ordered):
    cancel = await ordered.payload_of("Cancel order")
    market.clock.advance(hours=9)

    await ordered.presses(cancel)

    assert "It could be cancelled until Tue, Nov 24, 17:00" in await ordered.sees()
    assert "Cancel order" not in await ordered.labels()


async def test_what_is_packed_cannot_be_cancelled(market, ordered):
    cancel = await ordered.payload_of("Cancel order")
    await change(market, sa.update(Parcel).values(state=ParcelState.PACKED))

    await ordered.presses(cancel)

    assert "It is packed already" in await ordered.sees()
    assert "📦 packed" in await ordered.sees()


async def test_cancelling_twice_says_that_it_is_over(ordered):
    cancel = await ordered.payload_of("Cancel order")
    await ordered.presses(cancel)

    await ordered.presses(cancel)

    assert "This order is over; there is nothing left to cancel." in await ordered.sees()
    assert await title(ordered) == "Order AAA3: cancelled"


async def test_a_strangers_order_is_not_available(market, ordered):
    stranger = market.buyer("Eve")

    await stranger.presses(await ordered.payload_of("Cancel order"))
    first = await stranger.sees()
    await stranger.presses("my-order:1")

    assert "That is not available." in first
    assert await stranger.sees() == first


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ParcelState.ACCEPTED, "✅ accepted"),
        (ParcelState.DECLINED, "❌ the farm has none this time"),
        (ParcelState.LAPSED, "⌛ the farm did not answer in time"),
        (ParcelState.AT_POINT, "📍 at the pickup point"),
        (ParcelState.COLLECTED, "🤝 collected"),
        (ParcelState.UNCOLLECTED, "💤 not collected"),
        (ParcelState.CANCELLED, "🚫 taken out by the shop"),
    ],
)
async def test_the_receipt_follows_the_farms(market, ordered, state, words):
    await change(market, sa.update(Parcel).values(state=state))

    await ordered.presses("my-order:1")

    assert f"Luotian Chestnut Hill: {words}" in await ordered.sees()


NO_PAY = "You do not pay for what does not come. Perhaps another farm has it: look into the shop."


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ParcelState.DECLINED, NO_PAY),
        (ParcelState.LAPSED, NO_PAY),
        (ParcelState.CANCELLED, NO_PAY),
        (ParcelState.UNCOLLECTED, "It was not collected. Please type /person, and say when you can come."),
    ],
)
async def test_the_receipt_says_what_comes_next_after_a_bad_end(market, ordered, state, words):
    assert words not in await ordered.sees()
    await change(market, sa.update(Parcel).values(state=state))

    await ordered.presses("my-order:1")

    assert words in await ordered.sees()


@pytest.mark.parametrize("state", [ParcelState.UNCOLLECTED, ParcelState.RETURNED, ParcelState.RESOLD])
async def test_what_nobody_fetched_was_not_short(market, ordered, state):
    await change(market, sa.update(Parcel).values(state=state))

    await ordered.says("/myorders")

    assert "💤 not collected" in await ordered.sees()
