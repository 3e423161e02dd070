"""Waiting in line: who is offered what, for how long, and what becomes of it."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.catalog.amounts import BelowMinimum
from bot.catalog.desk_stock import apply_stock
from bot.catalog.desk_words import Sign
from bot.catalog.models import Offer, Product, Shortage
from bot.catalog.rules import save_settings
from bot.orders import favourites, waitlist, wishes
from bot.orders.holds import release_expired
from bot.orders.joining import join_orders
from bot.orders.refusals import OfferOver, OrderShort, OverBuyerLimit
from bot.refusals import NotAvailable
from tests.orders.market import NOW, Goods, Market, open_shortage

EVENING = datetime(2026, 3, 10, 12, 50, tzinfo=UTC)  # 20:50 in the market's zone
NIGHT = datetime(2026, 3, 10, 15, 0, tzinfo=UTC)  # 23:00 there


@pytest.fixture
async def honey(market: Market) -> Goods:
    return await market.sells("honey", available=0)


async def test_what_comes_back_is_kept_in_order_of_waiting(market: Market, honey: Goods) -> None:
    ana, ben, cyd = [await market.person(name) for name in ("Ana", "Ben", "Cyd")]
    for buyer in (ana, ben, cyd):
        await market.waits(buyer, honey, 2_000)
        market.passes(minutes=1)
    await market.receives(honey, 3_000)

    await market.serves()

    kept = await market.offers(honey)
    assert {person: quantity for person, (_, quantity) in kept.items()} == {ana: 2_000, ben: 1_000}
    assert await market.stock_of(honey) == (0, 3_000)
    assert [notice.person_id for notice in await market.notices(waitlist.OFFERED)] == [ana, ben]


async def test_nothing_is_offered_twice(market: Market, honey: Goods) -> None:
    ana = await market.person("Ana")
    await market.waits(ana, honey, 2_000)
    await market.receives(honey, 5_000)

    for _ in range(3):
        await market.serves()

    assert (await market.stock_of(honey), len(await market.holds())) == ((3_000, 2_000), 1)
    assert len(await market.notices(waitlist.OFFERED)) == 1


@pytest.mark.parametrize("cause", ["a hold that runs out", "a cancelled order", "another offer that runs out"])
async def test_goods_come_back_in_many_ways(market: Market, cause: str) -> None:
    honey = await market.sells("honey", available=1_000)
    ana, ben = await market.person("Ana"), await market.person("Ben")
    match cause:
        case "a hold that runs out":
            await market.puts(ben, honey, 1_000)
            await market.reviews(ben)
            await market.waits(ana, honey, 1_000)
            market.passes(minutes=15)
            await market.do(release_expired, market.now, 10)
        case "a cancelled order":
            receipt = await market.orders(ben, (honey, 1_000))
            await market.waits(ana, honey, 1_000)
            await market.cancels(ben, receipt)
        case _:
            await market.waits(ben, honey, 1_000)
            await market.waits(ana, honey, 1_000)
            await market.serves()
            market.passes(minutes=60)

    await market.serves()

    assert {person: quantity for person, (_, quantity) in (await market.offers(honey)).items()} == {ana: 1_000}


async def test_an_offer_is_taken_into_the_basket_and_ordered(market: Market, honey: Goods) -> None:
    ana, ben = await market.person("Ana"), await market.person("Ben")
    await market.waits(ana, honey, 2_000)
    await market.receives(honey, 2_000)
    await market.serves()
    [(hold_id, _)] = (await market.offers(honey)).values()

    taken = await market.takes(ana, hold_id)
    await market.puts(ana, await market.sells(), 500)
    receipt = await market.confirms(ana, await market.reviews(ana))

    assert (taken.quantity, taken.rest) == (2_000, 0)
    assert [(line.quantity, line.available, line.held) for line in taken.basket.lines] == [(2_000, 2_000, 2_000)]
    assert taken.basket.hold_expires_at == NOW + timedelta(minutes=15)
    assert [line.quantity for line in receipt.lines] == [2_000, 500]
    assert await market.stock_of(honey) == (0, 2_000)
    assert await market.line_of(honey) == [(ana, "taken", 2_000)]
    with pytest.raises(OfferOver) as again:
        await market.takes(ana, hold_id)
    assert again.value.taken
    with pytest.raises(NotAvailable):
        await market.takes(ben, hold_id)


async def test_what_is_taken_comes_on_top_of_what_was_reviewed(market: Market) -> None:
    honey = await market.sells("honey", available=2_000)
    ana = await market.person("Ana")
    await market.puts(ana, honey, 2_000)
    await market.reviews(ana)
    await market.waits(ana, honey, 3_000)
    await market.receives(honey, 3_000)
    await market.serves()
    hold_id, _ = (await market.offers(honey))[ana]

    taken = await market.takes(ana, hold_id)
    held = await market.stock_of(honey)
    receipt = await market.confirms(ana, await market.reviews(ana))

    assert [(line.quantity, line.available) for line in taken.basket.lines] == [(5_000, 5_000)]
    assert (held, await market.stock_of(honey)) == ((0, 5_000), (0, 5_000))
    assert [line.quantity for line in receipt.lines] == [5_000]


async def test_of_a_part_the_rest_stays_in_line_and_is_offered_only_as_a_whole(market: Market, honey: Goods) -> None:
    ana, ben = await market.person("Ana"), await market.person("Ben")
    await market.waits(ana, honey, 5_000)
    market.passes(minutes=1)
    await market.waits(ben, honey, 1_000)
    await market.receives(honey, 3_000)
    await market.serves()
    hold_id, _ = (await market.offers(honey))[ana]

    taken = await market.takes(ana, hold_id)
    await market.receives(honey, 1_000)
    await market.serves()
    first = await market.offers(honey)
    await market.receives(honey, 2_000)
    await market.serves()

    assert (taken.quantity, taken.rest) == (3_000, 2_000)
    assert {person: quantity for person, (_, quantity) in first.items()} == {ben: 1_000}
    assert (await market.offers(honey))[ana][1] == 2_000
    assert await market.line_of(honey) == [(ana, "offered", 2_000), (ben, "offered", 1_000)]


async def test_who_keeps_waiting_leaves_a_part_to_the_next_and_gets_all_of_it_first(
    market: Market, honey: Goods
) -> None:
    ana, ben = await market.person("Ana"), await market.person("Ben")
    await market.waits(ana, honey, 5_000)
    market.passes(minutes=1)
    await market.waits(ben, honey, 5_000)
    await market.receives(honey, 3_000)
    await market.serves()
    hold_id, _ = (await market.offers(honey))[ana]

    await market.keeps_waiting(ana, hold_id)
    passed_on = await market.offers(honey)
    await market.receives(honey, 5_000)
    await market.serves()

    assert {person: quantity for person, (_, quantity) in passed_on.items()} == {ben: 3_000}
    assert {person: quantity for person, (_, quantity) in (await market.offers(honey)).items()} == {
        ana: 5_000,
        ben: 3_000,
    }
    hold_id, _ = (await market.offers(honey))[ana]
    with pytest.raises(NotAvailable):  # all of it is there: take it or leave it
        await market.keeps_waiting(ana, hold_id)


async def test_who_declines_leaves_the_line_and_the_next_has_it_at_once(market: Market, honey: Goods) -> None:
    ana, ben = await market.person("Ana"), await market.person("Ben")
    await market.waits(ana, honey, 1_000)
    market.passes(minutes=1)
    await market.waits(ben, honey, 1_000)
    await market.receives(honey, 1_000)
    await market.serves()
    hold_id, _ = (await market.offers(honey))[ana]

    await market.declines(ana, hold_id)

    assert {person: quantity for person, (_, quantity) in (await market.offers(honey)).items()} == {ben: 1_000}
    assert await market.line_of(honey) == [(ana, "declined", 1_000), (ben, "offered", 1_000)]
    with pytest.raises(OfferOver):
        await market.takes(ana, hold_id)


async def test_an_offer_lapses_once_and_goes_to_the_next(market: Market, honey: Goods) -> None:
    ana, ben = await market.person("Ana"), await market.person("Ben")
    await market.waits(ana, honey, 1_000)
    market.passes(minutes=1)
    await market.waits(ben, honey, 1_000)
    await market.receives(honey, 1_000)
    await market.serves()
    hold_id, _ = (await market.offers(honey))[ana]
    market.passes(minutes=60)

    with pytest.raises(OfferOver):
        await market.takes(ana, hold_id)
    for _ in range(3):
        await market.serves()

    assert {person: quantity for person, (_, quantity) in (await market.offers(honey)).items()} == {ben: 1_000}
    assert await market.line_of(honey) == [(ana, "lapsed", 1_000), (ben, "offered", 1_000)]
    assert [(one.person_id, one.state) for one in await market.notices(waitlist.OFFERED)] == [
        (ana, "lapsed"),
        (ben, "queued"),
    ]


async def test_an_offer_past_its_time_stands_in_nobodys_way_even_while_the_clock_stands_still(
    market: Market, honey: Goods
) -> None:
    ana, ben = await market.person("Ana"), await market.person("Ben")
    await market.waits(ana, honey, 1_000)
    await market.receives(honey, 1_000)
    await market.serves()
    market.passes(minutes=60)

    receipt = await market.orders(ben, (honey, 1_000))
    await market.serves()

    assert [line.quantity for line in receipt.lines] == [1_000]
    assert await market.line_of(honey) == [(ana, "lapsed", 1_000)]
    assert await market.stock_of(honey) == (0, 1_000)


@pytest.mark.parametrize(
    ("amount", "in_line"),
    [(500, ["ana", "ben"]), (1_000, ["ana", "ben"]), (2_000, ["ben", "ana"]), (None, ["ana", "ben"])],
    ids=["less keeps the place", "the same keeps it", "more goes to the end", "tell me changes nothing"],
)
async def test_a_second_wish_replaces_the_amount(
    market: Market, honey: Goods, amount: int | None, in_line: list[str]
) -> None:
    people = {name: await market.person(name) for name in ("ana", "ben")}
    for buyer in people.values():
        await market.waits(buyer, honey, 1_000)
        market.passes(minutes=1)

    await market.waits(people["ana"], honey, amount)

    assert [person for person, _, _ in await market.line_of(honey)] == [people[name] for name in in_line]
    assert {quantity for person, _, quantity in await market.line_of(honey) if person == people["ana"]} == {
        amount or 1_000
    }


async def test_who_gave_no_amount_is_told_once_after_the_line_and_nothing_is_kept(market: Market, honey: Goods) -> None:
    ana, ben = await market.person("Ana"), await market.person("Ben")
    await market.waits(ana, honey, None)
    market.passes(minutes=1)
    await market.waits(ben, honey, 1_000)

    await market.receives(honey, 1_000)
    await market.serves()
    early = await market.notices(waitlist.BACK)
    await market.receives(honey, 500)
    for _ in range(3):
        await market.serves()

    assert early == []
    assert [notice.person_id for notice in await market.notices(waitlist.BACK)] == [ana]
    assert await market.stock_of(honey) == (500, 1_000)
    assert (ana, "told", None) in await market.line_of(honey)


@pytest.mark.parametrize("quiet", [True, False])
async def test_at_night_nothing_is_offered_and_in_the_morning_what_is_left(
    market: Market, honey: Goods, quiet: bool
) -> None:
    ana = await market.person("Ana")
    if not quiet:
        await market.do(save_settings, {"quiet_from": "21:00", "quiet_until": "21:00"})
        await market.reload()
    await market.waits(ana, honey, 1_000)
    market.now = NIGHT
    await market.receives(honey, 1_000)

    await market.serves()
    at_night = await market.offers(honey)
    market.passes(hours=7)
    await market.serves()

    assert bool(at_night) is not quiet
    assert await market.stock_of(honey) == ((0, 1_000) if quiet else (1_000, 0))


async def test_an_hour_is_counted_while_people_are_awake(market: Market, honey: Goods) -> None:
    ana = await market.person("Ana")
    await market.waits(ana, honey, 1_000)
    await market.receives(honey, 1_000)
    market.now = EVENING
    await market.serves()

    market.passes(hours=9, minutes=59)  # 6:49
    await market.serves()
    still = await market.offers(honey)
    market.passes(minutes=1)
    await market.serves()

    assert (ana in still, await market.offers(honey)) == (True, {})


async def test_the_hour_is_a_setting(market: Market, honey: Goods) -> None:
    await market.do(save_settings, {"offer_minutes": 5})
    await market.reload()
    ana = await market.person("Ana")
    await market.waits(ana, honey, 1_000)
    await market.receives(honey, 1_000)

    await market.serves()

    assert [hold.expires_at for hold in await market.holds()] == [NOW + timedelta(minutes=5)]


async def test_an_offer_that_reaches_nobody_goes_to_the_next_at_once(market: Market, honey: Goods) -> None:
    ana, ben = await market.person("Ana"), await market.person("Ben")
    await market.waits(ana, honey, 1_000)
    market.passes(minutes=1)
    await market.waits(ben, honey, 1_000)
    await market.receives(honey, 1_000)
    await market.serves()
    [notice] = await market.notices(waitlist.OFFERED)

    untouched = await market.do(waitlist.step_offer, notice.id, market.catalogue, now=market.now)
    await market.change(type(notice), notice.id, state="undeliverable")
    stepped = await market.do(waitlist.step_offer, notice.id, market.catalogue, now=market.now)

    assert (untouched, stepped) == (False, True)
    assert {person: quantity for person, (_, quantity) in (await market.offers(honey)).items()} == {ben: 1_000}


async def test_stock_lowered_under_an_offer_is_a_shortage_as_for_any_hold(market: Market, honey: Goods) -> None:
    ana = await market.person("Ana")
    await market.waits(ana, honey, 2_000)
    await market.receives(honey, 2_000)
    await market.serves()
    hold_id, _ = (await market.offers(honey))[ana]
    item = market.catalogue.items[honey.product_id]

    await market.do(
        apply_stock,
        item,
        Sign.COUNT,
        500,
        seen=2_000,
        previewed_at=market.now,
        actor_id=market.coordinator_id,
        now=market.now,
    )
    short = [(one.missing, one.state) for one in await market.all(Shortage)]
    await market.takes(ana, hold_id)
    kept = await market.reviews(ana)

    assert short == [(1_500, "open")]
    assert await market.stock_of(honey) == (0, 2_000)
    assert kept.lines[0].held == 2_000


async def test_a_shortage_under_an_offer_is_settled_when_it_lapses(market: Market, honey: Goods) -> None:
    ana, ben = await market.person("Ana"), await market.person("Ben")
    await market.waits(ana, honey, 2_000)
    await market.receives(honey, 2_000)
    await market.serves()
    await market.do(open_shortage, honey.lot_id, missing=1_500)
    market.passes(minutes=1)
    await market.waits(ben, honey, 2_000)
    market.passes(minutes=60)

    await market.serves()

    assert {person: quantity for person, (_, quantity) in (await market.offers(honey)).items()} == {ben: 500}
    assert [(one.missing, one.state) for one in await market.all(Shortage)] == [(1_500, "settled")]


@pytest.mark.parametrize(
    ("quantity", "there", "offered"),
    [(2_500, 2_400, 2_000), (2_500, 400, None), (500, 2_400, 500)],
    ids=["whole packs", "less than a pack", "no more than is wanted"],
)
async def test_a_part_is_what_the_product_is_sold_in(
    market: Market, quantity: int, there: int, offered: int | None
) -> None:
    jars = await market.sells("jars", available=0, min_order=500, whole_packs=True)
    await market.change(Offer, jars.offer_id, packs=[{"quantity": 500}])
    ana = await market.person("Ana")
    await market.waits(ana, jars, quantity)
    await market.receives(jars, there)

    await market.serves()

    kept = {person: quantity for person, (_, quantity) in (await market.offers(jars)).items()}
    assert kept == ({ana: offered} if offered else {})


async def test_one_waits_only_for_what_could_be_ordered(market: Market) -> None:
    jars = await market.sells("jars", available=0, min_order=500, per_buyer_max=2_000)
    ana = await market.person("Ana")

    with pytest.raises(BelowMinimum):
        await market.waits(ana, jars, 400)
    with pytest.raises(OverBuyerLimit):
        await market.waits(ana, jars, 2_500)
    await market.change(Product, jars.product_id, hidden=True)
    with pytest.raises(NotAvailable):
        await market.waits(ana, jars, None)

    assert await market.line_of(jars) == []


async def test_what_is_hidden_is_not_offered(market: Market, honey: Goods) -> None:
    ana = await market.person("Ana")
    await market.waits(ana, honey, 1_000)
    await market.receives(honey, 1_000)
    await market.change(Product, honey.product_id, hidden=True)

    await market.serves()
    await market.do(waitlist.serve, honey.product_id, market.catalogue, now=market.now)

    assert await market.offers(honey) == {}


async def test_who_waits_for_what_is_short_has_it_out_of_the_basket(market: Market) -> None:
    honey, eggs = await market.sells("honey", available=2_000), await market.sells("eggs")
    ana, ben = await market.person("Ana"), await market.person("Ben")
    await market.puts(ana, honey, 2_000)
    await market.puts(ana, eggs, 500)
    await market.orders(ben, (honey, 1_000))
    with pytest.raises(OrderShort):
        await market.reviews(ana)

    await market.waits(ana, honey, 2_000)
    review = await market.reviews(ana)

    assert [line.product_id for line in review.lines] == [eggs.product_id]


async def test_leaving_the_line_gives_back_what_was_kept(market: Market, honey: Goods) -> None:
    ana, ben = await market.person("Ana"), await market.person("Ben")
    wish = await market.waits(ana, honey, 1_000)
    await market.waits(ben, honey, None)
    await market.receives(honey, 1_000)
    await market.serves()
    [before] = await market.do(wishes.my_waits, ana)

    await market.do(wishes.withdraw, ana, wish, market.catalogue, now=market.now)

    assert (before.quantity, before.offered, before.hold_id is None) == (1_000, 1_000, False)
    assert await market.do(wishes.my_waits, ana) == []
    assert await market.stock_of(honey) == (1_000, 0)
    assert [notice.person_id for notice in await market.notices(waitlist.BACK)] == [ben]
    with pytest.raises(NotAvailable):
        await market.do(wishes.withdraw, ana, wish, market.catalogue, now=market.now)
    with pytest.raises(NotAvailable):
        await market.do(wishes.withdraw, ben, wish, market.catalogue, now=market.now)


async def test_taking_is_refused_above_what_one_buyer_may_have(market: Market) -> None:
    jars = await market.sells("jars", available=0, per_buyer_max=2_000)
    ana = await market.person("Ana")
    await market.waits(ana, jars, 2_000)
    await market.receives(jars, 2_000)
    await market.serves()
    hold_id, _ = (await market.offers(jars))[ana]
    await market.receives(jars, 1_000)
    await market.puts(ana, jars, 1_000)

    with pytest.raises(OverBuyerLimit):
        await market.takes(ana, hold_id)

    assert (await market.offers(jars))[ana] == (hold_id, 2_000)


async def test_who_waited_on_two_phones_waits_once_and_keeps_the_favourites_of_both(market: Market) -> None:
    honey, jam, tea = [await market.sells(name, available=0) for name in ("honey", "jam", "tea")]
    phone, tablet = await market.person("Ana"), await market.person("Ana")
    await market.waits(phone, honey, 1_000)
    await market.waits(tablet, honey, 500)
    await market.waits(tablet, jam, 500)
    for person, goods in ((phone, honey), (tablet, honey), (tablet, tea)):
        await market.do(favourites.set_favourite, person, goods.product_id, starred=True, now=market.now)

    await market.do(join_orders, tablet, into_id=phone, now=market.now)

    waits = await market.do(wishes.my_waits, phone)
    assert [(one.product_id, one.quantity) for one in waits] == [(honey.product_id, 1_000), (jam.product_id, 500)]
    assert await market.do(wishes.my_waits, tablet) == []
    assert set(await market.do(favourites.favourites, phone)) == {honey.product_id, tea.product_id}
    assert await market.do(favourites.favourites, tablet) == ()
