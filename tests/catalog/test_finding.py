"""Names that people type, and what buttons say."""

import pytest

from bot.catalog.matching import find_items
from bot.catalog.money import line_minor
from bot.catalog.words import fit_label, item_label
from bot.messages import LABEL_MAX
from tests.catalog.shelf import LANGUAGES, reader, shelf


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("oyster mushroom", "oyster-mushroom"),
        ("OYSTER-MUSHROOM", "oyster-mushroom"),
        ("平菇", "oyster-mushroom"),
        ("вешенка", "oyster-mushroom"),
        ("eggs", "free-range-eggs"),
        ("duck eggs", "duck-eggs"),
        ("玉米面", "cornmeal"),
        ("玉米", "sweet-corn"),
        ("米", "rice"),
        ("ВЁШЕНКА", "oyster-mushroom"),
        ("«мед»", "honey"),
        ("castanas", "chestnut"),
        ("شاي أخضر؟", "green-tea"),
        ("شاي اخضر،", "green-tea"),
        ("\u200fبطاطا\u200f", "potato"),
        ("بيــض", "free-range-eggs"),
        ("العسل", "honey"),
        ("الشاي الأخضر", "green-tea"),
    ],
)
def test_a_whole_name_in_any_language_decides(words: str, slug: str) -> None:
    found = find_items(words, shelf(), hidden=False)

    assert found.exact is not None
    assert found.exact.slug == slug


def test_a_part_of_several_names_is_asked() -> None:
    found = find_items("oyster", shelf(), hidden=False)

    assert found.exact is None
    assert {"oyster-mushroom", "king-oyster-mushroom"} <= {each.slug for each in found.several}


@pytest.mark.parametrize("words", ["oyster mushrom", "平姑"])
def test_a_slip_finds_the_nearest(words: str) -> None:
    found = find_items(words, shelf(), hidden=False)

    assert "oyster-mushroom" in {each.slug for each in found.nearest}
    assert len(found.nearest) <= 3


@pytest.mark.parametrize("words", ["status", "rate", "сука", "coma", "stop it"])
def test_a_short_word_that_is_another_finds_nothing(words: str) -> None:
    assert find_items(words, shelf(), hidden=False).nearest == ()


@pytest.mark.parametrize(
    ("words", "slug"),
    [("hony", "honey"), ("tomto", "tomato"), ("яйцы", "free-range-eggs")],
)
def test_a_short_word_with_one_slip_finds_its_goods(words: str, slug: str) -> None:
    found = find_items(words, shelf(), hidden=False).nearest

    assert [each.slug for each in found][:1] == [slug]


@pytest.mark.parametrize("words", ["", "   ", "?!", "\x00", "\ud800", "x" * 120])
def test_words_that_mean_nothing_find_nothing_for_certain(words: str) -> None:
    assert find_items(words, shelf(), hidden=True).exact is None


@pytest.mark.parametrize("code", [language.code for language in LANGUAGES.all])
def test_every_label_of_the_shelf_fits_uncut(code: str) -> None:
    labels = [item_label(each, reader(code)) for each in shelf().shelf]

    assert [label for label in labels if len(label) > LABEL_MAX or "…" in label] == []


def test_long_names_are_shortened_at_a_word() -> None:
    assert fit_label("Leishan Corn-Cob Mushrooms") == "Leishan Corn-Cob…"
    assert len(fit_label("x" * 64)) == LABEL_MAX


@pytest.mark.parametrize(
    ("price", "quantity", "unit", "amount"),
    [(600, 1000, 500, 1200), (1, 250, 500, 1), (1, 249, 500, 0), (3, 250, 500, 2), (600, 0, 500, 0)],
)
def test_a_line_is_rounded_half_up_once(price: int, quantity: int, unit: int, amount: int) -> None:
    assert line_minor(price, quantity, unit) == amount
