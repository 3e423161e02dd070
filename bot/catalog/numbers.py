"""Numbers as people type them: digits of any script, a point or a comma, fractions, Chinese numerals.

Pure.  What could mean two things is not guessed: `AmbiguousNumber` carries both readings.
"""

import re
import unicodedata
from decimal import Decimal

from bot.catalog.numerals import NotANumeral, read_numeral
from bot.catalog.typed import without_unseen
from bot.refusals import Refusal

DIGITS_MAX = 9  # before the mark: more is no amount of anything sold here, and int() fails at 4,300
DECIMALS_MAX = 12

# One pattern for whoever has to find a number among words.
PLAIN = rf"\d{{1,{DIGITS_MAX}}}(?:[.,]\d{{1,{DECIMALS_MAX}}})*|[.,]\d{{1,{DECIMALS_MAX}}}"

_FRACTIONS = {"½": "1/2", "¼": "1/4", "¾": "3/4"}
# Arabic marks, an Arabic comma in the place of one, and the fraction slash.
_MARKS = str.maketrans({"\u066b": ".", "\u066c": ",", "\u060c": ",", "\u2044": "/"})
_SIMPLE = re.compile(rf"(\d{{1,{DIGITS_MAX}}})?(?:([.,])(\d{{1,{DECIMALS_MAX}}}))?", re.ASCII)
_GROUPED = re.compile(r"(\d{1,3})((?:,\d{3})+)(?:\.(\d{1,3}))?|(\d{1,3})((?:\.\d{3})+)(?:,(\d{1,3}))?", re.ASCII)
_FRACTION = re.compile(r"(?:(\d{1,4})\s+)?(\d)/([248])", re.ASCII)  # what comes out even in grams


class NotANumber(Exception):
    """These characters are no number; the caller knows what they might be instead."""


class AmbiguousNumber(Refusal):
    """ "1,500": one and a half, or fifteen hundred?  Asked, never guessed."""

    def __init__(self, small: Decimal, large: Decimal) -> None:
        super().__init__(f"{small} or {large}")
        self.small = small
        self.large = large


def normalised(words: str) -> str:
    """Bring any script's digits and widths into one form; ½ becomes " 1/2".

    Raises:
        NotANumber: a circled or raised digit, which looks like a number and is none.
    """
    text = without_unseen(words)
    for sign, fraction in _FRACTIONS.items():
        text = text.replace(sign, f" {fraction}")
    # Before NFKC, which would turn ² and ① into plain digits.
    if any(unicodedata.category(character) == "No" for character in text):
        raise NotANumber(words)
    # ٬ between groups of three is a thousands mark and nothing else.
    text = re.sub(r"(?<=\d)\u066c(?=\d{3}(?!\d))", "", text)
    # Keyboards that put 。 for a point; Spain writes 2'5.
    text = re.sub(r"(?<=\d)。(?=\d)", ".", re.sub(r"(?<=\d)['’´](?=\d)", ",", text))
    # ٫ is a decimal mark and nothing else: the fourth digit keeps ١٫٥٠٠ from looking like thousands.
    text = re.sub(r"(?<=\d)(\u066b\d{3})(?!\d)", r"\g<1>0", text)
    plain = (_digit(character) for character in unicodedata.normalize("NFKC", text))
    return " ".join("".join(plain).translate(_MARKS).casefold().split())


def read_number(word: str) -> Decimal:
    """Read one number, already normalised.

    Raises:
        NotANumber: it is none.
        AmbiguousNumber: it could be two.
    """
    if fraction := _FRACTION.fullmatch(word):
        whole, above, below = fraction.groups()
        return Decimal(whole or 0) + Decimal(above) / Decimal(below)
    if (found := _SIMPLE.fullmatch(word)) and word:
        return _marked(*found.groups())
    if (grouped := _GROUPED.fullmatch(word)) is not None:
        whole, groups, decimals = grouped.groups()[:3] if grouped[1] else grouped.groups()[3:]
        digits = whole + re.sub(r"[.,]", "", groups)
        if len(digits) <= DIGITS_MAX:
            return Decimal(f"{digits}.{decimals or 0}")
    try:
        return read_numeral(word)
    except NotANumeral as error:
        raise NotANumber(word) from error


def is_number(words: str) -> bool:
    """Say whether a whole message is a number, also one that may be two."""
    try:
        read_number(normalised(words))
    except AmbiguousNumber:
        return True
    except NotANumber:
        return False
    return True


def _marked(whole: str | None, mark: str | None, decimals: str | None) -> Decimal:
    if mark is None or decimals is None:
        return Decimal(whole or 0)
    value = Decimal(f"{whole or 0}.{decimals}")
    if len(decimals) == 3 and int(whole or 0) != 0:
        raise AmbiguousNumber(value, Decimal(f"{whole}{decimals}"))
    return value


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)
