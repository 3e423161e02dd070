"""Confirm: what Review showed becomes an order, once."""

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.catalog.models import Point, Product
from bot.orders import placing
from bot.orders.holds import release_expired
from bot.orders.models import HoldState, Line, Order, OrderState, ParcelState, PaymentState
from bot.orders.receipts import load_receipt, my_orders
from bot.orders.refusals import AlreadyPlaced, OrderShort, PriceChange, PriceChanged, ShortLine, StaleReview
from bot.orders.states import ParcelEvent
from bot.people.models import AuditEntry
from bot.refusals import NotAvailable, Refusal
from tests.orders.market import CUT_OFF, DUE, TOMORROW, Market


async def test_an_order_is_written_whole(market: Market) -> None:
    pears = await market.sells(farm="Hill", price_minor=600, price_unit=500)
    eggs = await market.sells(farm="Lake", price_minor=120, price_unit=1)
    ana = await market.person("Ana")

    receipt = await market.orders(ana, (pears, 750), (eggs, 10))

    order, lines, parcels, payment = await market.order(receipt.order_id)
    assert (order.state, order.code, order.total_minor) == (OrderState.PLACED, receipt.code, 2100)
    assert (order.collect_on, order.cut_off_at, order.placed_at) == (TOMORROW, CUT_OFF, market.now)
    assert [(line.product_id, line.ordered, line.price_minor) for line in lines] == [
        (pears.product_id, 750, 600),
        (eggs.product_id, 10, 120),
    ]
    assert [(parcel.farm_id, parcel.state, parcel.due_at) for parcel in parcels] == [
        (pears.farm_id, ParcelState.REQUESTED, DUE),
        (eggs.farm_id, ParcelState.REQUESTED, DUE),
    ]
    assert (payment.state, payment.amount_minor) == (PaymentState.DUE, 2100)
    assert [hold.state for hold in await market.holds()] == [HoldState.KEPT, HoldState.KEPT]


async def test_the_receipt_read_later_is_the_one_that_was_shown(market: Market) -> None:
    pears, ana = await market.sells(weighed=True), await market.person("Ana")

    receipt = await market.orders(ana, (pears, 750))

    assert await market.do(load_receipt, ana, receipt.order_id) == receipt
    assert (receipt.cash_due_minor, receipt.approximate) == (900, True)


async def test_each_farm_is_asked_once_with_first_name_code_and_its_own_lines(market: Market) -> None:
    pears, plums = await market.sells("pears", farm="Hill"), await market.sells("plums", farm="Hill")
    eggs = await market.sells("eggs", farm="Lake")
    ana = await market.person("Ana")

    receipt = await market.orders(ana, (pears, 500), (plums, 1000), (eggs, 250))

    alerts = await market.notices("parcel_requested")
    told = [(a.person_id, a.params["buyer"], [line["names"]["en"] for line in a.params["lines"]]) for a in alerts]
    assert told == [(pears.farmer_id, "Ana", ["pears", "plums"]), (eggs.farmer_id, "Ana", ["eggs"])]
    assert all((a.asks, a.params["code"], a.params["due_at"]) == (True, receipt.code, DUE.isoformat()) for a in alerts)


async def test_a_second_tap_shows_the_receipt_and_orders_nothing(market: Market) -> None:
    pears, ana = await market.sells(available=1000), await market.person("Ana")
    await market.puts(ana, pears, 400)
    seen = await market.reviews(ana)
    receipt = await market.confirms(ana, seen)

    with pytest.raises(AlreadyPlaced) as refused:
        await market.confirms(ana, seen)

    assert refused.value.receipt == receipt
    assert await market.stock_of(pears) == (600, 400)


async def test_a_burst_of_taps_orders_once(market: Market) -> None:
    pears, ana = await market.sells(available=1000), await market.person("Ana")
    await market.puts(ana, pears, 400)
    seen = await market.reviews(ana)

    taps = await asyncio.gather(*(market.confirms(ana, seen) for _ in range(12)), return_exceptions=True)

    assert sum(not isinstance(tap, BaseException) for tap in taps) == 1
    assert all(isinstance(tap, Refusal) for tap in taps if isinstance(tap, BaseException)), taps
    assert len(await market.notices("parcel_requested")) == 1
    assert await market.stock_of(pears) == (600, 400)


