"""Details change while somebody confirms: what was ordered is what its Review showed, or nothing."""

import asyncio

import pytest

from bot.orders.detailing import set_collector, set_may_call, set_note, set_phone
from bot.orders.models import Order, OrderState
from bot.orders.receipts import Receipt
from bot.orders.refusals import StaleReview
from tests.orders.market import Market
from tests.races import while_uncommitted

ROUNDS = 12
CHANGES = {
    "note": (set_note, "Ripe"),
    "name": (set_collector, "Ms Li"),
    "call": (set_may_call, True),
    "phone": (set_phone, "+8613800138000"),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_a_change_beside_a_confirm_is_shown_first_or_comes_too_late(market: Market, change: str) -> None:
    set_detail, value = CHANGES[change]
    goods, buyer = await market.sells(), await market.person("Ana")
    await market.do(set_phone, buyer, "+8613800138001", now=market.now)
    for _ in range(ROUNDS):
        await market.do(set_detail, buyer, type(value)(), now=market.now)
        await market.puts(buyer, goods, 500)
        seen = await market.reviews(buyer)

        ordered, _ = await asyncio.gather(
            market.confirms(buyer, seen), market.do(set_detail, buyer, value, now=market.now), return_exceptions=True
        )

        assert isinstance(ordered, Receipt | StaleReview), ordered
        if isinstance(ordered, Receipt):
            [order] = await market.all(Order, Order.id == ordered.order_id)
            kept = (order.note or "", order.collector or "", order.may_call)
            assert kept == (seen.details.note, seen.details.collector, seen.details.may_call)
            assert ordered.details == seen.details


@pytest.mark.parametrize(
    # SQLite has one writer, so there is nothing to race.
    "database_url",
    [pytest.param("postgres", marks=pytest.mark.postgres)],
    indirect=True,
)
async def test_a_confirm_that_meets_a_change_on_its_way_orders_nothing(market: Market) -> None:
    goods, buyer = await market.sells(), await market.person("Ana")
    await market.puts(buyer, goods, 500)
    seen = await market.reviews(buyer)

    with pytest.raises(StaleReview):
        await while_uncommitted(
            market.database,
            lambda session: set_note(session, buyer, "Ripe", now=market.now),
            market.confirms(buyer, seen),
        )

    assert [order.state for order in await market.all(Order)] == [OrderState.BASKET]


async def test_what_review_holds_stays_held_when_details_change(market: Market) -> None:
    goods, buyer = await market.sells(), await market.person("Ana")
    await market.puts(buyer, goods, 500)
    seen = await market.reviews(buyer)
    market.passes(minutes=5)
    await market.do(set_note, buyer, "Ripe", now=market.now)

    again = await market.reviews(buyer)

    assert (again.version, again.hold_expires_at) == (seen.version + 1, seen.hold_expires_at)
    assert again.details.note == "Ripe"
