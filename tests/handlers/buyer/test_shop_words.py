"""What stands on the shop's buttons, typed: repeat, all goods, an empty basket; and what people ask a shop."""

import pytest

from tests.handlers.buyer.rows import title


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "repeat"),
        ("en", "same as last time"),
        ("zh", "再来一单"),
        ("zh", "老样子"),
        ("ru", "повторить"),
        ("ru", "как в прошлый раз"),
        ("es", "repetir"),
        ("es", "lo de siempre"),
        ("ar", "كرر"),
        ("ar", "مثل المرة الماضية"),
    ],
)
async def test_the_latest_order_is_repeated_by_words(market, language, words):
    buyer = market.buyer("Lin", language=language)
    await buyer.says("2 jin oyster mushroom")
    review = await title(buyer)
    await buyer.presses((await buyer.messages())[-1].choices[0].payload)

    await buyer.says(words)

    assert await title(buyer) == review


async def test_who_has_ordered_nothing_has_nothing_to_repeat(buyer):
    await buyer.says("repeat")

    assert "You have not ordered anything yet." in await buyer.sees()


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "All goods"), ("zh", "全部商品"), ("ru", "Все товары"), ("es", "Todo lo que hay"), ("ar", "كل الأصناف")],
)
async def test_all_goods_opens_the_shelves(market, language, words):
    buyer = market.buyer("Lin", language=language)

    await buyer.says(words)

    assert await title(buyer) == words


async def test_cancel_leaves_the_question(buyer):
    await buyer.says("tomatoes")

    await buyer.says("cancel")

    assert "All right. Nothing was ordered or changed." in await buyer.sees()


EMPTYING = [
    ("en", "empty my basket", "Empty it"),
    ("en", "clear", "Empty it"),
    ("zh", "清空", "清空"),
    ("zh", "清空菜篮子", "清空"),
    ("ru", "очисти корзину", "Очистить"),
    ("es", "vacía la cesta", "Vaciarla"),
    ("ar", "أفرغ السلة", "تفريغ السلة"),
]


@pytest.mark.parametrize(("language", "words", "empty"), EMPTYING)
async def test_the_basket_is_emptied_by_a_question_and_a_tap(market, language, words, empty):
    buyer = market.buyer("Lin", language=language)
    await buyer.says("2 jin oyster mushroom, 10 eggs")

    await buyer.says(words)
    asked = await buyer.labels()
    await buyer.taps(empty)

    assert len(asked) == 2
    assert "🍄" not in await buyer.sees()
    assert "🥚" not in await buyer.sees()


async def test_an_old_question_empties_no_other_basket(buyer):
    await buyer.says("10 eggs")
    await buyer.says("empty my basket")
    empty = await buyer.payload_of("Empty it")
    await buyer.taps("Keep it")
    await buyer.says("2 jin tomatoes")

    await buyer.presses(empty)

    assert "That is not available." in await buyer.sees()
    assert "🍅 Tomatoes: 2 jin (1 kg)" in await buyer.sees()


async def test_an_empty_basket_is_shown_and_not_asked_about(buyer):
    await buyer.says("empty my basket")

    assert "It is empty." in await buyer.sees()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "when do you deliver?"),
        ("en", "I want it delivered"),
        ("en", "do you deliver"),
        ("zh", "快递"),
        ("zh", "送到家吗"),
        ("zh", "什么时候送货"),
        ("ru", "когда доставка"),
        ("ru", "доставьте домой"),
        ("es", "¿cuándo entregan?"),
        ("ar", "متى التوصيل"),
    ],
)
async def test_who_asks_about_delivery_sees_how_to_get_it(market, language, words):
    buyer = market.buyer("Lin", language=language)

    await buyer.says(words)

    assert "📍" in await buyer.sees()


@pytest.mark.parametrize(
    ("language", "words", "cash"),
    [
        ("en", "can I pay by card?", "cash"),
        ("zh", "微信支付可以吗", "现金"),
        ("ru", "можно картой?", "наличными"),
        ("es", "¿puedo pagar con tarjeta?", "efectivo"),
        ("ar", "كيف أدفع؟", "نقدًا"),
    ],
)
async def test_who_asks_about_paying_is_told_that_it_is_cash(market, language, words, cash):
    buyer = market.buyer("Lin", language=language)

    await buyer.says(words)

    assert cash in await buyer.sees()


@pytest.mark.parametrize(
    ("language", "words", "answer"),
    [
        ("en", "thanks", "You are welcome!"),
        ("zh", "谢谢", "不客气！"),
        ("ru", "спасибо", "Пожалуйста!"),
        ("es", "gracias", "¡De nada!"),
        ("ar", "شكرا", "على الرحب والسعة!"),
    ],
)
async def test_thanks_are_answered_and_lead_back_to_review(market, language, words, answer):
    buyer = market.buyer("Lin", language=language)
    await buyer.says("2 jin oyster mushroom")
    review = await title(buyer)

    await buyer.says(words)
    said = await buyer.sees()
    await buyer.presses((await buyer.messages())[-1].choices[0].payload)

    assert answer in said
    assert await title(buyer) == review
