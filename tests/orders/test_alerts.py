"""Alerts that nobody answers: repeated, handed on, and ended at the deadline whatever happens."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.notices.models import Notice, NoticeState
from bot.orders.alerts import step
from bot.orders.lapsing import lapse, overdue_orders
from bot.orders.models import HoldState, OrderState, ParcelState, PaymentState
from bot.people.models import FarmMember, RoleKind
from tests.orders.market import DUE, Market


async def _sent(market: Market, state: NoticeState = NoticeState.SENT) -> Sequence[Notice]:
    """Let the sender do its work: every queued notice reaches its reader, or never will."""
    for notice in await market.all(Notice, Notice.state == NoticeState.QUEUED):
        await market.change(Notice, notice.id, state=state)
    return await market.all(Notice)


async def test_the_first_step_repeats_the_alert_to_the_same_person(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    await market.orders(ana, (pears, 400))
    [alert] = await _sent(market)

    assert await market.do(step, alert.id, market.catalogue, now=market.now)

    [alert] = await market.all(Notice)
    assert (alert.state, alert.step, alert.person_id) == (NoticeState.QUEUED, 1, pears.farmer_id)


async def test_the_second_step_asks_the_coordinator_to_answer_for_them(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400))
    for _ in range(2):
        alert, *_rest = await _sent(market)
        assert await market.do(step, alert.id, market.catalogue, now=market.now)

    alert, asked = await market.all(Notice)
    assert alert.state is NoticeState.UNANSWERED
    assert (asked.kind, asked.person_id, asked.asks) == ("parcel_unanswered", market.coordinator_id, True)
    assert (asked.params["code"], asked.params["lines"]) == (receipt.code, alert.params["lines"])


async def test_coordinators_are_asked_one_after_the_other_and_then_nobody(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    deputy = await market.person("Wu", role=RoleKind.ADMIN)
    await market.orders(ana, (pears, 400))

    asked: list[int] = []
    for _ in range(8):
        await _sent(market)
        open_ones = await market.all(Notice, Notice.state == NoticeState.SENT)
        asked += [notice.person_id for notice in open_ones]
        for notice in open_ones:
            await market.do(step, notice.id, market.catalogue, now=market.now)

    assert asked == [pears.farmer_id] * 2 + [market.coordinator_id] * 2 + [deputy] * 2


async def test_a_late_answer_of_the_farmer_settles_what_the_coordinator_was_asked(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400))
    for _ in range(2):
        alert, *_rest = await _sent(market)
        await market.do(step, alert.id, market.catalogue, now=market.now)

    await market.says_yes(pears, receipt)

    notices = await market.all(Notice, Notice.asks)
    assert [(notice.state, notice.answer) for notice in notices] == [(NoticeState.ANSWERED, "yes")] * 2
    assert not await market.do(step, notices[1].id, market.catalogue, now=market.now)


async def test_what_will_never_be_delivered_goes_to_the_next_of_the_farm(market: Market) -> None:
    pears, ana, deputy = await market.sells(), await market.person("Ana"), await market.person("Deputy")
    await market.add(FarmMember(farm_id=pears.farm_id, person_id=deputy, rank=2, since=market.now))
    await market.orders(ana, (pears, 400))
    [alert] = await _sent(market, NoticeState.UNDELIVERABLE)
    await market.blocks(pears.farmer_id)

    await market.do(step, alert.id, market.catalogue, now=market.now)

    first, second = await market.all(Notice)
    assert first.state is NoticeState.UNDELIVERABLE
    assert (second.kind, second.person_id) == ("parcel_requested", deputy)


async def test_with_nobody_left_at_the_farm_the_coordinator_is_asked_at_once(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    await market.orders(ana, (pears, 400))
    [alert] = await _sent(market, NoticeState.UNDELIVERABLE)
    await market.blocks(pears.farmer_id)

    await market.do(step, alert.id, market.catalogue, now=market.now)

    _, asked = await market.all(Notice)
    assert (asked.kind, asked.person_id) == ("parcel_unanswered", market.coordinator_id)


async def test_what_was_answered_takes_no_further_step(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400))
    [alert] = await _sent(market)
    await market.says_yes(pears, receipt)

    assert not await market.do(step, alert.id, market.catalogue, now=market.now)


async def test_at_the_deadline_an_unanswered_parcel_lapses(market: Market) -> None:
    pears, ana = await market.sells(available=1000), await market.person("Ana")
    receipt = await market.orders(ana, (pears, 400))

    market.now = DUE - timedelta(seconds=1)
    assert await market.do(overdue_orders, market.now, 10) == ()
    assert not await market.do(lapse, receipt.order_id, market.now)
    market.now = DUE
    assert await market.do(overdue_orders, market.now, 10) == (receipt.order_id,)
    assert await market.do(lapse, receipt.order_id, market.now)

    order, [line], [parcel], payment = await market.order(receipt.order_id)
    assert (order.state, parcel.state, line.confirmed) == (OrderState.DONE, ParcelState.LAPSED, 0)
    assert (payment.state, await market.stock_of(pears)) == (PaymentState.VOID, (1000, 0))
    assert [hold.state for hold in await market.holds()] == [HoldState.RELEASED]
    [alert] = await market.notices("parcel_requested")
    assert (alert.state, alert.answer) == (NoticeState.LAPSED, "lapsed")
    [told] = await market.notices("parcel_lapsed")
    assert (told.person_id, told.params["code"]) == (ana, receipt.code)
    assert await market.do(overdue_orders, market.now, 10) == ()


async def test_what_was_answered_does_not_lapse_with_the_rest(market: Market) -> None:
    pears, eggs, figs = [await market.sells(farm=name) for name in ("Hill", "Lake", "Wood")]
    ana = await market.person("Ana")
    receipt = await market.orders(ana, (pears, 500), (eggs, 500), (figs, 500))
    await market.says_yes(pears, receipt)

    market.now = DUE
    await market.do(lapse, receipt.order_id, market.now)

    order, _, parcels, payment = await market.order(receipt.order_id)
    assert [parcel.state for parcel in parcels] == [ParcelState.ACCEPTED, ParcelState.LAPSED, ParcelState.LAPSED]
    assert (order.state, payment.amount_minor) == (OrderState.PLACED, 600)
    assert len(await market.notices("parcel_lapsed")) == 1


@pytest.mark.parametrize("hours", [0, 48])
async def test_every_alert_of_an_evening_ends_even_after_two_days_of_silence(market: Market, hours: int) -> None:
    pears = await market.sells()
    receipts = [await market.orders(await market.person(f"Buyer {n}"), (pears, 100)) for n in range(5)]

    market.now = DUE + timedelta(hours=hours)
    found = await market.do(overdue_orders, market.now, 3)
    while found:
        for order_id in found:
            await market.do(lapse, order_id, market.now)
        found = await market.do(overdue_orders, market.now, 3)

    assert [(await market.order(each.order_id))[0].state for each in receipts] == [OrderState.DONE] * 5
    assert {notice.state for notice in await market.notices("parcel_requested")} == {NoticeState.LAPSED}
