"""Chinese as it is spoken: 平估 sounds like 平菇, and is what a phone offers for it.  Pure."""

from functools import lru_cache
from itertools import islice, product

from pypinyin import Style, pinyin

KEPT = 10_000  # characters
WAYS_MAX = 16  # of reading a run


def sound(run: str) -> tuple[str, ...]:
    """Write a run of Chinese as its syllables, without tones, each by itself."""
    return tuple(_syllables(character)[0] for character in run)


def sounds(run: str) -> list[tuple[str, ...]]:
    """Write a run in all the ways in which it may be read: 仔 is zi and zai."""
    return list(islice(product(*map(_syllables, run)), WAYS_MAX))


@lru_cache(maxsize=KEPT)
def _syllables(character: str) -> tuple[str, ...]:
    found = pinyin(character, style=Style.NORMAL, heteronym=True)
    return tuple(dict.fromkeys(found[0])) if found else (character,)
