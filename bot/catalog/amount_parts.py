"""Takes a typed amount apart into numbers and units: "3斤半", "1 kg 500 g", "half a dozen", كيلوين ونص.  Pure.

Knows words, not goods: what a unit is worth for a product, and whether it fits, is `amounts`' to say.
"""

import re
from collections.abc import Container
from dataclasses import dataclass
from decimal import Decimal

from bot.catalog.number_words import (
    ABOUT,
    ALONE,
    ALSO,
    EACH,
    EITHER,
    FILLERS,
    HALF_OF,
    LESS,
    OF_IT,
    ONE,
    PLURALS,
    SINCE,
    UPTO,
    WORD,
    apart,
    counted_parts,
    past_space,
    read_words,
    runs_on,
)
from bot.catalog.numbers import PLAIN, NotANumber, read_number
from bot.catalog.numerals import NUMERALS, TwoNumerals
from bot.catalog.unit_forms import unit_form

HALF = Decimal("0.5")
NONE = Decimal(0)
THIRD = Decimal(1) / 3

_ONE_OR_TWO, _OF, _MISSPELT = "ا", "من", ("كيلو",)  # كيلوا is a kilo

_FRACTION = re.compile(r"[1-9]/[1-9](?![\w/.])", re.ASCII)
_DIGITS = re.compile(rf"(?:\d{{1,4}} )?\d/\d|(?:{PLAIN})", re.ASCII)
_NUMERAL = re.compile(f"[{NUMERALS}]+")
_ODD = ("来", "多", "几")  # twenty and some: 二十来个
_MIXED = re.compile("([1-9])([十百千])")  # 3百克, 2十斤; 3千克 are three kilograms, which is the same
_SPOKEN = re.compile(f"([{NUMERALS}]+)点([{NUMERALS}]+)(?=公?[斤升]|[千毫]?[克升]|两|磅)")  # 一点五升
_PARTS = re.compile("([二三四五六七八九十])分之([一二三四五六七八九])")  # 四分之一
_LIANG = re.compile(r"[一二三四五六七八九](?=$|[^\w])")  # 一斤三 is three liang more


class TwoAmounts(Exception):
    """ "2-3 jin", 三四斤: which of them?"""


@dataclass(frozen=True, slots=True)
class Part:
    """A number of a unit.  `number` None: the unit alone; `unit` None: the number alone."""

    number: Decimal | None
    unit: str | None
    extra: Decimal = NONE  # and so much of one unit more: a kilo and a half

    @property
    def count(self) -> Decimal:
        return (Decimal(1) if self.number is None else self.number) + self.extra


def read_parts(text: str, vocabulary: Container[str]) -> list[Part]:
    """Take a text in the plain form of `typed` apart, all of it.

    Raises:
        NotANumber: something in it is neither a number nor a unit of the vocabulary.
        TwoAmounts: it names a range.
        AmbiguousNumber: one of its numbers could be two.
    """
    text = apart(text, lambda word: unit_form(word, vocabulary) is not None)
    since = SINCE.match(text)
    parts, at = [], past_space(text, since.end()) if since else 0
    while at < len(text):
        part, end = _part(text, at, vocabulary)
        if end == at:
            raise NotANumber(text)
        parts.append(part)
        at = _past_joint(text, end, part, vocabulary)
    if since:  # from two to three, between two and three; "from 2 kg" alone says how little, and not how much
        raise TwoAmounts(text) if len(parts) > 1 else NotANumber(text)
    return parts


def part_at(text: str, at: int, vocabulary: Container[str]) -> tuple[Part, int]:
    """Read the number, the unit or both that begin here, and say where they end.

    Raises:
        NotANumber: neither does.
        TwoAmounts: it is two numbers at once: 三四.
        AmbiguousNumber: it could be two.
    """
    return _part(text, at, vocabulary)


