"""Orders in a buyer's own words: one message and one tap, and nothing lost of what was not understood."""

import pytest

from tests.handlers.buyer.rows import PLACED, ask, leave
from tests.market import Market, Phone

ISOLATES = dict.fromkeys((0x2068, 0x2069))  # what keeps a name of another script to itself


@pytest.fixture
def url(market_url: str) -> str:
    """Stock is taken here, so these conversations run on both engines."""
    return market_url


async def told(phone: Phone, words: str) -> str:
    """What stands there after a message."""
    await phone.says(words)
    return await phone.sees()


async def confirms(phone: Phone) -> None:
    """Tap the first button below a Review, whatever it reads."""
    first = (await phone.messages())[-1].choices[0]
    assert first.payload.startswith("confirm:")
    phone.taps_made += 1
    await phone.presses(first.payload)


@pytest.mark.parametrize(
    ("language", "words", "shown"),
    [
        ("en", "2 jin oyster mushroom, 10 eggs", ["🍄 Oyster mushroom: 2 jin (1 kg)", "🥚 Free-range eggs: 10 pcs"]),
        ("zh_Hans", "平菇两斤，鸡蛋十个", ["🍄 平菇：2斤（1公斤）", "🥚 土鸡蛋：10个"]),
        ("ru", "полкило вешенок и десяток яиц", ["🍄 Вешенка: 1 цзинь (500 г)", "🥚 Деревенские яйца: 10 шт"]),
        ("es", "una docena de huevos y dos kilos de papas", ["Huevos de corral: 12 unidades", "Patatas: ≈ 4 jin"]),
        ("ar", "٢ كيلو فطر المحار و ١٠ بيضات", ["فطر محاري: 4 جين (2 كيلو)", "بيض بلدي: 10 حبات"]),
    ],
)
async def test_a_typed_order_takes_one_message_and_one_tap(market, language, words, shown):
    buyer = market.buyer("Ana", language)
    await buyer.says("/start")
    buyer.taps_made = 0

    review = (await told(buyer, words)).translate(ISOLATES)
    await confirms(buyer)

    assert [part for part in shown if part not in review] == []
    assert buyer.taps_made == 1
    assert await ask(market, PLACED) == [(1,)]
    assert len([message for message in await buyer.messages() if not message.own]) == 1


async def test_a_typed_order_joins_what_is_in_the_basket(buyer):
    await buyer.says("tomatoes")
    await buyer.taps("1 jin")

    review = await told(buyer, "10 eggs and 3 jin tomatoes please")

    assert "🍅 Tomatoes: 3 jin (1.5 kg)" in review
    assert "🥚 Free-range eggs: 10 pcs" in review


async def test_the_name_alone_shows_the_goods(buyer):
    assert (await told(buyer, "oyster mushroom")).startswith("🍄 Oyster mushroom")
    assert "2 jin" in await buyer.labels()


async def test_of_a_family_one_is_chosen_and_the_amount_is_kept(buyer):
    assert await told(buyer, "a kilo of mushrooms and 10 eggs") == (
        "I have put this in your basket:\n🥚 Free-range eggs: 10 pcs\n\nWhich one do you mean by “mushrooms”?"
    )

    await buyer.taps("🍄 Oyster mushroom")

    assert "🍄 Oyster mushroom: 2 jin (1 kg)" in await buyer.sees()
    assert "🥚 Free-range eggs: 10 pcs" in await buyer.sees()


async def test_a_vague_amount_is_asked(buyer):
    asked = await told(buyer, "2-3 jin of tomatoes")

    assert "I am not sure about the amount. Tap it, or type a number with its unit." in asked
    assert "🍅 Tomatoes: 3 jin (1.5 kg)" in await told(buyer, "3 jin")


async def test_what_is_not_sold_is_said_and_never_replaced(market, buyer):
    assert await told(buyer, "10 eggs and 2 kg of bananas") == (
        "I have put this in your basket:\n🥚 Free-range eggs: 10 pcs\n\nWe do not sell this: “bananas”."
    )
    assert await buyer.labels() == ["Review", "Basket"]
    assert (await market.stock_of("free-range-eggs"))[1] == 0


