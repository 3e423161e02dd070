"""Prices with the currency's name beside them; another currency's is refused, and never left out."""

import pytest

from bot.catalog.price_words import BadPrice, read_price
from bot.i18n import Reader
from tests.catalog.shelf import LANGUAGES, reader


def read(words: str, language: str, currency: str) -> int | str:
    try:
        return read_price(words, LANGUAGES.get(language), currency)
    except BadPrice as refusal:
        return refusal.problem.value


@pytest.mark.parametrize(
    ("currency", "language", "words", "outcome"),
    [
        ("CNY", "ru", "12,50 юаней", 1250),
        ("CNY", "ru", "12 юань", 1200),
        ("CNY", "ru", "12 китайских юаней", 1200),
        ("CNY", "ru", "12 руб", "not_a_number"),
        ("CNY", "ru", "12 рублей", "not_a_number"),
        ("CNY", "ru", "12 долларов", "not_a_number"),
        ("CNY", "es", "12,50 yuanes", 1250),
        ("CNY", "es", "12 pesos", "not_a_number"),
        ("CNY", "es", "12 euros", "not_a_number"),
        ("CNY", "ar", "١٢٫٥٠ يوان", 1250),
        ("CNY", "ar", "12 يوان صيني", 1200),
        ("CNY", "ar", "12 ريال", "not_a_number"),
        ("CNY", "ar", "12 درهم", "not_a_number"),
        ("CNY", "zh_Hans", "12块钱", 1200),
        ("CNY", "zh_Hans", "12块5", "not_a_number"),
        ("CNY", "en", "¥.50", 50),
        ("EGP", "ar", "12.50 ج.م.", 1250),
        ("EGP", "ar", "12.50 ج.م.\u200f", 1250),
        ("EGP", "ar", "\u200f12.50 جنيه", 1250),
        ("EGP", "ar", "12 جنيها", 1200),
        ("EGP", "ar", "12 دينار", "not_a_number"),
        ("SAR", "ar", "12 ريال", 1200),
        ("SAR", "ar", "12 ريالات", 1200),
        ("AED", "ar", "12 درهم", 1200),
        ("RUB", "ru", "12 руб.", 1200),
        ("RUB", "ru", "руб. 12", 1200),
        ("RUB", "ru", "12р", 1200),
        ("RUB", "ru", "12 рублей", 1200),
        ("RUB", "ru", "12 юаней", "not_a_number"),
        ("RUB", "ru", "50 копеек", "not_a_number"),
        ("RUB", "ru", "12 руб 50 коп", "not_a_number"),
        ("MXN", "es", "12 pesos", 1200),
        ("MXN", "es", "$12.50", 1250),
        ("MXN", "es", "12 dólares", "not_a_number"),
        ("EUR", "es", "12,50 €", 1250),
        ("EUR", "es", "12 euros", 1200),
        ("USD", "en", "12 dollars", 1200),
        ("USD", "en", "12 cents", "not_a_number"),
        ("KWD", "ar", "1.500 دينار", 1500),
        ("KWD", "ar", "1,500", "too_precise"),
    ],
)
def test_a_price_in_the_shops_own_currency(currency: str, language: str, words: str, outcome: int | str) -> None:
    assert read(words, language, currency) == outcome


@pytest.mark.parametrize("language", [language.code for language in LANGUAGES.all])
@pytest.mark.parametrize("currency", ["CNY", "RUB", "EUR", "USD", "EGP", "SAR", "AED", "MAD", "MXN", "KWD", "JPY"])
def test_a_price_that_we_print_reads_back_as_itself(currency: str, language: str) -> None:
    eyes = Reader(LANGUAGES.get(language), reader().zone, currency)

    prices = [7, 600, 1250, 99999, 1234567]
    assert [read(eyes.money(minor), language, currency) for minor in prices] == prices