async def test_a_basket_changed_since_review_is_not_ordered(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    await market.puts(ana, pears, 400)
    seen = await market.reviews(ana)
    changed = await market.puts(ana, pears, 900)

    with pytest.raises(StaleReview) as refused:
        await market.confirms(ana, seen)

    assert (refused.value.basket.version, refused.value.basket.lines[0].quantity) == (changed.version, 900)
    assert await market.all(Order, Order.state != OrderState.BASKET) == []


async def test_a_version_that_was_never_reviewed_is_not_ordered(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    await market.puts(ana, pears, 400)
    seen = await market.reviews(ana)
    changed = await market.puts(ana, pears, 900)

    with pytest.raises(StaleReview):
        await market.do(
            placing.confirm,
            ana,
            seen.order_id,
            changed.version,
            market.catalogue,
            now=market.now,
            random_code=market.code,
        )


async def test_an_emptied_basket_is_shown_as_it_stands(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    await market.puts(ana, pears, 400)
    seen = await market.reviews(ana)
    await market.puts(ana, pears, 0)

    with pytest.raises(StaleReview) as refused:
        await market.confirms(ana, seen)

    assert refused.value.basket.lines == ()


async def test_a_review_of_yesterday_is_not_ordered(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    await market.puts(ana, pears, 400)
    seen = await market.reviews(ana)

    market.now = CUT_OFF

    with pytest.raises(StaleReview):
        await market.confirms(ana, seen)
    assert (await market.reviews(ana)).collect_on == TOMORROW + timedelta(days=1)


async def test_a_point_that_closed_since_review_is_not_ordered_to(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    await market.puts(ana, pears, 400)
    seen = await market.reviews(ana)

    await market.change(Point, seen.point_id, closed=True)

    with pytest.raises(StaleReview):
        await market.confirms(ana, seen)


async def test_a_changed_price_is_shown_before_anything_is_ordered(market: Market) -> None:
    pears, plums = await market.sells(price_minor=600), await market.sells(price_minor=800)
    ana = await market.person("Ana")
    await market.puts(ana, pears, 500)
    await market.puts(ana, plums, 500)
    seen = await market.reviews(ana)
    await market.reprices(pears, 650)

    with pytest.raises(PriceChanged) as refused:
        await market.confirms(ana, seen)
    assert refused.value.lines == (PriceChange(pears.product_id, 600, 650, 500),)

    receipt = await market.confirms(ana, await market.reviews(ana))
    assert receipt.total_minor == 1450
    with pytest.raises(AlreadyPlaced):  # the old button
        await market.confirms(ana, seen)


async def test_a_price_changed_after_placing_changes_no_order(market: Market) -> None:
    pears, ana = await market.sells(price_minor=600), await market.person("Ana")
    receipt = await market.orders(ana, (pears, 500))

    await market.reprices(pears, 999)

    assert (await market.do(load_receipt, ana, receipt.order_id)).total_minor == 600


@pytest.mark.parametrize("swept", [False, True])
async def test_an_expired_hold_is_taken_anew_while_the_goods_are_there(market: Market, swept: bool) -> None:
    pears, ana = await market.sells(available=1000), await market.person("Ana")
    await market.puts(ana, pears, 400)
    seen = await market.reviews(ana)

    market.passes(minutes=20)
    if swept:
        await market.do(release_expired, market.now, 10)
    await market.confirms(ana, seen)

    assert await market.stock_of(pears) == (600, 400)
    assert [hold.state for hold in await market.holds()] == [HoldState.RELEASED, HoldState.KEPT]


async def test_a_hold_may_be_confirmed_until_its_last_moment(market: Market) -> None:
    pears, ana = await market.sells(available=1000), await market.person("Ana")
    await market.puts(ana, pears, 400)
    seen = await market.reviews(ana)

    market.now = seen.hold_expires_at - timedelta(microseconds=1)
    await market.confirms(ana, seen)

    assert [hold.state for hold in await market.holds()] == [HoldState.KEPT]


async def test_an_expired_hold_whose_goods_are_gone_names_every_short_line(market: Market) -> None:
    pears, plums = await market.sells(available=1000), await market.sells(available=1000)
    ana, ben = await market.person("Ana"), await market.person("Ben")
    await market.puts(ana, pears, 400)
    await market.puts(ana, plums, 700)
    seen = await market.reviews(ana)
    market.passes(minutes=20)
    await market.orders(ben, (pears, 1000), (plums, 400))

    with pytest.raises(OrderShort) as refused:
        await market.confirms(ana, seen)

    assert refused.value.lines == (ShortLine(pears.product_id, 400, 0), ShortLine(plums.product_id, 700, 600))
    [order] = await market.all(Order, Order.buyer_id == ana)
    assert (order.state, len(await market.all(Line, Line.order_id == order.id))) == (OrderState.BASKET, 2)


async def test_goods_hidden_meanwhile_are_sold_to_whoever_holds_them_only(market: Market) -> None:
    pears, ana, ben = await market.sells(), await market.person("Ana"), await market.person("Ben")
    reviews = []
    for buyer in (ana, ben):
        await market.puts(buyer, pears, 400)
        reviews.append(await market.reviews(buyer))
    await market.change(Product, pears.product_id, hidden=True)

    await market.confirms(ana, reviews[0])
    market.passes(minutes=20)
    with pytest.raises(OrderShort) as refused:
        await market.confirms(ben, reviews[1])

    assert refused.value.lines == (ShortLine(pears.product_id, 400, 0),)


async def test_nobody_confirms_or_reads_the_order_of_somebody_else(market: Market) -> None:
    pears, ana, ben = await market.sells(), await market.person("Ana"), await market.person("Ben")
    await market.puts(ana, pears, 400)
    seen = await market.reviews(ana)

    with pytest.raises(NotAvailable):
        await market.confirms(ben, seen)
    await market.confirms(ana, seen)
    with pytest.raises(NotAvailable):
        await market.confirms(ben, seen)
    with pytest.raises(NotAvailable):
        await market.do(load_receipt, ben, seen.order_id)
    with pytest.raises(NotAvailable):
        await market.do(load_receipt, ben, 999)


async def test_a_code_that_is_taken_is_passed_over(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    codes = iter(["AAAA", "BBBB", "CCCC", "DDDD", "AAAA", "EEEE", "FFFF", "GGGG"])
    market.code = lambda length: next(codes)  # type: ignore[method-assign]

    first = await market.orders(ana, (pears, 100))
    second = await market.orders(ana, (pears, 100))

    assert (first.code, second.code) == ("AAAA", "EEEE")


async def test_with_every_code_taken_the_turn_fails_and_may_be_repeated(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    market.code = lambda length: "AAAA"  # type: ignore[method-assign]
    await market.orders(ana, (pears, 100))
    await market.puts(ana, pears, 100)
    seen = await market.reviews(ana)

    with pytest.raises(sa.exc.IntegrityError):
        await market.confirms(ana, seen)
    market.code = lambda length: "BBBB"  # type: ignore[method-assign]
    assert (await market.confirms(ana, seen)).code == "BBBB"


async def test_the_code_of_an_ended_order_is_free_again(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    market.code = lambda length: "AAAA"  # type: ignore[method-assign]
    first = await market.orders(ana, (pears, 100))
    await market.says_no(pears, first)

    assert (await market.orders(ana, (pears, 100))).code == "AAAA"


async def test_placing_is_recorded_with_who_did_it(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")

    receipt = await market.orders(ana, (pears, 500))

    [entry] = await market.all(AuditEntry)
    assert (entry.actor_id, entry.action, entry.subject, entry.subject_id) == (
        ana,
        "order_placed",
        "orders",
        receipt.order_id,
    )
    assert entry.after == {"state": "placed", "code": receipt.code, "total_minor": 600}


async def test_an_order_for_which_nobody_can_be_alerted_is_asked_of_the_coordinator(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    await market.blocks(pears.farmer_id)

    await market.orders(ana, (pears, 500))

    assert [alert.person_id for alert in await market.notices("parcel_requested")] == [market.coordinator_id]


async def test_my_orders_come_latest_first_page_by_page(market: Market) -> None:
    pears, ana, ben = await market.sells(), await market.person("Ana"), await market.person("Ben")
    codes = []
    for _ in range(8):
        codes.insert(0, (await market.orders(ana, (pears, 100))).code)
        market.passes(minutes=1)
    await market.orders(ben, (pears, 100))

    first, second = [await market.do(my_orders, ana, page) for page in (1, 2)]

    assert [order.code for order in first] == codes[:6]  # one more than fits: another page follows
    assert [order.code for order in second] == codes[5:]
    assert first[0].parcel_states == (ParcelState.REQUESTED,)


async def test_what_costs_next_to_nothing_is_owed_nothing(market: Market) -> None:
    salt, ana = await market.sells(price_minor=1, price_unit=500), await market.person("Ana")

    receipt = await market.orders(ana, (salt, 10))
    await market.says_yes(salt, receipt)
    await market.moves(salt, receipt, ParcelEvent.PACK, ParcelEvent.ARRIVE, ParcelEvent.COLLECT)

    order, _, _, payment = await market.order(receipt.order_id)
    assert (order.state, payment.state, payment.amount_minor) == (OrderState.DONE, PaymentState.VOID, 0)
