"""Chinese and Spanish as they are spoken.  Pure.

平估 sounds like 平菇, and is what a phone offers for it; uevos, gayina and quiwi are written as they sound.
"""

import os
import re
from functools import lru_cache
from itertools import islice, product

# Read once, when it is imported: single characters are all that we ask it for, and its phrases cost each process a
# third of a second and 40 MB.  https://pypinyin.readthedocs.io/zh-cn/master/usage.html#strict
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

from pypinyin import Style, lazy_pinyin, pinyin  # behind the line that it reads

KEPT = 10_000  # characters
WAYS_MAX = 16  # of reading a run

_SPANISH = tuple(
    (re.compile(spelt), heard)
    for spelt, heard in (
        (r"^(?:g[uw]|w|hu)e", "ue"), (r"^h|(?<!c)h", ""), ("v|w", "b"), ("ll", "y"), (r"c(?=[ei])|z|x$", "s"),
        (r"qu(?=[ei])|c(?!h)|q", "k"), (r"g(?=[ei])", "j"), (r"gu(?=[ei])", "g"), (r"y$", "i"), (r"ss", "s"),
    )
)  # fmt: skip


def sound(run: str) -> tuple[str, ...]:
    """Write a run of Chinese as its syllables, without tones, each by itself."""
    return tuple(_syllables(character)[0] for character in run)


def sounds(run: str) -> list[tuple[str, ...]]:
    """Write a run in all the ways in which it may be read: 仔 is zi and zai."""
    return list(islice(product(*map(_syllables, run)), WAYS_MAX))


def romanised(text: str) -> str:
    """Write what is Chinese of a text in Latin letters, a word each: ping gu."""
    return " ".join(lazy_pinyin(text))


@lru_cache(maxsize=KEPT)
def spanish_sound(word: str) -> str:
    """Write a Latin word in plain form as Spanish sounds, one letter each."""
    for spelt, heard in _SPANISH:
        word = spelt.sub(heard, word)
    return word


@lru_cache(maxsize=KEPT)
def _syllables(character: str) -> tuple[str, ...]:
    found = pinyin(character, style=Style.NORMAL, heteronym=True)
    return tuple(dict.fromkeys(found[0])) if found else (character,)
