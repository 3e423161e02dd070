"""Links into the chat: what they open, for whom, and what they open no longer."""

import pytest

from bot.catalog.models import Category, Product
from bot.orders.models import Order
from bot.people.models import AuditEntry
from tests.handlers.admin.rows import order, rows_of
from tests.market import Market


async def link_to(market: Market, slug: str) -> str:
    [product] = await rows_of(market, Product, Product.slug == slug)
    return f"p_{product.id}"


async def test_product_link_opens_the_card_with_the_amounts(market: Market) -> None:
    ana = market.buyer("Ana")
    await ana.says("/start")

    await ana.says(f"/start {await link_to(market, 'oyster-mushroom')}")
    await ana.taps("2 jin")

    assert "Oyster mushroom: 2 jin" in await ana.sees()


async def test_newcomer_is_greeted_above_the_card_once(market: Market) -> None:
    ana, link = market.buyer("Ana"), await link_to(market, "oyster-mushroom")

    await ana.says(f"/start {link}")
    first = await ana.sees()
    await ana.says(f"/start {link}")

    assert first.startswith("🍄 Oyster mushroom\nWelcome, Ana!")
    assert "How much would you like?" in first
    assert "Welcome" not in await ana.sees()


async def test_link_to_what_is_sold_out_offers_something_else(market: Market) -> None:
    admin, ana = await market.admin(), market.buyer("Ana")
    await admin.says("/stock oyster mushroom =0")
    await admin.taps("Apply")

    await ana.says(f"/start {await link_to(market, 'oyster-mushroom')}")

    assert "Sold out for now." in await ana.sees()
    assert "🍄 King oyster" in await ana.labels()


@pytest.mark.parametrize("payload", ["hidden", "p_999999999999999999", "p_0", "c_999999"])
async def test_link_to_nothing_that_is_on_sale_opens_the_shop(market: Market, payload: str) -> None:
    ana = market.buyer("Ana")
    if payload == "hidden":
        admin, payload = await market.admin(), await link_to(market, "oyster-mushroom")
        await admin.says("/hide oyster mushroom")
        await admin.taps("Hide it")

    await ana.says(f"/start {payload}")

    assert "What this link shows is not on sale at the moment." in await ana.sees()
    assert "All goods" in await ana.labels()


async def test_category_link_opens_its_shelf(market: Market) -> None:
    ana = market.buyer("Ana")
    [category] = await rows_of(market, Category, Category.slug == "mushrooms")

    await ana.says(f"/start c_{category.id}")

    assert "Mushrooms" in (await ana.sees()).partition("\n")[0]
    assert "Welcome, Ana!" in await ana.sees()
    assert "🍄 Oyster mushroom" in await ana.labels()


async def test_order_link_opens_the_receipt_of_its_buyer_and_the_desk_of_an_admin(market: Market) -> None:
    ana, admin = market.buyer("Ana"), await market.admin()
    code = await order(ana, "oyster mushroom", "2 jin")
    [placed] = await rows_of(market, Order, Order.code == code)

    await ana.says(f"/start o_{placed.id}")
    await admin.says(f"/start o_{placed.id}")

    assert f"Pickup code: {code}" in await ana.sees()
    assert f"Order {code} for Ana" in await admin.sees()


async def test_order_link_of_somebody_else_says_what_a_link_to_no_order_says(market: Market) -> None:
    ana, eve = market.buyer("Ana"), market.buyer("Eve")
    await eve.says("/start")
    code = await order(ana, "oyster mushroom", "2 jin")
    [placed] = await rows_of(market, Order, Order.code == code)

    await eve.says(f"/start o_{placed.id}")
    theirs = await eve.sees()
    await eve.says("/start o_999999")

    assert "That is not available." in theirs
    assert await eve.sees() == theirs


async def test_link_to_a_row_is_no_wrong_try_at_an_invitation(market: Market) -> None:
    ana = market.buyer("Ana")

    for number in range(7):
        await ana.says(f"/start p_{999999 + number}")

    assert await rows_of(market, AuditEntry, AuditEntry.action == "invite_refused") == []


@pytest.mark.parametrize(
    "typed", ["x" * 65, "%00", "../../etc", "🍄", "p_1; drop", "p_1 p_2", "p_１", "p_" + "9" * 63, "p-1/", "<b>"]
)
async def test_anything_else_is_a_plain_start(market: Market, typed: str) -> None:
    ana = market.buyer("Ana")

    await ana.says(f"/start {typed}")

    assert "Welcome, Ana!" in await ana.sees()
    assert "All goods" in await ana.labels()
