"""Yes, Less and No: what becomes of the goods, the money, and who is told."""

import asyncio

import pytest

from bot.catalog.models import MoveKind, Shortage, ShortageState, StockMove
from bot.notices.models import NoticeState
from bot.orders import answers
from bot.orders.models import HoldState, OrderState, ParcelState, PaymentState
from bot.orders.refusals import AlreadyEnded, AlreadyFinal, MoreThanOrdered
from bot.orders.states import ParcelEvent
from bot.people.models import AuditEntry
from bot.refusals import NotAvailable, Refusal
from tests.orders.market import Market, open_shortage, parcel_of


async def test_yes_accepts_all_of_it_and_keeps_the_goods(market: Market) -> None:
    pears, ana = await market.sells(available=1000), await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400))

    await market.says_yes(pears, receipt)

    order, [line], [parcel], payment = await market.order(receipt.order_id)
    assert (order.state, parcel.state, line.confirmed) == (OrderState.PLACED, ParcelState.ACCEPTED, 400)
    assert (parcel.answered_by_id, parcel.answered_at) == (pears.farmer_id, market.now)
    assert (payment.state, payment.amount_minor) == (PaymentState.DUE, 480)
    assert await market.stock_of(pears) == (600, 400)


async def test_no_writes_off_what_is_refused_and_ends_the_order(market: Market) -> None:
    pears, ana = await market.sells(available=1000), await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400))

    await market.says_no(pears, receipt)

    order, [line], [parcel], payment = await market.order(receipt.order_id)
    assert (order.state, parcel.state, line.confirmed) == (OrderState.DONE, ParcelState.DECLINED, 0)
    assert (order.total_minor, payment.state, payment.amount_minor) == (0, PaymentState.VOID, 0)
    assert await market.stock_of(pears) == (600, 0)
    [move] = await market.all(StockMove, StockMove.kind == MoveKind.WRITTEN_OFF)
    assert (move.available_delta, move.held_delta) == (0, -400)


async def test_less_of_one_line_keeps_the_rest(market: Market) -> None:
    pears, ana = await market.sells(available=1000, price_minor=600, price_unit=500), await market.person("Ana")
    receipt = await market.orders(ana, (pears, 1000))

    await market.says_less(pears, receipt, {pears.product_id: 250})

    order, [line], [parcel], payment = await market.order(receipt.order_id)
    assert (parcel.state, line.ordered, line.confirmed) == (ParcelState.ACCEPTED, 1000, 250)
    assert (order.total_minor, payment.amount_minor) == (300, 300)
    assert await market.stock_of(pears) == (0, 250)
    assert [(hold.state, hold.quantity) for hold in await market.holds()] == [(HoldState.KEPT, 250)]


async def test_lines_that_were_not_touched_count_as_yes(market: Market) -> None:
    pears, plums, figs = [await market.sells() for _ in range(3)]
    ana = await market.person("Ana")
    receipt = await market.orders(ana, (pears, 300), (plums, 400), (figs, 500))

    await market.says_less(pears, receipt, {plums.product_id: 100, figs.product_id: 0})

    _, lines, [parcel], _ = await market.order(receipt.order_id)
    assert [line.confirmed for line in lines] == [300, 100, 0]
    assert parcel.state is ParcelState.ACCEPTED
    assert [hold.state for hold in await market.holds()] == [HoldState.KEPT, HoldState.KEPT, HoldState.RELEASED]


async def test_nothing_of_anything_is_a_no(market: Market) -> None:
    pears, plums, ana = await market.sells(), await market.sells(), await market.person("Ana")
    receipt = await market.orders(ana, (pears, 300), (plums, 400))

    await market.says_less(pears, receipt, {pears.product_id: 0, plums.product_id: 0})

    assert (await market.order(receipt.order_id))[2][0].state is ParcelState.DECLINED


