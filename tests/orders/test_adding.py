"""Add to order: a parcel of its own under the same code, asked for, paid for and cancelled with the rest."""

import asyncio
from dataclasses import replace
from functools import partial

import pytest

from bot.orders.basket import set_line
from bot.orders.models import Hold, HoldState, Order, OrderState, ParcelState, PaymentState
from bot.orders.placed import PlacedOrder
from bot.orders.receipts import Receipt, load_receipt
from bot.orders.refusals import AlreadyPlaced, OrderShort, PriceChanged, StaleReview
from bot.orders.states import ParcelEvent
from bot.refusals import NotAvailable
from tests.orders.market import Goods, Market
from tests.races import while_uncommitted


async def _added(market: Market, buyer: int, goods: Goods, quantity: int) -> Receipt:
    await market.puts(buyer, goods, quantity)
    return await market.adds(buyer, await market.reviews(buyer))


async def test_what_is_added_is_a_parcel_of_its_own_under_the_same_code(market: Market) -> None:
    pears, plums, ana = await market.sells(), await market.sells(farm="Lake"), await market.person("Ana")
    placed = await market.orders(ana, (pears, 500))

    receipt = await _added(market, ana, plums, 1000)

    order, lines, parcels, payment = await market.order(placed.order_id)
    assert (receipt.order_id, receipt.code) == (placed.order_id, placed.code)
    assert [(line.offer_id, line.addition) for line in lines] == [(pears.offer_id, 0), (plums.offer_id, 1)]
    assert [(parcel.farm_id, parcel.addition, parcel.state) for parcel in parcels] == [
        (pears.farm_id, 0, ParcelState.REQUESTED),
        (plums.farm_id, 1, ParcelState.REQUESTED),
    ]
    assert (order.total_minor, payment.amount_minor, receipt.cash_due_minor) == (1800, 1800, 1800)
    assert [notice.person_id for notice in await market.notices("parcel_requested")] == [
        pears.farmer_id,
        plums.farmer_id,
    ]
    assert await market.stock_of(plums) == (9000, 1000)


