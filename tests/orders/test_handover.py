"""To the end: packed, at the point, collected and paid; and each taken back."""

import pytest

from bot.catalog.models import MoveKind, Shortage, StockMove
from bot.orders import handover
from bot.orders.models import Entry, EntryKind, HoldState, OrderState, ParcelState, PaymentState
from bot.orders.receipts import load_order
from bot.orders.refusals import AlreadyFinal, TooLateToUndo
from bot.orders.states import ParcelEvent
from bot.refusals import NotAvailable
from tests.orders.market import Market, open_shortage, parcel_of

ALL_STEPS = (ParcelEvent.PACK, ParcelEvent.ARRIVE, ParcelEvent.COLLECT)


async def test_an_order_goes_to_collected_and_paid(market: Market) -> None:
    pears, ana = await market.sells(available=1000), await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400))
    await market.says_yes(pears, receipt)

    await market.moves(pears, receipt, *ALL_STEPS)

    order, [line], [parcel], payment = await market.order(receipt.order_id)
    assert (order.state, parcel.state, payment.state) == (OrderState.DONE, ParcelState.COLLECTED, PaymentState.TAKEN)
    assert (line.taken, await market.stock_of(pears)) == (400, (600, 0))
    assert [hold.state for hold in await market.holds()] == [HoldState.USED]
    [entry] = await market.all(Entry)
    assert (entry.kind, entry.amount_minor, entry.actor_id) == (EntryKind.CASH_TAKEN, 480, market.coordinator_id)


async def test_cash_is_taken_parcel_by_parcel(market: Market) -> None:
    pears, eggs = await market.sells(farm="Hill"), await market.sells(farm="Lake")
    ana = await market.person("Ana")
    receipt = await market.orders(ana, (pears, 500), (eggs, 1000))
    for goods in (pears, eggs):
        await market.says_yes(goods, receipt)

    await market.moves(pears, receipt, *ALL_STEPS)
    half = await market.do(load_order, receipt.order_id)
    await market.moves(eggs, receipt, *ALL_STEPS)
    whole = await market.do(load_order, receipt.order_id)

    assert (half.state, half.total_minor, half.cash_due_minor) == (OrderState.PLACED, 1800, 1200)
    assert (whole.state, whole.total_minor, whole.cash_due_minor) == (OrderState.DONE, 1800, 0)


async def test_an_order_is_paid_when_the_farm_still_open_declines(market: Market) -> None:
    pears, eggs = await market.sells(farm="Hill"), await market.sells(farm="Lake")
    ana = await market.person("Ana")
    receipt = await market.orders(ana, (pears, 500), (eggs, 1000))
    await market.says_yes(pears, receipt)
    await market.moves(pears, receipt, *ALL_STEPS)

    await market.says_no(eggs, receipt)

    order, _, _, payment = await market.order(receipt.order_id)
    assert (order.state, payment.state, payment.amount_minor) == (OrderState.DONE, PaymentState.TAKEN, 600)


@pytest.mark.parametrize(
    ("steps", "undo", "state"),
    [
        (1, ParcelEvent.UNPACK, ParcelState.ACCEPTED),
        (2, ParcelEvent.DEPART, ParcelState.PACKED),
        (3, ParcelEvent.UNCOLLECT, ParcelState.AT_POINT),
    ],
)
async def test_each_step_can_be_taken_back_for_ten_minutes(
    market: Market, steps: int, undo: ParcelEvent, state: ParcelState
) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400))
    await market.says_yes(pears, receipt)
    await market.moves(pears, receipt, *ALL_STEPS[:steps])

    market.passes(minutes=10)
    await market.moves(pears, receipt, undo)
    assert (await market.order(receipt.order_id))[2][0].state is state
    await market.moves(pears, receipt, ALL_STEPS[steps - 1])

    market.passes(minutes=10, seconds=1)
    with pytest.raises(TooLateToUndo) as refused:
        await market.moves(pears, receipt, undo)
    assert refused.value.minutes == 10


