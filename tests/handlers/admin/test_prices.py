"""/price: for the product's own unit, shown before and after."""

import pytest

from bot.catalog.models import Offer
from bot.people.models import AuditEntry
from tests.handlers.admin.rows import order, rows_of


async def price_of(market, product_id=1):
    [offer] = await rows_of(market, Offer, Offer.id == product_id)
    return offer.price_minor


async def test_a_price_is_shown_applied_and_undone(market, admin):
    await admin.says("/price oyster mushroom 12.50")
    assert "Before: ¥6.00 per jin\nAfter: ¥12.50 per jin" in await admin.sees()
    assert await price_of(market) == 600

    await admin.taps("Apply")
    assert await price_of(market) == 1250
    buyer = market.buyer()
    await buyer.says("oyster mushroom")
    assert "¥12.50" in await buyer.sees()

    await admin.taps("Undo")
    assert await price_of(market) == 600
    entries = await rows_of(market, AuditEntry, AuditEntry.subject == "offer")
    assert [entry.after for entry in entries] == [{"price_minor": 1250}, {"price_minor": 600}]


@pytest.mark.parametrize("typed", ["12,50", "12.5", "１２.５０", "¥12.50", "12.50元", "12.50 CNY", "12.50 ¥"])
async def test_a_price_is_read_as_people_write_it(admin, typed):
    await admin.says(f"/price oyster mushroom {typed}")

    assert "After: ¥12.50 per jin" in await admin.sees()


async def test_a_name_alone_asks_for_the_price(admin):
    await admin.says("/price oyster mushroom")
    assert "What is the new price per jin? Type a number, for example 6.00." in await admin.sees()

    await admin.says("abc")
    assert "I cannot read that as a price." in await admin.sees()
    await admin.says("7")
    assert "After: ¥7.00 per jin" in await admin.sees()


async def test_several_that_fit_become_buttons_that_keep_the_price(admin):
    await admin.says("/price oyster 7")
    await admin.taps("🍄 King oyster")

    assert "After: ¥7.00 per jin" in await admin.sees()


async def test_a_price_that_has_moved_is_shown_again(market, admin):
    other = await market.seeded("hao", "en")
    await admin.says("/price oyster mushroom 7")
    await other.says("/price oyster mushroom 8")
    await other.taps("Apply")

    await admin.taps("Apply")

    assert "The price has changed since that preview" in await admin.sees()
    assert "Before: ¥8.00 per jin" in await admin.sees()
    assert await price_of(market) == 800


async def test_a_second_tap_on_apply_is_the_same(market, admin):
    await admin.says("/price oyster mushroom 7")
    apply = await admin.payload_of("Apply")
    await admin.presses(apply)

    await admin.presses(apply)

    assert "🍄 Oyster mushroom: ¥7.00 per jin" in await admin.sees()
    assert len(await rows_of(market, AuditEntry, AuditEntry.subject == "offer")) == 1


async def test_a_slip_of_the_thumb_is_pointed_out(admin):
    await admin.says("/price oyster mushroom 600")

    assert "That is very far from the old price." in await admin.sees()


async def test_a_placed_order_keeps_its_price(market, admin):
    buyer = market.buyer()
    await order(buyer, "oyster mushroom", "2 jin")
    await admin.says("/price oyster mushroom 7")
    await admin.taps("Apply")

    await buyer.says("/myorders")

    assert "¥12.00" in await buyer.sees()
