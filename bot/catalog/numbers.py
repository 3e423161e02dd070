"""Numbers as people type them: digits of any script, Chinese numerals, halves, a point or a comma.

Pure.  What could mean two things is not guessed: `AmbiguousNumber` carries both readings.
"""

import re
import unicodedata
from decimal import Decimal

from bot.i18n import Language
from bot.refusals import Refusal

DIGITS_MAX = 9  # before the mark: more is no amount of anything sold here, and int() fails at 4,300
DECIMALS_MAX = 3

COMMA_LANGUAGES = frozenset({"ru", "es", "ar"})  # market.yaml, conventions.numbers
_FRACTIONS = {"½": "5", "¼": "25", "¾": "75"}
_FRACTION = re.compile(rf"(\d*)\s*([{''.join(_FRACTIONS)}])")
_ARABIC_MARK = "\u066b"
_PLAIN = re.compile(rf"(\d{{1,{DIGITS_MAX}}})(?:([.,])(\d{{1,{DECIMALS_MAX}}}))?", re.ASCII)
_CHINESE_DIGITS = {
    c: n for n, chars in enumerate(("零〇", "一", "二两", "三", "四", "五", "六", "七", "八", "九")) for c in chars
}
_CHINESE_STEPS = {"十": 10, "百": 100, "千": 1000}
_HALF = Decimal("0.5")


class NotANumber(Exception):
    """These characters are no number; the caller knows what they might be instead."""


class AmbiguousNumber(Refusal):
    """ "1,500": one and a half, or fifteen hundred?  Asked, never guessed."""

    def __init__(self, small: Decimal, large: Decimal) -> None:
        super().__init__(f"{small} or {large}")
        self.small = small
        self.large = large


def normalised(words: str) -> str:
    """Bring any script's digits and widths into one form; ½ becomes ".5" after what precedes it.

    Raises:
        NotANumber: a circled or raised digit, which looks like a number and is none.
    """
    text = _FRACTION.sub(lambda found: f"{found[1] or 0}.{_FRACTIONS[found[2]]}", words)
    if any(unicodedata.category(character) == "No" for character in text):
        raise NotANumber(words)
    plain = (_digit(character) for character in unicodedata.normalize("NFKC", text))
    return " ".join("".join(plain).replace(_ARABIC_MARK, ",").casefold().split())


def read_number(word: str, language: Language) -> Decimal:
    """Read one number, already normalised.

    Raises:
        NotANumber: it is none.
        AmbiguousNumber: it could be two.
    """
    found = _PLAIN.fullmatch(word)
    if found is None:
        return _chinese(word)
    whole, mark, decimals = found.groups()
    if mark is None:
        return Decimal(whole)
    value = Decimal(f"{whole}.{decimals}")
    if len(decimals) == DECIMALS_MAX and int(whole) != 0:
        raise AmbiguousNumber(value, Decimal(whole + decimals))
    return value


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def _chinese(word: str) -> Decimal:
    """Read 三, 十二, 一百零五, 两千, 半, 三个半 without its measure word: a run of numerals up to 9,999."""
    if word == "半":
        return _HALF
    if word.endswith("半") and len(word) > 1:
        return _chinese(word[:-1]) + _HALF
    total, digit, lowest = 0, None, 10_000
    for character in word:
        if (step := _CHINESE_STEPS.get(character)) is not None:
            if step >= lowest:
                raise NotANumber(word)
            total += (1 if digit is None else digit) * step
            digit, lowest = None, step
        elif (value := _CHINESE_DIGITS.get(character)) is not None:
            if digit not in (None, 0):
                raise NotANumber(word)
            digit = value
        else:
            raise NotANumber(word)
    if not word:
        raise NotANumber(word)
    return Decimal(total + (digit or 0))
