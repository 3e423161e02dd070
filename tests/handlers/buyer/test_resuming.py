"""A basket that waits: fourteen days and a restart later it is there, with what is not as it was."""

from collections.abc import AsyncIterator
from typing import NamedTuple

import pytest
import sqlalchemy as sa

from bot.catalog.models import Farm, Offer, Point, Product
from bot.orders.models import Hold, HoldState
from tests.handlers.buyer.rows import LINES, PLACED, ask, change, leave, title
from tests.market import Market, Phone, opened_market

HELD = sa.select(sa.func.sum(Hold.quantity)).where(Hold.state == HoldState.ACTIVE)  # type: ignore[arg-type]


class Later(NamedTuple):
    """The shop as it was opened again, and the buyer's phone there."""

    market: Market
    buyer: Phone


@pytest.fixture
async def later(market_url: str) -> AsyncIterator[Later]:
    """Ten eggs, a jin of tomatoes and one of ginger were put into a basket and reviewed; then fourteen days went by."""
    async with opened_market(market_url) as market:
        buyer = market.buyer("Lin")
        for word, amount in (("eggs", "10 pcs"), ("tomatoes", "1 jin"), ("ginger", "1 jin")):
            await buyer.says(word)
            await buyer.taps(amount)
        await buyer.taps("Review")
        await market.later(days=14)
    async with opened_market(market_url) as market:
        market.clock.advance(days=14)
        yield Later(market, Phone(market, buyer.address, buyer.key, buyer.name, buyer.language, _events=buyer._events))


async def reprice_eggs(market: Market, price: int) -> None:
    await change(market, sa.update(Offer).where(Offer.price_minor == 150).values(price_minor=price))


async def hide(market: Market, *slugs: str) -> None:
    await change(market, sa.update(Product).where(Product.slug.in_(slugs)).values(hidden=True))  # type: ignore[attr-defined]


async def test_the_basket_is_still_there_and_nothing_is_held_for_it(later):
    market, buyer = later
    assert await ask(market, HELD) == [(None,)]

    await buyer.says("/start")

    assert "🧺 3 items are waiting in your basket." in await buyer.sees()
    assert (await buyer.labels())[0] == "Review"


async def test_it_is_ordered_in_two_taps(later):
    buyer = later.buyer
    await buyer.says("/start")

    await buyer.taps("Review")
    await buyer.taps("Confirm")

    assert (await title(buyer)).startswith("🎫 Pickup code: ")
    assert "📅 Collect: Wed, Dec 9" in await buyer.sees()


@pytest.mark.parametrize("old", ["Confirm", "Back", "Change"])
async def test_a_button_of_that_day_draws_the_basket_and_orders_nothing(later, old):
    market, buyer = later

    await buyer.taps(old)

    assert await title(buyer) == "🧺 Your basket"
    assert "🥚 Free-range eggs: 10 pcs" in await buyer.sees()
    assert await ask(market, PLACED) == [(0,)]


async def test_a_price_that_moved_is_shown_until_it_was_reviewed_and_then_no_more(later):
    market, buyer = later
    await reprice_eggs(market, 180)
    moved = "⚠️ The price was ¥1.50 and is now ¥1.80 per piece."

    await buyer.says("/basket")
    assert moved in await buyer.sees()
    assert "Total: ¥18.00" not in await buyer.sees()
    await buyer.taps("Review")
    assert f"🥚 Free-range eggs: 10 pcs, ¥18.00\n{moved}" in await buyer.sees()

    await buyer.says("/basket")
    assert moved not in await buyer.sees()
    assert "🥚 Free-range eggs: 10 pcs, ¥18.00" in await buyer.sees()


