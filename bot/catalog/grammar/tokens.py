"""Words of a text.  Pure.

Chinese is written without spaces, so that each of its characters is a word here; names are found among them.
"""

import re
from collections.abc import Iterator

from bot.catalog.number_words import runs_on

_WORD = re.compile(r"[\u4e00-\u9fff]|\d+|[^\W\d_\u4e00-\u9fff]+")
BETWEEN_CHINESE = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_RUN = re.compile(r"[\u4e00-\u9fff]+|[^\W_\u4e00-\u9fff]+")


def texts_of(text: str) -> list[str]:
    """Give the words of a text in plain form."""
    return _WORD.findall(text)


def runs_of(text: str) -> Iterator[str]:
    """Give what is written without a space: words, and whole runs of Chinese."""
    return (found[0] for found in _RUN.finditer(text))


def is_chinese(text: str) -> bool:
    return bool(text) and runs_on(min(text)) and runs_on(max(text))
