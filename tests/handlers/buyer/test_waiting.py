"""Sold out: tell me, wait in line, and what comes of it."""

import pytest

from tests.handlers.buyer.rows import leave, title

HOUR = 60


@pytest.fixture
async def sold_out(market):
    await leave(market, "tomato", 0)


@pytest.fixture
async def offered(market, buyer):
    """Lin waits for 5 jin, of which 3 come back."""
    await leave(market, "tomato", 500)
    await buyer.says("tomatoes")
    await buyer.presses((await buyer.payload_of("1 jin")).replace(":500", ":2500"))
    await buyer.taps("Wait for 5 jin")
    await leave(market, "tomato", 1_500)
    await market.later(seconds=5)
    return buyer


async def test_what_is_sold_out_offers_to_tell_and_to_keep_some(market, buyer, sold_out):
    await buyer.says("tomatoes")
    await buyer.taps("🔔 Tell me")
    told = await buyer.sees()
    amounts = await buyer.labels()

    await buyer.taps("2 jin")

    assert "🔔 I will tell you when it is back." in told
    assert amounts == ["1 jin", "2 jin", "10 jin", "Back", "Basket"]
    assert await buyer.sees() == (
        "⏳ You are in line: 🍅 Tomatoes, 2 jin (1 kg).\n"
        "When it is back, I will tell you and keep it for you for 60 minutes."
    )


async def test_who_only_wanted_to_know_is_told_once(market, buyer, sold_out):
    await buyer.says("tomatoes")
    await buyer.taps("🔔 Tell me")
    await leave(market, "tomato", 5_000)

    await market.later(seconds=5)
    first = await buyer.sees()
    await buyer.says("/shop")
    await leave(market, "tomato", 0)
    await leave(market, "tomato", 5_000)
    await market.later(seconds=5)

    assert (
        first == "🔔 Back again: 🍅 Tomatoes\n🍅 Tomatoes: ¥4.50 per jin\nYou wanted to know. Nothing is kept for you."
    )
    assert await market.stock_of("tomato") == (5_000, 0)
    assert "🔔" not in await title(buyer)


async def test_an_offer_says_how_much_and_until_when(offered):
    assert await offered.sees() == (
        "🔔 Back again: 🍅 Tomatoes\n"
        "You wanted 5 jin (2.5 kg). This much is back: 3 jin (1.5 kg).\n"
        "🍅 Tomatoes: ¥4.50 per jin\n"
        "It is kept for you until 10:00."
    )
    assert await offered.labels() == ["Take 3 jin", "Wait for all", "No, thanks"]


async def test_take_review_confirm(market, offered):
    await offered.taps("Take 3 jin")
    review = await offered.sees()
    await offered.taps("Confirm")

    assert "Please check your order" in review
    assert "✅ Yours, once you confirm the order: 🍅 Tomatoes, 3 jin (1.5 kg)." in review
    assert "You still wait for 2 jin (1 kg); /waits shows it." in review
    assert "Thank you! Your order is with the farms now." in await offered.sees()
    assert await market.stock_of("tomato") == (0, 1_500)
    assert not [message for message in await offered.messages() if "Back again" in message.text]


async def test_take_with_other_things_in_the_basket_shows_the_basket(market, offered):
    await offered.says("eggs")
    await offered.taps("10 pcs")

    await offered.taps("Take 3 jin")

    assert await title(offered) == "🧺 Your basket"
    assert "🍅 Tomatoes: 3 jin (1.5 kg)" in await offered.sees()
    assert "⚠️" not in await offered.sees()


async def test_a_second_tap_on_take_shows_how_things_stand(market, offered):
    take = await offered.payload_of("Take 3 jin")
    await offered.taps("Take 3 jin")

    await offered.presses(take)

    assert "You have taken that already." in await offered.sees()
    assert await market.stock_of("tomato") == (0, 1_500)


