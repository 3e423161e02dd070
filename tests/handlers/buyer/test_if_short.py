"""Where a farm has less: what was wished before Confirm is kept to, and nothing is ordered unasked."""

import pytest
import sqlalchemy as sa

from bot.catalog.models import Product, ProductText
from bot.orders.models import IfShort, Line
from tests.conversations.test_whole_order import code_of
from tests.handlers.buyer.rows import PLACED, ask, change, leave
from tests.market import Market, Phone

OTHER = "🍅 Oyster mushroom"  # of another farm, since a test calls it so
_TEXT: sa.Table = ProductText.__table__  # type: ignore[attr-defined]


@pytest.fixture
def url(market_url: str) -> str:
    return market_url


@pytest.fixture
async def farmer(market: Market) -> Phone:
    return await market.farmer(language="en")


@pytest.fixture
async def reviewing(buyer: Phone, farmer: Phone) -> Phone:
    """A buyer who looks at the Review of two jin of oyster mushrooms; their farmer can be reached."""
    await buyer.says("/start")
    for label in ("🍄 Oyster mushroom", "2 jin", "Review"):
        await buyer.taps(label)
    return buyer


async def wishes(phone: Phone, label: str) -> None:
    for step in ("Details", "If it runs short", label):
        await phone.taps(step)
    await phone.taps("Back")
    await phone.taps("Back to Review")


async def sold_elsewhere(market: Market) -> None:
    """Let another farm sell goods of the same name."""
    tomatoes = sa.select(Product.id).where(Product.slug == "tomato")
    of_tomatoes = _TEXT.c.product_id == tomatoes.scalar_subquery()
    await change(market, sa.update(_TEXT).where(of_tomatoes, _TEXT.c.locale == "en").values(name="Oyster mushroom"))


async def test_asking_is_what_happens_where_nothing_was_said(reviewing: Phone, farmer: Phone) -> None:
    await reviewing.taps("Details")
    await reviewing.taps("If it runs short")
    assert await reviewing.labels() == ["✓ Ask me", "Another farm", "Leave it out", "Back"]
    await reviewing.presses("review")
    assert "If short" not in await reviewing.sees()
    await reviewing.taps("Confirm")
    assert "If short" not in await farmer.sees()

    await farmer.taps("❌ No")

    assert "cannot be supplied" in await reviewing.sees()
    assert await reviewing.labels() == ["Shop"]


@pytest.mark.parametrize(
    ("label", "told"), [("Another farm", "the same of another farm"), ("Leave it out", "leave it out")]
)
async def test_a_wish_is_shown_to_all_who_care(
    market: Market, reviewing: Phone, farmer: Phone, label: str, told: str
) -> None:
    admin = await market.admin()
    await wishes(reviewing, label)
    assert f"2 jin (1 kg), ¥12.00 (¥6.00 per jin)\n↪ If short: {told}" in await reviewing.sees()

    await reviewing.taps("Confirm")

    assert f"↪ If short: {told}" in await farmer.sees()
    await admin.says(f"/orders {await code_of(reviewing)}")
    assert f"2 jin (1 kg), ¥12.00\n↪ If short: {told}" in await admin.sees()


async def test_what_is_left_out_is_said_to_be(reviewing: Phone, farmer: Phone) -> None:
    await wishes(reviewing, "Leave it out")
    await reviewing.taps("Confirm")
    await farmer.taps("➖ Less")

    await farmer.says("1")

    news = await reviewing.sees()
    assert "Oyster mushroom: 1 jin (500 g) of 2 jin (1 kg)" in news
    assert "Oyster mushroom: what is missing is left out, as you wished." in news
    assert await reviewing.labels() == ["Show the order"]


async def test_the_same_of_another_farm_is_one_tap_away(market: Market, reviewing: Phone, farmer: Phone) -> None:
    await sold_elsewhere(market)
    await wishes(reviewing, "Another farm")
    await reviewing.taps("Confirm")
    await farmer.taps("➖ Less")
    await farmer.says("0.5")
    assert f"🔁 {OTHER} of " in await reviewing.sees()

    await reviewing.taps(f"🔁 {OTHER}")

    assert "Please check your order" in await reviewing.sees()
    assert f"{OTHER}: 1.5 jin (750 g)" in await reviewing.sees()
    assert await ask(market, PLACED) == [(1,)]
    await reviewing.taps(f"Add to order {await code_of(reviewing)}")
    assert "It is added" in await reviewing.sees()