def _part(text: str, at: int, vocabulary: Container[str]) -> tuple[Part, int]:
    if (about := WORD.match(text, at)) and about[0] in ABOUT:
        after = past_space(text, about.end())
        if _numbers(text, after):
            return _part(text, after, vocabulary)
    best: tuple[Part, int] | None = None
    for number, end in _numbers(text, at):
        unit, after = _unit(text, _past_fillers(text, end), vocabulary)
        if unit is not None and unit.number is None:
            if number == THIRD and unit.unit in PLURALS:
                number = Decimal(3)
            return _with_extra(text, Part(number, unit.unit), after, vocabulary)
        best = best or (Part(number, None), end)
    if best is not None:
        return best
    unit, after = _unit(text, at, vocabulary)
    if unit is None or _may_be_two(text, at, after, unit):
        raise NotANumber(text)
    return _with_extra(text, unit, after, vocabulary)


def _may_be_two(text: str, at: int, end: int, unit: Part) -> bool:
    """Say whether a unit alone is one or two of it, as Arabic writes both: طبقا بيض are two, طبقا من البيض is one."""
    named = unit.unit is not None and text[at:end] == f"{unit.unit}{_ONE_OR_TWO}"
    of = WORD.match(text, past_space(text, end))
    return named and unit.unit not in _MISSPELT and (of is None or of[0] != _OF)


def _numbers(text: str, at: int) -> list[tuple[Decimal, int]]:
    """Every number that begins here, the longest first: in 二两 it is 二, in 两千克 it may be 两千."""
    if mixed := _MIXED.match(text, at):
        return [(Decimal(mixed[1]) * read_number(f"一{mixed[2]}" if mixed[2] != "十" else "十"), mixed.end())]
    if parts := _PARTS.match(text, at):
        return [(read_number(parts[2]) / read_number(parts[1]), parts.end())]
    if spoken := _SPOKEN.match(text, at):
        below = "".join(str(read_number(digit)) for digit in spoken[2])
        return [(Decimal(f"{read_number(spoken[1])}.{below}"), spoken.end())]
    if found := _DIGITS.match(text, at):
        number, end = counted_parts(text, read_number(found[0]), found.end())
        return [_and_part(text, number, end)]
    if text.startswith("半", at):
        return [(HALF, at + 1)]
    if found := _NUMERAL.match(text, at):
        return _numerals(text, at, found.end())
    worded = read_words(text, at)
    if worded and text[at : worded[1]] in ALONE:
        return [worded]
    return [_and_part(text, *worded)] if worded else []


def _numerals(text: str, at: int, end: int) -> list[tuple[Decimal, int]]:
    if text[end - 1] in "十百千" and text[end : end + 1] in _ODD:
        raise TwoAmounts(text)
    numbers = []
    for stop in range(end, at, -1):
        try:
            numbers.append((read_number(text[at:stop]), stop))
        except NotANumber as error:
            if stop == end and isinstance(error.__cause__, TwoNumerals) and not _ends_in_liang(text, at, stop):
                raise TwoAmounts(text) from None
    return numbers


def _ends_in_liang(text: str, at: int, stop: int) -> bool:
    """二两, 两两 and 十两 end in a unit, while 一两斤 is one or two jin."""
    return text[stop - 1] == "两" and stop - at >= 2 and not text[stop:].strip().startswith("斤")


def _and_part(text: str, number: Decimal, end: int) -> tuple[Decimal, int]:
    """two and a half … : the half of a unit that comes later."""
    extra, after = _extra(text, end)
    if number > extra:
        return number + extra, after
    # A quarter and a half would be said as three quarters.
    last = text[:after].rsplit(maxsplit=1)[-1:]
    return (number + number * extra, after) if last and last[0] in OF_IT else (number, end)


