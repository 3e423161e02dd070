"""Numbers that are written as words, and the small words that stand between them.  The words are number_words.toml's.

Pure.  Everything here is in the plain form of `typed`; what is read has to be so too.
"""

import re
import tomllib
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.catalog.numerals import NUMERALS
from bot.catalog.typed import plain

_DATA: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_PREFIXES, _TEENS = _DATA.pop("prefixes"), _DATA.pop("teens")

WORD = re.compile(r"[^\W\d_]+")
UNBOUND = 10**9  # nothing has been said of a number yet, so any may follow


def _values(kind: str) -> dict[str, Decimal]:
    return {
        word: Decimal(int(above)) / int(below or 1) if "." not in above else Decimal(above)
        for language in _DATA.values()
        for value, words in language.get(kind, {}).items()
        for above, _, below in [value.partition("/")]
        for word in plain(words).split()
    }


def _words(kind: str) -> frozenset[str]:
    return frozenset(word for language in _DATA.values() for word in plain(language.get(kind, "")).split())


def phrases(kind: str) -> frozenset[str]:
    """Give the words of one kind that are listed with commas, in plain form."""
    listed = (plain(language.get(kind, "")).split(",") for language in _DATA.values())
    return frozenset(" ".join(phrase.split()) for phrases in listed for phrase in phrases if phrase.strip())


