"""Repeat: from /start to a firm order in two taps, and what is said where it is not as it was then."""

import pytest
import sqlalchemy as sa

from bot.catalog.models import Offer, Point, Product
from bot.orders.models import Hold, HoldState, Line, Order, OrderState
from tests.handlers.buyer.rows import LINES, PLACED, ask, change, leave, title
from tests.market import Market, Phone

HELD = sa.select(sa.func.sum(Hold.quantity)).where(Hold.state == HoldState.ACTIVE)  # type: ignore[arg-type]


@pytest.fixture
def url(market_url: str) -> str:
    """Stock is taken here, so these conversations run on both engines."""
    return market_url


async def order(buyer: Phone, *goods: tuple[str, str]) -> None:
    for word, amount in goods:
        await buyer.says(word)
        await buyer.taps(amount)
    await buyer.taps("Review")
    await buyer.taps("Confirm")


@pytest.fixture
async def regular(market: Market, buyer: Phone) -> Phone:
    """A buyer who ordered ten eggs and a jin of tomatoes yesterday, and comes again."""
    await order(buyer, ("eggs", "10 pcs"), ("tomatoes", "1 jin"))
    market.clock.advance(days=1)
    await buyer.says("/start")
    return buyer


async def test_a_returning_buyer_has_a_firm_order_in_two_taps(market, regular):
    regular.taps_made = 0

    await regular.taps("🔄 Repeat")
    await regular.taps("Confirm")

    assert await title(regular) == "🎫 Pickup code: AAA7"
    assert regular.taps_made == 2
    assert await ask(market, PLACED) == [(2,)]


async def test_repeat_shows_the_review_of_the_same_goods(regular):
    await regular.taps("🔄 Repeat")

    assert await regular.sees() == (
        "Please check your order\n"
        "🥚 Free-range eggs: 10 pcs, ¥15.00 (¥1.50 per piece)\n"
        "🍅 Tomatoes: 1 jin (500 g), ¥4.50\n"
        "\n"
        "Total: ¥19.50\n"
        "\n"
        "📅 Collect: Thu, Nov 26, 08:30-18:00\n"
        "📍 Leishan trade-service centre\n"
        "1 Jiaotong Road, Leishan county town\n"
        "\n"
        "💵 Pay in cash when you collect.\n"
        "⏳ Held for you until 09:15."
    )
    assert await regular.labels() == ["Confirm", "Details", "Back", "Change"]


async def test_whoever_has_ordered_nothing_is_not_offered_to_repeat(buyer):
    await buyer.says("/start")
    first = await buyer.labels()
    await buyer.taps("My orders")

    assert "🔄 Repeat" not in first + await buyer.labels()


@pytest.mark.parametrize("screen", ["/start", "/shop", "/myorders"])
async def test_the_last_order_can_be_repeated_from(market, regular, screen):
    await regular.says(screen)

    assert await regular.payload_of("🔄 Repeat") == "repeat:1"
    assert "🔄 Repeat" in await regular.labels()


async def test_an_older_order_is_repeated_from_its_receipt(regular):
    await order(regular, ("ginger", "1 jin"))
    await regular.taps("My orders")
    await regular.taps("AAA3")

    await regular.taps("🔄 Repeat")

    assert "🥚 Free-range eggs: 10 pcs, ¥15.00" in await regular.sees()
    assert "Ginger" not in await regular.sees()


async def test_a_cancelled_order_is_not_the_last_one(market, regular):
    await order(regular, ("ginger", "1 jin"))
    await regular.taps("Cancel order")

    await regular.says("/start")

    assert await regular.payload_of("🔄 Repeat") == "repeat:1"


async def test_a_cancelled_order_is_repeated_from_its_receipt(regular):
    await order(regular, ("ginger", "1 jin"))
    cancelled = (await regular.payload_of("Cancel order")).split(":")[1]
    await regular.taps("Cancel order")
    await regular.taps("Change")
    await regular.taps("🫚 Ginger")
    await regular.taps("Take it out")
    await regular.presses(f"my-order:{cancelled}")

    await regular.taps("🔄 Repeat")

    assert "🫚 Ginger: 1 jin (500 g)" in await regular.sees()


# -- what has changed ------------------------------------------------------------------------------


@pytest.mark.parametrize("price", [120, 180])
async def test_a_price_that_moved_is_shown_as_it_was_and_as_it_is(market, regular, price):
    await change(market, sa.update(Offer).where(Offer.price_minor == 150).values(price_minor=price))

    await regular.taps("🔄 Repeat")

    assert f"⚠️ The price was ¥1.50 and is now ¥{price / 100:.2f} per piece." in await regular.sees()
    await regular.taps("Confirm")
    assert f"🥚 Free-range eggs: 10 pcs, ¥{price / 10:.2f}" in await regular.sees()


