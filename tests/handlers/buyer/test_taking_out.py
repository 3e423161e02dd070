"""Taking goods out of the basket in one's own words: a question first, and one tap."""

import pytest

from tests.handlers.buyer.rows import title

REFUSALS = [
    ("en", "remove eggs"),
    ("en", "no eggs"),
    ("en", "Cancel the eggs!"),
    ("en", "I don't want eggs"),
    ("en", "take out the eggs"),
    ("en", "take the eggs out"),
    ("en", "can you remove the eggs?"),
    ("zh", "鸡蛋不要了"),
    ("zh", "不要鸡蛋"),
    ("zh", "去掉鸡蛋"),
    ("zh", "鸡蛋删了"),
    ("zh", "把鸡蛋删掉"),
    ("ru", "яйца не надо"),
    ("ru", "без яиц"),
    ("ru", "убери яйца"),
    ("es", "sin huevos"),
    ("es", "quita los huevos"),
    ("ar", "بدون بيض"),
    ("ar", "احذف البيض"),
]
OUT = {"en": "Take it out", "zh": "不要了", "ru": "Убрать", "es": "Quitar", "ar": "حذف من السلة"}
EGGS = {"en": "10 eggs", "zh": "鸡蛋10个", "ru": "10 яиц", "es": "10 huevos", "ar": "10 بيضات"}
EMPTY = {"en": "It is empty.", "zh": "空", "ru": "пуст", "es": "vacía", "ar": "فارغة"}


@pytest.mark.parametrize(("language", "words"), REFUSALS)
async def test_goods_that_are_refused_are_taken_out_by_one_tap(market, language, words):
    buyer = market.buyer("Lin", language=language)
    await buyer.says(EGGS[language])

    await buyer.says(words)
    asked = await buyer.labels()
    await buyer.taps(OUT[language])

    assert (len(asked), asked[0]) == (2, OUT[language])
    assert EMPTY[language] in await buyer.sees()


async def test_what_is_kept_stays_in_the_basket(buyer):
    await buyer.says("10 eggs")

    await buyer.says("no eggs")
    await buyer.taps("Keep it")

    assert "🥚 Free-range eggs: 10 pcs" in await buyer.sees()


async def test_of_several_goods_that_are_refused_one_is_tapped(buyer):
    await buyer.says("10 eggs, 2 jin tomatoes, 2 jin oyster mushroom")

    await buyer.says("remove the eggs and tomatoes")
    offered = await buyer.labels()
    await buyer.taps("🍅 Tomatoes")

    assert offered == ["🥚 Free-range eggs", "🍅 Tomatoes", "Keep it"]
    assert "🍅" not in await buyer.sees()
    assert "🥚 Free-range eggs: 10 pcs" in await buyer.sees()


async def test_goods_that_are_not_in_the_basket_are_not_offered_for_sale(buyer):
    await buyer.says("2 jin tomatoes")

    await buyer.says("no eggs")

    assert await buyer.sees() == "That is not in your basket."
    assert await buyer.labels() == ["Review", "Basket (1)", "Shop"]


async def test_no_eggs_but_tomatoes_orders_tomatoes(buyer):
    await buyer.says("no eggs, 2 jin tomatoes")

    assert await title(buyer) == "Please check your order"
    assert "🥚" not in await buyer.sees()


async def test_none_of_what_is_in_the_basket_takes_it_out(buyer):
    await buyer.says("10 eggs")
    await buyer.says("eggs")

    await buyer.says("0")

    assert "It is empty." in await buyer.sees()


@pytest.mark.parametrize("words", ["0", "-10"])
async def test_none_of_what_is_not_in_the_basket_is_no_amount(buyer, words):
    await buyer.says("eggs")

    await buyer.says(words)

    assert "It has to be more than nothing." in await buyer.sees()