async def test_less_that_is_all_of_it_is_a_yes(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    receipt = await market.orders(ana, (pears, 300))

    await market.says_less(pears, receipt, {pears.product_id: 300})
    await market.says_no(pears, receipt)  # a Yes may still become a No

    assert (await market.order(receipt.order_id))[2][0].state is ParcelState.DECLINED


async def test_more_than_was_ordered_is_refused(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    receipt = await market.orders(ana, (pears, 300))

    with pytest.raises(MoreThanOrdered) as refused:
        await market.says_less(pears, receipt, {pears.product_id: 301})

    assert (refused.value.product_id, refused.value.offered, refused.value.ordered) == (pears.product_id, 301, 300)
    assert (await market.order(receipt.order_id))[2][0].state is ParcelState.REQUESTED


async def test_lines_of_others_and_negative_amounts_are_not_available(market: Market) -> None:
    pears, eggs = await market.sells(farm="Hill"), await market.sells(farm="Lake")
    ana = await market.person("Ana")
    receipt = await market.orders(ana, (pears, 300), (eggs, 300))

    with pytest.raises(NotAvailable):
        await market.says_less(pears, receipt, {eggs.product_id: 100})
    with pytest.raises(NotAvailable):
        await market.says_less(pears, receipt, {pears.product_id: -1})


@pytest.mark.parametrize("second", ["less", "no"])
async def test_a_yes_may_become_less_or_no_and_the_buyer_is_told_again(market: Market, second: str) -> None:
    pears, ana = await market.sells(available=1000), await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400))
    await market.says_yes(pears, receipt)

    if second == "less":
        await market.says_less(pears, receipt, {pears.product_id: 100})
    else:
        await market.says_no(pears, receipt)

    assert await market.stock_of(pears) == (600, 100 if second == "less" else 0)
    told = await market.notices("order_answered")
    assert [notice.params["lines"][0]["quantity"] for notice in told] == [400, 100 if second == "less" else 0]
    [alert] = await market.notices("parcel_requested")
    assert (alert.answer, alert.state) == (second, NoticeState.ANSWERED)


@pytest.mark.parametrize("first", ["less", "no"])
@pytest.mark.parametrize("second", ["yes", "less", "no"])
async def test_less_and_no_are_final(market: Market, first: str, second: str) -> None:
    pears, ana = await market.sells(available=1000), await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400))
    say = {
        "yes": lambda: market.says_yes(pears, receipt),
        "no": lambda: market.says_no(pears, receipt),
        "less": lambda: market.says_less(pears, receipt, {pears.product_id: 200}),
    }
    await say[first]()
    before = await market.order(receipt.order_id)

    with pytest.raises(AlreadyFinal) as refused:
        await say[second]()

    assert refused.value.state is (ParcelState.ACCEPTED if first == "less" else ParcelState.DECLINED)
    assert await market.order(receipt.order_id) == before


async def test_what_is_packed_can_no_longer_be_refused(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400))
    await market.says_yes(pears, receipt)
    await market.moves(pears, receipt, ParcelEvent.PACK)

    with pytest.raises(AlreadyFinal) as refused:
        await market.says_no(pears, receipt)

    assert refused.value.state is ParcelState.PACKED


async def test_a_second_yes_is_told_that_it_was_said(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400))

    says = await asyncio.gather(*(market.says_yes(pears, receipt) for _ in range(8)), return_exceptions=True)

    refused = [each for each in says if isinstance(each, BaseException)]
    assert len(refused) == 7
    assert all(isinstance(each, AlreadyFinal) for each in refused)


async def test_only_who_answers_for_the_farm_or_an_admin_may_answer(market: Market) -> None:
    pears, eggs = await market.sells(farm="Hill"), await market.sells(farm="Lake")
    ana = await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400), (eggs, 10))
    parcel_id = parcel_of(receipt, pears)

    for farm_ids in ({eggs.farm_id}, set()):
        with pytest.raises(NotAvailable):
            await market.do(
                answers.answer_yes, parcel_id, actor_id=ana, farm_ids=farm_ids, is_admin=False, now=market.now
            )
    await market.do(
        answers.answer_yes,
        parcel_id,
        actor_id=market.coordinator_id,
        farm_ids=(),
        is_admin=True,
        now=market.now,
    )

    [alert] = [each for each in await market.notices("parcel_requested") if each.about_id == parcel_id]
    assert (alert.answer, alert.answered_by_id) == ("yes", market.coordinator_id)


async def test_the_buyer_is_told_once_when_the_last_farm_has_answered(market: Market) -> None:
    pears, eggs = await market.sells(farm="Hill"), await market.sells(farm="Lake")
    ana = await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400), (eggs, 10))

    await market.says_yes(pears, receipt)
    assert await market.notices("order_answered") == []
    await market.says_yes(eggs, receipt)

    [notice] = await market.notices("order_answered")
    assert (notice.person_id, notice.asks) == (ana, False)
    assert [parcel["state"] for parcel in notice.params["parcels"]] == ["accepted", "accepted"]


