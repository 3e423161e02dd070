"""What must hold of any order that is read, whatever its words."""

import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.amounts import AmountProblem
from bot.catalog.grammar.index import index_of
from bot.catalog.grammar.reading import read_order
from bot.catalog.grammar.result import Ask, Nothing, Order, Question
from bot.catalog.models import Dimension
from bot.catalog.snapshot import Catalogue
from tests.catalog.shelf import LANGUAGES, item, shelf

CODES = [language.code for language in LANGUAGES.all]
SLUGS = [each.slug for each in shelf().items.values()]
UNITS = {Dimension.MASS: ("g", 1), Dimension.VOLUME: ("ml", 1), Dimension.PIECE: ("", 1)}
JOINTS = {"en": " and ", "zh_Hans": "，还有", "ru": " и ", "es": " y ", "ar": " و "}
DIGITS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９", "०१२३४५६७८९")

lines = st.lists(
    st.tuples(st.sampled_from(SLUGS), st.integers(1, 40)), min_size=1, max_size=4, unique_by=lambda one: one[0]
)


def read(text: str, code: str = "en") -> dict[str, int] | str:
    understood = read_order(text, shelf(), LANGUAGES.get(code))
    if isinstance(understood, Order):
        return {each.item.slug: each.quantity for each in understood.wanted}
    return understood.ask.value if isinstance(understood, Question) else "nothing"


def written(slug: str, hundreds: int, code: str, *, amount_first: bool = True) -> tuple[str, int]:
    unit, _ = UNITS[item(slug).dimension]
    quantity = hundreds if item(slug).dimension is Dimension.PIECE else 100 * hundreds
    words = (f"{quantity} {unit}".strip(), item(slug).names[code])
    return " ".join(words if amount_first else words[::-1]), quantity


@given(
    lines=lines,
    code=st.sampled_from(CODES),
    seed=st.integers(0, 1000),
    joint=st.sampled_from([", ", "\n", "; ", "and"]),
)
def test_joined_orders_are_their_union_in_any_order(lines, code, seed, joint):
    texts = [written(slug, count, code) for slug, count in lines]
    random.Random(seed).shuffle(texts)

    read_ = read((JOINTS[code] if joint == "and" else joint).join(text for text, _ in texts), code)

    assert read_ == {slug: written(slug, count, code)[1] for slug, count in lines}


@given(
    slug=st.sampled_from(SLUGS), count=st.integers(1, 40), code=st.sampled_from(CODES), digits=st.sampled_from(DIGITS)
)
def test_any_script_has_digits_and_the_amount_stands_on_either_side(slug, count, code, digits):
    for amount_first in (True, False):
        text, quantity = written(slug, count, code, amount_first=amount_first)

        assert read(text.translate(str.maketrans("0123456789", digits)), code) == {slug: quantity}


@given(
    slug=st.sampled_from(SLUGS), code=st.sampled_from(["en", "ru", "es", "ar"]), seed=st.integers(0, 10_000),
)  # fmt: skip
def test_a_slip_never_makes_other_goods_of_a_name(slug, code, seed):
    name = item(slug).names[code]

    read_ = read(f"2 {_slipped(name, random.Random(seed))}", code)

    assert isinstance(read_, str) or set(read_) == {slug}


def _slipped(name: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(name))
    letters = [each for each in name if each.isalpha()]
    return chance.choice(
        [
            name[:at] + name[at + 1 :],
            name[:at] + name[at - 1] + name[at:],
            name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :],
            name[:at] + chance.choice(letters) + name[at + 1 :],
        ]
    )


@given(text=st.text(max_size=120), code=st.sampled_from(CODES))
def test_any_text_at_all_is_read_somehow(text, code):
    assert read_order(text, shelf(), LANGUAGES.get(code)) is not None


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("2 kg of mushrooms, 10 eggs", Ask.WHICH),
        ("10 eggs and some potatoes", Ask.AMOUNT),
        ("10 eggs, 2 kg carrots", Ask.NOT_SOLD),
        ("10 eggs and ginger 200", Ask.AMOUNT),  # grams, or packs?
        ("honey and apples 2 kg, 10 eggs", Ask.SHARED),
    ],
)
def test_what_was_understood_stands_beside_the_question(text, ask):
    understood = read_order(text, shelf(), LANGUAGES.get("en"))

    assert isinstance(understood, Question)
    assert understood.ask is ask
    kept = [(each.item.slug, each.quantity) for each in understood.wanted]
    assert kept == ([("free-range-eggs", 10)] if ask is not Ask.SHARED else [])


