"""/setup: from nothing to a shop that sells, by chat; on both engines."""

from bot.catalog.models import Farm, Lot, Point, Product
from bot.people.models import AuditEntry, FarmMember
from tests.handlers.admin.rows import books_balance, rows_of

ANSWERS = (
    "Green Valley",
    "CNY",
    "Shanghai",
    "Hill Farm",
    "Gate 3",
    "1 Jiaotong Road",
    "8-18",
    "Oyster mushroom",
    "🍄 Mushrooms",
    "jin",
    "6.50",
    "100",
)


async def answer(owner, words):
    if words in await owner.labels():
        await owner.taps(words)
    else:
        await owner.says(words)


async def test_a_shop_is_opened_and_a_buyer_orders(empty, owner):
    await owner.says("/setup")
    for words in ANSWERS:
        await answer(owner, words)
    assert any("✅ Green Valley is ready" in message.text for message in await owner.messages())

    await owner.taps("✅ I see it")
    buyer = empty.buyer()
    await buyer.says("/start")
    for label in ("🍄 Oyster mushroom", "1 jin", "Review", "Confirm"):
        await buyer.taps(label)

    assert "Hill Farm" in await owner.sees() or "Oyster mushroom" in await owner.sees()
    [lot] = await rows_of(empty, Lot)
    assert (lot.available, lot.held) == (99 * 500, 500)
    assert await books_balance(empty)


async def test_the_owner_answers_first_for_the_first_farm(empty, owner):
    await owner.says("/setup")
    for words in ANSWERS[:4]:
        await answer(owner, words)

    [member] = await rows_of(empty, FarmMember)
    [farm] = await rows_of(empty, Farm)

    assert (member.rank, farm.slug, farm.alerts_tested_at) == (1, "hill-farm", None)
    actions = [entry.action for entry in await rows_of(empty, AuditEntry)]
    assert {"setting_changed", "farm_added", "member_added"} <= set(actions)


async def test_whoever_leaves_goes_on_where_they_left(empty, owner):
    await owner.says("/setup")
    for words in ANSWERS[:4]:
        await answer(owner, words)
    await owner.says("/stock")

    await owner.says("/setup")

    assert "This is there already:\nGreen Valley\nHill Farm" in await owner.sees()
    assert "Type the name of the first pickup point." in await owner.sees()
    for words in ANSWERS[4:]:
        await answer(owner, words)
    [point] = await rows_of(empty, Point)
    assert (point.slug, point.hours) == ("gate-3", "08:00-18:00")


async def test_a_half_told_point_is_asked_anew(empty, owner):
    await owner.says("/setup")
    for words in ANSWERS[:5]:
        await answer(owner, words)
    await owner.says("/stock")

    await owner.says("/setup")

    assert "Type the name of the first pickup point." in await owner.sees()
    assert await rows_of(empty, Point) == []


async def test_an_answer_that_does_not_fit_is_asked_again(empty, owner):
    wrong = {
        0: ("/", "x" * 61, "\u202e\u200b", "   "),
        1: ("yuán de oro", "XXX", "12"),
        2: ("Mars/Base", "+25:00", "CST"),
        3: ("",),
        6: ("99-3", "18-8", "always"),
        8: ("attic",),
        9: ("litre of air",),
        10: ("0", "-1", "NaN", "1e3", "6.505", "free"),
        11: ("0", "-3", "many"),
    }
    await owner.says("/setup")

    for number, words in enumerate(ANSWERS):
        for bad in wrong.get(number, ()):
            before = len(await rows_of(empty, AuditEntry, AuditEntry.action != "denied"))
            await owner.says(bad)
            assert len(await rows_of(empty, AuditEntry, AuditEntry.action != "denied")) == before, bad
        await answer(owner, words)

    [product] = await rows_of(empty, Product)
    assert (product.slug, product.price_unit) == ("oyster-mushroom", 500)


async def test_words_of_another_script_make_a_slug(empty, owner):
    await owner.says("/setup")
    for words in (*ANSWERS[:3], "山里人家"):
        await answer(owner, words)

    [farm] = await rows_of(empty, Farm)

    assert (farm.slug, farm.names) == ("shan-li-ren-jia", {"en": "山里人家"})


async def test_a_button_of_an_earlier_question_draws_the_present_one(empty, owner):
    await owner.says("/setup")
    await owner.says("Green Valley")
    currency = await owner.payload_of("USD")
    await owner.taps("CNY")

    await owner.presses(currency)

    assert "Which city's time is yours?" in await owner.sees()