async def test_what_is_gone_is_taken_out_and_what_is_short_is_lowered_in_one_tap(later):
    market, buyer = later
    await hide(market, "tomato")
    await leave(market, "free-range-eggs", 6)
    await buyer.says("/basket")
    assert "🍅 Tomatoes: 1 jin (500 g), ¥4.50\n⚠️ No longer on sale." in await buyer.sees()
    assert "⚠️ Only 6 pcs left." in await buyer.sees()

    await buyer.taps("Take what is left")

    seen = await buyer.sees()
    assert seen.startswith(
        "Please check your order\n"
        "🥚 Free-range eggs: 6 pcs, ¥9.00 (¥1.50 per piece)\n"
        "➖ You wanted 10 pcs; this is all that is left.\n"
        "🫚 Ginger: 1 jin (500 g)"
    )
    assert "\n\nLeft out today:\n🍅 Tomatoes: not on sale\n\nTotal: " in seen
    await buyer.taps("Confirm")
    assert await ask(market, PLACED) == [(1,)]
    assert await market.stock_of("free-range-eggs") == (0, 6)


async def test_review_of_what_is_gone_says_so_and_offers_to_go_on_without(later):
    market, buyer = later
    await leave(market, "tomato", 0)
    await hide(market, "ginger")
    await buyer.says("/start")

    await buyer.taps("Review")

    assert "🍅 Tomatoes has just sold out.\n🫚 Ginger: not on sale\nNothing was ordered yet." in await buyer.sees()
    await buyer.taps("Take what is left")
    await buyer.taps("Confirm")
    assert "Total: ¥15.00" in await buyer.sees()


async def test_a_basket_of_which_nothing_is_left_is_emptied_by_that_tap_alone(later):
    market, buyer = later
    await hide(market, "tomato", "ginger")
    await change(market, sa.update(Farm).where(Farm.slug == "luotian-chestnut").values(alerts_tested_at=None))
    await buyer.says("/basket")
    assert len(await ask(market, LINES)) == 3

    await buyer.taps("Take what is left")

    assert await buyer.sees() == (
        "🧺 Your basket\n"
        "Left out today:\n"
        "🥚 Free-range eggs: not on sale\n"
        "🍅 Tomatoes: not on sale\n"
        "🫚 Ginger: not on sale\n"
        "\n"
        "It is empty. Have a look round the shop."
    )
    assert await ask(market, LINES) == []


async def test_a_basket_that_is_all_there_is_only_reviewed_by_that_tap(later):
    market, buyer = later
    await leave(market, "free-range-eggs", 6)
    await buyer.says("/basket")
    await leave(market, "free-range-eggs", 60)

    await buyer.taps("Take what is left")

    assert "🥚 Free-range eggs: 10 pcs, ¥15.00" in await buyer.sees()
    assert "Confirm" in await buyer.labels()


async def test_an_empty_basket_has_nothing_left(buyer):
    await buyer.presses("fit")

    assert "It is empty. Have a look round the shop." in await buyer.sees()


async def test_a_point_that_has_closed_is_named_and_another_is_chosen(later):
    market, buyer = later
    await market.database.transact(lambda session: session.add(Point(slug="mill", names={"en": "Old mill"})))
    await change(market, sa.update(Point).where(Point.slug == "leishan-centre").values(closed=True))
    await buyer.says("/basket")
    assert "⚠️ Leishan trade-service centre is closed for now.\nWhere would you like to collect?" in await buyer.sees()
    assert "Collect at" not in await buyer.sees()
    await buyer.taps("Review")
    assert "Confirm" not in await buyer.labels()

    await buyer.taps("📍 Old mill")

    assert "Collect at: Old mill" in await buyer.sees()
    assert "is closed" not in await buyer.sees()
    await buyer.taps("Review")
    await buyer.taps("Confirm")
    assert "📍 Old mill" in await buyer.sees()


async def test_a_confirm_cannot_be_made_up_while_the_point_is_to_be_chosen(later):
    market, buyer = later
    await market.database.transact(lambda session: session.add(Point(slug="mill", names={"en": "Old mill"})))
    await change(market, sa.update(Point).where(Point.slug == "leishan-centre").values(closed=True))
    await buyer.says("/basket")
    await buyer.taps("Review")

    for version in range(12):
        await buyer.presses(f"confirm:1:{version}")

    assert await ask(market, PLACED) == [(0,)]
    assert "is closed for now" in await buyer.sees()
