"""Repeat: what an earlier order was of is held once, whoever else wants it and however often it is tapped."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest

from bot.catalog.models import Lot, Offer
from bot.catalog.snapshot import SHOP_SALE_ID
from bot.orders.basket import set_line
from bot.orders.fitting import Lack
from bot.orders.models import HoldState, Order, OrderState
from bot.orders.refusals import AlreadyPlaced, NothingToRepeat, OrderShort, StaleReview
from bot.refusals import NotAvailable
from tests.orders.market import Goods, Market, receive
from tests.races import while_uncommitted

BUYERS, LEFT = 8, 5


async def test_repeat_holds_what_the_order_was_of(market: Market) -> None:
    pears, plums = await market.sells(available=2000), await market.sells(farm="Lake")
    ana = await market.person("Ana")
    placed = await market.orders(ana, (pears, 600), (plums, 300))

    repeated = await market.repeats(ana, placed)

    assert [(line.offer_id, line.quantity) for line in repeated.outcome.lines] == [
        (pears.offer_id, 600),
        (plums.offer_id, 300),
    ]
    assert repeated.outcome.hold_expires_at == market.now + timedelta(minutes=15)
    assert await market.stock_of(pears) == (800, 1200)
    assert (await market.confirms(ana, repeated.outcome)).total_minor == placed.total_minor


async def test_what_was_asked_for_is_repeated_and_not_what_the_farm_gave(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    placed = await market.orders(ana, (pears, 600))
    await market.says_less(pears, placed, {pears.product_id: 200})

    repeated = await market.repeats(ana, placed)

    assert [line.quantity for line in repeated.outcome.lines] == [600]


async def test_a_new_harvest_takes_the_place_of_the_old_one(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    placed = await market.orders(ana, (pears, 600))
    await market.change(Lot, pears.lot_id, closed_at=market.now)
    await market.add(Lot(product_id=pears.product_id))
    [fresh] = await market.all(Lot, Lot.product_id == pears.product_id, Lot.closed_at.is_(None))  # type: ignore[union-attr]
    await market.add(Offer(sale_id=SHOP_SALE_ID, lot_id=fresh.id, price_minor=650))
    await market.do(receive, fresh.id, 1000)

    repeated = await market.repeats(ana, placed)

    [line] = repeated.outcome.lines
    assert (line.lot_id, line.was_minor, line.price_minor) == (fresh.id, 600, 650)


async def test_what_expired_reviews_of_others_held_can_be_had(market: Market) -> None:
    pears, ana, ben = await market.sells(available=1000), await market.person("Ana"), await market.person("Ben")
    placed = await market.orders(ana, (pears, 400))
    await market.puts(ben, pears, 600)
    await market.reviews(ben)
    with pytest.raises(NothingToRepeat):
        await market.repeats(ana, placed)

    market.passes(minutes=15)
    repeated = await market.repeats(ana, placed)

    assert repeated.lacking == ()
    assert await market.stock_of(pears) == (200, 800)


async def test_what_their_own_review_still_holds_can_be_had(market: Market) -> None:
    """Taken out of the basket after Review, the claim stands until the next one."""
    pears, plums, ana = await market.sells(available=1000), await market.sells(), await market.person("Ana")
    placed = await market.orders(ana, (pears, 500))
    await market.puts(ana, pears, 500)
    await market.puts(ana, plums, 500)
    await market.reviews(ana)
    await market.puts(ana, pears, 0)

    repeated = await market.repeats(ana, placed)

    assert repeated.lacking == ()
    assert await market.stock_of(pears) == (0, 1000)


async def test_a_farm_that_is_no_longer_tested_sells_nothing(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    placed = await market.orders(ana, (pears, 500))
    await market.change(Lot, pears.lot_id, closed_at=market.now)

    with pytest.raises(NothingToRepeat) as refused:
        await market.repeats(ana, placed)

    assert [fit.lack for fit in refused.value.lacking] == [Lack.NOT_SOLD]
    assert await market.all(Order, Order.state == OrderState.BASKET) == []


async def test_an_order_of_somebody_else_is_not_available(market: Market) -> None:
    pears, ana, ben = await market.sells(), await market.person("Ana"), await market.person("Ben")
    placed = await market.orders(ana, (pears, 500))

    with pytest.raises(NotAvailable):
        await market.repeats(ben, placed)


# -- at once ---------------------------------------------------------------------------------------


async def _ordered_by_everybody(market: Market, goods: Goods) -> list[tuple[int, object]]:
    """Let buyers order two of it each, then leave five."""
    buyers = [await market.person(f"Buyer {number}") for number in range(BUYERS)]
    return [(buyer, await market.orders(buyer, (goods, 2))) for buyer in buyers]


async def test_everybody_repeats_for_the_last_five_and_nothing_is_sold_twice(market: Market) -> None:
    crate = await market.sells(available=2 * BUYERS + LEFT)
    placed = await _ordered_by_everybody(market, crate)

    done = await asyncio.gather(*(market.repeats(*each) for each in placed), return_exceptions=True)  # type: ignore[arg-type]

    refused = [each for each in done if isinstance(each, BaseException)]
    held = sorted(each.outcome.lines[0].quantity for each in done if not isinstance(each, BaseException))
    assert ({type(error) for error in refused}, held) == ({NothingToRepeat}, [1, 2, 2])
    assert await market.stock_of(crate) == (0, 2 * BUYERS + LEFT)


async def test_two_taps_of_repeat_in_the_same_moment_hold_once(market: Market) -> None:
    pears, ana = await market.sells(available=1000), await market.person("Ana")
    placed = await market.orders(ana, (pears, 300))

    first, second = await asyncio.gather(market.repeats(ana, placed), market.repeats(ana, placed))

    assert (first.outcome.version, first.outcome.lines) == (second.outcome.version, second.outcome.lines)
    assert await market.stock_of(pears) == (400, 600)
    done = await asyncio.gather(
        market.confirms(ana, first.outcome), market.confirms(ana, second.outcome), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in done) == [AlreadyPlaced.__name__, "Receipt"]


async def test_repeat_beside_an_open_review_on_another_phone_orders_once(market: Market) -> None:
    pears, plums, ana = await market.sells(), await market.sells(), await market.person("Ana")
    placed = await market.orders(ana, (pears, 300))
    await market.puts(ana, plums, 500)
    seen = await market.reviews(ana)

    repeated, confirmed = await asyncio.gather(
        market.repeats(ana, placed), market.confirms(ana, seen), return_exceptions=True
    )

    # Whichever was first: the other one orders nothing that it did not show, and nothing is lost.
    if isinstance(confirmed, BaseException):
        assert isinstance(confirmed, StaleReview)
        assert len(repeated.outcome.lines) == 2  # type: ignore[union-attr]
    else:
        assert [line.product_id for line in repeated.outcome.lines] == [pears.product_id]  # type: ignore[union-attr]
    for hold in await market.holds(state=HoldState.ACTIVE):
        [order] = await market.all(Order, Order.id == hold.order_id)
        assert order.state is OrderState.BASKET


@pytest.mark.parametrize("database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
@pytest.mark.parametrize("had_something", [False, True])
async def test_repeat_that_has_not_seen_another_phones_line_shows_nothing(
    market: Market, *, had_something: bool
) -> None:
    """Both write into the same basket, and the other one's line is not in the Review that Repeat would draw."""
    pears, plums, figs, ana = (
        await market.sells(),
        await market.sells(),
        await market.sells(),
        await market.person("Ana"),
    )
    placed = await market.orders(ana, (pears, 300))
    if had_something:
        await market.puts(ana, figs, 500)
    puts = partial(
        set_line, person_id=ana, offer_id=plums.offer_id, quantity=500, catalogue=market.catalogue, now=market.now
    )

    with pytest.raises(StaleReview):
        await while_uncommitted(market.database, puts, market.repeats(ana, placed))

    repeated = await market.repeats(ana, placed)
    assert len(repeated.outcome.lines) == 2 + had_something