async def test_more_of_the_same_goods_is_asked_for_and_answered_by_itself(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    placed = await market.orders(ana, (pears, 500))
    await market.says_yes(pears, placed)

    receipt = await _added(market, ana, pears, 300)

    first, second = receipt.parcels
    assert (first.state, second.state) == (ParcelState.ACCEPTED, ParcelState.REQUESTED)
    asked = (await market.notices("parcel_requested"))[-1]
    assert [line["ordered"] for line in asked.params["lines"]] == [300]
    assert (asked.params["code"], asked.about_id) == (placed.code, second.parcel_id)


async def test_a_no_to_what_was_added_leaves_the_rest_as_it_is(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    placed = await market.orders(ana, (pears, 500))
    receipt = await _added(market, ana, pears, 300)

    await market.says_no(pears, _only(receipt, 1))

    order, lines, parcels, payment = await market.order(placed.order_id)
    assert [parcel.state for parcel in parcels] == [ParcelState.REQUESTED, ParcelState.DECLINED]
    assert [line.confirmed for line in lines] == [None, 0]
    assert (order.total_minor, payment.amount_minor) == (600, 600)


async def test_both_are_packed_and_paid_as_one_order(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    placed = await market.orders(ana, (pears, 500))
    receipt = await _added(market, ana, pears, 300)
    for number in (0, 1):
        share = _only(receipt, number)
        await market.says_yes(pears, share)
        await market.moves(pears, share, ParcelEvent.PACK, ParcelEvent.ARRIVE, ParcelEvent.COLLECT)

    order, _, _, payment = await market.order(placed.order_id)

    assert (order.state, payment.state, payment.amount_minor) == (OrderState.DONE, PaymentState.TAKEN, 960)
    assert await market.stock_of(pears) == (9200, 0)


async def test_cancelling_gives_all_of_it_back_into_the_basket(market: Market) -> None:
    pears, plums, ana = await market.sells(), await market.sells(farm="Lake"), await market.person("Ana")
    placed = await market.orders(ana, (pears, 500))
    await _added(market, ana, pears, 300)
    await _added(market, ana, plums, 200)

    cancelled = await market.cancels(ana, placed)

    assert {line.offer_id: line.quantity for line in cancelled.basket.lines} == {
        pears.offer_id: 800,
        plums.offer_id: 200,
    }
    assert cancelled.order.state is OrderState.CANCELLED
    assert {parcel.state for parcel in cancelled.order.parcels} == {ParcelState.CANCELLED}
    assert (await market.stock_of(pears), await market.stock_of(plums)) == ((10_000, 0), (10_000, 0))


async def test_repeating_it_orders_all_of_it(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    placed = await market.orders(ana, (pears, 500))
    await _added(market, ana, pears, 300)

    repeated = await market.repeats(ana, placed)

    assert [line.quantity for line in repeated.outcome.lines] == [800]


async def test_an_order_of_another_day_is_not_added_to(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    await market.orders(ana, (pears, 500))
    market.passes(days=1)
    await market.puts(ana, pears, 300)

    assert (await market.reviews(ana)).joins is None


async def test_an_order_for_another_point_is_not_added_to(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    await market.orders(ana, (pears, 500))
    await market.puts(ana, pears, 300)
    await market.chooses_point(ana, market.catalogue.points[1].point_id)

    assert (await market.reviews(ana)).joins is None


async def test_another_buyers_order_is_not_added_to(market: Market) -> None:
    pears, ana, ben = await market.sells(), await market.person("Ana"), await market.person("Ben")
    await market.orders(ana, (pears, 500))
    await market.puts(ben, pears, 300)

    assert (await market.reviews(ben)).joins is None


@pytest.mark.parametrize("events", [(ParcelEvent.PACK,), (ParcelEvent.PACK, ParcelEvent.ARRIVE)])
async def test_what_is_packed_is_not_added_to(market: Market, events: tuple[ParcelEvent, ...]) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    placed = await market.orders(ana, (pears, 500))
    await market.says_yes(pears, placed)
    await market.puts(ana, pears, 300)
    seen = await market.reviews(ana)
    await market.moves(pears, placed, *events)

    with pytest.raises(StaleReview):
        await market.adds(ana, seen)

    assert (await market.reviews(ana)).joins is None


async def test_nor_where_one_farm_of_several_has_packed(market: Market) -> None:
    pears, plums, ana = await market.sells(), await market.sells(farm="Luotian"), await market.person("Ana")
    placed = await market.orders(ana, (pears, 500), (plums, 500))
    await market.puts(ana, pears, 300)
    joins = (await market.reviews(ana)).joins
    assert joins is not None
    assert (joins.order_id, joins.code, joins.number) == (placed.order_id, placed.code, 1)

    await market.says_yes(plums, placed)
    await market.moves(plums, placed, ParcelEvent.PACK)

    assert (await market.reviews(ana)).joins is None
    assert (await market.repeats(ana, placed)).outcome.joins is None


async def test_a_second_tap_adds_nothing(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    placed = await market.orders(ana, (pears, 500))
    await market.puts(ana, pears, 300)
    seen = await market.reviews(ana)

    done = await asyncio.gather(*(market.adds(ana, seen) for _ in range(3)), return_exceptions=True)

    assert sorted(type(each).__name__ for each in done) == ["AlreadyPlaced", "AlreadyPlaced", "Receipt"]
    assert len((await market.order(placed.order_id))[2]) == 2
    assert await market.stock_of(pears) == (9200, 800)


async def test_confirm_and_add_of_the_same_review_order_once(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    await market.orders(ana, (pears, 500))
    await market.puts(ana, pears, 300)
    seen = await market.reviews(ana)

    done = await asyncio.gather(market.confirms(ana, seen), market.adds(ana, seen), return_exceptions=True)

    [refused] = [each for each in done if isinstance(each, BaseException)]
    assert isinstance(refused, AlreadyPlaced | StaleReview)
    assert await market.stock_of(pears) == (9200, 800)


async def test_adding_and_cancelling_at_once_leave_a_whole_order_or_none(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    placed = await market.orders(ana, (pears, 500))
    await market.puts(ana, pears, 300)
    seen = await market.reviews(ana)

    done = await asyncio.gather(market.adds(ana, seen), market.cancels(ana, placed), return_exceptions=True)

    assert {type(each) for each in done if isinstance(each, BaseException)} <= {StaleReview}
    [order] = await market.all(Order, Order.id == placed.order_id)
    assert order.state is OrderState.CANCELLED
    assert [hold.state for hold in await market.all(Hold) if hold.state is HoldState.KEPT] == []


async def test_adding_and_a_yes_at_once_lose_neither(market: Market) -> None:
    pears, plums, ana = await market.sells(), await market.sells(farm="Lake"), await market.person("Ana")
    placed = await market.orders(ana, (pears, 500))
    await market.puts(ana, plums, 500)
    seen = await market.reviews(ana)

    receipt, answered = await asyncio.gather(market.adds(ana, seen), market.says_yes(pears, placed))

    assert isinstance(receipt, Receipt)
    assert isinstance(answered, PlacedOrder)
    final = await market.do(load_receipt, ana, placed.order_id)
    assert [parcel.state for parcel in final.parcels] == [ParcelState.ACCEPTED, ParcelState.REQUESTED]
    assert final.total_minor == 1200


@pytest.mark.parametrize("database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
async def test_what_another_phone_puts_in_meanwhile_is_not_added_unseen(market: Market) -> None:
    pears, plums, ana = await market.sells(), await market.sells(), await market.person("Ana")
    placed = await market.orders(ana, (pears, 500))
    await market.puts(ana, pears, 300)
    seen = await market.reviews(ana)
    puts = partial(
        set_line, person_id=ana, offer_id=plums.offer_id, quantity=500, catalogue=market.catalogue, now=market.now
    )

    with pytest.raises(StaleReview):
        await while_uncommitted(market.database, puts, market.adds(ana, seen))

    assert len((await market.order(placed.order_id))[2]) == 1


async def test_a_stale_review_adds_nothing(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    placed = await market.orders(ana, (pears, 500))
    await market.puts(ana, pears, 300)
    seen = await market.reviews(ana)
    await market.puts(ana, pears, 9000)

    with pytest.raises(StaleReview):
        await market.adds(ana, seen)

    assert len((await market.order(placed.order_id))[2]) == 1


async def test_a_price_that_moved_is_looked_at_first(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    await market.orders(ana, (pears, 500))
    await market.puts(ana, pears, 300)
    seen = await market.reviews(ana)
    await market.reprices(pears, 700)

    with pytest.raises(PriceChanged):
        await market.adds(ana, seen)


async def test_an_expired_review_adds_only_what_is_still_there(market: Market) -> None:
    pears, ana, ben = await market.sells(available=1000), await market.person("Ana"), await market.person("Ben")
    placed = await market.orders(ana, (pears, 500))
    await market.puts(ana, pears, 300)
    seen = await market.reviews(ana)
    market.passes(minutes=15)
    await market.orders(ben, (pears, 400))

    with pytest.raises(OrderShort):
        await market.adds(ana, seen)

    assert len((await market.order(placed.order_id))[2]) == 1


async def test_nobody_adds_to_what_is_not_theirs(market: Market) -> None:
    pears, ana, ben = await market.sells(), await market.person("Ana"), await market.person("Ben")
    await market.orders(ana, (pears, 500))
    await market.puts(ana, pears, 300)
    seen = await market.reviews(ana)

    with pytest.raises(NotAvailable):
        await market.adds(ben, seen)


def _only(receipt: Receipt, number: int) -> Receipt:
    """Give a receipt with the shares of one addition alone."""
    return replace(receipt, parcels=tuple(each for each in receipt.parcels if each.addition == number))
