"""Less is there than was promised: nobody is cut silently, and nothing goes below zero.  On both engines."""

import pytest

from bot.catalog.models import Shortage, ShortageState
from bot.notices.models import Notice
from tests.handlers.admin.rows import books_balance, order, rows_of

JIN = 500  # grams


@pytest.fixture
def url(market_url):
    return market_url


async def open_shortages(market):
    found = await rows_of(market, Shortage)
    return [shortage.missing for shortage in found if shortage.state is ShortageState.OPEN]


async def test_taking_off_more_than_is_for_sale_opens_one_too(market, admin):
    await order(market.buyer(), "oyster mushroom", "30 jin")
    await admin.says("/stock oyster mushroom -280 jin")
    assert "After: ⚠️ 20 jin there, 30 promised, 10 short" in await admin.sees()

    await admin.taps("Apply")

    assert await market.stock_of("oyster-mushroom") == (0, 30 * JIN)
    assert await open_shortages(market) == [10 * JIN]


async def test_the_preview_names_what_is_missing_and_whom_it_touches(market, admin):
    code = await order(market.buyer(), "oyster mushroom", "30 jin")

    await admin.says("/stock oyster mushroom =20 jin")

    assert "After: ⚠️ 20 jin there, 30 promised, 10 short" in await admin.sees()
    assert f"{code}: 30 jin" in await admin.sees()
    assert await open_shortages(market) == []


async def test_counting_less_than_promised_opens_a_shortage_and_tells_the_other_admins(market, admin):
    other = await market.seeded("hao", "en")
    await order(market.buyer(), "oyster mushroom", "30 jin")
    await admin.says("/stock oyster mushroom =20 jin")

    await admin.taps("Apply")

    assert await market.stock_of("oyster-mushroom") == (0, 30 * JIN)
    assert await open_shortages(market) == [10 * JIN]
    assert "Missing: 10 jin" in await other.sees()
    [notice] = await rows_of(market, Notice, Notice.kind == "stock_short")
    assert notice.params["missing"] == 10 * JIN
    assert await books_balance(market)


async def test_a_basket_in_review_is_no_order_but_holds_all_the_same(market, admin):
    buyer = market.buyer()
    await buyer.says("oyster mushroom")
    await buyer.says("30 jin")
    await buyer.taps("Review")

    await admin.says("/stock oyster mushroom =20 jin")

    assert "⚠️ 10 jin of what buyers are just ordering will be missing." in await admin.sees()


async def test_what_comes_in_fills_the_gap_first(market, admin):
    await order(market.buyer(), "oyster mushroom", "30 jin")
    for command in ("=20 jin", "+5 jin"):
        await admin.says(f"/stock oyster mushroom {command}")
        await admin.taps("Apply")
    assert await open_shortages(market) == [5 * JIN]

    await admin.says("/stock oyster mushroom +15 jin")
    await admin.taps("Apply")

    assert await market.stock_of("oyster-mushroom") == (10 * JIN, 30 * JIN)
    assert await open_shortages(market) == []
    assert await books_balance(market)


async def test_undoing_the_count_closes_the_shortage(market, admin):
    await order(market.buyer(), "oyster mushroom", "30 jin")
    await admin.says("/stock oyster mushroom =20 jin")
    await admin.taps("Apply")

    await admin.taps("Undo")

    assert await market.stock_of("oyster-mushroom") == (270 * JIN, 30 * JIN)
    assert await open_shortages(market) == []
    assert await books_balance(market)


async def test_undo_is_refused_when_promised_goods_stand_in_the_way(market, admin):
    await admin.says("/stock oyster mushroom =5 jin")
    await admin.taps("Apply")
    await admin.says("/stock oyster mushroom +30 jin")
    await admin.taps("Apply")
    await order(market.buyer(), "oyster mushroom", "20 jin")

    await admin.taps("Undo")

    told = "\n".join(message.text for message in await admin.messages())  # the order's alert is the newest
    assert "This cannot be undone: 20 jin is promised to buyers, and only 5 jin would be there." in told
    assert "If it really is not there, type: /stock oyster mushroom =5" in told
    assert await market.stock_of("oyster-mushroom") == (15 * JIN, 20 * JIN)


async def test_sold_out_takes_what_is_left_and_leaves_what_is_promised(market, admin):
    await order(market.buyer(), "oyster mushroom", "30 jin")

    await admin.presses("soldout:1")

    assert await market.stock_of("oyster-mushroom") == (0, 30 * JIN)
    assert await open_shortages(market) == []
    assert await books_balance(market)