@pytest.mark.parametrize(
    "text",
    [
        "honey and apples 2 kg, some potatoes",  # two kilograms of both?
        "garlic 300 g and ginger 20",
        "cancle 10 eggs, 2 kg apples",
        "2 kg apples, some apples",
        "3 kg apples or potatoes, 10 eggs",
        "10 eggs, but no 2 kg of bananas, whatever",
        "10 eggs, 2 kg apples each, some potatoes",
    ],
)
def test_nothing_is_kept_of_what_is_not_clear_by_itself(text):
    understood = read_order(text, shelf(), LANGUAGES.get("en"))

    assert not isinstance(understood, Question) or understood.wanted == ()


@pytest.mark.parametrize(
    ("text", "problem", "two"),
    [
        ("2 kg rice wine", AmountProblem.OTHER_UNIT, None),
        ("a box of potatoes", AmountProblem.OTHER_UNIT, None),
        ("half a chicken", AmountProblem.TOO_PRECISE, None),
        ("10 eggs, half garlic", AmountProblem.NEEDS_UNIT, None),
        ("1,500 kg rice", None, (Decimal("1.500"), Decimal(1500))),
        ("some rice", None, None),
    ],
)
def test_a_question_says_what_is_wrong_with_the_amount(text, problem, two):
    understood = read_order(text, shelf(), LANGUAGES.get("en"))

    assert isinstance(understood, Question)
    assert (understood.ask, understood.problem, understood.two) == (Ask.AMOUNT, problem, two)


def test_goods_that_are_not_on_sale_are_not_ordered():
    sold_out = Catalogue(
        version=2,
        seeded=True,
        rules=shelf().rules,
        items={id_: each for id_, each in shelf().items.items() if each.slug != "honey"},
        categories=(),
        farms=shelf().farms,
        all_points=(),
        units=shelf().units,
    )

    assert read_order("2 jars of honey", sold_out, LANGUAGES.get("en")) == Nothing()


def test_the_index_of_words_is_made_anew_only_for_other_words():
    again = Catalogue(
        version=3,
        seeded=True,
        rules=shelf().rules,
        items=shelf().items,
        categories=(),
        farms=shelf().farms,
        all_points=(),
        units=shelf().units,
    )

    assert index_of(again) is index_of(shelf())


