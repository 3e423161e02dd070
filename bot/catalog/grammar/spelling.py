"""Puts right what is misspelt before a text is read, and parts what is glued together.  Pure."""

import re
from collections.abc import Callable, Collection, Mapping

from bot.catalog.grammar.stems import is_arabic, stem, stems
from bot.catalog.grammar.typos import Typos
from bot.catalog.number_words import HALF_OF

_WORD = re.compile(r"[^\W\d_\u4e00-\u9fff]+")
_GLUED_AND = re.compile(r"(?<!\w)و(\w+)")
_GLUED_UNIT = re.compile(r"(\d)([^\W\d_\u4e00-\u9fff]{3,})")
_HALF_HYPHEN = re.compile(rf"(?<!\w){HALF_OF}-(?=\w)")
_STRETCHED = re.compile(r"(.)\1{2,}")
_AR_PREPOSITIONS = "لبفك"
_REST_MIN = 4  # letters behind a glued "for the"; in fewer it may be a slip of لزج
_SURE = 6  # letters of a misspelt word that may be something else than goods, or that may be goods all the same
_SHORT = 2  # letters of a word behind a glued "and" or unit

Knows = Callable[[str], bool]
Misspelt = tuple[Typos, Typos]  # of words, and of their stems


class Speller:
    """Knows the words of the shop, of units and of what is said around them."""

    def __init__(
        self,
        *,
        goods: Misspelt,
        others: Misspelt,
        knows_alone: Knows,
        knows: Knows,
        knows_form: Knows,
        word_of: Mapping[str, str],
        units_by_stem: Mapping[str, str],
        units: Collection[str],
    ) -> None:
        self._sources = goods, others
        self._knows_alone = knows_alone  # a word that means something by itself, as it is
        self._knows = knows  # also a word of a phrase
        self._knows_form = knows_form  # any form of a word
        self._word_of = word_of  # goods, by their stem
        self._units_by_stem = units_by_stem
        self._units = units

    def corrected(self, text: str) -> str:
        """Replace each unknown word by the known one that it is a slip away from, where that can be one only."""
        text = _GLUED_AND.sub(self._parted, _HALF_HYPHEN.sub(HALF_OF, text))
        return _WORD.sub(lambda found: self._word(found[0]), _GLUED_UNIT.sub(self._after_unit, text))

    def _parted(self, found: re.Match[str]) -> str:
        """Part Arabic's "and" from the word that it is written together with, unless it is a letter of it."""
        word, rest = found[0], found[1]
        if self._knows(word) or not (rest[0].isdigit() or (len(rest) >= _SHORT and self._knows_form(rest))):
            return word
        return f"و {rest}"

    def _after_unit(self, found: re.Match[str]) -> str:
        """Part a unit from the goods that are written together with it: 2kgpapas."""
        digit, word = found[1], found[2]
        if not self._knows(word):
            for end in range(len(word) - _SHORT, 0, -1):
                if word[:end] in self._units and self._knows_form(word[end:]):
                    return f"{digit}{word[:end]} {word[end:]}"
        return found[0]

    def _word(self, word: str) -> str:
        if word not in self._units and not self._knows_alone(word) and (unit := self._unit(word)):
            return unit
        if self._knows(word) or self._knows_form(word):
            return word
        for often in (r"\1", r"\1\1"):  # pleeease, egggs
            short = _STRETCHED.sub(often, word)
            if short != word and (self._knows(short) or self._knows_form(short)):
                return short
        if word[0] in _AR_PREPOSITIONS and self._knows(word[1:]):
            return word  # with a preposition in front
        return self._nearest(word)

    def _unit(self, word: str) -> str | None:
        """Find the unit that a word is a form of: cajitas, корзинку."""
        if is_arabic(word):
            return None  # its pairs are read as such
        return next((self._units_by_stem[each] for each in stems(word) if each in self._units_by_stem), None)

    def _nearest(self, word: str) -> str:
        """Put a word right, if it can be one only: the shop's rather than another that is no nearer."""
        goods, others = (self._near(word, source) for source in self._sources)
        rest = word.removeprefix("لل")
        if not goods and len(word) > len(rest) >= _REST_MIN and not self._near(rest, self._sources[0]):
            return f"ل {rest}"  # for something that we do not know
        others = {known: far for known, far in others.items() if known not in goods}
        if goods and others:
            best, next_best = min(goods.values()), min(others.values())
            if next_best < best or (next_best == best and len(word) < _SURE):
                return word
        near = goods or (others if len(word) >= _SURE else {})
        nearest = sorted(known for known, far in near.items() if far == min(near.values()))
        one = set[str].intersection(*({known, stem(known)} for known in nearest)) if nearest else set[str]()
        if not one:
            return word
        return nearest[0] if self._knows(nearest[0]) else self._word_of.get(nearest[0], nearest[0])

    def _near(self, word: str, source: Misspelt) -> dict[str, tuple[int, bool]]:
        """Give known words, with how many slips away they are and whether they begin otherwise."""
        words, word_stems = source
        near = {known: (slips, known[0] != word[0]) for known, slips in words.nearest(word).items()}
        base = stem(word)
        for known, slips in word_stems.nearest(base).items():
            if slips == 0 or not base.startswith(known):  # томатн(ый) is no томат
                near.setdefault(known, (slips, known[0] != word[0]))
        return near
