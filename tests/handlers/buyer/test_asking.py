"""Questions in a buyer's own words: about goods, about what they look at, about delivery and paying."""

import pytest

from tests.handlers.buyer.rows import leave, title


@pytest.mark.parametrize(
    ("language", "words", "card"),
    [
        ("en", "how much is honey?", "🍯 Honey"),
        ("en", "do you have tomatoes?", "🍅 Tomatoes"),
        ("en", "price of eggs", "🥚 Free-range eggs"),
        ("zh", "有西红柿吗", "🍅 西红柿"),
        ("zh", "土鸡蛋有吗", "🥚 土鸡蛋"),
        ("ru", "почём мёд?", "🍯 "),
        ("es", "¿tienen tomates?", "🍅 Tomates"),
        ("ar", "هل عندكم عسل", "🍯 "),
    ],
)
async def test_a_question_about_goods_shows_their_card(market, language, words, card):
    buyer = market.buyer("Lin", language=language)

    await buyer.says(words)

    assert card in await title(buyer)


async def test_a_question_about_goods_that_are_sold_out_offers_to_wait(market, buyer):
    await leave(market, "tomato", 0)

    await buyer.says("do you have tomatoes?")

    assert "🔔 Tell me" in await buyer.labels()


async def test_a_question_about_one_of_several_goods_asks_which(buyer):
    await buyer.says("do you have tea?")

    assert await buyer.sees() == "Which one do you mean?"
    assert {"🍵 Green tea", "🍵 Black tea"} <= set(await buyer.labels())


@pytest.mark.parametrize(
    ("language", "words"), [("en", "is it fresh?"), ("en", "fresh?"), ("ru", "свежие?"), ("zh", "新鲜吗")]
)
async def test_a_question_that_names_nothing_opens_nothing(market, language, words):
    buyer = market.buyer("Lin", language=language)
    await buyer.says("basket")

    await buyer.says(words)
    answered = await buyer.sees()
    await buyer.says("7")

    assert words in answered
    assert "🍄" not in answered
    assert "7" in await buyer.sees()  # is no amount of anything


async def test_a_question_that_names_nothing_leaves_the_amount_open(buyer):
    await buyer.says("tomatoes")

    await buyer.says("are they fresh?")
    await buyer.says("2")

    assert "🍅 Tomatoes: 2 jin (1 kg)" in await buyer.sees()
