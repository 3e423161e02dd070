"""One order from stock to collected and paid, as its three people live it."""

from tests.market import Market, Phone


async def place(buyer: Phone, product: str = "🍄 Oyster mushroom", amount: str = "1 jin") -> None:
    await buyer.says("/start")
    for label in (product, amount, "Review", "Confirm"):
        await buyer.taps(label)


async def code_of(buyer: Phone) -> str:
    receipt = next(message for message in await buyer.messages() if "Pickup code" in message.text)
    return receipt.outgoing.title.rpartition(" ")[2]


async def bring(buyer: Phone, farmer: Phone, admin: Phone) -> None:
    """Take the buyer's order from the farmer's yes to the cash."""
    await farmer.taps("✅ Yes")
    await admin.says("/orders")
    for label in (await code_of(buyer), "Packed", "At the point", "Collected, paid"):
        await admin.taps(label)


async def test_new_buyer_orders_with_four_taps_and_nothing_typed(market: Market) -> None:
    buyer = market.buyer("Ana")

    await place(buyer)

    assert buyer.taps_made == 4
    assert "Pickup code" in await buyer.sees()
    assert await market.stock_of("oyster-mushroom") == (149_500, 500)


async def test_new_buyer_orders_through_a_category_with_six_taps(market: Market) -> None:
    buyer = market.buyer("Ana")
    await buyer.says("/start")

    for label in ("All goods", "🥬 Vegetables", "🍅 Tomatoes", "1 jin", "Review", "Confirm"):
        await buyer.taps(label)

    assert buyer.taps_made == 6
    assert "Pickup code" in await buyer.sees()


async def test_order_goes_all_the_way_to_collected_and_paid(market: Market) -> None:
    buyer, farmer, admin = market.buyer("Ana"), await market.farmer(language="en"), await market.admin()
    await place(buyer)

    await bring(buyer, farmer, admin)

    assert "💵 Paid." in await admin.sees()
    assert await market.stock_of("oyster-mushroom") == (149_500, 0)
    receipt = (await buyer.messages())[0].text
    assert "🤝 collected" in receipt
    assert "💵 Paid." in receipt


async def test_finished_order_leaves_two_messages_in_the_buyers_chat(market: Market) -> None:
    buyer, farmer, admin = market.buyer("Ana"), await market.farmer(language="en"), await market.admin()
    await place(buyer)

    await bring(buyer, farmer, admin)

    assert len(await buyer.messages()) == 2


async def test_farmer_reads_the_alert_in_their_own_language_and_answers_with_one_tap(market: Market) -> None:
    farmer, buyer = await market.farmer("xundian-pasture", language="zh_Hans"), market.buyer("Ana", language="en")
    await buyer.says("/start")
    for label in ("All goods", "🍊 Fruit and nuts", "🌰 Walnuts", "1 jin", "Review", "Confirm"):
        await buyer.taps(label)

    alert = (await farmer.messages())[-1]

    assert "核桃" in alert.outgoing.title
    await farmer.taps(alert.labels[0])
    assert farmer.taps_made == 1
    assert "✅ accepted" in (await buyer.messages())[0].text


async def test_buyer_hears_of_less_and_pays_less(market: Market) -> None:
    buyer, farmer = market.buyer("Ana"), await market.farmer(language="en")
    await place(buyer, amount="2 jin")

    await farmer.taps("➖ Less")
    await farmer.says("1")

    assert "a little less" in await buyer.sees()
    assert "¥6.00" in await buyer.sees()
    # What the farmer refused is not there: it is written off, not sold to somebody else.
    assert await market.stock_of("oyster-mushroom") == (149_000, 500)


async def test_declined_order_tells_the_buyer_and_costs_nothing(market: Market) -> None:
    buyer, farmer = market.buyer("Ana"), await market.farmer(language="en")
    await place(buyer)

    await farmer.taps("❌ No")

    assert "cannot be supplied" in await buyer.sees()
    assert await market.stock_of("oyster-mushroom") == (149_500, 0)


async def test_order_of_three_farms_is_answered_by_each(market: Market) -> None:
    buyer = market.buyer("Ana")
    farmers = [
        await market.farmer(farm, language="en") for farm in ("leishan-corn-cob", "jingyang-garden", "luotian-chestnut")
    ]
    await buyer.says("/start")
    for label in ("🍄 Oyster mushroom", "1 jin", "Add more", "All goods", "🥬 Vegetables", "🍅 Tomatoes", "1 jin"):
        await buyer.taps(label)
    for label in ("Add more", "All goods", "🍊 Fruit and nuts", "🌰 Chestnuts", "1 jin", "Review", "Confirm"):
        await buyer.taps(label)

    for farmer in farmers:
        await farmer.taps("✅ Yes")

    receipt = (await buyer.messages())[0].text
    assert receipt.count("✅ accepted") == 3
    assert "the farms have said yes" in await buyer.sees()


