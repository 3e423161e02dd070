"""Reads what an admin types of the courier: "6, 50: 3, 100: 0", and the sum from which on he drives.  Pure."""

import re

from bot.catalog.courier import FeeStep, is_table
from bot.catalog.desk_refusals import BadSetting
from bot.catalog.price_words import BadPrice, read_price
from bot.catalog.typed import folded, plain
from bot.i18n import Language

WORDS_MAX = 160  # characters; more than five steps need

# A comma between two digits may be a decimal mark, so it parts steps only where a blank follows.
_BETWEEN = re.compile(r"[;；؛\n、،，]|,(?=\s)")
_MEANS = re.compile(r"\s*[:：=]\s*")
_FROM = re.compile(r"^(?:from|desde|от|с|من|满|从)\s*")
_NOTHING = re.compile(r"\D*0+(?:[.,]0+)?\D*")
_FREE = frozenset({"free", "gratis", "бесплатно", "免费", "包邮", "مجانا", "مجاني"})


def read_fees(words: str, language: Language, currency: str) -> tuple[FeeStep, ...]:
    """Read a table of fees: what it costs, then from which sums on it costs less.

    Raises:
        BadSetting: there is no such table, or a larger order would pay more.
    """
    if len(words) > WORDS_MAX:
        raise BadSetting("fees")
    parts = [part for part in map(str.strip, _BETWEEN.split(words)) if part]
    try:
        steps = tuple(sorted((_step(part, language, currency) for part in parts), key=lambda step: step.from_minor))
    except BadPrice:
        raise BadSetting("fees") from None
    if not is_table(steps):
        raise BadSetting("fees")
    return steps


def read_minimum(words: str, language: Language, currency: str) -> int:
    """Read from which sum of goods on the courier drives, in minor units; 0: from any.

    Raises:
        BadSetting: it is no sum.
    """
    try:
        return _sum(words.strip(), language, currency)
    except BadPrice:
        raise BadSetting("minimum") from None


def _step(part: str, language: Language, currency: str) -> FeeStep:
    said = _MEANS.split(part)
    if len(said) == 1:
        return FeeStep(0, _sum(said[0], language, currency))
    if len(said) > 2:
        raise BadSetting("fees")
    return FeeStep(_sum(_FROM.sub("", plain(said[0])), language, currency), _sum(said[1], language, currency))


def _sum(words: str, language: Language, currency: str) -> int:
    if folded(words) in _FREE or _NOTHING.fullmatch(plain(words)):
        return 0
    return read_price(words, language, currency)
