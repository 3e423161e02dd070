"""The basket: amounts, limits, points, and prices of the moment."""

import asyncio

import pytest

from bot.catalog.amounts import BelowMinimum, NotWholePacks
from bot.catalog.models import Farm as FarmRow
from bot.catalog.models import Offer, Point, Product
from bot.orders import basket
from bot.orders.models import Line, Order, OrderState
from bot.orders.refusals import NotEnoughLeft, OverBuyerLimit
from bot.refusals import NotAvailable
from tests.orders.market import Market


async def test_an_amount_is_set_and_not_added(market: Market) -> None:
    pears, ana = await market.sells(price_minor=600, price_unit=500), await market.person("Ana")

    await market.puts(ana, pears, 1000)
    changed = await market.puts(ana, pears, 500)

    assert [(line.product_id, line.quantity, line.amount_minor) for line in changed.lines] == [
        (pears.product_id, 500, 600)
    ]
    assert changed.goods_minor == 600


async def test_goods_of_several_farms_share_one_basket(market: Market) -> None:
    pears, eggs = await market.sells(farm="Hill"), await market.sells(farm="Lake")
    ana = await market.person("Ana")

    await market.puts(ana, pears, 500)
    both = await market.puts(ana, eggs, 1000)

    assert [(line.farm_id, line.quantity) for line in both.lines] == [(pears.farm_id, 500), (eggs.farm_id, 1000)]
    assert both.goods_minor == 600 + 1200