async def test_the_first_bad_news_is_told_at_once_and_later_ones_join_the_last(market: Market) -> None:
    farms = [await market.sells(farm=name) for name in ("Hill", "Lake", "Wood")]
    ana = await market.person("Ana")
    receipt = await market.orders(ana, *((goods, 400) for goods in farms))

    await market.says_no(farms[0], receipt)
    assert len(await market.notices("order_short")) == 1
    await market.says_less(farms[1], receipt, {farms[1].product_id: 100})
    assert len(await market.notices("order_short")) == 1
    await market.says_yes(farms[2], receipt)

    [last] = await market.notices("order_answered")
    assert [line["quantity"] for line in last.params["lines"]] == [0, 100, 400]
    assert len(await market.notices("order_short")) == 1


async def test_bad_news_of_the_last_farm_is_told_once(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400))

    await market.says_no(pears, receipt)

    assert (len(await market.notices("order_short")), len(await market.notices("order_answered"))) == (0, 1)


async def test_answers_are_recorded_with_what_was_given(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400))

    await market.says_less(pears, receipt, {pears.product_id: 100})

    [entry] = await market.all(AuditEntry, AuditEntry.action == "parcel_reduce")
    line_id = str(receipt.lines[0].line_id)
    assert entry.actor_id == pears.farmer_id
    assert entry.before == {"state": "requested", "quantities": {line_id: 400}}
    assert entry.after == {"state": "accepted", "quantities": {line_id: 100}}


async def test_refusing_makes_up_for_what_is_missing(market: Market) -> None:
    pears, ana = await market.sells(available=400), await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400))
    await market.do(open_shortage, pears.lot_id, missing=300)

    await market.says_less(pears, receipt, {pears.product_id: 100})

    [shortage] = await market.all(Shortage)
    assert (shortage.state, await market.stock_of(pears)) == (ShortageState.SETTLED, (0, 100))


@pytest.mark.parametrize("round_", range(3))
async def test_a_no_and_a_cancel_together_have_one_winner(market: Market, round_: int) -> None:
    pears, ana = await market.sells(available=1000), await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400))

    both = [market.says_no(pears, receipt), market.cancels(ana, receipt)]
    done = await asyncio.gather(*(both if round_ % 2 else reversed(both)), return_exceptions=True)

    [refused] = [each for each in done if isinstance(each, BaseException)]
    assert isinstance(refused, AlreadyFinal | AlreadyEnded)
    assert (await market.stock_of(pears))[1] == 0


@pytest.mark.parametrize("round_", range(3))
async def test_a_yes_and_a_cancel_together_end_cancelled(market: Market, round_: int) -> None:
    pears, ana = await market.sells(available=1000), await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400))

    both = [market.says_yes(pears, receipt), market.cancels(ana, receipt)]
    done = await asyncio.gather(*(both if round_ % 2 else reversed(both)), return_exceptions=True)

    assert all(isinstance(each, AlreadyFinal) for each in done if isinstance(each, BaseException)), done
    order, _, [parcel], payment = await market.order(receipt.order_id)
    assert (order.state, parcel.state) == (OrderState.CANCELLED, ParcelState.CANCELLED)
    assert (payment.state, await market.stock_of(pears)) == (PaymentState.VOID, (1000, 0))


async def test_answers_of_ten_farms_at_once_add_up(market: Market) -> None:
    farms = [await market.sells(farm=f"Farm {n}", price_minor=100, price_unit=1) for n in range(10)]
    ana = await market.person("Ana")
    receipt = await market.orders(ana, *((goods, 10) for goods in farms))

    done = await asyncio.gather(
        *(market.says_less(goods, receipt, {goods.product_id: n}) for n, goods in enumerate(farms)),
        return_exceptions=True,
    )

    assert [each for each in done if isinstance(each, Refusal)] == []
    order, _, _, payment = await market.order(receipt.order_id)
    assert (order.total_minor, payment.amount_minor) == (4500, 4500)
    assert len(await market.notices("order_answered")) == 1
    assert len(await market.notices("order_short")) == 1
