"""The courier: to which door, for how much, and to the end; what he costs is what the Review showed."""

import pytest
import sqlalchemy as sa

from bot.people.models import SavedAddress
from tests.market import Market, Phone

DOOR = "12 Lamplighter Lane, blue door"
OVER = ["Review", "Confirm"]


@pytest.fixture
async def ana(market: Market) -> Phone:
    ana = market.buyer("Ana")
    await ana.says("/start")
    return ana


async def brings(buyer: Phone, words: str, door: str = DOOR) -> None:
    """Let the courier bring so much of the goods."""
    await buyer.says(words)
    for label in ("Back", "How to get it", "🛵 Courier"):
        await buyer.taps(label)
    await buyer.says(door)


async def title(phone: Phone) -> str:
    return (await phone.sees()).partition("\n")[0]


async def changes(market: Market, *words: str) -> None:
    """Let an admin change what the courier costs."""
    admin = await market.admin()
    for each in words:
        await (admin.says if each.startswith("/") or each[0].isdigit() else admin.taps)(each)


async def test_the_whole_way_to_the_door(market: Market, ana: Phone) -> None:
    farmer, admin = await market.farmer(language="en"), await market.admin()
    await brings(ana, "2 jin oyster mushroom")
    await ana.taps("Review")
    reviewed = await ana.sees()
    await ana.taps("Confirm")
    receipt = await ana.sees()
    alert = await farmer.sees()
    await farmer.taps("✅ Yes")
    await admin.says("/orders AAA3")
    card = await admin.sees()
    for step in ("Packed", "With the courier"):
        await admin.taps(step)
    on_its_way = await ana.sees()
    await admin.taps("Delivered, paid")

    assert "🛵 Courier: ¥6.00\nTotal: ¥18.00" in reviewed
    assert f"🛵 By courier: Wed, Nov 25\n🏠 {DOOR}" in reviewed
    assert "💵 Pay the courier in cash." in reviewed
    assert receipt.startswith("🎫 Order code: AAA3")
    assert "🛵 Courier: ¥6.00\nTotal: ¥18.00\n💵 Pay the courier in cash." in receipt
    assert "By courier on Wed, Nov 25" in alert
    assert "Lamplighter" not in "".join([message.text for message in await farmer.messages()])
    assert f"🏠 {DOOR}" in card
    assert "💵 Cash to take: ¥18.00" in card
    assert on_its_way.startswith("🛵 On its way: order AAA3")
    assert "💵 Cash for the courier: ¥18.00" in on_its_way
    assert "🤝 Order AAA3: delivered" in await ana.sees()
    assert "🤝 delivered" in await admin.sees()
    assert "💵 Paid." in await admin.sees()


async def test_the_fee_falls_with_what_is_ordered(ana: Phone) -> None:
    totals = []
    await brings(ana, "8 jin oyster mushroom")
    for words in ("8 jin oyster mushroom", "9 jin oyster mushroom", "20 jin oyster mushroom"):
        await ana.says(words)
        totals += [line for line in (await ana.sees()).splitlines() if "Courier" in line or "Total" in line]

    assert totals[::2] == ["🛵 Courier: ¥6.00", "🛵 Courier: ¥3.00", "🛵 Courier: free"]
    assert totals[1::2] == ["Total: ¥54.00", "Total: ¥57.00", "Total: ¥120.00"]


async def test_an_address_is_remembered_until_it_is_forgotten(market: Market, ana: Phone) -> None:
    await brings(ana, "1 jin oyster mushroom")
    for label in OVER:
        await ana.taps(label)
    await ana.says("1 jin ginger")
    remembered = await ana.sees()
    for label in ("Back", "How to get it", "🛵 Courier", "Forget an address"):
        await ana.taps(label)
    await ana.taps((await ana.labels())[0])
    forgotten = await ana.sees()
    await ana.says("/basket")

    assert f"🏠 {DOOR}" in remembered
    assert "That address is deleted." in forgotten
    assert "Lamplighter" not in forgotten
    assert "Collect at: Leishan trade-service centre" in await ana.sees()
    assert await market.database.read(lambda session: session.connection().scalar(sa.select(SavedAddress.text))) is None


async def test_the_last_four_addresses_are_offered(ana: Phone) -> None:
    await ana.says("1 jin ginger")
    for number in range(1, 6):
        await ana.taps("How to get it" if number > 1 else "Back")
        if number == 1:
            await ana.taps("How to get it")
        await ana.taps("🛵 Courier")
        await ana.says(f"Door {number}")
    for label in ("How to get it", "🛵 Courier"):
        await ana.taps(label)

    assert (await ana.labels())[:4] == ["🏠 Door 5", "🏠 Door 4", "🏠 Door 3", "🏠 Door 2"]


@pytest.mark.parametrize("words", ["'); DROP TABLE orders;--", "x<y & y>z <tag", "贵阳市 花果园3号门"])
async def test_an_address_is_plain_text(ana: Phone, words: str) -> None:
    await brings(ana, "1 jin ginger", words)

    assert f"By courier to: {words}" in await ana.sees()