async def test_what_is_clear_is_kept_while_an_amount_is_asked(buyer):
    asked = await told(buyer, "2 kg apples and some potatoes")

    assert asked.startswith("🥔 Potatoes\nI have put this in your basket:\n🍎 Apples: 4 jin (2 kg)\n\nI am not sure")


@pytest.mark.parametrize(
    ("language", "first", "then", "asked", "kept"),
    [
        (
            "en",
            "1 kg tomatoes",
            "4 g of tomatoes, 10 eggs",
            "The smallest order of this is 0.5 jin",
            "Tomatoes: 2 jin (1 kg)",
        ),
        ("zh_Hans", "番茄一公斤", "番茄4克，鸡蛋十个", "这个最少买", "西红柿：2斤（1公斤）"),
        (  # and beside something that has to be asked
            "en",
            "1 kg tomatoes",
            "4 g of tomatoes, 2 kg mushrooms",
            "Tomatoes: The smallest order of this is 0.5 jin",
            "Tomatoes: 2 jin (1 kg)",
        ),
    ],
)
async def test_an_amount_that_is_too_little_to_be_sold_takes_nothing_out(market, language, first, then, asked, kept):
    buyer = market.buyer("Lin", language)
    await told(buyer, first)

    answer = await told(buyer, then)

    assert asked in answer
    assert kept in await told(buyer, "/basket")


async def test_nothing_is_kept_of_what_an_unknown_word_may_speak_of(buyer):
    await told(buyer, "cancle 10 eggs, 2 kg apples")

    assert "Review" not in await buyer.labels()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("2 kg rice wine", "This is not sold by that unit."),
        ("half a chicken", "It is sold in whole pieces only."),
        ("1,500 kg rice", "That could mean two things. Please type 1.5 or 1500, with its unit."),
    ],
)
async def test_what_is_wrong_with_an_amount_is_said(buyer, words, said):
    assert said in await told(buyer, words)


async def test_a_chinese_word_is_said_back_as_it_was_typed(market):
    buyer = market.buyer("Wei", "zh_Hans")

    assert await told(buyer, "蘑菇一斤") == "“蘑菇”是要哪一种？"


async def test_a_question_orders_nothing(market, buyer):
    await told(buyer, "any chestnuts left?")

    assert "Confirm" not in await buyer.labels()
    assert (await market.stock_of("chestnut"))[1] == 0


async def test_of_several_goods_what_is_left_is_held_and_what_is_not_is_said(market, buyer):
    await leave(market, "tomato", 1000)
    await leave(market, "free-range-eggs", 0)

    review = await told(buyer, "3 kg tomatoes, 10 eggs, 2 jin of oyster mushroom")

    assert "🍅 Tomatoes: 2 jin (1 kg)" in review
    assert "➖ You wanted 6 jin (3 kg); this is all that is left." in review
    assert "🥚 Free-range eggs: sold out" in review
    await confirms(buyer)
    assert await market.stock_of("tomato") == (0, 1000)


async def test_of_one_product_more_than_there_is_leads_to_what_there_is(market, buyer):
    await leave(market, "tomato", 1000)

    said = await told(buyer, "3 kg tomatoes")

    assert "2 jin (1 kg)" in said
    assert "Confirm" not in await buyer.labels()
    assert await market.stock_of("tomato") == (1000, 0)


async def test_other_goods_are_an_order_while_an_amount_is_asked_for(buyer):
    await buyer.says("tomatoes")
    await buyer.taps("Other amount")

    review = await told(buyer, "10 eggs")

    assert "Please check your order" in review
    assert "🥚 Free-range eggs: 10 pcs" in review


async def test_words_that_mean_nothing_never_lose_the_basket(buyer):
    await told(buyer, "10 eggs")
    await told(buyer, "qwertz uiop")

    assert "🥚 Free-range eggs: 10 pcs" in await told(buyer, "basket")


async def test_the_same_message_again_orders_no_more(market: Market, buyer: Phone) -> None:
    await told(buyer, "10 eggs")

    assert "🥚 Free-range eggs: 10 pcs" in await told(buyer, "10 eggs")
    assert (await market.stock_of("free-range-eggs"))[1] == 10
