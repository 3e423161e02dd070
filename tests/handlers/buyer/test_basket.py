"""The basket: amounts change, lines go, the point is chosen."""

import sqlalchemy as sa

from bot.catalog.courier import Courier
from bot.catalog.models import Offer, Point, Setting
from tests.handlers.buyer.rows import change, leave


async def _with_eggs(buyer):
    await buyer.says("eggs")
    await buyer.taps("10 pcs")


async def test_the_same_amount_tapped_twice_is_there_once(buyer):
    await buyer.says("eggs")
    once = await buyer.payload_of("10 pcs")

    await buyer.presses(once)
    await buyer.presses(once)

    assert "🥚 Free-range eggs: 10 pcs, ¥15.00" in await buyer.sees()


async def test_an_amount_is_changed_from_the_basket(buyer):
    await _with_eggs(buyer)
    await buyer.taps("Change")
    await buyer.taps("🥚 Free-range eggs")

    await buyer.taps("30 pcs")

    assert "🥚 Free-range eggs: 30 pcs, ¥45.00" in await buyer.sees()


async def test_a_number_typed_changes_the_line_that_was_opened(buyer):
    await _with_eggs(buyer)
    await buyer.taps("Change")
    await buyer.taps("🥚 Free-range eggs")

    await buyer.says("14")

    assert "🥚 Free-range eggs: 14 pcs" in await buyer.sees()


async def test_the_last_line_taken_out_leaves_an_empty_basket(buyer):
    await _with_eggs(buyer)
    await buyer.taps("Change")
    await buyer.taps("🥚 Free-range eggs")

    await buyer.taps("Take it out")

    assert "It is empty. Have a look round the shop." in await buyer.sees()
    assert await buyer.labels() == ["Shop", "My orders"]


async def test_a_line_that_is_gone_meanwhile_shows_the_basket(buyer):
    await _with_eggs(buyer)
    await buyer.taps("Change")
    gone = await buyer.payload_of("🥚 Free-range eggs")
    await buyer.presses(gone)
    await buyer.taps("Take it out")

    await buyer.presses(gone)

    assert "It is empty." in await buyer.sees()


async def test_the_pickup_point_is_chosen_and_kept_for_the_next_order(buyer):
    await _with_eggs(buyer)
    await buyer.taps("How to get it")
    await buyer.taps("📍 Huaguoyuan gate 3")
    await buyer.taps("Review")
    await buyer.taps("Confirm")

    await _with_eggs(buyer)

    assert "Collect at: Huaguoyuan gate 3" in await buyer.sees()


async def test_a_shop_with_one_point_does_not_ask_which(market, buyer):
    await change(market, sa.update(Point).where(Point.slug != "leishan-centre").values(closed=True))
    await change(market, sa.update(Setting).where(Setting.key == "courier").values(value=Courier().stored()))

    await _with_eggs(buyer)

    assert not {"Pickup point", "How to get it"} & set(await buyer.labels())


async def test_a_basket_of_more_than_eight_lines_is_changed_page_by_page(buyer):
    for word, amount in (
        ("eggs", "10 pcs"), ("duck eggs", "10 pcs"), ("tomatoes", "1 jin"), ("ginger", "1 jin"), ("garlic", "1 jin"),
        ("apples", "2 jin"), ("honey", "1 jin"), ("millet", "2 jin"), ("rice wine", "500 ml"),
    ):  # fmt: skip
        await buyer.says(word)
        await buyer.taps(amount)
    await buyer.taps("Change")

    await buyer.taps("Next page")

    assert await buyer.labels() == ["🍶 Rice wine", "Back"]


async def test_a_price_that_moved_is_shown_before_anything_is_ordered(market, buyer):
    await _with_eggs(buyer)
    await change(market, sa.update(Offer).where(Offer.price_minor == 150).values(price_minor=180))

    await buyer.taps("Review")

    assert "⚠️ The price was ¥1.50 and is now ¥1.80 per piece." in await buyer.sees()
    assert "Total: ¥18.00" in await buyer.sees()


async def test_the_basket_says_what_has_run_short_meanwhile(market, buyer):
    await _with_eggs(buyer)
    await leave(market, "free-range-eggs", 6)

    await buyer.taps("Change")
    await buyer.taps("Back")

    assert "⚠️ Only 6 pcs left." in await buyer.sees()
