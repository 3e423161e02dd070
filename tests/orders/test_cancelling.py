"""Cancelling: until when, and what comes back."""

from datetime import timedelta

import pytest

from bot.catalog.models import Shortage, ShortageState
from bot.notices.models import NoticeState
from bot.orders import cancelling
from bot.orders.models import HoldState, Line, OrderState, ParcelState, PaymentState
from bot.orders.refusals import AlreadyEnded, AlreadyFinal, NeedsConfirmation, TooLateToCancel
from bot.orders.states import ParcelEvent
from bot.refusals import NotAvailable
from tests.orders.market import CUT_OFF, Market, open_shortage, parcel_of


async def test_within_five_minutes_it_is_cancelled_at_once(market: Market) -> None:
    pears, ana = await market.sells(available=1000), await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400))

    market.passes(minutes=4, seconds=59)
    cancelled = await market.cancels(ana, receipt)

    order, _, [parcel], payment = await market.order(receipt.order_id)
    assert (order.state, parcel.state, payment.state) == (
        OrderState.CANCELLED,
        ParcelState.CANCELLED,
        PaymentState.VOID,
    )
    assert (cancelled.code, order.ended_at) == (receipt.code, market.now)
    assert await market.stock_of(pears) == (1000, 0)


async def test_later_it_takes_one_confirmation(market: Market) -> None:
    pears, ana = await market.sells(available=1000), await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400))
    market.passes(minutes=5)

    with pytest.raises(NeedsConfirmation) as refused:
        await market.cancels(ana, receipt)
    assert (refused.value.order_id, refused.value.code) == (receipt.order_id, receipt.code)

    await market.cancels(ana, receipt, confirmed=True)
    assert await market.stock_of(pears) == (1000, 0)


async def test_after_the_cut_off_it_is_too_late(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400))
    market.now = CUT_OFF

    with pytest.raises(TooLateToCancel) as refused:
        await market.cancels(ana, receipt, confirmed=True)

    assert (refused.value.packed, refused.value.cut_off_at) == (False, CUT_OFF)
    assert not cancelling.can_cancel(receipt, market.now)


async def test_who_orders_just_before_the_cut_off_has_their_five_minutes_too(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    market.now = CUT_OFF - timedelta(minutes=1)
    receipt = await market.orders(ana, (pears, 400))
    market.passes(minutes=4)

    await market.cancels(ana, receipt)

    assert (await market.order(receipt.order_id))[0].state is OrderState.CANCELLED


@pytest.mark.parametrize("steps", [1, 2, 3])
async def test_once_a_farm_has_packed_it_is_too_late(market: Market, steps: int) -> None:
    pears, eggs = await market.sells(farm="Hill"), await market.sells(farm="Lake")
    ana = await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400), (eggs, 10))
    await market.says_yes(pears, receipt)
    await market.moves(pears, receipt, *[ParcelEvent.PACK, ParcelEvent.ARRIVE, ParcelEvent.COLLECT][:steps])

    with pytest.raises(TooLateToCancel) as refused:
        await market.cancels(ana, receipt)

    assert refused.value.packed is True


async def test_a_no_of_another_farm_does_not_stand_in_the_way(market: Market) -> None:
    pears, eggs = await market.sells(farm="Hill", available=1000), await market.sells(farm="Lake", available=1000)
    ana = await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400), (eggs, 10))
    await market.says_no(pears, receipt)

    cancelled = await market.cancels(ana, receipt)

    _, _, parcels, _ = await market.order(receipt.order_id)
    assert [parcel.state for parcel in parcels] == [ParcelState.DECLINED, ParcelState.CANCELLED]
    assert (await market.stock_of(pears), await market.stock_of(eggs)) == ((600, 0), (1000, 0))
    assert [(line.product_id, line.quantity) for line in cancelled.basket.lines] == [(eggs.product_id, 10)]


async def test_the_goods_go_back_into_the_basket(market: Market) -> None:
    pears, plums, ana = await market.sells(), await market.sells(), await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400), (plums, 300))
    before = await market.puts(ana, pears, 200)

    cancelled = await market.cancels(ana, receipt)

    assert [(line.product_id, line.quantity) for line in cancelled.basket.lines] == [
        (pears.product_id, 600),
        (plums.product_id, 300),
    ]
    assert (cancelled.basket.order_id, cancelled.basket.version) == (before.order_id, before.version + 1)
    again = await market.confirms(ana, await market.reviews(ana))
    assert again.order_id != receipt.order_id


