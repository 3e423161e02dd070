"""Words that may be slips of what tells two goods apart: "sweat potatoes", "rice wien".  Pure.

They may be words by themselves, or be put right to some; so what was typed is looked at once more, and it is asked.
"""

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

from bot.catalog.grammar.index import WordIndex
from bot.catalog.grammar.lexicon import FUNCTION_WORDS
from bot.catalog.grammar.stems import stem, stems
from bot.catalog.grammar.tokens import is_chinese, texts_of

_AND = "و"
_CLAUSES = re.compile(r"[,.;:!?\n،؛؟]+")


def mistaken(
    text: str, goods: Collection[str], ordered: Collection[int], index: WordIndex
) -> tuple[str, set[int]] | None:
    """Find a word that beside its neighbour may mean other goods than those that were read, and which.

    `text`: as it was typed, in plain form; `goods`: the words that were read as goods.
    """
    for clause in _CLAUSES.split(text):
        if (moved := _with_space_moved(clause, index)) is not None and (others := moved[1] - set(ordered)):
            return moved[0], others
        for word, beside in _neighbours(clause, index):
            read_as_it_is = word in goods and (word in index.runs or stem(word) in index.parts)
            if read_as_it_is or word.isdigit() or is_chinese(word):
                continue
            if stem(beside) not in index.parts:
                continue
            for meant in {*index.alike(word), *_unglued(word, index)} - set(goods):
                if stem(meant) in stems(word):
                    continue  # a form of it, and no slip: утиных яиц
                others = index.together(meant, beside) - set(ordered) if meant != beside else set()
                if others:
                    return word, others
    return None


def _with_space_moved(clause: str, index: WordIndex) -> tuple[str, set[int]] | None:
    """Find two words that are a whole name with the space between them a letter on or back: نبي ذالأرز."""
    for one, other in pairwise(texts_of(clause)):
        if one.isdigit() or is_chinese(one) or is_chinese(other):
            continue
        for name in (f"{one}{other[0]} {other[1:]}", f"{one[:-1]} {one[-1]}{other}"):
            if ids := index.whole.get(name):
                return f"{one} {other}", set(ids)
    return None


def _neighbours(clause: str, index: WordIndex) -> Iterator[tuple[str, str]]:
    """Give each word with the ones beside it; "of" and its like part none, and Arabic's "and" is no letter of one."""
    words = [word for word in texts_of(clause) if word not in FUNCTION_WORDS]
    words = [rest if (rest := word.removeprefix(_AND)) in index.runs else word for word in words]
    for one, other in pairwise(words):
        yield one, other
        yield other, one


def _unglued(word: str, index: WordIndex) -> Iterator[str]:
    """Give the word of goods behind an "of" that is written together with it: depato."""
    rests = (word.removeprefix(small) for small in FUNCTION_WORDS if len(small) > 1)
    yield from (rest for rest in rests if rest != word and rest in index.runs)