async def test_what_is_in_the_basket_of_it_is_not_made_less(market: Market, reviewing: Phone, farmer: Phone) -> None:
    await sold_elsewhere(market)
    await wishes(reviewing, "Another farm")
    await reviewing.taps("Confirm")
    await farmer.taps("❌ No")
    [instead] = [one for one in (await reviewing.messages())[-1].choices if one.payload.startswith("instead:")]
    await reviewing.says("5 jin tomatoes")

    await reviewing.presses(instead.payload)

    assert f"{OTHER}: 5 jin (2.5 kg)" in await reviewing.sees()


async def test_what_is_too_little_for_the_courier_stays_in_the_basket(
    market: Market, reviewing: Phone, farmer: Phone
) -> None:
    await sold_elsewhere(market)
    await wishes(reviewing, "Another farm")
    for label in ("Back", "How to get it", "🛵 Courier"):
        await reviewing.taps(label)
    await reviewing.says("12 Lamplighter Lane")
    for label in ("Review", "Confirm"):
        await reviewing.taps(label)
    admin = await market.admin()
    await admin.says("/courier")
    await admin.taps("Smallest order")
    await admin.says("30")
    await admin.taps("Apply")
    await farmer.taps("❌ No")

    await reviewing.taps(f"🔁 {OTHER}")

    assert f"{OTHER}: 2 jin (1 kg)" in await reviewing.sees()
    assert "⚠️ For orders from ¥30.00." in await reviewing.sees()


async def test_where_no_other_farm_has_it_it_is_left_out(reviewing: Phone, farmer: Phone) -> None:
    await wishes(reviewing, "Another farm")
    await reviewing.taps("Confirm")

    await farmer.taps("❌ No")

    assert "Oyster mushroom: no other farm has it today, so it is left out." in await reviewing.sees()
    assert await reviewing.labels() == ["Shop"]


async def test_other_goods_of_the_same_farm_are_not_of_another(market: Market, reviewing: Phone, farmer: Phone) -> None:
    await sold_elsewhere(market)
    farm = sa.select(Product.farm_id).where(Product.slug == "oyster-mushroom").scalar_subquery()
    await change(market, sa.update(Product).where(Product.slug == "tomato").values(farm_id=farm))
    await wishes(reviewing, "Another farm")
    await reviewing.taps("Confirm")

    await farmer.taps("❌ No")

    assert "no other farm has it today" in await reviewing.sees()


async def test_what_the_other_farm_has_sold_meanwhile_is_not_promised(
    market: Market, reviewing: Phone, farmer: Phone
) -> None:
    await sold_elsewhere(market)
    await wishes(reviewing, "Another farm")
    await reviewing.taps("Confirm")
    await farmer.taps("❌ No")
    [instead] = [one for one in (await reviewing.messages())[-1].choices if one.payload.startswith("instead:")]
    await leave(market, "tomato", 0)

    await reviewing.presses(instead.payload)

    assert "the other farm has sold it meanwhile" in await reviewing.sees()


async def test_each_line_has_its_own(market: Market, reviewing: Phone) -> None:
    await reviewing.says("10 eggs")
    for step in ("Details", "If it runs short", "🥚 Free-range eggs", "Leave it out"):
        await reviewing.taps(step)
    assert "🍄 Oyster mushroom: Ask me\n🥚 Free-range eggs: Leave it out" in await reviewing.sees()

    await reviewing.presses("review")

    assert (
        "per jin)\n🥚 Free-range eggs: 10 pcs, ¥15.00 (¥1.50 per piece)\n↪ If short: leave it out"
        in await reviewing.sees()
    )
    assert await ask(market, sa.select(Line.if_short).order_by(Line.id)) == [(IfShort.ASK,), (IfShort.LEAVE_OUT,)]


async def test_a_confirm_from_before_a_wish_orders_nothing(market: Market, reviewing: Phone) -> None:
    seen = await reviewing.payload_of("Confirm")
    await wishes(reviewing, "Leave it out")

    await reviewing.presses(seen)

    assert "That message is out of date" in await reviewing.sees()
    assert await ask(market, PLACED) == [(0,)]


async def test_a_cancelled_order_keeps_the_wishes_of_its_goods(reviewing: Phone) -> None:
    await wishes(reviewing, "Leave it out")
    for label in ("Confirm", "Cancel order", "Review"):
        await reviewing.taps(label)

    assert "↪ If short: leave it out" in await reviewing.sees()