async def test_of_what_has_run_short_as_much_is_taken_as_is_left(market, regular):
    await leave(market, "free-range-eggs", 6)

    await regular.taps("🔄 Repeat")

    assert (
        "🥚 Free-range eggs: 6 pcs, ¥9.00 (¥1.50 per piece)\n➖ You wanted 10 pcs; this is all that is left."
        in await regular.sees()
    )
    await regular.taps("Confirm")
    assert "Total: ¥13.50" in await regular.sees()
    assert await market.stock_of("free-range-eggs") == (0, 16)


async def hide_eggs(market: Market) -> None:
    await change(market, sa.update(Product).where(Product.slug == "free-range-eggs").values(hidden=True))


async def sell_eggs_out(market: Market) -> None:
    await leave(market, "free-range-eggs", 0)


async def sell_eggs_by_the_hundred(market: Market) -> None:
    await change(market, sa.update(Product).where(Product.slug == "free-range-eggs").values(min_order=100))


async def let_each_have_ten_eggs(market: Market) -> None:
    await change(market, sa.update(Offer).where(Offer.price_minor == 150).values(per_buyer_max=10))


@pytest.mark.parametrize(
    ("happened", "words"),
    [
        (sell_eggs_out, "🥚 Free-range eggs: sold out"),
        (hide_eggs, "🥚 Free-range eggs: not on sale"),
        (sell_eggs_by_the_hundred, "🥚 Free-range eggs: the smallest order is now 100 pcs"),
        (let_each_have_ten_eggs, "🥚 Free-range eggs: you have ordered as much as each buyer can have"),
    ],
)
async def test_what_cannot_be_had_is_left_out_and_named(market, regular, happened, words):
    await happened(market)

    await regular.taps("🔄 Repeat")

    assert f"🍅 Tomatoes: 1 jin (500 g), ¥4.50\n\nLeft out today:\n{words}\n\nTotal: ¥4.50" in await regular.sees()
    await regular.taps("Confirm")
    assert "Total: ¥4.50" in await regular.sees()


async def test_what_each_buyer_can_have_is_what_they_have_and_take(market, regular):
    await change(market, sa.update(Offer).where(Offer.price_minor == 150).values(per_buyer_max=14))

    await regular.taps("🔄 Repeat")

    assert (
        "🥚 Free-range eggs: 4 pcs, ¥6.00 (¥1.50 per piece)\n➖ You wanted 10 pcs; each buyer can have 14 pcs."
        in await regular.sees()
    )


async def test_whole_packs_are_taken_as_they_are_sold_by_now(market, regular):
    await change(
        market,
        sa.update(Offer).where(Offer.price_minor == 150).values(packs=[{"quantity": 6, "label": ""}]),
    )
    await change(market, sa.update(Product).where(Product.slug == "free-range-eggs").values(whole_packs=True))

    await regular.taps("🔄 Repeat")

    assert (
        "🥚 Free-range eggs: 6 pcs, ¥9.00 (¥1.50 per piece)\n➖ You wanted 10 pcs; it is now sold in whole packs."
        in await regular.sees()
    )


async def test_an_order_of_which_nothing_is_left_says_so_and_shows_the_shop(market, regular):
    await hide_eggs(market)
    await leave(market, "tomato", 0)

    await regular.taps("🔄 Repeat")

    assert (
        "Nothing of that order can be had today.\n\n🥚 Free-range eggs: not on sale\n🍅 Tomatoes: sold out"
        in await regular.sees()
    )
    assert "All goods" in await regular.labels()
    assert await ask(market, LINES.where(Line.order_id > 1)) == []


async def test_a_point_that_has_closed_is_chosen_anew(market, regular):
    await market.database.transact(lambda session: session.add(Point(slug="mill", names={"en": "Old mill"})))
    await change(market, sa.update(Point).where(Point.slug == "leishan-centre").values(closed=True))

    await regular.taps("🔄 Repeat")

    assert "⚠️ Leishan trade-service centre is closed for now.\nWhere would you like to collect?" in await regular.sees()
    assert "Confirm" not in await regular.labels()
    await regular.taps("📍 Huaguoyuan gate 3")
    await regular.taps("Review")
    await regular.taps("Confirm")
    assert "📍 Huaguoyuan gate 3" in await regular.sees()


async def test_a_point_that_has_closed_gives_way_to_the_only_other_one(market, regular):
    await change(market, sa.update(Point).where(Point.slug == "leishan-centre").values(closed=True))

    await regular.taps("🔄 Repeat")

    assert "⚠️ Leishan trade-service centre is closed for now.\n📅 Collect: Thu, Nov 26" in await regular.sees()
    await regular.taps("Confirm")
    assert "📍 Huaguoyuan gate 3" in await regular.sees()


