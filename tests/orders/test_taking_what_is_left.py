"""Taking what is left of a basket: in the same moment as everybody else, and as another phone of the buyer."""

import asyncio
from functools import partial

import pytest

from bot.catalog.models import Product
from bot.orders.basket import set_line
from bot.orders.models import HoldState
from bot.orders.refusals import EmptyBasket, StaleReview
from bot.orders.review import Fitted, Review
from tests.orders.market import Market
from tests.races import while_uncommitted

BUYERS, LEFT = 8, 5
on_postgres = pytest.mark.parametrize(
    "database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


async def test_everybody_takes_of_the_last_five_and_nothing_is_sold_twice(market: Market) -> None:
    crate = await market.sells(available=LEFT)
    buyers = [await market.person(f"Buyer {number}") for number in range(BUYERS)]
    for buyer in buyers:
        await market.puts(buyer, crate, 2)

    done = await asyncio.gather(*(market.takes_what_is_left(buyer) for buyer in buyers))

    held = sorted(each.outcome.lines[0].quantity for each in done if isinstance(each.outcome, Review))
    assert held == [1, 2, 2]
    assert await market.stock_of(crate) == (0, LEFT)


async def test_a_line_that_is_taken_out_gives_back_what_review_held(market: Market) -> None:
    pears, plums, ana = await market.sells(available=900), await market.sells(), await market.person("Ana")
    await market.puts(ana, pears, 500)
    await market.puts(ana, plums, 500)
    await market.reviews(ana)
    await market.change(Product, pears.product_id, hidden=True)

    await market.takes_what_is_left(ana)

    assert await market.stock_of(pears) == (900, 0)
    assert [hold.quantity for hold in await market.holds(state=HoldState.ACTIVE)] == [500]


async def test_two_taps_in_the_same_moment_lower_once(market: Market) -> None:
    crate, ana = await market.sells(available=LEFT), await market.person("Ana")
    await market.puts(ana, crate, LEFT)
    await market.orders(await market.person("Ben"), (crate, 2))

    first, second = await asyncio.gather(market.takes_what_is_left(ana), market.takes_what_is_left(ana))

    assert isinstance(first.outcome, Review)
    assert isinstance(second.outcome, Review)
    assert first.outcome.version == second.outcome.version
    assert {len(first.lacking), len(second.lacking)} == {0, 1}  # the later one has nothing more to lower


async def test_an_empty_basket_is_not_reviewed(market: Market) -> None:
    ana = await market.person("Ana")

    with pytest.raises(EmptyBasket):
        await market.takes_what_is_left(ana)


@on_postgres
async def test_a_line_of_another_phone_is_not_lost_with_what_is_gone(market: Market) -> None:
    pears, plums, ana = await market.sells(), await market.sells(), await market.person("Ana")
    await market.puts(ana, pears, 500)
    await market.change(Product, pears.product_id, hidden=True)
    puts = partial(
        set_line, person_id=ana, offer_id=plums.offer_id, quantity=500, catalogue=market.catalogue, now=market.now
    )

    fitted = await while_uncommitted(market.database, puts, market.takes_what_is_left(ana))

    assert isinstance(fitted, Fitted)
    assert [line.product_id for line in fitted.outcome.lines] == [plums.product_id]


@on_postgres
async def test_an_amount_that_another_phone_has_just_put_is_not_lowered(market: Market) -> None:
    pears, plums, ana = await market.sells(available=900), await market.sells(), await market.person("Ana")
    await market.puts(ana, plums, 500)
    await market.puts(ana, pears, 900)
    await market.orders(await market.person("Ben"), (pears, 200))
    puts = partial(
        set_line, person_id=ana, offer_id=pears.offer_id, quantity=600, catalogue=market.catalogue, now=market.now
    )

    with pytest.raises(StaleReview):
        await while_uncommitted(market.database, puts, market.takes_what_is_left(ana))

    fitted = await market.takes_what_is_left(ana)
    assert {line.quantity for line in fitted.outcome.lines} == {500, 600}
