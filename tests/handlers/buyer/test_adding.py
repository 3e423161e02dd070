"""Add to order: one more thing for tomorrow, under the code that is known already."""

import pytest

from tests.handlers.buyer.rows import PLACED, ask, title


@pytest.fixture
def url(market_url: str) -> str:
    """Stock is taken here, so these conversations run on both engines."""
    return market_url


@pytest.fixture
async def wanting_more(buyer):
    """A buyer who ordered ten eggs this morning, and looks at the Review of a jin of ginger."""
    await buyer.says("eggs")
    await buyer.taps("10 pcs")
    await buyer.taps("Review")
    await buyer.taps("Confirm")
    await buyer.says("ginger")
    await buyer.taps("1 jin")
    await buyer.taps("Review")
    return buyer


async def test_the_review_offers_to_add_beside_confirm(wanting_more):
    assert await wanting_more.labels() == ["Confirm", "Add to order AAA3", "Details", "Back", "Change"]


async def test_it_is_offered_whatever_others_have_packed(market, buyer):
    farmer, other = await market.farmer("luotian-chestnut", language="en"), market.buyer("Ben")
    for phone in (other, buyer):
        await phone.says("10 eggs")
        await phone.taps("Confirm")
        await market.later(seconds=6)
        await farmer.taps("✅ Yes")
    await farmer.says("/today")
    await farmer.taps("📦 Packed: AAA3")

    await buyer.says("1 jin ginger")

    assert await buyer.labels() == ["Confirm", "Add to order AAA7", "Details", "Back", "Change"]


async def test_the_receipt_shows_all_of_it_and_what_is_to_be_paid(market, wanting_more):
    await wanting_more.taps("Add to order AAA3")

    seen = await wanting_more.sees()
    assert await title(wanting_more) == "🎫 Pickup code: AAA3"
    assert "Thank you! It is added, and the farms are asked." in seen
    assert "🥚 Free-range eggs: 10 pcs, ¥15.00\n🫚 Ginger: 1 jin (500 g), ¥8.00\n\nTotal: ¥23.00" in seen
    assert await ask(market, PLACED) == [(1,)]
    assert [await title(wanting_more)] == [message.text.partition("\n")[0] for message in await wanting_more.messages()]


async def test_a_farm_that_is_asked_twice_is_named_once(wanting_more):
    await wanting_more.says("10 eggs")
    await wanting_more.taps("Add to order AAA3")

    assert (await wanting_more.sees()).count("waiting for the farm's yes") == 2  # of eggs and of ginger


async def test_a_second_tap_shows_the_receipt_again(market, wanting_more):
    add = await wanting_more.payload_of("Add to order AAA3")
    await wanting_more.presses(add)

    await wanting_more.presses(add)

    assert wanting_more.toast == "It is ordered already."
    assert "Total: ¥23.00" in await wanting_more.sees()


async def test_confirm_makes_an_order_of_its_own_still(market, wanting_more):
    await wanting_more.taps("Confirm")

    assert "Total: ¥8.00" in await wanting_more.sees()
    assert await ask(market, PLACED) == [(2,)]


async def test_the_farm_that_had_said_yes_is_asked_for_the_rest_alone(market, buyer):
    farmer = await market.farmer("luotian-chestnut", language="en")
    await buyer.says("eggs")
    await buyer.taps("10 pcs")
    await buyer.taps("Review")
    await buyer.taps("Confirm")
    await farmer.taps("✅ Yes")
    market.clock.advance(minutes=10)
    await buyer.says("eggs")
    await buyer.taps("30 pcs")
    await buyer.taps("Review")
    await buyer.taps("Add to order AAA3")

    assert "30 pcs" in await farmer.sees()
    assert "10 pcs" not in await farmer.sees()
    assert "AAA3" in await farmer.sees()
    await farmer.taps("❌ No")

    await buyer.presses("my-order:1")
    seen = await buyer.sees()
    assert "🥚 Free-range eggs: 10 pcs, ¥15.00\n🥚 Free-range eggs: none of 30 pcs\n\nTotal: ¥15.00" in seen
    assert "Luotian Chestnut Hill: ✅ accepted\nLuotian Chestnut Hill: ❌ the farm has none this time" in seen


async def test_cancel_gives_all_of_it_up(market, wanting_more):
    await wanting_more.taps("Add to order AAA3")

    await wanting_more.taps("Cancel order")

    seen = await wanting_more.sees()
    assert "Order AAA3 is cancelled. Its things are back in your basket." in seen
    assert "🥚 Free-range eggs: 10 pcs" in seen
    assert "🫚 Ginger: 1 jin (500 g)" in seen
    assert await ask(market, PLACED) == [(0,)]


async def test_the_coordinator_sees_each_share_with_its_own_goods(market, wanting_more):
    await wanting_more.says("eggs")
    await wanting_more.taps("30 pcs")
    await wanting_more.taps("Review")
    await wanting_more.taps("Add to order AAA3")
    admin = await market.admin()

    await admin.says("/orders AAA3")

    seen = await admin.sees()
    assert seen.count("Luotian Chestnut Hill") == 2
    assert seen.count("10 pcs, ¥15.00") == 1
    assert seen.count("30 pcs, ¥45.00") == 1


async def test_another_persons_order_is_not_available(market, wanting_more):
    stranger = market.buyer("Eve")

    await stranger.presses(await wanting_more.payload_of("Add to order AAA3"))

    assert "That is not available." in await stranger.sees()