@pytest.mark.parametrize("words", ["5", ".", "Lane 5, " * 20])
async def test_what_is_no_address_is_asked_again(ana: Phone, words: str) -> None:
    await brings(ana, "1 jin ginger", words)
    refused = await ana.sees()
    await ana.says(DOOR)

    assert "I cannot use that as an address." in refused
    assert f"By courier to: {DOOR}" in await ana.sees()


async def test_back_is_no_address(ana: Phone) -> None:
    await brings(ana, "1 jin ginger", "Back")
    for label in ("How to get it", "🛵 Courier"):
        await ana.taps(label)

    assert "🏠" not in await ana.sees()


async def test_an_order_typed_instead_of_an_address_is_an_order(ana: Phone) -> None:
    await brings(ana, "1 jin ginger", "10 eggs")

    assert await title(ana) == "Please check your order"
    assert "Free-range eggs: 10 pcs" in await ana.sees()
    assert "Collect: " in await ana.sees()


async def test_a_place_on_the_map_is_asked_for_its_door(ana: Phone) -> None:
    await ana.says("1 jin ginger")
    await ana.locates(26.37812, 108.07791)
    await ana.taps("🛵 Bring it here")
    asked = await ana.sees()
    await ana.says("the blue door")
    brought = await ana.sees()
    for label in ("How to get it", "🛵 Courier"):
        await ana.taps(label)
    await ana.locates(26.5, 106.5)
    await ana.says("gate 3")

    assert "I have the place on the map." in asked
    assert "By courier to: the blue door (26.37812, 108.07791)" in brought
    assert "By courier to: gate 3 (26.50000, 106.50000)" in await ana.sees()


async def test_a_fee_that_changed_is_shown_before_anything_is_ordered(market: Market, ana: Phone) -> None:
    await brings(ana, "1 jin ginger")
    await ana.taps("Review")
    await changes(market, "/courier 9", "Apply")
    await ana.taps("Confirm")
    refused = await ana.sees()
    for label in OVER:
        await ana.taps(label)

    assert "The courier costs ¥9.00 now, not ¥6.00, so nothing was ordered yet." in refused
    assert "🛵 Courier: ¥9.00\nTotal: ¥17.00" in await ana.sees()
    assert await title(ana) == "🎫 Order code: AAA3"


async def test_a_courier_that_stopped_lets_them_choose_a_point(market: Market, ana: Phone) -> None:
    await brings(ana, "1 jin ginger")
    await ana.taps("Review")
    await changes(market, "/courier", "Switch it off", "Apply")
    await ana.taps("Confirm")
    refused = await ana.sees()
    await ana.taps("Review")
    must_choose = await ana.labels()
    await ana.taps("📍 Leishan centre")
    shown = await ana.sees()
    for label in OVER:
        await ana.taps(label)

    assert "There is no courier at the moment, so nothing was ordered." in refused
    assert "Confirm" not in must_choose
    assert "ourier" not in shown
    assert (await title(ana)).startswith("🎫 Pickup code")


async def test_the_courier_comes_for_larger_orders_only(market: Market, ana: Phone) -> None:
    await changes(market, "/courier", "Smallest order", "30", "Apply")
    await brings(ana, "1 jin ginger")
    basket = await ana.sees()
    await ana.taps("Review")
    refused = await ana.sees()
    await ana.says("4 jin ginger")
    await ana.taps("Confirm")
    placed = await ana.sees()
    await ana.says("10 eggs")

    assert "⚠️ For orders from ¥30.00." in basket
    assert "The courier comes for orders from ¥30.00, and yours is ¥8.00." in refused
    assert "Total: ¥38.00" in placed
    assert (await ana.labels())[0].startswith("Add to order")  # what he brings anyway may be little
    assert "Confirm" not in await ana.labels()
    assert "without a second fee" in await ana.sees()
    assert "Total: ¥15.00" in await ana.sees()  # what the only button costs
    assert "🛵 Courier" not in await ana.sees()


async def test_an_addition_pays_no_second_fee_and_may_make_the_first_one_less(ana: Phone) -> None:
    await brings(ana, "1 jin oyster mushroom")
    for label in OVER:
        await ana.taps(label)
    await ana.says("2 jin oyster mushroom")
    offered = await ana.sees()
    await ana.taps((await ana.labels())[1])
    small = await ana.sees()
    await ana.says("8 jin oyster mushroom")
    await ana.taps((await ana.labels())[1])

    assert "you do not pay the courier again." in offered
    assert "🛵 Courier: ¥6.00\nTotal: ¥24.00" in small
    assert "🛵 Courier: ¥3.00\nTotal: ¥69.00" in await ana.sees()


