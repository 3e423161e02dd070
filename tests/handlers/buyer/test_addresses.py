"""What is typed where the courier's address is asked for: goods in an address, questions, and words that leave it."""

import pytest

from tests.market import LANGUAGES, Market, Phone

DOOR = "12 Lamplighter Lane, blue door"
NO_ADDRESS = (
    "I cannot use that as an address. Please type street, house and door in one message of at most 120 characters."
)


def said(language: str, sentence: str) -> str:
    return LANGUAGES.get(language).translations.gettext(sentence)


async def asked_for_address(market: Market, language: str, words: str) -> Phone:
    """Give somebody whose open question is where the courier shall go, with something in the basket or without."""
    buyer = market.buyer("Lin", language.partition("_")[0])
    await buyer.says("/start")
    if words:
        await buyer.says(words)
    await buyer.presses("courier")
    return buyer


# The language, what is ordered first, and an address in which goods are named.
NAMED = [
    ("es", "2 kilos de tomates", "Huerta del Tomate 5"),
    ("en", "1 jin ginger", "Apple Road 12, flat 3"),
    ("en", "1 jin ginger", "Oyster Lane, the blue door"),
    ("zh_Hans", "生姜一斤", "土豆巷5号"),
    ("ru", "2 кг помидоров", "дом за почтой, где аптека"),
    ("ar", "كيلو طماطم", "شارع الطماطم 7"),
]


@pytest.mark.parametrize(("language", "words", "door"), NAMED)
async def test_goods_in_an_address_are_no_order(market: Market, language: str, words: str, door: str) -> None:
    buyer = await asked_for_address(market, language, words)
    await buyer.says(door)

    assert door in await buyer.sees()
    await buyer.presses("review")
    assert f"🏠 {door}" in await buyer.sees()
    await buyer.presses("courier")
    assert any(label.startswith("🏠") for label in await buyer.labels())


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "what's the price?"),
        ("en", "how far do you drive"),
        ("zh_Hans", "多少钱"),
        ("zh_Hans", "送到要多少时间"),
        ("ru", "сколько стоит?"),
        ("es", "¿cuánto cuesta?"),
        ("ar", "كم السعر؟"),
        ("en", "home"),
        ("zh_Hans", "我家"),
    ],
)
async def test_a_question_is_no_address(market: Market, language: str, words: str) -> None:
    buyer = await asked_for_address(market, language, "1 jin ginger")
    await buyer.says(words)
    refused = await buyer.sees()
    await buyer.says(DOOR)

    assert said(language, NO_ADDRESS) in refused
    assert DOOR in await buyer.sees()  # the question stayed open
    await buyer.presses("courier")
    assert len([label for label in await buyer.labels() if label.startswith("🏠")]) == 1


@pytest.mark.parametrize("words", ["10 eggs", "10 eggs, 2 jin tomatoes", "2 jin tomatoes", "tomatoes"])
async def test_what_is_wholly_an_order_is_one(market: Market, words: str) -> None:
    buyer = await asked_for_address(market, "en", "1 jin ginger")
    await buyer.says(words)

    assert "By courier to" not in await buyer.sees()
    assert words.split()[-1] in (await buyer.sees()).lower()


@pytest.mark.parametrize(
    ("language", "words"), [("en", "cancel"), ("en", "stop"), ("zh_Hans", "取消"), ("ru", "отмени"), ("es", "cancelar")]
)
async def test_who_leaves_the_address_saves_none(market: Market, language: str, words: str) -> None:
    buyer = await asked_for_address(market, language, "1 jin ginger")
    await buyer.says(words)
    left = await buyer.sees()
    await buyer.says(DOOR)

    assert said(language, "All right. Nothing was ordered or changed.") in left
    await buyer.presses("courier")
    assert not any(label.startswith("🏠") for label in await buyer.labels())
