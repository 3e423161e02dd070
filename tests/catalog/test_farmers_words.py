"""What farmers type of their own goods: how much there is, that there is none, and what is no word about stock."""

import pytest

from bot.catalog.desk_words import Sign
from bot.catalog.farmers_words import read_levels
from tests.catalog.shelf import LANGUAGES, shelf

SHELF = shelf()
FARM = next(item.farm_id for item in SHELF.items.values() if item.slug == "oyster-mushroom")
# All that this farm has: the first two share a word in some languages.
OYSTER, KING, CORN, MEAL = "oyster-mushroom", "king-oyster-mushroom", "sweet-corn", "cornmeal"


def read(language: str, words: str) -> list[tuple[str, ...]]:
    levels = read_levels(words, SHELF, LANGUAGES.get(language), {FARM})
    return [(*(item.slug for item in level.items), level.amount) for level in levels]


@pytest.mark.parametrize(
    ("language", "words", "amount"),
    [
        ("en", "30 jin oyster mushrooms", "30 jin"),
        ("en", "oyster mushrooms: 30", "30"),
        ("en", "today 30 jin of oyster mushrooms", "30 jin"),
        ("en", "there are 30 jin of oyster mushrooms left today", "30 jin"),
        ("en", "no oyster mushrooms today", "0"),
        ("en", "oyster mushrooms sold out", "0"),
        ("zh_Hans", "平菇30斤", "30斤"),
        ("zh_Hans", "今天有平菇三十斤", "三十斤"),
        ("zh_Hans", "平菇还有30斤", "30斤"),
        ("zh_Hans", "今天没有平菇", "0"),
        ("zh_Hans", "平菇卖完了", "0"),
        ("zh_Hans", "平菇没了", "0"),
        ("ru", "вешенки 30 кг", "30 кг"),
        ("ru", "сегодня есть 30 кг вешенок", "30 кг"),
        ("ru", "вешенок сегодня нет", "0"),
        ("ru", "вешенки кончились", "0"),
        ("es", "hoy tengo 30 kilos de setas de ostra", "30 kilos"),
        ("es", "se acabaron las setas de ostra", "0"),
        ("es", "hoy no hay setas de ostra", "0"),
        ("ar", "عندي 30 كيلو فطر محاري", "30 كيلو"),
        ("ar", "ما في فطر محاري اليوم", "0"),
        ("ar", "خلص الفطر المحاري", "0"),
    ],
)
def test_so_much_there_is(language, words, amount):
    assert read(language, words) == [(OYSTER, amount)]


@pytest.mark.parametrize(
    ("language", "words", "levels"),
    [
        (
            "en",
            "30 jin oyster mushroom, 20 king oyster, no sweet corn",
            [(OYSTER, "30 jin"), (KING, "20"), (CORN, "0")],
        ),
        ("en", "oyster mushrooms 30\nking oyster 20", [(OYSTER, "30"), (KING, "20")]),
        ("zh_Hans", "平菇30斤 杏鲍菇没有", [(OYSTER, "30斤"), (KING, "0")]),
        ("ru", "вешенки 30 кг, кукурузы нет", [(OYSTER, "30 кг"), (CORN, "0")]),
        ("es", "30 kilos de setas", [(OYSTER, KING, "30 kilos")]),  # of which?
        ("en", "30", [(OYSTER, KING, CORN, MEAL, "30")]),
        ("en", "30 jin", [(OYSTER, KING, MEAL, "30 jin")]),  # corn is counted
    ],
)
def test_several_goods_in_one_message_and_goods_that_it_may_be_of(language, words, levels):
    assert read(language, words) == levels


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "I would like 2 jin oyster mushrooms"),
        ("en", "2 jin oyster mushroom please"),
        ("en", "do you have oyster mushrooms"),
        ("en", "no oyster mushrooms 30 jin"),  # none, or 30?
        ("en", "oyster mushroom"),
        ("en", "oyster mushroom 1,500"),  # two numbers
        ("en", "oyster mushroom 30 jin 40 jin"),
        ("en", "30 jin tomatoes"),  # another farm's
        ("en", "30 jin oyster mushroom, 20 tomatoes"),
        ("en", "no"),  # to what?
        ("en", ""),
        ("zh_Hans", "我要2斤平菇"),
        ("zh_Hans", "有2斤平菇吗"),
        ("zh_Hans", "没有"),
        ("ru", "нет"),
        ("ru", "хочу 2 кг вешенок"),
        ("es", "quiero 2 kilos de setas de ostra"),
        ("ar", "أريد 2 كيلو فطر محاري"),
    ],
)
def test_what_is_no_word_about_their_stock(language, words):
    assert read(language, words) == []


@pytest.mark.parametrize(
    ("language", "words", "amount"),
    [
        ("en", "20 jin of oyster mushrooms came in", "20 jin"),
        ("en", "we picked 20 jin oyster mushrooms", "20 jin"),
        ("en", "got 20 jin more oyster mushrooms", "20 jin"),
        ("en", "add 20 jin oyster mushrooms", "20 jin"),
        ("en", "oyster mushrooms +20", "20"),
        ("zh_Hans", "来了20斤平菇", "20斤"),
        ("zh_Hans", "今天摘了20斤平菇", "20斤"),
        ("zh_Hans", "又摘了20斤平菇", "20斤"),
        ("zh_Hans", "平菇+20斤", "20斤"),
        ("ru", "пришло 20 кг вешенок", "20 кг"),
        ("ru", "добавь 20 кг вешенок", "20 кг"),
        ("ru", "вешенок ещё 20", "20"),
        ("es", "llegaron 20 kilos de setas de ostra", "20 kilos"),
        ("ar", "وصل 20 كيلو فطر محاري", "20 كيلو"),
    ],
)
def test_so_much_came_in(language, words, amount):
    (level,) = read_levels(words, SHELF, LANGUAGES.get(language), {FARM})

    assert [item.slug for item in level.items] == [OYSTER]
    assert (level.amount, level.sign) == (amount, Sign.ADD)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "sold out"), ("zh_Hans", "卖完了"), ("ru", "закончилось"), ("es", "hoy no hay")]
)
def test_none_of_what_is_not_said_may_be_any(language, words):
    assert read(language, words) == [(OYSTER, KING, CORN, MEAL, "0")]


@pytest.mark.parametrize(
    ("language", "words"), [("zh_Hans", "来2斤平菇"), ("en", "fresh 20 jin oyster mushrooms guys")]
)
def test_an_amount_of_their_own_goods_is_no_order_whatever_stands_beside(language, words):
    (level,) = read_levels(words, SHELF, LANGUAGES.get(language), {FARM})

    assert level.sign is Sign.COUNT


def test_goods_that_are_spoken_of_alone_are_not_meant_by_a_word_that_several_share():
    read_ = read("en", "today 50 jin mushrooms, 20 jin king oyster")

    assert read_ == [(OYSTER, "50 jin"), (KING, "20 jin")]