async def test_every_change_makes_a_new_version_and_a_look_does_not(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")

    first = await market.puts(ana, pears, 500)
    second = await market.puts(ana, pears, 500)
    seen = await market.do(basket.load_basket, ana, market.catalogue)

    assert (second.version - first.version, seen.version) == (1, second.version)


async def test_zero_takes_a_line_out_also_one_that_was_never_in(market: Market) -> None:
    pears, figs, ana = await market.sells(), await market.sells(), await market.person("Ana")
    await market.puts(ana, pears, 500)

    assert (await market.puts(ana, figs, 0)).lines != ()
    assert (await market.puts(ana, pears, 0)).lines == ()
    assert (await market.do(basket.load_basket, ana, market.catalogue)).lines == ()


async def test_a_line_that_is_held_can_be_taken_out(market: Market) -> None:
    pears, figs, ana = await market.sells(available=900), await market.sells(), await market.person("Ana")
    await market.puts(ana, pears, 500)
    await market.puts(ana, figs, 500)
    await market.reviews(ana)

    await market.puts(ana, pears, 0)
    held_still = await market.stock_of(pears)
    await market.reviews(ana)

    assert held_still == (400, 500)
    assert await market.stock_of(pears) == (900, 0)  # the next Review gives it up


async def test_clearing_empties_the_basket(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    full = await market.puts(ana, pears, 500)

    empty = await market.do(basket.clear, ana, market.catalogue, now=market.now)

    assert (empty.lines, empty.version) == ((), full.version + 1)


async def test_more_than_is_left_is_refused_with_what_is_left(market: Market) -> None:
    pears, ana = await market.sells(available=700), await market.person("Ana")

    with pytest.raises(NotEnoughLeft) as refused:
        await market.puts(ana, pears, 701)

    assert (refused.value.product_id, refused.value.wanted, refused.value.available) == (pears.product_id, 701, 700)
    assert await market.all(Line) == []


async def test_what_a_buyer_holds_counts_as_left_for_them(market: Market) -> None:
    pears = await market.sells(available=1000)
    ana, ben = await market.person("Ana"), await market.person("Ben")
    await market.puts(ana, pears, 800)
    await market.reviews(ana)

    assert (await market.puts(ana, pears, 1000)).lines[0].available == 1000
    with pytest.raises(NotEnoughLeft) as refused:
        await market.puts(ben, pears, 300)
    assert refused.value.available == 200


async def test_what_another_review_no_longer_holds_counts_as_left(market: Market) -> None:
    pears = await market.sells(available=1000)
    ana, ben = await market.person("Ana"), await market.person("Ben")
    await market.puts(ana, pears, 800)
    await market.reviews(ana)

    market.passes(minutes=15)

    assert (await market.puts(ben, pears, 1000)).lines[0].available == 1000


async def test_amounts_in_which_it_is_not_sold_are_refused(market: Market) -> None:
    eggs = await market.sells(price_unit=1, price_minor=100, min_order=10, whole_packs=True)
    await market.change(Offer, eggs.offer_id, packs=[{"quantity": 10, "label": ""}])
    ana = await market.person("Ana")

    with pytest.raises(BelowMinimum):
        await market.puts(ana, eggs, 9)
    with pytest.raises(NotWholePacks):
        await market.puts(ana, eggs, 15)
    with pytest.raises(NotAvailable):
        await market.puts(ana, eggs, -10)


async def test_a_limit_per_buyer_counts_what_they_have_in_open_orders(market: Market) -> None:
    pears, ana = await market.sells(per_buyer_max=1000), await market.person("Ana")
    await market.orders(ana, (pears, 600))

    assert (await market.puts(ana, pears, 400)).lines[0].quantity == 400
    with pytest.raises(OverBuyerLimit) as refused:
        await market.puts(ana, pears, 401)

    assert (refused.value.wanted, refused.value.already, refused.value.maximum) == (401, 600, 1000)


async def test_what_is_not_on_sale_is_not_available(market: Market) -> None:
    hidden, untested, ana = await market.sells(), await market.sells(farm="New"), await market.person("Ana")
    await market.change(Product, hidden.product_id, hidden=True)
    await market.change(FarmRow, untested.farm_id, alerts_tested_at=None)

    for goods in (hidden, untested):
        with pytest.raises(NotAvailable):
            await market.puts(ana, goods, 500)
    with pytest.raises(NotAvailable):
        await market.do(basket.set_line, ana, 999, 500, market.catalogue, now=market.now)


async def test_a_basket_shows_the_price_of_the_moment_and_what_it_was(market: Market) -> None:
    pears, ana = await market.sells(price_minor=600, price_unit=500), await market.person("Ana")
    await market.puts(ana, pears, 1000)

    await market.reprices(pears, 650)
    [line] = (await market.do(basket.load_basket, ana, market.catalogue)).lines

    assert (line.price_minor, line.was_minor, line.amount_minor) == (650, 600, 1300)


async def test_line_names_are_the_products(market: Market) -> None:
    pears, ana = await market.sells("pears"), await market.person("Ana")

    await market.puts(ana, pears, 500)

    [line] = await market.all(Line)
    assert line.names == {"en": "pears"}


async def test_a_new_basket_is_collected_where_the_last_order_was(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    first, second = market.catalogue.points
    assert (await market.puts(ana, pears, 500)).point_id == first.point_id

    await market.do(basket.choose_point, ana, second.point_id, market.catalogue, now=market.now)
    await market.confirms(ana, await market.reviews(ana))

    assert (await market.puts(ana, pears, 500)).point_id == second.point_id


async def test_a_closed_point_gives_way_to_the_first_open_one(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    first, second = market.catalogue.points
    await market.puts(ana, pears, 500)
    await market.do(basket.choose_point, ana, first.point_id, market.catalogue, now=market.now)

    await market.change(Point, first.point_id, closed=True)

    assert (await market.do(basket.load_basket, ana, market.catalogue)).point_id == second.point_id
    with pytest.raises(NotAvailable):
        await market.do(basket.choose_point, ana, first.point_id, market.catalogue, now=market.now)


async def test_a_basket_is_there_after_two_weeks(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    await market.puts(ana, pears, 500)
    await market.reviews(ana)

    market.passes(days=14)

    assert (await market.do(basket.load_basket, ana, market.catalogue)).lines[0].quantity == 500
    assert (await market.reviews(ana)).lines[0].quantity == 500


async def test_two_phones_of_one_person_fill_one_basket(market: Market) -> None:
    goods, ana = [await market.sells() for _ in range(6)], await market.person("Ana")

    await asyncio.gather(*(market.puts(ana, each, 500) for each in goods))

    assert len((await market.do(basket.load_basket, ana, market.catalogue)).lines) == 6
    assert len(await market.all(Order, Order.state == OrderState.BASKET)) == 1