async def test_double_tap_on_confirm_orders_once(market: Market) -> None:
    buyer = market.buyer("Ana")
    await buyer.says("/start")
    for label in ("🍄 Oyster mushroom", "1 jin", "Review"):
        await buyer.taps(label)
    confirm = await buyer.payload_of("Confirm")

    await buyer.presses(confirm)
    await buyer.presses(confirm)

    assert await market.stock_of("oyster-mushroom") == (149_500, 500)
    assert "Pickup code" in await buyer.sees()


async def test_confirm_of_an_older_basket_orders_nothing_and_shows_the_present_one(market: Market) -> None:
    buyer = market.buyer("Ana")
    await buyer.says("/start")
    for label in ("🍄 Oyster mushroom", "1 jin", "Review"):
        await buyer.taps(label)
    stale = await buyer.payload_of("Confirm")
    for label in ("Back", "Add more", "🍄 Oyster mushroom", "5 jin"):
        await buyer.taps(label)

    await buyer.presses(stale)

    assert "5 jin" in await buyer.sees()
    assert await market.stock_of("oyster-mushroom") == (149_500, 500)  # the first Review still holds its jin


async def test_cancelled_order_goes_back_into_the_basket_and_tells_the_farm(market: Market) -> None:
    buyer, farmer = market.buyer("Ana"), await market.farmer(language="en")
    await place(buyer)

    await buyer.taps("Cancel order")

    assert await market.stock_of("oyster-mushroom") == (150_000, 0)
    assert "has cancelled" in await farmer.sees()
    assert await farmer.labels() == []
    await buyer.says("/basket")
    assert "1 jin" in await buyer.sees()


async def test_cancelling_later_asks_once(market: Market) -> None:
    buyer = market.buyer("Ana")
    await place(buyer)
    await market.later(minutes=6)

    await buyer.taps("Cancel order")

    assert await market.stock_of("oyster-mushroom") == (149_500, 500)
    await buyer.taps("Yes, cancel")
    assert await market.stock_of("oyster-mushroom") == (150_000, 0)


async def test_unanswered_alert_is_repeated_and_then_an_admin_answers_for_the_farm(market: Market) -> None:
    buyer, farmer, admin = market.buyer("Ana"), await market.farmer(language="en"), await market.admin()
    await place(buyer)

    await market.later(minutes=31)
    assert "still waits" in await farmer.sees()
    await market.later(minutes=31)
    await market.later(minutes=31)

    assert "has not answered" in await admin.sees()
    await admin.taps("✅ Yes")
    assert "✅ accepted" in (await buyer.messages())[0].text


async def test_alert_that_nobody_answers_lapses_and_the_buyer_is_told(market: Market) -> None:
    buyer = market.buyer("Ana")
    await market.farmer(language="en")
    await place(buyer)

    await market.later(hours=13)

    assert "Leishan Corn-Cob Mushrooms: ⌛ the farm did not answer in time" in await buyer.sees()
    assert await market.stock_of("oyster-mushroom") == (150_000, 0)


async def test_admin_answers_for_a_farm_from_the_orders_card(market: Market) -> None:
    buyer, admin = market.buyer("Ana"), await market.admin()
    await market.farmer(language="en")
    await place(buyer, amount="2 jin")
    await admin.says("/orders")
    await admin.taps(await code_of(buyer))

    await admin.taps("➖ Less")
    await admin.says("1")

    assert "1 jin (500 g)" in await admin.sees()
    assert "a little less" in await buyer.sees()


async def test_admin_takes_one_farms_goods_out_of_an_order_with_one_confirmation(market: Market) -> None:
    buyer, farmer, admin = market.buyer("Ana"), await market.farmer(language="en"), await market.admin()
    await place(buyer)
    await farmer.taps("✅ Yes")
    await admin.says("/orders")
    for label in (await code_of(buyer), "Packed", "Cancel"):
        await admin.taps(label)
    assert await market.stock_of("oyster-mushroom") == (149_500, 500)

    await admin.taps("Yes, cancel")

    assert await market.stock_of("oyster-mushroom") == (150_000, 0)
    assert "cannot be supplied" in await buyer.sees()
    assert "Leishan Corn-Cob Mushrooms: 🚫 taken out by the shop" in await buyer.sees()
    assert "Please do not pack it" in await farmer.sees()


async def test_a_farm_is_told_what_it_had_promised_when_its_buyer_cancels(market: Market) -> None:
    buyer, farmer = market.buyer("Ana"), await market.farmer(language="en")
    await buyer.says("/start")
    await buyer.says("5 jin oyster mushroom")
    await buyer.taps("Confirm")
    await farmer.taps("➖ Less")
    await farmer.says("2")
    await buyer.presses("cancel:1:1")

    told = await farmer.sees()
    assert "Please do not pack it" in told
    assert "2 jin" in told
    assert "5 jin" not in told
