"""Reads one typed price.  Pure."""

import re
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from babel import Locale
from babel.numbers import get_currency_name, get_currency_precision, get_currency_symbol, get_decimal_symbol

from bot.catalog.number_words import runs_on
from bot.catalog.numbers import AmbiguousNumber, NotANumber, normalised, read_number
from bot.catalog.typed import plain
from bot.i18n import CURRENCY_SIGNS, Language
from bot.refusals import Refusal

WORDS_MAX = 24  # characters; more is a sentence
PRICE_MAX = 10**9  # minor units; nothing grown is dearer, and a slip of the thumb is
# What is said and written beside the sign and the full names, which Unicode's data know in every language.
_EVERYDAY = {
    "CNY": ("元", "块", "块钱", "人民币", "rmb"),
    "RUB": ("руб", "р"),
    "AED": ("دراهم",),
    "MAD": ("دراهم", "dh"),
    "EGP": ("جنيهات", "le"),
    "SAR": ("ريالات", "sr"),
    **dict.fromkeys(("ARS", "CLP", "COP", "MXN", "UYU"), ("$",)),  # the peso's own sign at home
}

_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_DOT = re.compile(r"^\.\s")  # of an abbreviation, "руб. 12", and not that of ".50"
_ENGLISH = Locale("en")
_COUNTS = (None, 0, 1, 2, 3, 11, 100)  # each plural form of the five languages, and the name by itself
MILS = 3  # decimals of a dinar, of which three behind the mark are no thousands


class PriceProblem(StrEnum):
    NOT_A_NUMBER = "not_a_number"
    NOT_POSITIVE = "not_positive"
    TOO_PRECISE = "too_precise"
    TOO_MUCH = "too_much"


class BadPrice(Refusal):
    """What was typed is no price; `decimals` is how many the currency has."""

    def __init__(self, problem: PriceProblem, decimals: int) -> None:
        super().__init__(problem)
        self.problem = problem
        self.decimals = decimals


def read_price(words: str, language: Language, currency: str) -> int:
    """Read a price in minor units of the shop's currency; its sign or code may stand beside it.

    Raises:
        BadPrice: it is none, not more than nothing, or finer than the currency.
    """
    decimals = get_currency_precision(currency)
    if len(words) > WORDS_MAX:
        raise BadPrice(PriceProblem.NOT_A_NUMBER, decimals)
    try:
        text = _bare(normalised(words), language, currency)
        if text.startswith("-"):
            raise BadPrice(PriceProblem.NOT_POSITIVE, decimals)
        minor = _number(text, language, decimals).scaleb(decimals)
    except NotANumber:
        raise BadPrice(PriceProblem.NOT_A_NUMBER, decimals) from None
    except AmbiguousNumber:  # three digits behind the mark: thousands or too fine, and both are typed otherwise
        raise BadPrice(PriceProblem.TOO_PRECISE, decimals) from None
    return _checked(minor, decimals)


def _number(text: str, language: Language, decimals: int) -> Decimal:
    """Read a number as the currency's decimals let it be read; spaces part thousands, as Russian prints them."""
    text = _THOUSANDS.sub("", text)
    try:
        return read_number(text)
    except AmbiguousNumber as either:
        if decimals == 0:
            return either.large
        if decimals == MILS and get_decimal_symbol(language.formatting) in text:
            return either.small
        raise


def _checked(minor: Decimal, decimals: int) -> int:
    if minor != int(minor):
        raise BadPrice(PriceProblem.TOO_PRECISE, decimals)
    if minor <= 0:
        raise BadPrice(PriceProblem.NOT_POSITIVE, decimals)
    if minor > PRICE_MAX:
        raise BadPrice(PriceProblem.TOO_MUCH, decimals)
    return int(minor)


def _bare(text: str, language: Language, currency: str) -> str:
    """Take the currency's own marks off either end; another currency's stay, and make it no number."""
    text, before = plain(text).strip(), ""
    while text != before:
        before = text
        for mark in _marks(currency, language.formatting):
            text = _without(mark, text)
    return text


def _without(mark: str, text: str) -> str:
    """Take one mark off, unless it is only a part of a longer word there."""
    if text.startswith(mark) and not (mark[-1:].isalpha() and _is_letter(text[len(mark) :][:1])):
        return _DOT.sub("", text[len(mark) :]).lstrip()
    behind = text.removesuffix(".")
    if behind.endswith(mark) and not (mark[:1].isalpha() and _is_letter(behind[: -len(mark)][-1:])):
        return behind[: -len(mark)].rstrip()
    return text


def _is_letter(character: str) -> bool:
    return character.isalpha() and not runs_on(character)


@lru_cache(maxsize=64)
def _marks(currency: str, locale: Locale) -> tuple[str, ...]:
    """Give what stands for a currency, the longest first: code, signs, and each word of its names, as "dollars"."""
    marks = {currency, CURRENCY_SIGNS.get(currency, ""), *_EVERYDAY.get(currency, ())}
    for known in (locale, _ENGLISH):
        marks |= {get_currency_symbol(currency, known), get_currency_symbol(currency, known).rstrip(".\u200f")}
        for count in _COUNTS:
            marks |= set(get_currency_name(currency, count, known).split())
    return tuple(sorted({plain(mark).strip() for mark in marks} - {""}, key=len, reverse=True))