async def test_who_declines_is_told_so_in_place(market, offered):
    messages = len(await offered.messages())

    await offered.taps("No, thanks")

    assert await offered.sees() == "🍅 Tomatoes: 3 jin (1.5 kg)\nYou left it to the next in line."
    assert len(await offered.messages()) == messages
    assert await market.stock_of("tomato") == (1_500, 0)


async def test_who_waits_for_all_is_offered_all_and_no_part(market, offered):
    await offered.taps("Wait for all")
    left = await offered.sees()
    await market.later(seconds=5)
    quiet = await offered.sees()
    await leave(market, "tomato", 2_500)
    await market.later(seconds=5)

    assert "You left it to the next in line, and wait until all of it is there." in left
    assert quiet == left
    assert "What you waited for is back: 5 jin (2.5 kg)." in await offered.sees()
    assert await offered.labels() == ["Take 5 jin", "No, thanks"]


async def test_an_offer_that_lapses_says_so_where_it_stands_and_goes_to_the_next(market, offered):
    ben = market.buyer("Ben")
    await ben.says("tomatoes")
    await ben.taps("🔔 Tell me")
    await ben.taps("2 jin")
    take = await offered.payload_of("Take 3 jin")
    messages = len(await offered.messages())

    await market.later(minutes=HOUR)

    assert await offered.sees() == (
        "🍅 Tomatoes: 3 jin (1.5 kg)\n⌛ The time was over, so it went to the next in line."
    )
    assert len(await offered.messages()) == messages
    assert "What you waited for is back: 2 jin (1 kg)." in await ben.sees()
    await offered.presses(take)
    assert "That offer is over: its time ran out, or you answered it before." in await offered.sees()


async def test_who_lapsed_may_wait_again(market, offered):
    await market.later(minutes=HOUR)
    await leave(market, "tomato", 0)

    await offered.taps("Wait again")

    assert "⏳ You are in line: 🍅 Tomatoes, 5 jin (2.5 kg)." in await offered.sees()


async def test_nothing_is_offered_at_night(market, buyer, sold_out):
    await buyer.says("tomatoes")
    await buyer.taps("🔔 Tell me")
    await buyer.taps("2 jin")
    await market.later(hours=13)  # 22:00
    await leave(market, "tomato", 5_000)
    await market.later(seconds=5)
    at_night = await buyer.sees()

    await market.later(hours=8)

    assert "Back again" not in at_night
    assert "It is kept for you until 07:00." in await buyer.sees()


async def test_an_offer_in_the_evening_is_kept_into_the_morning(market, buyer, sold_out):
    await buyer.says("tomatoes")
    await buyer.taps("🔔 Tell me")
    await buyer.taps("2 jin")
    await leave(market, "tomato", 5_000)

    await market.later(hours=11, minutes=40)

    assert "It is kept for you until Wed, Nov 25, 06:40." in await buyer.sees()


async def test_what_review_cannot_hold_may_be_waited_for_and_the_rest_ordered(market, buyer):
    await buyer.says("tomatoes")
    await buyer.taps("10 jin")
    await buyer.says("eggs")
    await buyer.taps("10 pcs")
    await leave(market, "tomato", 500)
    await buyer.taps("Review")
    labels = await buyer.labels()

    await buyer.taps("Wait for 10 jin")
    basket = await buyer.sees()
    await buyer.taps("Review")

    assert labels[0] == "Wait for 10 jin"
    assert "⏳ You are in line: 🍅 Tomatoes, 10 jin (5 kg)." in basket
    assert "Tomatoes" not in await buyer.sees()
    assert "Please check your order" in await buyer.sees()


async def test_of_several_that_are_short_each_has_its_button(market, buyer):
    for name, amount in (("tomatoes", "10 jin"), ("eggs", "10 pcs")):
        await buyer.says(name)
        await buyer.taps(amount)
    await leave(market, "tomato", 500)
    await leave(market, "free-range-eggs", 0)

    await buyer.taps("Review")

    assert (await buyer.labels())[:2] == ["⏳ 🍅 Tomatoes", "⏳ 🥚 Free-range eggs"]


