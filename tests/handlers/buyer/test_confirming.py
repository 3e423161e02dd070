"""Confirm orders what it showed, once; everything else draws the present state."""

import pytest
import sqlalchemy as sa

from bot.catalog.models import Offer
from tests.handlers.buyer.rows import PLACED, ask, change, leave, title


@pytest.fixture
def url(market_url: str) -> str:
    """Stock is taken here, so these conversations run on both engines."""
    return market_url


@pytest.fixture
async def reviewing(buyer):
    """A buyer who looks at the Review of ten eggs."""
    await buyer.says("eggs")
    await buyer.taps("10 pcs")
    await buyer.taps("Review")
    return buyer


async def test_a_double_tap_orders_once_and_shows_the_receipt(market, reviewing):
    confirm = await reviewing.payload_of("Confirm")

    await reviewing.presses(confirm)
    await reviewing.presses(confirm)

    assert await title(reviewing) == "🎫 Pickup code: AAA3"
    assert reviewing.toast == "It is ordered already."
    assert await ask(market, PLACED) == [(1,)]


async def test_confirm_of_an_older_basket_orders_nothing(market, reviewing):
    stale = await reviewing.payload_of("Confirm")
    await reviewing.says("eggs")
    await reviewing.taps("30 pcs")

    await reviewing.presses(stale)

    assert "That message is out of date, so nothing was ordered." in await reviewing.sees()
    assert "🥚 Free-range eggs: 30 pcs" in await reviewing.sees()
    assert "Review" in await reviewing.labels()
    assert await ask(market, PLACED) == [(0,)]


async def test_confirm_of_an_emptied_basket_orders_nothing(market, reviewing):
    stale = await reviewing.payload_of("Confirm")
    await reviewing.taps("Change")
    await reviewing.taps("🥚 Free-range eggs")
    await reviewing.taps("Take it out")

    await reviewing.presses(stale)

    assert "It is empty." in await reviewing.sees()
    assert await ask(market, PLACED) == [(0,)]


async def test_yesterdays_review_orders_nothing(market, reviewing):
    market.clock.advance(days=1)

    await reviewing.taps("Confirm")

    assert "so nothing was ordered" in await reviewing.sees()
    assert await ask(market, PLACED) == [(0,)]


async def test_an_expired_hold_is_taken_anew_while_the_goods_are_there(market, reviewing):
    market.clock.advance(minutes=20)

    await reviewing.taps("Confirm")

    assert await title(reviewing) == "🎫 Pickup code: AAA3"


async def test_an_expired_hold_whose_goods_are_gone_reads_sold_out(market, reviewing):
    other = market.buyer("Bo")
    await other.says("eggs")
    await other.taps("10 pcs")
    await leave(market, "free-range-eggs", 0)
    market.clock.advance(minutes=20)
    await other.taps("Review")

    await reviewing.taps("Confirm")

    assert "🥚 Free-range eggs has just sold out." in await reviewing.sees()
    assert await ask(market, PLACED) == [(0,)]


async def test_the_last_one_goes_to_whoever_reviews_first(market):
    ana, ben = market.buyer("Ana"), market.buyer("Ben")
    await leave(market, "free-range-eggs", 10)
    for chat in (ana, ben):
        await chat.says("eggs")
        await chat.taps("10 pcs")
    await ana.taps("Review")

    await ben.taps("Review")

    assert "🥚 Free-range eggs has just sold out." in await ben.sees()
    assert "Nothing was ordered yet. Please change your basket." in await ben.sees()
    await ana.taps("Confirm")
    assert await title(ana) == "🎫 Pickup code: AAA3"


async def test_whoever_comes_second_is_told_what_is_left(market):
    ana, ben = market.buyer("Ana"), market.buyer("Ben")
    await leave(market, "free-range-eggs", 35)
    for chat in (ana, ben):
        await chat.says("eggs")
        await chat.taps("30 pcs")
    await ana.taps("Review")

    await ben.taps("Review")

    assert "🥚 Free-range eggs: somebody was quicker, only 5 pcs left." in await ben.sees()
    await ben.taps("Change")
    await ben.taps("🥚 Free-range eggs")
    await ben.taps("5 pcs")
    await ben.taps("Review")
    await ben.taps("Confirm")
    assert (await title(ben)).startswith("🎫 Pickup code")


async def test_a_price_that_moves_after_review_is_looked_at_again(market, reviewing):
    await change(market, sa.update(Offer).where(Offer.price_minor == 150).values(price_minor=180))

    await reviewing.taps("Confirm")

    assert "A price has changed meanwhile, so nothing was ordered yet." in await reviewing.sees()
    assert "⚠️ The price was ¥1.50 and is now ¥1.80 per piece." in await reviewing.sees()
    await reviewing.taps("Review")
    await reviewing.taps("Confirm")
    assert "Total: ¥18.00" in await reviewing.sees()


async def test_review_of_an_empty_basket_shows_the_way_to_the_shop(buyer):
    await buyer.presses("review")

    assert "It is empty. Have a look round the shop." in await buyer.sees()
    assert await buyer.labels() == ["Shop", "My orders"]


async def test_another_persons_confirm_is_not_available(market, reviewing):
    stranger = market.buyer("Eve")

    await stranger.presses(await reviewing.payload_of("Confirm"))

    assert "That is not available." in await stranger.sees()
    assert await ask(market, PLACED) == [(0,)]


async def test_more_than_a_buyer_may_have_is_refused_over_several_orders(market, reviewing):
    await change(market, sa.update(Offer).where(Offer.price_minor == 150).values(per_buyer_max=15))
    await reviewing.taps("Confirm")
    await reviewing.says("eggs")

    await reviewing.taps("10 pcs")

    assert "Each buyer can have 15 pcs of this. You have ordered 10 pcs already." in await reviewing.sees()


async def test_a_number_and_confirm_at_once_never_order_an_unseen_amount(market, buyer):
    await buyer.says("tomatoes")
    await buyer.taps("1 jin")
    await buyer.taps("Review")
    confirm = await buyer.payload_of("Confirm")
    await buyer.says("tomatoes")

    await buyer.says("10")
    await buyer.presses(confirm)

    assert "🍅 Tomatoes: 10 jin (5 kg)" in await buyer.sees()
    assert await ask(market, PLACED) == [(0,)]