async def test_goods_are_collected_where_that_order_was(market, regular):
    await regular.says("ginger")
    await regular.taps("1 jin")
    await regular.taps("How to get it")
    await regular.taps("📍 Huaguoyuan gate 3")
    await regular.taps("Review")
    await regular.taps("Confirm")

    await regular.presses("repeat:1")

    assert "📍 Leishan trade-service centre" in await regular.sees()


# -- a basket that holds something -----------------------------------------------------------------


async def test_what_is_in_the_basket_stays_and_only_the_rest_is_added(regular):
    await regular.says("ginger")
    await regular.taps("1 jin")
    await regular.says("eggs")
    await regular.taps("30 pcs")

    await regular.presses("repeat:1")

    seen = await regular.sees()
    assert "Your basket was not empty: what was in it stays as it is, the rest was added." in seen
    assert "🫚 Ginger: 1 jin (500 g)" in seen
    assert "🥚 Free-range eggs: 30 pcs, ¥45.00" in seen
    assert "🍅 Tomatoes: 1 jin (500 g), ¥4.50" in seen


async def test_the_basket_is_collected_where_it_was_to_be(market, regular):
    await regular.says("ginger")
    await regular.taps("1 jin")
    await regular.taps("How to get it")
    await regular.taps("📍 Huaguoyuan gate 3")

    await regular.presses("repeat:1")

    assert "📍 Huaguoyuan gate 3" in await regular.sees()


async def test_a_basket_that_cannot_be_had_says_so_and_loses_nothing(market, regular):
    await regular.says("ginger")
    await regular.taps("1 jin")
    await leave(market, "ginger", 0)

    await regular.presses("repeat:1")

    assert "🫚 Ginger has just sold out." in await regular.sees()
    assert "🫚 Ginger: 1 jin (500 g)" in await regular.sees()


async def test_an_emptied_basket_is_filled(regular):
    await regular.says("ginger")
    await regular.taps("1 jin")
    await regular.taps("Change")
    await regular.taps("🫚 Ginger")
    await regular.taps("Take it out")

    await regular.presses("repeat:1")

    assert "Confirm" in await regular.labels()
    assert "not empty" not in await regular.sees()


# -- twice, stale, and somebody else's -------------------------------------------------------------


async def test_a_second_tap_shows_the_same_and_orders_once(market, regular):
    await change(market, sa.update(Offer).where(Offer.price_minor == 150).values(price_minor=180))
    await leave(market, "tomato", 300)
    await regular.presses("repeat:1")
    first, confirm = await regular.sees(), await regular.payload_of("Confirm")

    market.clock.advance(minutes=2)
    await regular.presses("repeat:1")

    assert (await regular.sees(), await regular.payload_of("Confirm")) == (first, confirm)
    assert await ask(market, HELD) == [(10 + 300,)]
    await regular.presses(confirm)
    await regular.presses(confirm)
    assert await ask(market, PLACED) == [(2,)]


async def test_repeat_tapped_again_after_confirm_orders_nothing_by_itself(market, regular):
    await regular.taps("🔄 Repeat")
    await regular.taps("Confirm")

    await regular.presses("repeat:1")

    assert await title(regular) == "Please check your order"
    assert await ask(market, PLACED) == [(2,)]


async def test_the_confirm_of_an_open_review_is_stale_after_repeat(market, regular):
    await regular.says("ginger")
    await regular.taps("1 jin")
    await regular.taps("Review")
    stale = await regular.payload_of("Confirm")

    await regular.presses("repeat:1")
    await regular.presses(stale)

    assert "That message is out of date, so nothing was ordered." in await regular.sees()
    assert "🥚 Free-range eggs: 10 pcs" in await regular.sees()
    assert await ask(market, PLACED) == [(1,)]


@pytest.mark.parametrize("payload", ["repeat:1", "repeat:999", "repeat:-1"])
async def test_another_persons_order_is_not_available(market, regular, payload):
    stranger = market.buyer("Eve")

    await stranger.presses(payload)

    assert "That is not available." in await stranger.sees()
    assert await ask(market, HELD) == [(None,)]


async def test_a_basket_is_no_earlier_order(market, regular):
    await regular.says("ginger")
    await regular.taps("1 jin")
    [(basket_id,)] = await ask(market, sa.select(Order.id).where(Order.state == OrderState.BASKET))

    await regular.presses(f"repeat:{basket_id}")

    assert "That is not available." in await regular.sees()