@pytest.mark.parametrize("number", ["1.5", "1,5", "0.500", "1½", "1 1/2"])
def test_a_mark_that_can_mean_nothing_else_is_decimal(number):
    quantity = Decimal("0.5") if number == "0.500" else Decimal("1.5")

    assert read(f"{number} kg apples") == {"apple": int(1000 * quantity)}


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "2 kg seeet potatoes"),
        ("en", "2 rice wien"),
        ("es", "10 huevos de apto"),
        ("es", "10 huevos depato"),
        ("ar", "١٠ بيض طب"),
    ],
)
def test_a_slip_in_the_word_that_tells_two_goods_apart_is_asked(code, text):
    assert read(text, code) == Ask.WORDS


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        # What is taken off, corrected or asked about is that alone.
        ("zh_Hans", "番茄五斤大米不要了", {"tomato": 2500}),
        ("zh_Hans", "平菇三斤，鸡蛋十个，不对，平菇四斤", {"oyster-mushroom": 2000, "free-range-eggs": 10}),
        ("zh_Hans", "鸡蛋十个，不对，番茄五斤", Ask.AMOUNT),
        ("zh_Hans", "平菇三斤，木耳多少钱一袋", {"oyster-mushroom": 1500}),
        ("zh_Hans", "猕猴桃甜不甜？来三斤，橙子", "nothing"),
        ("zh_Hans", "平菇是今天摘的不", "nothing"),
        ("zh_Hans", "土豆一斤三块", Ask.AMOUNT),
        ("es", "2 kilos de papas ¿cuánto es?", "nothing"),
        ("es", "del ajo paso", "nothing"),
        ("es", "medio kilo de ajo, paso mañana", {"garlic": 500}),
        # One sound, one unit, one number, however it is written.
        ("zh_Hans", "雞蛋兩盤", {"free-range-eggs": 60}),
        ("zh_Hans", "白米贰拾斤", {"rice": 10000}),
        ("zh_Hans", "大蒜3百克", {"garlic": 300}),
        ("zh_Hans", "菜油一点五升", {"rapeseed-oil": 1500}),
        ("zh_Hans", "土豆六金", {"potato": 3000}),
        ("zh_Hans", "大米两袋，每袋五公斤", {"rice": 10000}),
        ("es", "kilo i medio de mansanas", {"apple": 1500}),
        ("es", "kilo medio de papas", Ask.AMOUNT),
        ("es", "un cuartito de kilo de kion", {"ginger": 250}),
        ("ar", "نصكيلو ظنجبيل", {"ginger": 500}),
        ("ar", "تفاح كيلو ونصف الكيلو", {"apple": 1500}),
        ("ar", "كيلو طماطم للصلصة", {"tomato": 1000}),  # which are for the sauce
        ("ru", "2 Солёные утиныеяйца", "nothing"),  # salted ones, and not just eggs of ducks
        ("ar", "2 نبي ذالأرز", Ask.WORDS),  # a slip of rice wine, or "we want the rice"
        ("ar", "2 فطرمحاري ملكي", Ask.WORDS),  # a slip of king oyster mushroom, not oyster mushroom of a king's
        ("ar", "تمن كيلو فلفل حار", Ask.AMOUNT),  # an eighth in Cairo, eight in Damascus
        ("ar", "الشام ٢ كيلو", "nothing"),  # a city, and no misspelt tea
    ],
)
def test_classes_of_words_are_read_alike(code, text, expected):
    assert read(text, code) == expected


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("ar", "عندكم طماطم؟ ابي كيلوين", {"tomato": 2000}),
        ("ar", "سلام عليكم عندكم رز ابغى خمسة كيلو", {"rice": 5000}),
        ("ar", "متى التوصيل نبي كيلوين طماطم", {"tomato": 2000}),
        ("ar", "بكم التوصيل؟ ابي دجاجتين", {"free-range-chicken": 2}),
        ("ar", "عندكم طماطم؟ ابي كيلوين بطاطس وكيلو طماطم", {"potato": 2000, "tomato": 1000}),
        ("en", "do you have tomatoes? I want 2 kg", {"tomato": 2000}),
        ("es", "¿tienen tomates? quiero 2 kilos", {"tomato": 2000}),
        ("ar", "عندكم طماطم وبطاطس؟ ابي كيلوين", "nothing"),  # of which?
        ("ar", "بكم الطماطم؟ ابي كيلوين", "nothing"),  # the price of two?
        ("ar", "بكم التوصيل لو ابي كيلوين طماطم", "nothing"),
    ],
)
def test_who_asks_whether_there_are_goods_and_then_says_how_much_orders_them(code, text, expected):
    assert read(text, code) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("كالعادة كيلو تفاح وكيلو برتقال", {"apple": 1000, "navel-orange": 1000}),
        ("كيلوين بطاطس زي كل مرة", {"potato": 2000}),
        ("زي العادة وكيلو تفاح", Ask.AMOUNT),
        ("كيلو تفاح والباقي زي العادة", Ask.AMOUNT),
        ("كيلو تفاح وبطاطس زي العادة", Ask.AMOUNT),
        ("كيلو طماطم ومثله بطاطس", {"tomato": 1000, "potato": 1000}),
        ("كيلو طماطم ونص كيلو ثوم ومثلهم بطاطس", Ask.AMOUNT),
        ("طماطم وبطاطس كل واحد كيلو", {"tomato": 1000, "potato": 1000}),
        ("زودونا بعشرين كيلو بطاطس", {"potato": 20000}),
        ("كيلو كستناء باسم ام سلمان", {"chestnut": 1000}),
    ],
)
def test_as_usual_and_as_much_are_amounts_only_where_they_are_clear(text, expected):
    assert read(text, "ar") == expected
