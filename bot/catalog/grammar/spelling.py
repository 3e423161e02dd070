"""Puts right what is misspelt before a text is read, and parts what is glued together.  Pure."""

import re
from collections.abc import Callable

from bot.catalog.grammar.stems import stem
from bot.catalog.grammar.typos import Typos

_WORD = re.compile(r"[^\W\d_\u4e00-\u9fff]+")
_GLUED_AND = re.compile(r"(?<!\w)و(\w+)")
_SHORT = 2  # letters of a word behind a glued "and"

Knows = Callable[[str], bool]


class Speller:
    """Knows the words of the shop, of units and of what is said around them."""

    def __init__(self, goods: Typos, others: Typos, knows: Knows, knows_form: Knows) -> None:
        self._sources = goods, others
        self._knows = knows  # a word as it is
        self._knows_form = knows_form  # any form of a word

    def corrected(self, text: str) -> str:
        """Replace each unknown word by the known one that it is a slip away from, where that can be one only."""
        return _WORD.sub(lambda found: self._word(found[0]), _GLUED_AND.sub(self._parted, text))

    def _parted(self, found: re.Match[str]) -> str:
        """Part Arabic's "and" from the word that it is written together with, unless it is a letter of it."""
        word, rest = found[0], found[1]
        if self._knows(word) or not (rest[0].isdigit() or (len(rest) >= _SHORT and self._knows_form(rest))):
            return word
        return f"و {rest}"

    def _word(self, word: str) -> str:
        if self._knows(word) or self._knows_form(word):
            return word
        near = {known: slips for source in self._sources for known, slips in source.nearest(word).items()}
        least = min(near.values(), default=0)
        nearest = sorted(known for known, slips in near.items() if slips == least)
        return nearest[0] if len({stem(known) for known in nearest}) == 1 else word
