"""Known words that a slip of the finger away from a typed one: a letter left out, doubled, swapped or wrong.  Pure.

A word with one slip has at least one of its three pieces whole, and one with two slips one of four, hardly moved.  So
a look-up of pieces finds all candidates without going through the words.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from bot.catalog.grammar.stems import is_arabic

LENGTH_MIN = 4  # letters typed; no word of three is taken for another
SHORT = 3  # but in Arabic, whose dialects write one sound in several ways: بيظ, دره
SUBSTITUTED_MIN = 5  # letters of a known word that may have a wrong letter: "mice" is not "rice"
# What is written for each other by ear, and so may be wrong in a shorter word as well: арехи, муер, arros.
BY_EAR = frozenset(
    map(
        frozenset,
        "оа еи еэ ыи яа юу зс дт бп гк шщ sz cs bv yi gj ei ou ck kq ذد ثت ثس ظض ظز سص طت قك زذ".split(),  # noqa: SIM905
    )
)
# What differs in a dot or two, and is as near on the keys; only in words that are long enough to be no others.
BY_SIGHT = frozenset(map(frozenset, "حخ حج خج عغ".split()))  # noqa: SIM905
LONG = 8  # letters of a known word that may have two slips
LOOKED_AT = 3_000  # candidates; a piece that more words have says nothing


class Typos:
    """Finds the nearest of many words."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._words: set[str] = set()
        self._short: set[str] = set()
        self._pieces: dict[tuple[int, int, str], tuple[str, ...]] = {}
        for word in words:
            self.add(word)

    def add(self, word: str) -> None:
        """Know one more word."""
        if len(word) == SHORT and is_arabic(word):
            self._short.add(word)
        if word in self._words or len(word) < LENGTH_MIN or not word.isalpha():
            return
        self._words.add(word)
        for number, (start, end) in enumerate(_cuts(len(word))):
            piece = (len(word), number, word[start:end])
            known = self._pieces.get(piece, ())
            if len(known) <= LOOKED_AT:
                self._pieces[piece] = (*known, word)

    def nearest(self, typed: str) -> dict[str, int]:
        """Give the known words that are near enough to a typed one, with the number of slips between."""
        best = {word: 1 for word in _heard_as(typed) if word in self._short} if len(typed) == SHORT else {}
        for word in set(self._candidates(typed)) if len(typed) >= LENGTH_MIN else ():
            distance = OSA.distance(typed, word, score_cutoff=_slips(len(word)))
            if distance <= _slips(len(word)) and _is_slip(typed, word, distance):
                best[word] = distance
        return best

    def alike(self, typed: str) -> set[str]:
        """Give the words of which a typed one is one slip away, whichever slip; it may be a word by itself."""
        if len(typed) < SHORT or not typed.isalpha():
            return set()
        return {word for word in self._candidates(typed) if OSA.distance(typed, word, score_cutoff=1) == 1}

    def _candidates(self, typed: str) -> Iterator[str]:
        for length in range(len(typed) - 2, len(typed) + 3):
            if length < LENGTH_MIN or abs(length - len(typed)) > _slips(length):
                continue
            for number, (start, end) in enumerate(_cuts(length)):
                for shift in range(-_slips(length), _slips(length) + 1):
                    if start + shift >= 0:
                        found = self._pieces.get((length, number, typed[start + shift : end + shift]), ())
                        yield from found if len(found) <= LOOKED_AT else ()


def _slips(length: int) -> int:
    return 2 if length >= LONG else 1


@cache
def _cuts(length: int) -> list[tuple[int, int]]:
    pieces = _slips(length) + 2
    marks = [length * number // pieces for number in range(pieces + 1)]
    return list(pairwise(marks))


def _is_slip(typed: str, word: str, distance: int) -> bool:
    """Say whether a word with so many slips is still itself, and neither another nor made of it."""
    if distance == 0:
        return True
    if len(typed) > len(word) and distance > 1 and typed.startswith(word[:-1]):
        return False  # derived, and another thing: vinagreta, naranjada
    if only_by_ear(typed, word) or (len(typed) == len(word) and _is_dotted_otherwise(typed, word)):
        return True
    if typed[0] != word[0]:  # nobody slips with the first letter but leaves it out, or swaps it
        return word[1:] == typed or typed[1:] == word or typed[:2] == word[1::-1]
    if len(word) >= SUBSTITUTED_MIN:
        return True
    doubled = any(typed == word[:at] + word[at - 1 : at] + word[at:] for at in range(1, len(word) + 1))
    return doubled or sorted(typed) == sorted(word)


def _is_dotted_otherwise(typed: str, word: str) -> bool:
    return all(frozenset(pair) in BY_SIGHT for pair in zip(typed, word, strict=True) if pair[0] != pair[1])


def _heard_as(typed: str) -> Iterator[str]:
    """Give the ways to write a word with one letter as it may be heard."""
    for at, letter in enumerate(typed):
        for pair in BY_EAR:
            if letter in pair:
                yield from (typed[:at] + other + typed[at + 1 :] for other in pair - {letter})


def only_by_ear(typed: str, word: str) -> bool:
    """Say whether two words differ in nothing but letters that sound alike."""
    wrong = [frozenset(pair) for pair in zip(typed, word, strict=False) if pair[0] != pair[1]]
    return len(typed) == len(word) and all(pair in BY_EAR for pair in wrong)