async def test_repeat_and_another_phones_change_lose_nothing(market: Market) -> None:
    pears, plums, ana = await market.sells(), await market.sells(), await market.person("Ana")
    placed = await market.orders(ana, (pears, 300))

    done = await asyncio.gather(
        *(market.repeats(ana, placed) for _ in range(4)),
        *(market.puts(ana, plums, 500) for _ in range(4)),
        return_exceptions=True,
    )

    assert {type(each) for each in done if isinstance(each, BaseException)} <= {StaleReview}
    repeated = await market.repeats(ana, placed)
    assert {line.product_id for line in repeated.outcome.lines} == {pears.product_id, plums.product_id}


async def test_crossing_repeats_do_not_wait_for_each_other(market: Market) -> None:
    goods = [await market.sells(available=100_000) for _ in range(6)]
    placed = []
    for number in range(BUYERS):
        buyer = await market.person(f"Buyer {number}")
        wanted = [(each, 10) for each in (goods if number % 2 else goods[::-1])]
        placed.append((buyer, await market.orders(buyer, *wanted)))

    done = await asyncio.gather(*(market.repeats(*each) for each in placed), return_exceptions=True)

    assert [each for each in done if isinstance(each, BaseException)] == []


async def test_a_basket_that_is_short_is_refused_whole(market: Market) -> None:
    pears, plums, ana = await market.sells(), await market.sells(available=500), await market.person("Ana")
    placed = await market.orders(ana, (pears, 300))
    await market.puts(ana, plums, 500)
    await market.orders(await market.person("Ben"), (plums, 100))

    with pytest.raises(OrderShort):
        await market.repeats(ana, placed)

    assert await market.stock_of(pears) == (9700, 300)
