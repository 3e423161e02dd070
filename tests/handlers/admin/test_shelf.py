"""/hide and /show: off the shelf and back."""

from bot.people.models import AuditEntry
from tests.handlers.admin.rows import rows_of


async def finds(buyer, product="oyster mushroom"):
    await buyer.says(product)
    return "🍄 Oyster mushroom\n" in await buyer.sees()


async def test_a_product_is_hidden_undone_hidden_and_shown(market, admin):
    buyer = market.buyer()
    assert await finds(buyer)

    await admin.says("/hide oyster mushroom")
    assert await finds(buyer)
    await admin.taps("Hide it")
    assert not await finds(buyer)
    await admin.taps("Undo")
    assert await finds(buyer)

    await admin.says("/hide oyster mushroom")
    await admin.taps("Hide it")
    await admin.says("/show oyster mushroom")
    await admin.taps("Show it")
    assert await finds(buyer)
    assert len(await rows_of(market, AuditEntry, AuditEntry.subject == "product")) == 4


async def test_what_is_so_already_is_not_done_again(admin):
    await admin.says("/show oyster mushroom")

    assert "It is so already" in await admin.sees()
    assert await admin.labels() == []


async def test_only_the_hidden_ones_are_offered_for_showing(admin):
    await admin.says("/hide king oyster mushroom")
    await admin.taps("Hide it")

    await admin.says("/show oyster")

    assert await admin.labels() == ["🍄 King oyster", "Leave it"]


async def test_a_hidden_product_still_has_stock_for_admins(admin):
    await admin.says("/hide oyster mushroom")
    await admin.taps("Hide it")

    await admin.says("/stock oyster mushroom")

    assert "It is hidden from the shop." in await admin.sees()


async def test_hiding_twice_by_an_old_button_is_hiding_once(market, admin):
    await admin.says("/hide oyster mushroom")
    hide = await admin.payload_of("Hide it")
    await admin.presses(hide)

    await admin.presses(hide)

    assert "is off the shelf" in await admin.sees()
    assert len(await rows_of(market, AuditEntry, AuditEntry.subject == "product")) == 1