async def test_taking_back_collected_returns_cash_and_claim(market: Market) -> None:
    pears, ana = await market.sells(available=1000), await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400))
    await market.says_yes(pears, receipt)
    await market.moves(pears, receipt, *ALL_STEPS)

    await market.moves(pears, receipt, ParcelEvent.UNCOLLECT)

    order, [line], _, payment = await market.order(receipt.order_id)
    assert (order.state, order.ended_at, payment.state) == (OrderState.PLACED, None, PaymentState.DUE)
    assert (line.taken, await market.stock_of(pears)) == (None, (600, 400))
    assert [(entry.kind, entry.amount_minor) for entry in await market.all(Entry)] == [
        (EntryKind.CASH_TAKEN, 480),
        (EntryKind.CASH_RETURNED, -480),
    ]
    assert [hold.state for hold in await market.holds()] == [HoldState.USED, HoldState.KEPT]


async def test_collected_can_be_taken_back_and_done_again(market: Market) -> None:
    pears, ana = await market.sells(available=1000), await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400))
    await market.says_yes(pears, receipt)

    undone = (ParcelEvent.UNCOLLECT, ParcelEvent.COLLECT) * 2
    await market.moves(pears, receipt, *ALL_STEPS, *undone)

    handed_over = await market.all(StockMove, StockMove.kind == MoveKind.HANDED_OVER)
    assert len(handed_over) == len({move.hold_id for move in handed_over}) == 3
    assert await market.stock_of(pears) == (600, 0)


@pytest.mark.parametrize("event", [ParcelEvent.ARRIVE, ParcelEvent.COLLECT, ParcelEvent.UNPACK, ParcelEvent.UNCOLLECT])
async def test_a_step_out_of_order_is_refused(market: Market, event: ParcelEvent) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400))
    await market.says_yes(pears, receipt)

    with pytest.raises(AlreadyFinal) as refused:
        await market.moves(pears, receipt, event)

    assert refused.value.state is ParcelState.ACCEPTED


@pytest.mark.parametrize("event", [ParcelEvent.ACCEPT, ParcelEvent.DECLINE, ParcelEvent.LAPSE, ParcelEvent.CANCEL])
async def test_answers_and_ends_are_no_steps(market: Market, event: ParcelEvent) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400))

    with pytest.raises(NotAvailable):
        await market.moves(pears, receipt, event)


async def test_a_farmer_packs_and_no_more_and_for_their_own_farm_only(market: Market) -> None:
    pears, eggs = await market.sells(farm="Hill"), await market.sells(farm="Lake")
    ana = await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400), (eggs, 10))
    await market.says_yes(pears, receipt)

    async def farmer_moves(goods, event):  # type: ignore[no-untyped-def]
        await market.do(
            handover.move_parcel,
            parcel_of(receipt, pears),
            event,
            actor_id=goods.farmer_id,
            farm_ids={goods.farm_id},
            is_admin=False,
            now=market.now,
        )

    with pytest.raises(NotAvailable):
        await farmer_moves(eggs, ParcelEvent.PACK)
    await farmer_moves(pears, ParcelEvent.PACK)
    with pytest.raises(NotAvailable):
        await farmer_moves(pears, ParcelEvent.ARRIVE)


async def test_the_buyer_hears_once_that_all_of_it_is_at_the_point(market: Market) -> None:
    pears, eggs, figs = [await market.sells(farm=name) for name in ("Hill", "Lake", "Wood")]
    ana = await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400), (eggs, 10), (figs, 100))
    for goods in (pears, eggs):
        await market.says_yes(goods, receipt)
    await market.says_no(figs, receipt)

    await market.moves(pears, receipt, ParcelEvent.PACK, ParcelEvent.ARRIVE)
    assert await market.notices("order_ready") == []
    await market.moves(eggs, receipt, ParcelEvent.PACK, ParcelEvent.ARRIVE)

    [ready] = await market.notices("order_ready")
    assert (ready.person_id, ready.params["code"]) == (ana, receipt.code)


async def test_what_was_handed_over_was_not_missing(market: Market) -> None:
    pears, ana, ben = await market.sells(available=1000), await market.person("Ana"), await market.person("Ben")
    receipt = await market.orders(ana, (pears, 800))
    await market.orders(ben, (pears, 200))
    await market.do(open_shortage, pears.lot_id, missing=500)
    await market.says_yes(pears, receipt)

    await market.moves(pears, receipt, *ALL_STEPS)

    [shortage] = await market.all(Shortage)
    assert shortage.missing == 200  # no more than is still promised