def alternatives(words: frozenset[str]) -> str:
    """Write a pattern for any of some words, the longest first; only Chinese runs on without a space."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word) + ("" if runs_on(word[-1]) else r"(?!\w)") for word in longest_first)


def runs_on(character: str) -> bool:
    """Say whether it is a Chinese character, behind which a word may begin at once."""
    return "\u4e00" <= character <= "\u9fff"


_VALUES = _values("numbers")
_TIMES = _values("times")
_COUNTED_PARTS = _values("parts")
_JOINS = _words("joins")
_LOOSE = _words("articles") & _words("fillers")
_AND = plain(_PREFIXES["and"])
_TEN = frozenset(plain(_TEENS["ten"]).split())
_BEFORE_TEN = {word: Decimal(value) for value, words in _TEENS["before"].items() for word in plain(words).split()}

HALF_OF = plain(_PREFIXES["half"])  # written together with its unit: полкило
ARTICLES = _words("articles")
NOTHING = phrases("nothing")
ABOUT = _words("about")
ONE = re.compile(alternatives(_words("one")))
ALONE, OF_IT, PLURALS = _words("alone"), _words("of_it"), _words("plurals")
FILLERS = re.compile(alternatives(_words("fillers")))
ALSO = re.compile(alternatives(_words("also")) + r"|\+")
LESS = re.compile(alternatives(_words("less")))
EACH = re.compile(alternatives(_words("each")))
EITHER = re.compile(alternatives(_words("either")))
UPTO = re.compile(alternatives(_words("upto")) + "|[-–—~]")
SINCE = re.compile(alternatives(_words("since")))
KNOWN = frozenset(_VALUES) | frozenset(_TIMES) | frozenset(_COUNTED_PARTS) | frozenset(_BEFORE_TEN)


def apart(text: str, is_unit: Callable[[str], bool]) -> str:
    """Part what is glued together: و from the word or number behind it, пол from the hyphen."""

    def split(found: re.Match[str]) -> str:
        word, rest = found[0], found[1]
        glued = word not in KNOWN and not is_unit(word) and (rest in KNOWN or is_unit(rest))
        return f"{_AND} {rest}" if glued else word

    text = re.sub(rf"(?<!\w){_AND}(?=\d)", f"{_AND} ", text)
    text = re.sub(rf"(?<!\w){_AND}([^\W\d_]+)", split, text)
    return re.sub(rf"(?<!\w){HALF_OF}-(?=\w)", f"{HALF_OF} ", text)


def read_words(text: str, at: int) -> tuple[Decimal, int] | None:
    """Read the number in words that begins here, and say where it ends; None: none does."""
    first = WORD.match(text, at)
    if first is None:
        return None
    after = WORD.match(text, past_space(text, first.end()))
    if first[0] in ARTICLES and after and after[0] in _VALUES:  # a couple, a hundred, un cuarto
        return read_words(text, after.start())
    number, end = _Sum(), at
    for joined, word, stop in _following(text, at):
        if not number.take(word, joined):
            break
        end = stop
    if end == at or number.waits_for_ten:
        return None
    return counted_parts(text, number.value, end)


def counted_parts(text: str, number: Decimal, end: int) -> tuple[Decimal, int]:
    """Multiply a number by the word behind it: three quarters, 2 thousand."""
    found = WORD.match(text, past_space(text, end))
    times = found and (_COUNTED_PARTS.get(found[0]) or _TIMES.get(found[0]))
    return (number * times, found.end()) if found and times else (number, end)


def number_pattern(language: str) -> str:
    """Write a pattern for a small number, where it only has to be found and not read: in digits, numerals or words."""
    words = plain(" ".join(_DATA.get(language, {}).get("numbers", {}).values())).split()
    return rf"(?:\d{{1,5}}|[{NUMERALS}]+|(?:{alternatives(frozenset(words) - ARTICLES) or '(?!)'}))"


def past_space(text: str, at: int) -> int:
    """Say where the next word begins."""
    while at < len(text) and text[at] == " ":
        at += 1
    return at


def _following(text: str, at: int) -> Iterator[tuple[str, str, int]]:
    """Give the words from here on, each with the word that joins it to the one before, and where it ends."""
    joined = ""
    while found := WORD.match(text, past_space(text, at)):
        if found[0] in _JOINS:
            joined, at = found[0], found.end()
            continue
        yield joined, found[0], found.end()
        # Twenty-five is written with a hyphen.
        joined, at = "", found.end() + (text[found.end() : found.end() + 1] == "-")


class _Sum:
    """A number as its words come in, from the largest to the smallest."""

    def __init__(self) -> None:
        self.thousands = self.rest = Decimal(0)
        self.below = UNBOUND  # what comes next has to be less
        self.ones = Decimal(0)  # said before their tens, as Arabic does
        self.waits_for_ten = False

    @property
    def value(self) -> Decimal:
        return self.thousands + self.rest

    def take(self, word: str, joined: str) -> bool:
        """Add a word; False: it is no part of this number."""
        if not joined and (word in _TEN and self.ones):
            self._add(_VALUES[word], ones=Decimal(0))
            self.waits_for_ten = False
            return True
        if self.waits_for_ten:
            return False
        times = _TIMES.get(word)
        if times and not joined and self._multiplies(times):
            return True
        if joined and word in _LOOSE:  # forty and a half
            return False
        return self._plus(word, joined)

    def _multiplies(self, times: Decimal) -> bool:
        if times == 1000 and 0 < self.rest < 1000 and not self.thousands:
            self.thousands, self.rest = self.rest * times, Decimal(0)
        elif times == 100 and 0 < self.rest < 10:
            self.rest *= times
        else:
            return False
        self.ones, self.below = Decimal(0), int(times)
        return True

    def _plus(self, word: str, joined: str) -> bool:
        value = _VALUES.get(word)
        if joined == _AND and self.ones and value is not None and 20 <= value < 100:
            self._add(value, ones=Decimal(0))
            return True
        if value is None and self.below > 10 and word in _BEFORE_TEN:
            value, self.waits_for_ten = _BEFORE_TEN[word], True
        if value is None or not value < self.below or (joined and self.below in (0, UNBOUND)):
            return False
        if self.below != UNBOUND and (value < 1 or value != int(value)):
            return False
        self._add(value, ones=value if 1 <= value < 10 and self.below > 10 else Decimal(0))
        self.below = _room_below(value)
        if value >= 1000:
            self.thousands, self.rest = self.value, Decimal(0)
        return True

    def _add(self, value: Decimal, *, ones: Decimal) -> None:
        self.rest += value
        self.ones = ones
        self.below = 0


def _room_below(value: Decimal) -> int:
    """Say less than what may follow: behind a hundred what is less than that, behind forty a digit."""
    return next((step for step in (1000, 100) if value >= step), 10 if value >= 20 else 0)
