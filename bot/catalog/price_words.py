"""Reads one typed price.  Pure."""

from decimal import Decimal
from enum import StrEnum

from babel.numbers import get_currency_precision, get_currency_symbol

from bot.catalog.numbers import AmbiguousNumber, NotANumber, normalised, read_number
from bot.i18n import CURRENCY_SIGNS, Language
from bot.refusals import Refusal

WORDS_MAX = 24  # characters; more is a sentence
PRICE_MAX = 10**9  # minor units; nothing grown is dearer, and a slip of the thumb is
_YUAN_WORDS = ("元", "块")  # what is said beside the sign


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
        minor = read_number(text, language).scaleb(decimals)
    except NotANumber:
        raise BadPrice(PriceProblem.NOT_A_NUMBER, decimals) from None
    except AmbiguousNumber:  # three digits behind the mark: thousands or too fine, and both are typed otherwise
        raise BadPrice(PriceProblem.TOO_PRECISE, decimals) from None
    return _checked(minor, decimals)


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
    marks = {currency.casefold(), get_currency_symbol(currency, language.formatting).casefold()}
    marks |= {CURRENCY_SIGNS.get(currency, "")} | set(_YUAN_WORDS if currency == "CNY" else ()) - {""}
    for mark in filter(None, marks):
        text = text.removeprefix(mark).removesuffix(mark).strip()
    return text
