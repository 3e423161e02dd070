"""Takes a typed amount apart into numbers and units: "3斤半", "1 kg 500 g", "half a dozen".  Pure.

Knows words, not goods: what a unit is worth for a product, and whether it fits, is `amounts`' to say.
"""

import re
from collections.abc import Container
from dataclasses import dataclass
from decimal import Decimal

from bot.catalog.number_words import AND_HALF, ARTICLES, FILLERS, HALF_OF, WORDS
from bot.catalog.numbers import PLAIN, NotANumber, read_number
from bot.catalog.numerals import NUMERALS, TwoNumerals
from bot.i18n import Language

HALF = Decimal("0.5")

_DIGITS = re.compile(rf"(?:\d{{1,4}} )?\d/\d|(?:{PLAIN})", re.ASCII)
_NUMERAL = re.compile(f"[{NUMERALS}]+")
_WORD = re.compile(r"[^\W\d_]+")
_HALF_AFTER = re.compile("|".join([rf"(?:{re.escape(words)})(?!\w)" for words in AND_HALF] + ["半"]))


class TwoAmounts(Exception):
    """ "2-3 jin", 三四斤: which of them?"""


@dataclass(frozen=True, slots=True)
class Part:
    """A number of a unit.  `number` None: the unit alone; `unit` None: the number alone."""

    number: Decimal | None
    unit: str | None
    half: bool = False  # and half of one unit more

    @property
    def count(self) -> Decimal:
        return (Decimal(1) if self.number is None else self.number) + (HALF if self.half else 0)


def read_parts(text: str, language: Language, vocabulary: Container[str]) -> list[Part]:
    """Take a text apart, all of it.

    Raises:
        NotANumber: something in it is neither a number nor a unit of the vocabulary.
        TwoAmounts: it names a range.
        AmbiguousNumber: one of its numbers could be two.
    """
    parts, at = [], 0
    while at < len(text):
        part, end = _part(text, at, language, vocabulary)
        if end == at:
            raise NotANumber(text)
        parts.append(part)
        at = _past_space(text, end)
    return parts


def _part(text: str, at: int, language: Language, vocabulary: Container[str]) -> tuple[Part, int]:
    best: tuple[Part, int] | None = None
    for number, end in _numbers(text, at, language):
        unit, after = _unit(text, _past_fillers(text, end), vocabulary)
        if unit is not None:
            return _with_half(text, Part(number, unit), after)
        best = best or (Part(number, None), end)
    if best is not None:
        return best
    unit, after = _unit(text, at, vocabulary)
    if unit is not None:
        return _with_half(text, Part(None, unit), after)
    return _half_unit(text, at, vocabulary)


def _numbers(text: str, at: int, language: Language) -> list[tuple[Decimal, int]]:
    """Every number that begins here, the longest first: in 二两 it is 二, in 两千克 it may be 两千."""
    if found := _DIGITS.match(text, at):
        return [_and_half(text, read_number(found[0], language), found.end())]
    if text.startswith("半", at):
        return [(HALF, at + 1)]
    if found := _NUMERAL.match(text, at):
        return _numerals(text, at, found.end(), language)
    return _worded(text, at)


def _numerals(text: str, at: int, end: int, language: Language) -> list[tuple[Decimal, int]]:
    numbers = []
    for stop in range(end, at, -1):
        try:
            numbers.append((read_number(text[at:stop], language), stop))
        except NotANumber as error:
            if stop == end and isinstance(error.__cause__, TwoNumerals) and not _ends_in_liang(text, at, stop):
                raise TwoAmounts(text) from None
    return numbers


def _ends_in_liang(text: str, at: int, stop: int) -> bool:
    """二两, 两两 and 十两 end in a unit, while 一两斤 is one or two jin."""
    return text[stop - 1] == "两" and stop - at >= 2 and not text[stop:].strip().startswith("斤")


def _worded(text: str, at: int) -> list[tuple[Decimal, int]]:
    found = _WORD.match(text, at)
    if found is None or found[0] not in WORDS:
        return []
    following = _WORD.match(text, _past_space(text, found.end()))
    if found[0] in ARTICLES and following and WORDS.get(following[0], HALF) != HALF:  # a couple, a hundred
        return [(WORDS[following[0]], following.end())]
    return [_and_half(text, WORDS[found[0]], found.end())]


def _and_half(text: str, number: Decimal, end: int) -> tuple[Decimal, int]:
    """two and a half … : the half of a unit that comes later."""
    half = _HALF_AFTER.match(text, _past_space(text, end))
    return (number + HALF, half.end()) if half and half[0] != "半" else (number, end)


def _unit(text: str, at: int, vocabulary: Container[str]) -> tuple[str | None, int]:
    found = _WORD.match(text, at)
    if found is None:
        return None, at
    for stop in range(found.end(), at, -1):
        # Only Chinese runs on without a space.
        whole = stop == found.end() or (not text[stop].isascii() and _runs_on(text[stop - 1]))
        if not whole:
            continue
        if (word := text[at:stop]) in vocabulary:
            return word, stop + text[stop:].startswith(".")
        if word.isascii() and word.endswith("s") and word[:-1] in vocabulary:
            return word[:-1], stop
    return None, at


def _half_unit(text: str, at: int, vocabulary: Container[str]) -> tuple[Part, int]:
    found = _WORD.match(text, at)
    if found and found[0].startswith(HALF_OF) and found[0].removeprefix(HALF_OF) in vocabulary:
        return Part(HALF, found[0].removeprefix(HALF_OF)), found.end()
    raise NotANumber(text)


def _with_half(text: str, part: Part, end: int) -> tuple[Part, int]:
    half = _HALF_AFTER.match(text, _past_space(text, end))
    return (Part(part.number, part.unit, half=True), half.end()) if half else (part, end)


def _past_fillers(text: str, at: int) -> int:
    at = _past_space(text, at)
    found = _WORD.match(text, at)
    return _past_fillers(text, found.end()) if found and found[0] in FILLERS else at


def _past_space(text: str, at: int) -> int:
    while at < len(text) and text[at] == " ":
        at += 1
    return at


def _runs_on(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"
