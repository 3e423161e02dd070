"""What is to be done: packing lists and the coordinator's list."""

from datetime import timedelta

from bot.orders import desk
from bot.orders.states import ParcelEvent
from tests.orders.market import CUT_OFF, TOMORROW, Market


async def test_today_lists_what_is_accepted_and_not_packed(market: Market) -> None:
    pears, plums = await market.sells("pears", farm="Hill"), await market.sells("plums", farm="Hill")
    eggs = await market.sells("eggs", farm="Lake")
    ana = await market.person("Ana")
    accepted = await market.orders(ana, (pears, 400), (plums, 100), (eggs, 10))
    packed = await market.orders(ana, (pears, 500))
    await market.orders(ana, (pears, 600))  # not answered
    await market.says_less(pears, accepted, {plums.product_id: 0})
    await market.says_yes(eggs, accepted)
    await market.says_yes(pears, packed)
    await market.moves(pears, packed, ParcelEvent.PACK)

    listed = await market.do(desk.today, {pears.farm_id}, market.catalogue, market.now)

    assert listed.collect_on == TOMORROW
    [parcel] = listed.parcels
    assert (parcel.code, parcel.buyer_name) == (accepted.code, "Ana")
    assert [(line.product_id, line.quantity) for line in parcel.lines] == [(pears.product_id, 400)]


async def test_after_the_cut_off_today_is_still_about_what_is_collected_tomorrow(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    early = await market.orders(ana, (pears, 400))
    market.now = CUT_OFF + timedelta(minutes=1)
    late = await market.orders(ana, (pears, 400))
    for receipt in (early, late):
        await market.says_yes(pears, receipt)

    listed = await market.do(desk.today, {pears.farm_id}, market.catalogue, market.now)

    assert (listed.collect_on, [parcel.code for parcel in listed.parcels]) == (TOMORROW, [early.code])


async def test_with_nothing_to_pack_today_names_the_next_day(market: Market) -> None:
    pears = await market.sells()

    assert await market.do(desk.today, {pears.farm_id}, market.catalogue, market.now) == desk.PackingList(TOMORROW, ())
    assert await market.do(desk.today, set(), market.catalogue, market.now) == desk.PackingList(TOMORROW, ())


async def test_open_orders_are_listed_the_soonest_first_page_by_page(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    market.now = CUT_OFF - timedelta(hours=1)
    receipts = [await market.orders(ana, (pears, 100)) for _ in range(7)]
    await market.says_no(pears, receipts[0])
    market.now = CUT_OFF
    receipts.append(await market.orders(ana, (pears, 100)))
    codes = [receipt.code for receipt in receipts[1:]]

    first, more = await market.do(desk.open_orders, 1)
    second, no_more = await market.do(desk.open_orders, 2)

    assert ([order.code for order in first], more) == (codes[:6], True)
    assert ([order.code for order in second], no_more) == (codes[6:], False)
    assert (first[0].buyer_name, first[0].total_minor) == ("Ana", 120)


async def test_a_days_orders_are_listed_to_the_end(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    ended, cancelled, open_one = [await market.orders(ana, (pears, 100)) for _ in range(3)]
    await market.says_no(pears, ended)
    await market.cancels(ana, cancelled)

    listed = await market.do(desk.orders_of_the_day, TOMORROW)

    assert [order.code for order in listed] == [ended.code, open_one.code]
    assert await market.do(desk.orders_of_the_day, TOMORROW + timedelta(days=1)) == ()


async def test_an_order_is_found_by_the_code_that_people_say(market: Market) -> None:
    pears, ana = await market.sells(), await market.person("Ana")
    receipt = await market.orders(ana, (pears, 100))

    found = await market.do(desk.find_order, f" {receipt.code.lower()} ")

    assert found == receipt
    assert await market.do(desk.find_order, "ZZZZ") is None