def _with_extra(text: str, part: Part, end: int, vocabulary: Container[str]) -> tuple[Part, int]:
    if text.startswith("半", past_space(text, end)):
        return Part(part.number, part.unit, HALF), past_space(text, end) + 1
    if part.unit == "斤" and (liang := _LIANG.match(text, end)):
        return Part(part.number, part.unit, read_number(liang[0]) / 10), liang.end()
    if part.number is None and (one := ONE.match(text, past_space(text, end))):
        after = one.end()
        if (
            read_words(text, one.start()) == (Decimal(1), after)
            and _unit(text, past_space(text, after), vocabulary)[0] is None
        ):
            return Part(Decimal(1), part.unit), after  # كيلو واحد
    extra, after = _written_extra(text, end, vocabulary) or _extra(text, end)
    if part.number is not None and part.number <= extra:  # half a litre and a half
        return part, end
    again, stop = _unit(text, past_space(text, after), vocabulary) if extra else (None, after)
    if again is not None and again.unit == part.unit and text[past_space(text, after) : stop] == f"ال{part.unit}":
        return Part(part.number, part.unit, extra), stop  # كيلو ونصف الكيلو
    if again is not None:
        return part, end  # a kilo, and half a kilo of something else
    return Part(part.number, part.unit, extra), after


def _written_extra(text: str, at: int, vocabulary: Container[str]) -> tuple[Decimal, int] | None:
    """Read "1 kilo 1/2": what stands right behind the unit, and has no unit of its own."""
    found = _FRACTION.match(text, past_space(text, at))
    if found is None or _unit(text, past_space(text, found.end()), vocabulary)[0] is not None:
        return None
    part = read_number(found[0])
    return (part, found.end()) if part < 1 else None


def _extra(text: str, at: int) -> tuple[Decimal, int]:
    """Read what is added to one, or taken off: "and a half", "y cuarto", إلا ربع."""
    sign = 1
    joint = ALSO.match(text, past_space(text, at))
    if joint is None:
        sign, joint = -1, LESS.match(text, past_space(text, at))
    if joint is None:
        return NONE, at
    after = past_space(text, joint.end())
    if found := _DIGITS.match(text, after):
        part, end = (read_number(found[0]) if "/" in found[0] else NONE), found.end()
    else:
        part, end = read_words(text, after) or (NONE, at)
    return (sign * part, end) if 0 < part < 1 else (NONE, at)


def _unit(text: str, at: int, vocabulary: Container[str]) -> tuple[Part | None, int]:
    """Read a unit, which may say of itself how many there are of it: كيلوين, полкило."""
    found = WORD.match(text, at)
    if found is None:
        return None, at
    for stop in range(found.end(), at, -1):
        # Only Chinese runs on without a space.
        whole = stop == found.end() or (not text[stop].isascii() and (runs_on(text[stop - 1]) or runs_on(text[stop])))
        if not whole:
            continue
        word = text[at:stop]
        if form := unit_form(word, vocabulary):
            return Part(form.number, form.unit), stop + text[stop:].startswith(".")
        if word.startswith(HALF_OF) and (half := word.removeprefix(HALF_OF)) in vocabulary:
            return Part(HALF, half), stop
    return None, at


def _past_joint(text: str, at: int, part: Part, vocabulary: Container[str]) -> int:
    """Say where the next part begins.

    Raises:
        TwoAmounts: what stands between says that one of the two is meant.
    """
    at = past_space(text, at)
    if EITHER.match(text, at):
        raise TwoAmounts(text)
    if upto := UPTO.match(text, at):
        after = past_space(text, upto.end())
        if _numbers(text, after) or _unit(text, after, vocabulary)[0]:
            raise TwoAmounts(text)
    joint = ALSO.match(text, at) or (EACH.match(text, at) if part.unit is not None else None)
    after = past_space(text, joint.end()) if joint else at
    return after if after < len(text) else at


def _past_fillers(text: str, at: int) -> int:
    at = past_space(text, at)
    filler = FILLERS.match(text, at)
    return _past_fillers(text, filler.end()) if filler else at
