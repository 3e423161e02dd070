"""Favourites: a star on the card, and a shelf of one's own."""

from tests.handlers.buyer.rows import leave, title


async def test_a_star_is_put_on_and_taken_off_in_place(buyer):
    await buyer.says("tomatoes")
    messages = len(await buyer.messages())

    await buyer.taps("☆ Favourite")
    starred = await buyer.labels()
    await buyer.taps("⭐ Favourite")

    assert "⭐ Favourite" in starred
    assert "☆ Favourite" in await buyer.labels()
    assert await title(buyer) == "🍅 Tomatoes"
    assert len(await buyer.messages()) == messages


async def test_tapping_twice_on_an_old_card_changes_nothing(buyer):
    await buyer.says("tomatoes")
    star = await buyer.payload_of("☆ Favourite")

    await buyer.presses(star)
    await buyer.presses(star)

    assert "⭐ Favourite" in await buyer.labels()


async def test_favourites_are_a_shelf_in_the_order_in_which_they_were_found(market, buyer):
    for name in ("tomatoes", "eggs"):
        await buyer.says(name)
        await buyer.taps("☆ Favourite")
    await leave(market, "tomato", 0)
    await buyer.says("/shop")

    await buyer.taps("⭐ My favourites")

    assert await buyer.sees() == ("⭐ My favourites\n🍅 Tomatoes: sold out\n🥚 Free-range eggs: ¥1.50 per piece")
    assert await buyer.labels() == ["🍅 Tomatoes", "🥚 Free-range eggs", "Back", "Basket"]


async def test_a_favourite_that_is_sold_out_is_told_of_when_it_is_back(market, buyer):
    await buyer.says("tomatoes")
    await buyer.taps("☆ Favourite")
    await leave(market, "tomato", 0)
    await buyer.says("/favourites")
    await buyer.taps("🍅 Tomatoes")
    await buyer.taps("🔔 Tell me")
    await leave(market, "tomato", 5_000)

    await market.later(seconds=5)

    assert await title(buyer) == "🔔 Back again: 🍅 Tomatoes"


async def test_who_has_none_is_told_how(market, buyer):
    await buyer.says("/favourites")

    assert "Nothing yet. Tap ☆ Favourite below anything you like" in await buyer.sees()


async def test_one_persons_star_is_not_anothers(market, buyer):
    await buyer.says("tomatoes")
    await buyer.taps("☆ Favourite")
    ben = market.buyer("Ben")

    await ben.says("tomatoes")

    assert "☆ Favourite" in await ben.labels()
