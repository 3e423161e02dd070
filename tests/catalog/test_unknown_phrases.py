"""What is kept of a message that was not understood: names that goods may have, and nothing of whoever typed it."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from bot.catalog.desk_names import check_name
from bot.catalog.desk_refusals import CannotBeName
from bot.catalog.grammar.unknown import PHRASE_MAX, unknown_phrases
from tests.catalog.shelf import LANGUAGES, item, shelf


@pytest.mark.parametrize(
    ("language", "words", "kept"),
    [
        ("en", "grey caps", ["grey caps"]),
        ("en", "  Grey-Caps!! ", ["Grey-Caps"]),
        ("en", "2 kg grey caps, please", ["grey caps"]),
        ("en", "do you have grey caps?", ["grey caps"]),
        ("en", "grey mushrooms", ["grey mushrooms"]),
        ("en", "2 jin grey caps and 10 eggs", ["grey caps"]),
        ("en", "3 wuzzles, 2 kg snorks\nand GREY CAPS", ["wuzzles", "snorks", "GREY CAPS"]),
        ("en", "grey caps, Grey Caps", ["grey caps"]),
        ("zh_Hans", "我要两斤灰帽子", ["灰帽子"]),
        ("zh_Hans", "灰帽子两斤，鸡蛋十个", ["灰帽子"]),
        ("ru", "Кило серых шапочек, пожалуйста", ["серых шапочек"]),
        ("ru", "йошта", ["йошта"]),
        ("es", "dos kilos de piñas", ["piñas"]),
        ("ar", "٢ كيلو قبعات رمادية", ["قبعات رمادية"]),
        ("en", "thank you very much", ["thank you very much"]),  # every word is known, and it is not understood
        ("en", "are the eggs fresh?", []),  # there is nothing in it that could be a name
        ("en", "s", []),
        ("en", "12 34", []),
        ("en", "🙂 ???", []),
        ("en", "wuzzle" * 7, []),  # 42 letters
    ],
)
def test_words_that_we_do_not_know_are_found_as_they_were_typed(language, words, kept):
    found = unknown_phrases(words, shelf(), LANGUAGES.get(language))

    assert list(found) == kept
    assert all(len(phrase) <= PHRASE_MAX for phrase in found)


@pytest.mark.parametrize(
    "words",
    [
        "grey caps, call 138 0013 8000",
        "grey caps 13800138000",
        "grey caps +7 (912) 345-67-89",
        "grey caps ٠٩١٢٣٤٥٦٧٨",
        "grey caps １３８００１３８０００",
        "灰帽子，电话一三八零零一三八零零零",
        "grey caps for @lily",
        "grey caps for ＠lily",
        "grey caps lily@example.org",
        "grey caps https://example.org/a",
        "grey caps t.me/lily",
        "grey caps example.org",
        "加我微信，灰帽子",
        "grey caps, my WeChat is lily",
        "grey caps lily88",
        "grey caps wang_li",
    ],
)
def test_nothing_is_kept_of_a_message_that_says_how_somebody_is_reached(words):
    assert unknown_phrases(words, shelf(), LANGUAGES.get("en")) == ()


def test_name_of_goods_off_the_shelf_is_known():
    mushroom = replace(item("oyster-mushroom"), hidden=True)
    hidden = replace(shelf(), items=MappingProxyType({**shelf().items, mushroom.product_id: mushroom}))

    assert unknown_phrases("平菇", hidden, LANGUAGES.get("en")) == ()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("grey caps", None),
        ("灰帽子", None),
        ("grey oyster", None),
        ("pizza", None),  # not sold here, until it is
        ("Tomatoes", "name"),
        ("tomato", "name"),
        ("вёшенки", "name"),
        ("oyster mushroom", "name"),  # its own
        ("菇", "name"),
        ("oyster", "shared"),
        ("蘑菇酱", "name"),
        ("kilo", "order_word"),
        ("两", "order_word"),
        ("please", "order_word"),
    ],
)
def test_name_means_nothing_else(words, why):
    assert refused(words) == why


def refused(words):
    try:
        check_name(words, item("oyster-mushroom"), shelf())
    except CannotBeName as refusal:
        return refusal.why
    return None