async def test_less_leaves_the_fee_and_nothing_leaves_nothing_to_pay(market: Market, ana: Phone) -> None:
    farmer = await market.farmer(language="en")
    await brings(ana, "9 jin oyster mushroom")
    for label in OVER:
        await ana.taps(label)
    await farmer.taps("➖ Less")
    await farmer.says("1")
    less = await ana.sees()
    await ana.says("1 jin oyster mushroom")
    await ana.taps("Confirm")
    await market.later(seconds=6)  # else the second alert waits to be folded with the first
    await farmer.taps("❌ No")

    assert "💵 To pay in cash: ¥9.00" in less
    assert "There is nothing to pay" in await ana.sees()


async def test_the_order_is_repeated_to_the_same_door(ana: Phone) -> None:
    await brings(ana, "1 jin oyster mushroom")
    for label in (*OVER, "🔄 Repeat"):
        await ana.taps(label)

    assert f"🏠 {DOOR}" in await ana.sees()
    assert "🛵 Courier: ¥6.00\nTotal: ¥12.00" in await ana.sees()


async def test_on_the_day_it_comes_today(market: Market, ana: Phone) -> None:
    farmer = await market.farmer(language="en")
    await brings(ana, "1 jin oyster mushroom")
    for label in OVER:
        await ana.taps(label)
    await farmer.taps("✅ Yes")
    await market.later(hours=23, minutes=1)

    told = await ana.sees()
    assert told.startswith("⏰ Today the courier brings order AAA3")
    assert "Tell the courier your code: AAA3\n💵 Cash for the courier: ¥12.00" in told
    assert "as soon as it is on its way" in told


@pytest.mark.parametrize(("words", "language"), [("delivery", "en"), ("送货上门", "zh_Hans"), ("доставка", "ru")])
async def test_a_word_leads_to_how_to_get_it(market: Market, words: str, language: str) -> None:
    buyer = market.buyer("Lin", language.partition("_")[0])
    await buyer.says("/start")
    await buyer.says(words)

    assert "courier" in [choice.payload for choice in (await buyer.messages())[-1].choices]


async def test_no_address_of_another_is_used_or_forgotten(market: Market, ana: Phone) -> None:
    await brings(ana, "1 jin ginger")
    ben = market.buyer("Ben")
    await ben.says("/start")
    for payload in ("address:1", "forget:1"):
        await ben.presses(payload)
        assert "That is not available." in await ben.sees()
    await ana.taps("How to get it")
    await ana.taps("🛵 Courier")

    assert f"🏠 {DOOR}" in await ana.sees()


# What is typed first, the Repeat button, the basket's title, what is said of it, and what is typed to have enough.
AGAIN = {
    "en": ("2 jin oyster mushroom", "🔄 Repeat", "🧺 Your basket", "yours is ¥12.00", "5 jin ginger"),
    "zh_Hans": ("平菇两斤", "🔄 再来一单", "🧺 您的菜篮子", "您这单是¥12.00", "生姜五斤"),
}


@pytest.mark.parametrize("language", AGAIN)
@pytest.mark.parametrize("way", ["more", "collect"])
async def test_repeating_too_little_for_the_courier_leads_on(market: Market, language: str, way: str) -> None:
    words, repeat, basket, too_little, more = AGAIN[language]
    lin = market.buyer("Lin", language.partition("_")[0])
    await lin.says("/start")
    await lin.says(words)
    await lin.presses("courier")
    await lin.says(DOOR)
    for verb in ("review", "confirm"):
        await presses(lin, verb)
    await little_is_not_brought(market)
    await lin.says("/start")

    await lin.taps(repeat)
    shown = await lin.sees()
    if way == "more":
        await lin.says(more)
    else:
        for verb in ("points", "point", "review"):
            await presses(lin, verb)

    assert shown.startswith(basket)
    assert too_little in shown
    assert "¥12.00" in await lin.sees()  # what was repeated is in what can be confirmed
    assert ("🛵" in await lin.sees()) == (way == "more")
    assert any(one.payload.startswith("confirm:") for one in (await lin.messages())[-1].choices)


async def test_what_is_typed_stays_in_the_basket_where_it_is_too_little_for_the_courier(
    market: Market, ana: Phone
) -> None:
    await brings(ana, "2 jin oyster mushroom")
    for label in OVER:
        await ana.taps(label)
    await little_is_not_brought(market)

    await ana.says("1 jin ginger")
    refused = await ana.sees()
    await ana.says("4 jin oyster mushroom")

    assert "The courier comes for orders from ¥30.00, and yours is ¥8.00." in refused
    assert "Ginger: 1 jin" in refused
    assert await title(ana) == "Please check your order"
    assert "Ginger: 1 jin" in await ana.sees()


async def little_is_not_brought(market: Market) -> None:
    """Let the courier drive for larger orders from the next day on, when nothing can be added to those before."""
    await market.later(hours=30)
    await changes(market, "/courier", "Smallest order", "30", "Apply")


async def presses(phone: Phone, verb: str) -> None:
    """Tap the newest message's first button of a kind, in whatever language it is."""
    choices = (await phone.messages())[-1].choices
    await phone.presses(next(one.payload for one in choices if one.payload.partition(":")[0] == verb))
