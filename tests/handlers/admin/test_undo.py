"""Undo: ten minutes long, once, and never over somebody else's change."""

from bot.people.models import AuditEntry
from tests.handlers.admin.rows import books_balance, rows_of

JIN = 500  # grams


async def test_a_sum_is_undone_by_the_opposite_sum(market, admin):
    other = await market.seeded("hao", "en")
    await admin.says("/stock oyster mushroom +30 jin")
    await admin.taps("Apply")
    await other.says("/stock oyster mushroom +5 jin")
    await other.taps("Apply")

    await admin.taps("Undo")

    assert "305 jin there" in await admin.sees()
    assert await market.stock_of("oyster-mushroom") == (305 * JIN, 0)
    assert await books_balance(market)


async def test_a_count_is_undone_only_while_it_stands(market, admin):
    other = await market.seeded("hao", "en")
    await admin.says("/stock oyster mushroom =100 jin")
    await admin.taps("Apply")
    await other.says("/stock oyster mushroom +5 jin")
    await other.taps("Apply")

    await admin.taps("Undo")

    assert "This cannot be undone: it was changed again since." in await admin.sees()
    assert await market.stock_of("oyster-mushroom") == (105 * JIN, 0)


async def test_after_ten_minutes_it_is_too_late(market, admin):
    await admin.says("/stock oyster mushroom +30 jin")
    await admin.taps("Apply")
    await market.later(minutes=11)

    await admin.taps("Undo")

    assert "It is too late to undo this: that works for 10 minutes." in await admin.sees()
    assert await market.stock_of("oyster-mushroom") == (330 * JIN, 0)


async def test_undoing_twice_is_undoing_once(market, admin):
    await admin.says("/stock oyster mushroom +30 jin")
    await admin.taps("Apply")
    undo = await admin.payload_of("Undo")
    await admin.presses(undo)

    await admin.presses(undo)

    assert "This was undone before." in await admin.sees()
    assert await market.stock_of("oyster-mushroom") == (300 * JIN, 0)


async def test_what_is_no_change_of_the_desk_cannot_be_undone(market, admin):
    await admin.says("/stock oyster mushroom +30 jin")
    await admin.taps("Apply")
    await admin.taps("Undo")
    [undone] = await rows_of(market, AuditEntry, AuditEntry.action == "stock_changed_undone")

    for number in (undone.id, 999999, 0, -1):
        await admin.presses(f"undo:{number}")

        assert "That is not available." in await admin.sees()
    assert await market.stock_of("oyster-mushroom") == (300 * JIN, 0)


async def test_a_buyer_cannot_undo(market, admin):
    await admin.says("/stock oyster mushroom +30 jin")
    await admin.taps("Apply")
    buyer = market.buyer()
    await buyer.says("/start")

    await buyer.presses(await admin.payload_of("Undo"))

    assert await market.stock_of("oyster-mushroom") == (330 * JIN, 0)
