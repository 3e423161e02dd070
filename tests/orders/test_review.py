"""Review: what it holds, for how long, and what it shows."""

from datetime import timedelta

import pytest

from bot.catalog.amounts import BelowMinimum
from bot.catalog.models import Lot, Offer, Point, Product
from bot.catalog.rules import save_settings
from bot.orders import basket
from bot.orders.holds import release_expired
from bot.orders.models import HoldState
from bot.orders.refusals import EmptyBasket, NoCollectionDay, NoPoint, OrderShort, OverBuyerLimit, ShortLine
from tests.orders.market import CUT_OFF, TOMORROW, Market


async def test_review_puts_the_goods_aside_for_fifteen_minutes(market: Market) -> None:
    pears, ana = await market.sells(available=1000), await market.person("Ana")
    await market.puts(ana, pears, 600)

    seen = await market.reviews(ana)

    assert await market.stock_of(pears) == (400, 600)
    assert seen.hold_expires_at == market.now + timedelta(minutes=15)


async def test_review_shows_what_confirm_would_order(market: Market) -> None:
    pears = await market.sells(price_minor=600, price_unit=500, weighed=True)
    eggs = await market.sells(price_minor=120, price_unit=1, farm="Lake")
    ana = await market.person("Ana")
    await market.puts(ana, pears, 750)
    await market.puts(ana, eggs, 10)

    seen = await market.reviews(ana)

    assert [(line.product_id, line.quantity, line.amount_minor) for line in seen.lines] == [
        (pears.product_id, 750, 900),
        (eggs.product_id, 10, 1200),
    ]
    assert (seen.total_minor, seen.approximate) == (2100, True)
    assert (seen.point_id, seen.collect_on, seen.cut_off_at) == (market.catalogue.points[0].point_id, TOMORROW, CUT_OFF)


