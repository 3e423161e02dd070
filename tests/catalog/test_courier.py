"""What the courier costs: the table, and how it is typed."""

import pytest

from bot.catalog.courier import Courier, FeeStep
from bot.catalog.courier_words import read_fees, read_minimum
from bot.catalog.desk_refusals import BadSetting
from tests.market import LANGUAGES

TABLE = ((0, 600), (5000, 300), (10000, 0))


def typed(words: str, language: str = "en") -> tuple[tuple[int, int], ...]:
    steps = read_fees(words, LANGUAGES.get(language), "CNY")
    return tuple((step.from_minor, step.fee_minor) for step in steps)


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("6, 50: 3, 100: 0", "en"),
        ("6; from 50: 3; from 100: free", "en"),
        ("¥6, 50 yuan: ¥3.00, 100: 0.00", "en"),
        ("100: 0\n0: 6\n50: 3", "en"),
        ("6元，满50：3元，满100：免费", "zh_Hans"),
        ("6; от 50: 3; от 100: бесплатно", "ru"),
        ("6,00; desde 50: 3; desde 100: gratis", "es"),
        ("٦، من ٥٠: ٣، من ١٠٠: مجانا", "ar"),
    ],
)
def test_a_table_is_read_as_it_is_typed(words, language):
    assert typed(words, language) == TABLE


@pytest.mark.parametrize(
    "words",
    [
        "", "abc", "6 3", "-6", "50: 3", "6, 50: 9", "6, 50: 6", "6, 6", "6: 5: 4", "6, 50:", "6, 1e99: 3", "6, " * 60,
        "9, 10: 8, 20: 7, 30: 6, 40: 5, 50: 4",
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused(words):
    with pytest.raises(BadSetting):
        typed(words)


@pytest.mark.parametrize(("goods", "fee"), [(0, 600), (4999, 600), (5000, 300), (9999, 300), (10000, 0), (10**9, 0)])
def test_the_last_step_that_is_reached_counts(goods, fee):
    assert Courier(True, tuple(FeeStep(*step) for step in TABLE)).fee_minor(goods) == fee


@pytest.mark.parametrize(("words", "minor"), [("30", 3000), ("¥12.50", 1250), ("0", 0)])
def test_the_smallest_order_is_a_sum(words, minor):
    assert read_minimum(words, LANGUAGES.get("en"), "CNY") == minor


def test_a_courier_who_drives_for_an_unknown_fee_cannot_be_stored():
    with pytest.raises(ValueError, match="no table of fees"):
        Courier.of({"drives": True, "steps": [], "minimum_minor": 0})
