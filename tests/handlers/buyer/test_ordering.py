"""From /start to the pickup code."""

import sqlalchemy as sa

from bot.catalog.models import Product
from tests.handlers.buyer.rows import PLACED, ask, change, leave, title


async def test_a_new_buyer_orders_in_four_taps_with_nothing_typed(market, buyer):
    await buyer.says("/start")

    for label in ("🍄 Oyster mushroom", "1 jin", "Review", "Confirm"):
        await buyer.taps(label)

    assert await title(buyer) == "🎫 Pickup code: AAA3"
    assert await ask(market, PLACED) == [(1,)]


async def test_through_a_category_it_takes_six_taps(market, buyer):
    await buyer.says("/start")

    for label in ("All goods", "🥬 Vegetables", "🥔 Potatoes", "2 jin", "Review", "Confirm"):
        await buyer.taps(label)

    assert await title(buyer) == "🎫 Pickup code: AAA3"


async def test_the_first_screen_shows_four_products_and_the_ways_on(buyer):
    await buyer.says("/start")

    assert (await buyer.labels())[4:] == ["All goods", "Basket", "My orders", "⭐ My favourites"]
    assert "🍄 Oyster mushroom: ¥6.00 per jin" in await buyer.sees()


async def test_a_product_card_says_whose_it_is_what_is_left_and_what_it_costs(buyer):
    await buyer.says("potatoes")

    assert await buyer.sees() == (
        "🥔 Potatoes\n"
        "Enshi Mountain Roots, Enshi, Hubei\n"
        "¥2.50 per jin\n"
        "10 jin (5 kg), bag: ¥25.00\n"
        "Left: 800 jin (400 kg)\n"
        "⚖️ Weighed when it is packed: you pay for what the scale says, at most 5 % more or less.\n"
        "\n"
        "How much would you like?"
    )
    assert await buyer.labels() == ["2 jin", "5 jin", "10 jin", "Other amount", "☆ Favourite", "Back", "Basket"]


async def test_review_says_what_where_when_how_much_and_how_long_it_is_held(buyer):
    await buyer.says("eggs")
    await buyer.taps("10 pcs")

    await buyer.taps("Review")

    assert await buyer.sees() == (
        "Please check your order\n"
        "🥚 Free-range eggs: 10 pcs, ¥15.00 (¥1.50 per piece)\n"
        "\n"
        "Total: ¥15.00\n"
        "\n"
        "📅 Collect: Wed, Nov 25, 08:30-18:00\n"
        "📍 Leishan trade-service centre\n"
        "1 Jiaotong Road, Leishan county town\n"
        "\n"
        "💵 Pay in cash when you collect.\n"
        "⏳ Held for you until 09:15."
    )


async def test_the_receipt_takes_the_place_of_the_shop_and_names_each_farm(buyer):
    await buyer.says("eggs")
    await buyer.taps("10 pcs")
    await buyer.says("oyster mushroom")
    await buyer.taps("2 jin")
    await buyer.taps("Review")

    await buyer.taps("Confirm")

    assert len(await buyer.messages()) == 1
    assert "Leishan Corn-Cob Mushrooms: ⏳ waiting for the farm's yes" in await buyer.sees()
    assert "Luotian Chestnut Hill: ⏳ waiting for the farm's yes" in await buyer.sees()
    assert "Total: ¥27.00" in await buyer.sees()
    assert await buyer.labels() == ["My orders", "Shop", "🔄 Repeat", "Receipt as PDF", "Cancel order"]


async def test_weighed_goods_are_about(buyer):
    await buyer.says("potatoes")
    await buyer.taps("2 jin")

    assert "🥔 Potatoes: ≈ 2 jin (1 kg), ≈ ¥5.00" in await buyer.sees()
    assert "Total: ≈ ¥5.00" in await buyer.sees()


async def test_orders_after_the_cut_off_are_for_the_day_after(market, buyer):
    market.clock.advance(hours=9)  # 18:00 in Shanghai
    await buyer.says("eggs")
    await buyer.taps("10 pcs")

    await buyer.taps("Review")

    assert "📅 Collect: Thu, Nov 26" in await buyer.sees()


async def test_what_is_sold_out_says_so_and_offers_others(market, buyer):
    await leave(market, "tomato", 0)

    await buyer.says("tomatoes")

    assert "Sold out for now. Perhaps one of these instead?" in await buyer.sees()
    assert "🥔 Potatoes" in await buyer.labels()
    assert "Other amount" not in await buyer.labels()


async def test_the_shelf_says_what_is_sold_out(market, buyer):
    await leave(market, "tomato", 0)
    await buyer.says("/shop")
    await buyer.taps("All goods")

    await buyer.taps("🥬 Vegetables")

    assert "🍅 Tomatoes: sold out" in await buyer.sees()


async def test_amounts_that_are_no_longer_there_are_not_offered(market, buyer):
    await leave(market, "tomato", 1200)

    await buyer.says("tomatoes")

    assert (await buyer.labels())[:3] == ["1 jin", "2 jin", "Other amount"]


async def test_the_last_handful_is_offered_whole(market, buyer):
    await leave(market, "tomato", 300)

    await buyer.says("tomatoes")

    assert (await buyer.labels())[0] == "0.6 jin"


async def test_an_empty_shop_says_when_to_come_back(market, buyer):
    await change(market, sa.update(Product).values(hidden=True))

    await buyer.says("/start")

    assert "There is nothing on sale right now. Please look in again tomorrow." in await buyer.sees()


async def test_first_screen_says_what_is_sold_out(market):
    buyer, admin = market.buyer("Ana"), await market.admin()
    await admin.says("/stock oyster mushroom =0")
    await admin.taps("Apply")

    await buyer.says("/start")

    assert "🍄 Oyster mushroom: sold out\n🍄 King oyster mushroom: ¥9.00 per jin" in await buyer.sees()
