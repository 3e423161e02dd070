"""Stars for what was collected: given on the receipt itself, changed for two weeks, one rating a line."""

import pytest
import sqlalchemy as sa

from bot.catalog.models import Product
from bot.notices.models import Notice
from bot.orders.models import Rating
from tests.conversations.test_whole_order import code_of, place
from tests.handlers.admin.rows import rows_of
from tests.market import Market, Phone

STARS = ["1 ⭐", "2 ⭐", "3 ⭐", "4 ⭐", "5 ⭐"]
QUESTION = "How was it? Your stars help other buyers, and the farms."


async def collect(buyer: Phone, farmer: Phone, admin: Phone) -> None:
    """Let somebody collect oyster mushrooms."""
    await place(buyer)
    await farmer.taps("✅ Yes")
    await admin.says(f"/orders {await code_of(buyer)}")
    for label in ("Packed", "At the point", "Collected, paid"):
        await admin.taps(label)


async def collected(market: Market) -> tuple[Phone, Phone]:
    """Give a buyer who has collected, and an admin."""
    buyer, farmer, admin = market.buyer("Ana"), await market.farmer(language="en"), await market.admin()
    await collect(buyer, farmer, admin)
    return buyer, admin


async def receipt_of(buyer: Phone):
    return next(message for message in await buyer.messages() if message.outgoing.title.startswith("Order "))


async def given(market: Market) -> list[int]:
    """What stands in the rows, by line."""
    return await market.database.read(
        lambda session: list(session.execute(sa.select(Rating.stars).order_by(Rating.line_id)).scalars())
    )


async def test_the_receipt_asks_where_it_stands_and_says_thank_you(market: Market) -> None:
    buyer, _ = await collected(market)
    assert len(await buyer.messages()) == 2
    receipt = await receipt_of(buyer)
    assert receipt.labels[:5] == STARS
    assert QUESTION in receipt.text

    await buyer.taps("5 ⭐")

    assert buyer.toast == "Thank you for the stars!"
    assert len(await buyer.messages()) == 2
    receipt = await receipt_of(buyer)
    assert "⭐⭐⭐⭐⭐" in receipt.text
    assert QUESTION not in receipt.text
    assert await given(market) == [5]


async def test_nothing_is_asked_before_it_is_collected(market: Market) -> None:
    buyer, farmer = market.buyer("Ana"), await market.farmer(language="en")
    await place(buyer)
    await farmer.taps("✅ Yes")

    assert not {*STARS} & {label for message in await buyer.messages() for label in message.labels}


async def test_stars_are_changed_for_two_weeks_and_then_stand(market: Market) -> None:
    buyer, _ = await collected(market)
    await buyer.taps("5 ⭐")
    await market.later(days=13, hours=23)
    await buyer.taps("4 ⭐")
    assert await given(market) == [4]
    stale = await buyer.payload_of("3 ⭐")

    await market.later(hours=2)
    await buyer.presses(stale)

    assert await given(market) == [4]
    assert not {*STARS} & {*(await receipt_of(buyer)).labels}


async def test_a_collection_that_was_taken_back_takes_no_stars(market: Market) -> None:
    buyer, admin = await collected(market)
    stale = await buyer.payload_of("5 ⭐")
    await admin.taps("Undo")

    await buyer.presses(stale)

    assert await given(market) == []


async def test_of_several_things_each_has_its_own_stars(market: Market) -> None:
    buyer, admin = market.buyer("Ana"), await market.admin()
    mushrooms, tomatoes = await market.farmer(language="en"), await market.farmer("jingyang-garden", "en")
    await buyer.says("/start")
    for label in ("🍄 Oyster mushroom", "2 jin", "Add more", "All goods", "🥬 Vegetables", "🍅 Tomatoes", "1 jin"):
        await buyer.taps(label)
    await buyer.taps("Review")
    await buyer.taps("Confirm")
    await mushrooms.taps("✅ Yes")
    await tomatoes.taps("✅ Yes")
    await admin.says(f"/orders {await code_of(buyer)}")
    for label in ("Packed 1", "At the point 1", "Packed 2", "At the point 2", "Collected, paid 1", "Collected, paid 2"):
        await admin.taps(label)
    assert (await receipt_of(buyer)).labels[:2] == ["🍄 Oyster mushroom", "🍅 Tomatoes"]

    await buyer.taps("🍅 Tomatoes")
    asked = next(message for message in await buyer.messages() if message.outgoing.title == "🍅 Tomatoes")
    assert asked.labels == [*STARS, "Back"]
    await buyer.taps("3 ⭐")

    receipt = await receipt_of(buyer)
    assert "🍅 Tomatoes: 1 jin (500 g), ¥4.50\n⭐⭐⭐" in receipt.text
    assert QUESTION in receipt.text  # of the other
    assert len(receipt.labels) <= 8
    assert await given(market) == [3]


@pytest.mark.parametrize("stars", ["1 ⭐", "2 ⭐"])
async def test_whoever_was_not_content_may_say_why_and_the_shop_hears_it(market: Market, stars: str) -> None:
    buyer, admin = await collected(market)
    await buyer.taps(stars)
    assert "What was wrong?" in (await receipt_of(buyer)).text

    await buyer.says("Half of them were soft")

    heard = await admin.sees()
    assert heard == f"{'⭐' * int(stars[0])} Oyster mushroom, order {await code(buyer)}\nAna: Half of them were soft"
    assert "passed it on" in (await buyer.messages())[-1].text


async def test_a_sentence_is_nobodys_duty(market: Market) -> None:
    buyer, _ = await collected(market)
    await buyer.taps("1 ⭐")

    await buyer.says("tomatoes")

    assert (await buyer.sees()).startswith("🍅 Tomatoes")
    assert await rows_of(market, Notice, Notice.kind == "poor_rating") == []


async def test_the_shop_shows_an_average_from_three_ratings_on(market: Market) -> None:
    farmer, admin = await market.farmer(language="en"), await market.admin()
    ana, ben, eva = market.buyer("Ana"), market.buyer("Ben"), market.buyer("Eva")
    for number, (buyer, stars) in enumerate([(ana, "5 ⭐"), (ben, "5 ⭐"), (eva, "4 ⭐")], start=1):
        await collect(buyer, farmer, admin)
        await buyer.taps(stars)
        await market.later(minutes=6)
        await buyer.says("oyster mushroom")
        assert ("★ 4.7 (3)" in await buyer.sees()) is (number == 3)

    await ana.taps("2 ⭐")
    await market.later(minutes=6)
    await ana.says("oyster mushroom")

    assert "★ 3.7 (3)" in await ana.sees()
    [mushroom] = await rows_of(market, Product, Product.slug == "oyster-mushroom")
    assert (mushroom.ratings, mushroom.stars) == (3, 11)


async def test_nobody_rates_what_others_collected(market: Market) -> None:
    buyer, _ = await collected(market)
    ben = market.buyer("Ben")
    payload = await buyer.payload_of("1 ⭐")
    await ben.says("/start")

    await ben.presses(payload)

    assert await given(market) == []


async def test_stars_that_nobody_can_give_are_not_given(market: Market) -> None:
    buyer, _ = await collected(market)
    order, line = (await buyer.payload_of("1 ⭐")).split(":")[1:3]

    for stars in (0, 6, -1):
        await buyer.presses(f"rate:{order}:{line}:{stars}")

    assert await given(market) == []


async def code(buyer: Phone) -> str:
    return (await receipt_of(buyer)).outgoing.title.rpartition(" ")[2]
