"""Words of a text and where they stand.  Pure.

Chinese is written without spaces, so that each of its characters is a word here; names are found among them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.catalog.number_words import runs_on

_WORD = re.compile(r"[\u4e00-\u9fff]|\d+|[^\W\d_\u4e00-\u9fff]+")
_RUN = re.compile(r"[\u4e00-\u9fff]+|[^\W_\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    start: int
    end: int


def words_of(text: str) -> tuple[Word, ...]:
    """Take a text in plain form apart into words."""
    return tuple(Word(found[0], found.start(), found.end()) for found in _WORD.finditer(text))


def runs_of(text: str) -> Iterator[str]:
    """Give what is written without a space: words, and whole runs of Chinese."""
    return (found[0] for found in _RUN.finditer(text))


def is_chinese(text: str) -> bool:
    return bool(text) and all(map(runs_on, text))