async def test_an_empty_basket_is_not_reviewed(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")

    with pytest.raises(EmptyBasket):
        await market.reviews(ana)
    await market.puts(ana, pears, 500)
    await market.puts(ana, pears, 0)
    with pytest.raises(EmptyBasket):
        await market.reviews(ana)


async def test_tapping_review_again_holds_no_longer(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    await market.puts(ana, pears, 500)
    first = await market.reviews(ana)

    market.passes(minutes=14)
    again = await market.reviews(ana)

    assert (again.version, again.hold_expires_at) == (first.version, first.hold_expires_at)
    assert len(await market.holds()) == 1


async def test_a_changed_basket_is_held_anew(market: Market) -> None:
    pears, ana = await market.sells(available=1000), await market.person("Ana")
    await market.puts(ana, pears, 500)
    first = await market.reviews(ana)

    market.passes(minutes=5)
    await market.puts(ana, pears, 1000)
    second = await market.reviews(ana)

    assert second.version > first.version
    assert second.hold_expires_at == market.now + timedelta(minutes=15)
    assert await market.stock_of(pears) == (0, 1000)
    assert [(hold.quantity, hold.state) for hold in await market.holds()] == [
        (500, HoldState.RELEASED),
        (1000, HoldState.ACTIVE),
    ]


async def test_after_its_time_the_same_basket_is_held_anew(market: Market) -> None:
    pears, ana = await market.sells(available=1000), await market.person("Ana")
    await market.puts(ana, pears, 500)
    await market.reviews(ana)

    market.passes(minutes=15)
    seen = await market.reviews(ana)

    assert seen.hold_expires_at == market.now + timedelta(minutes=15)
    assert await market.stock_of(pears) == (500, 500)


async def test_every_short_line_is_named_and_nothing_is_held(market: Market) -> None:
    pears, plums, figs = [await market.sells(available=1000) for _ in range(3)]
    ana, ben = await market.person("Ana"), await market.person("Ben")
    for goods in (pears, plums, figs):
        await market.puts(ana, goods, 700)
    await market.orders(ben, (pears, 900), (figs, 1000))

    with pytest.raises(OrderShort) as refused:
        await market.reviews(ana)

    assert refused.value.lines == (ShortLine(pears.product_id, 700, 100), ShortLine(figs.product_id, 700, 0))
    assert await market.stock_of(plums) == (1000, 0)
    assert len((await market.do(basket.load_basket, ana, market.catalogue)).lines) == 3


async def test_expired_holds_of_others_are_released_by_whoever_needs_them(market: Market) -> None:
    pears = await market.sells(available=1000)
    ana, ben = await market.person("Ana"), await market.person("Ben")
    await market.puts(ana, pears, 800)
    await market.puts(ben, pears, 900)
    await market.reviews(ana)
    with pytest.raises(OrderShort):
        await market.reviews(ben)

    market.passes(minutes=15)
    await market.reviews(ben)

    assert await market.stock_of(pears) == (100, 900)
    assert [hold.state for hold in await market.holds()] == [HoldState.RELEASED, HoldState.ACTIVE]


async def test_what_is_no_longer_sold_is_short_with_nothing_left(market: Market) -> None:
    pears, plums, figs = [await market.sells(available=1000) for _ in range(3)]
    ana = await market.person("Ana")
    for goods in (pears, plums, figs):
        await market.puts(ana, goods, 700)
    await market.change(Product, pears.product_id, hidden=True)
    await market.change(Lot, figs.lot_id, closed_at=market.now)

    with pytest.raises(OrderShort) as refused:
        await market.reviews(ana)

    assert refused.value.lines == (ShortLine(pears.product_id, 700, 0), ShortLine(figs.product_id, 700, 0))


async def test_amounts_are_checked_by_todays_rules(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    await market.puts(ana, pears, 500)

    await market.change(Product, pears.product_id, min_order=1000)

    with pytest.raises(BelowMinimum):
        await market.reviews(ana)


async def test_the_limit_per_buyer_holds_at_review_too(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    await market.orders(ana, (pears, 600))
    await market.puts(ana, pears, 500)

    await market.change(Offer, pears.offer_id, per_buyer_max=1000)

    with pytest.raises(OverBuyerLimit):
        await market.reviews(ana)


async def test_a_new_price_is_shown_and_makes_a_new_version(market: Market) -> None:
    pears, ana = await market.sells(price_minor=600, price_unit=500), await market.person("Ana")
    await market.puts(ana, pears, 500)
    first = await market.reviews(ana)

    await market.reprices(pears, 700)
    second = await market.reviews(ana)

    assert (second.total_minor, second.version) == (700, first.version + 1)
    assert second.hold_expires_at == first.hold_expires_at
    assert (second.lines[0].was_minor, second.lines[0].price_minor) == (600, 700)


async def test_without_an_open_point_there_is_no_review(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    await market.puts(ana, pears, 500)
    for point in market.catalogue.points:
        await market.change(Point, point.point_id, closed=True)

    with pytest.raises(NoPoint):
        await market.reviews(ana)


async def test_without_a_day_there_is_no_review(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    await market.puts(ana, pears, 500)
    await market.do(save_settings, {"collect_weekdays": []})
    await market.reload()

    with pytest.raises(NoCollectionDay):
        await market.reviews(ana)
    assert await market.stock_of(pears) == (10_000, 0)


async def test_how_long_goods_are_held_is_the_sellers_choice(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    await market.puts(ana, pears, 500)
    await market.do(save_settings, {"hold_minutes": 40})
    await market.reload()

    assert (await market.reviews(ana)).hold_expires_at == market.now + timedelta(minutes=40)


async def test_the_sweep_releases_what_is_overdue_the_oldest_first(market: Market) -> None:
    pears = await market.sells(available=1000)
    for name in ("Ana", "Ben", "Cai"):
        buyer = await market.person(name)
        await market.puts(buyer, pears, 100)
        await market.reviews(buyer)
        market.passes(minutes=1)
    market.passes(minutes=13)  # Ana's and Ben's time is over, Cai's is not

    assert await market.do(release_expired, market.now, 1) == 1
    assert [hold.state for hold in await market.holds()] == [HoldState.RELEASED, HoldState.ACTIVE, HoldState.ACTIVE]
    assert await market.do(release_expired, market.now, 10) == 1
    assert await market.do(release_expired, market.now, 10) == 0
    assert await market.stock_of(pears) == (900, 100)