async def test_a_cancelled_order_keeps_what_it_was(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400))

    await market.cancels(ana, receipt)

    [line] = await market.all(Line, Line.order_id == receipt.order_id)
    assert (line.ordered, line.confirmed) == (400, None)
    assert [hold.state for hold in await market.holds()] == [HoldState.RELEASED]


async def test_an_unanswered_alert_is_ended_and_an_answered_one_gets_a_notice(market: Market) -> None:
    pears, eggs = await market.sells(farm="Hill"), await market.sells(farm="Lake")
    ana = await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400), (eggs, 10))
    await market.says_yes(pears, receipt)

    await market.cancels(ana, receipt)

    hill, lake = await market.notices("parcel_requested")
    assert (hill.state, lake.state) == (NoticeState.ANSWERED, NoticeState.CANCELLED)
    [told] = await market.notices("parcel_cancelled")
    assert (told.person_id, told.asks, told.params["code"]) == (pears.farmer_id, False, receipt.code)


async def test_cancelling_twice_is_told(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400))
    await market.cancels(ana, receipt)

    with pytest.raises(AlreadyEnded) as refused:
        await market.cancels(ana, receipt)

    assert refused.value.state is OrderState.CANCELLED
    with pytest.raises(AlreadyFinal) as late:
        await market.says_yes(pears, receipt)
    assert late.value.state is ParcelState.CANCELLED


async def test_nobody_cancels_the_order_of_somebody_else(market: Market) -> None:
    pears, ana, ben = await market.sells(), await market.person("Ana"), await market.person("Ben")
    receipt = await market.orders(ana, (pears, 400))

    with pytest.raises(NotAvailable):
        await market.cancels(ben, receipt)
    basket = await market.puts(ben, pears, 100)
    with pytest.raises(NotAvailable):  # a basket is not an order yet
        await market.do(cancelling.cancel, ben, basket.order_id, market.catalogue, confirmed=True, now=market.now)


async def test_goods_that_are_promised_elsewhere_and_missing_do_not_go_back_on_sale(market: Market) -> None:
    pears = await market.sells(available=1000)
    ana, ben = await market.person("Ana"), await market.person("Ben")
    receipt = await market.orders(ana, (pears, 400))
    await market.orders(ben, (pears, 600))
    await market.do(open_shortage, pears.lot_id, missing=300)

    await market.cancels(ana, receipt)

    [shortage] = await market.all(Shortage)
    assert shortage.state is ShortageState.SETTLED
    assert await market.stock_of(pears) == (100, 600)


async def test_what_is_missing_of_other_goods_takes_nothing_away(market: Market) -> None:
    """On SQLite every lot lost as much as was missing of all of them, whenever something of it came back."""
    pears, eggs = await market.sells(available=1000), await market.sells(available=1000)
    ana, ben = await market.person("Ana"), await market.person("Ben")
    receipt = await market.orders(ana, (eggs, 400))
    await market.orders(ben, (pears, 600))
    await market.do(open_shortage, pears.lot_id, missing=300)

    await market.cancels(ana, receipt)

    assert await market.stock_of(eggs) == (1000, 0)
    [shortage] = await market.all(Shortage)
    assert (shortage.state, shortage.missing) == (ShortageState.OPEN, 300)


async def test_a_coordinator_takes_one_farms_share_out_even_when_packed(market: Market) -> None:
    pears, eggs = await market.sells(farm="Hill", available=1000), await market.sells(farm="Lake")
    ana = await market.person("Ana")
    receipt = await market.orders(ana, (pears, 500), (eggs, 500))
    await market.says_yes(pears, receipt)
    await market.says_yes(eggs, receipt)
    await market.moves(pears, receipt, ParcelEvent.PACK)

    await market.do(
        cancelling.cancel_parcel,
        parcel_of(receipt, pears),
        market.catalogue,
        actor_id=market.coordinator_id,
        now=market.now,
    )

    order, _, parcels, payment = await market.order(receipt.order_id)
    assert [parcel.state for parcel in parcels] == [ParcelState.CANCELLED, ParcelState.ACCEPTED]
    assert (order.state, order.total_minor, payment.amount_minor) == (OrderState.PLACED, 600, 600)
    assert await market.stock_of(pears) == (1000, 0)
    assert len(await market.notices("order_answered")) == 2  # the buyer is told again
    assert [told.person_id for told in await market.notices("parcel_cancelled")] == [pears.farmer_id]