async def test_a_typed_amount_that_is_not_there_may_be_waited_for(market, buyer):
    await leave(market, "tomato", 500)
    await buyer.says("tomatoes")
    await buyer.says("3 jin")

    await buyer.taps("Wait for 3 jin")

    assert "⏳ You are in line: 🍅 Tomatoes, 3 jin (1.5 kg)." in await buyer.sees()


async def test_what_is_in_the_basket_and_there_is_not_waited_for(market, buyer):
    await leave(market, "tomato", 1_000)
    await buyer.says("tomatoes")
    await buyer.taps("2 jin")
    await buyer.says("tomatoes")
    await buyer.says("5 jin")
    labels = await buyer.labels()

    await buyer.taps("Wait for 3 jin")

    assert "Wait for 3 jin" in labels
    assert "🍅 Tomatoes: 2 jin (1 kg)" in await buyer.sees()
    assert "in line: 🍅 Tomatoes, 3 jin (1.5 kg)." in await buyer.sees()


async def test_who_taps_wait_late_sees_what_is_there(market, buyer, sold_out):
    await buyer.says("tomatoes")
    await leave(market, "tomato", 5_000)

    await buyer.taps("🔔 Tell me")

    assert "Good news: it is there again." in await buyer.sees()
    assert "1 jin" in await buyer.labels()


async def test_my_waits_lists_them_and_takes_them_back(market, buyer, sold_out):
    await leave(market, "free-range-eggs", 0)
    await buyer.says("tomatoes")
    await buyer.taps("🔔 Tell me")
    await buyer.taps("2 jin")
    await buyer.says("eggs")
    await buyer.taps("🔔 Tell me")

    await buyer.says("/waits")
    listed = await buyer.sees()
    await buyer.taps("✖️ 🍅 Tomatoes")

    assert listed == (
        "What you wait for\n"
        "⏳ 🍅 Tomatoes: 2 jin (1 kg)\n"
        "🔔 🥚 Free-range eggs: I will tell you when it is back\n"
        "\n"
        "Tap what you do not want to wait for any more."
    )
    assert "You do not wait for this any more: 🍅 Tomatoes." in await buyer.sees()
    assert "⏳" not in await buyer.sees()


async def test_my_waits_leads_to_what_is_kept(market, offered):
    await offered.says("/waits")
    listed = await offered.sees()

    await offered.taps("🎁 🍅 Tomatoes")

    assert "🎁 🍅 Tomatoes: 3 jin (1.5 kg), kept for you until 10:00" in listed
    assert await offered.labels() == ["Take 3 jin", "Wait for all", "No, thanks"]


async def test_stop_shows_the_way_out_of_the_line(market, buyer, sold_out):
    await buyer.says("/stop")
    before = await buyer.labels()
    await buyer.says("tomatoes")
    await buyer.taps("🔔 Tell me")

    await buyer.says("/stop")

    assert "My waits" not in before
    assert "My waits" in await buyer.labels()


async def test_a_wish_makes_two_offers_at_most_a_part_and_the_rest(market, offered):
    await offered.taps("Take 3 jin")
    await leave(market, "tomato", 400)
    await market.later(seconds=5)
    await leave(market, "tomato", 1_000)
    await market.later(seconds=5)

    offers = [message for message in await offered.messages() if "Back again" in message.text]

    assert len(offers) == 1
    await offered.taps("Take 2 jin")
    assert "🍅 Tomatoes: 5 jin (2.5 kg)" in await offered.sees()
    assert "still wait" not in await offered.sees()


@pytest.mark.parametrize("payload", ["wait:999:0", "wait:1:-5", "take:999", "leave:999", "wait-on:999", "offer:999"])
async def test_made_up_buttons_change_nothing(buyer, payload):
    await buyer.says("/start")

    await buyer.presses(payload)

    assert "That is not available." in await buyer.sees()
