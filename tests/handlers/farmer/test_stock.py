"""How much there is, in a farmer's own words: shown before and after, applied, undone."""

import pytest

from tests.handlers.admin.rows import books_balance, order
from tests.market import Market, Phone

JIN = 500  # grams
OYSTER = "oyster-mushroom"


@pytest.fixture
async def farmer(market: Market) -> Phone:
    return await market.farmer(language="en")


async def there(market: Market, product: str = OYSTER) -> int:
    return (await market.stock_of(product))[0]


@pytest.mark.parametrize(
    ("language", "words", "apply", "undo"),
    [
        ("en", "30 jin oyster mushroom", "Apply", "Undo"),
        ("zh_Hans", "平菇30斤", "确认修改", "撤销"),
        ("ru", "сегодня есть 30 цзиней вешенок", "Применить", "Шаг назад"),
    ],
)
async def test_what_is_said_is_all_there_is_once_applied_and_can_be_undone(market, language, words, apply, undo):
    farmer = await market.farmer(language=language)

    await farmer.says(words)
    assert await there(market) == 300 * JIN
    await farmer.taps(apply)
    assert await there(market) == 30 * JIN
    await farmer.taps(undo)
    assert await there(market) == 300 * JIN
    await books_balance(market)


async def test_it_may_be_what_came_in_on_top(market, farmer):
    await farmer.says("oyster mushroom 30")

    assert "If it came in on top, tap +30 jin." in await farmer.sees()
    assert await farmer.labels() == ["Apply", "+30 jin", "Leave it"]
    await farmer.taps("+30 jin")
    await farmer.taps("Apply")

    assert await there(market) == 330 * JIN


async def test_none_today_leaves_nothing_to_sell_and_keeps_what_is_promised(market, farmer):
    await order(market.buyer(), "oyster mushroom", "2 jin")

    await farmer.says("no oyster mushrooms today")
    assert "Your coordinator is told, and settles it with you." in await farmer.sees()
    await farmer.taps("Apply")

    assert await market.stock_of(OYSTER) == (0, 2 * JIN)
    await books_balance(market)


async def test_a_number_alone_is_asked_about(market):
    farmer = await market.farmer("luotian-chestnut", language="en")

    await farmer.says("30")

    assert "How much there is today? Tap what it is of." in await farmer.sees()
    assert "Less" not in await farmer.sees()
    await farmer.taps("🥚 Free-range eggs")
    await farmer.taps("Apply")

    assert await there(market, "free-range-eggs") == 30


async def test_an_amount_that_fits_one_good_alone_is_of_that(market):
    farmer = await market.farmer("meitan-tea", language="en")

    await farmer.says("3 litres")  # of three goods, one is measured in them
    await farmer.taps("Apply")

    assert await there(market, "tea-seed-oil") == 3000


async def test_who_answers_for_many_goods_is_told_how_to_say_which(market, farmer):
    await farmer.says("30")

    assert "There are more that fit: type the name with it." in await farmer.sees()


async def test_while_an_order_waits_a_number_may_be_an_answer_and_is_no_guess(market, farmer):
    await order(market.buyer(), "oyster mushroom", "2 jin")

    await farmer.says("1")

    assert "Less for an order? Tap Less under that order, then type the number." in await farmer.sees()


async def test_several_goods_are_tapped_one_after_the_other(market, farmer):
    await farmer.says("30 jin oyster mushroom, 20 king oyster, no sweet corn")

    read = await farmer.sees()
    assert "🍄 Oyster mushroom: 30 jin" in read
    assert "🌽 Sweet corn: 0" in read
    for product in ("🍄 Oyster mushroom", "🍄 King oyster", "🌽 Sweet corn"):
        await farmer.taps(product)
        await farmer.taps("Apply")
    assert [await there(market, each) for each in (OYSTER, "king-oyster-mushroom", "sweet-corn")] == [
        30 * JIN,
        20 * JIN,
        0,
    ]


@pytest.mark.parametrize(
    "words", ["2 kg tomatoes", "I would like 2 jin oyster mushroom", "2 jin oyster mushroom please"]
)
async def test_what_is_not_theirs_or_asked_for_is_an_order_as_anybodys(market, words):
    farmer = await market.farmer("nanhua-forest", language="en")

    await farmer.says(words)

    assert "Please check your order" in await farmer.sees()


async def test_a_buyer_who_types_the_same_orders(market):
    buyer = market.buyer()

    await buyer.says("30 jin oyster mushroom")

    assert "Please check your order" in await buyer.sees()


async def test_a_preview_that_is_out_of_date_is_drawn_again_for_them(market, farmer):
    await order(market.buyer(), "oyster mushroom", "2 jin")
    await farmer.says("30 jin oyster mushroom")
    admin = await market.admin()
    await admin.says("/stock oyster mushroom -5 jin")
    await admin.taps("Apply")

    await farmer.taps("Apply")
    assert "That preview is out of date, so nothing was changed." in await farmer.sees()
    await farmer.taps("Apply")

    assert await there(market) == 28 * JIN


async def test_they_undo_their_own_change_alone(market, farmer):
    admin = await market.admin()
    await admin.says("/stock oyster mushroom +5 jin")
    await admin.taps("Apply")
    undo = await admin.payload_of("Undo")

    await farmer.presses(undo)

    assert "That is not available." in await farmer.sees()
    assert await there(market) == 305 * JIN


async def test_what_came_in_is_added_unless_it_is_all_there_is(market, farmer):
    await farmer.says("20 jin of oyster mushrooms came in")

    assert await farmer.labels() == ["Apply", "=20 jin", "Leave it"]
    await farmer.taps("Apply")

    assert await there(market) == 320 * JIN


@pytest.mark.parametrize(
    ("language", "words", "gone"),
    [("en", "sold out", "Which of your goods is gone? Tap it."), ("zh_Hans", "卖完了", "哪一样没有了？点一下。")],
)
async def test_gone_of_what(market, language, words, gone):
    farmer = await market.farmer("luotian-chestnut", language=language)

    await farmer.says(words)

    assert gone in await farmer.sees()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "no"),
        ("en", "not enough"),
        ("zh_Hans", "没有"),
        ("zh_Hans", "不够"),
        ("ru", "не хватит"),
        ("es", "no hay"),
        ("ar", "ما عندي"),
    ],
)
async def test_no_to_the_one_order_that_waits_has_its_two_buttons(market, language, words):
    farmer = await market.farmer(language=language)
    code = await order(market.buyer(), "oyster mushroom", "2 jin")

    await farmer.says(words)

    assert code in await farmer.sees()
    _less, no = await farmer.labels()
    await farmer.taps(no)
    assert await market.stock_of(OYSTER) == (298 * JIN, 0)


async def test_of_several_orders_no_means_none_by_itself(market, farmer):
    for name in ("Ana", "Ben"):
        await order(market.buyer(name), "oyster mushroom", "2 jin")
    await market.later(seconds=30)

    await farmer.says("no")

    assert "More than one order waits." in await farmer.sees()


async def test_a_number_while_one_order_waits_has_less_near_the_thumb(market, farmer):
    await order(market.buyer(), "oyster mushroom", "2 jin")

    await farmer.says("only 1")
    await farmer.taps("➖ Less")

    assert "How much can you give?" in await farmer.sees()
