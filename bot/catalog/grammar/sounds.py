"""Chinese as it is spoken: 平估 sounds like 平菇, and is what a phone offers for it.  Pure."""

from functools import lru_cache

from pypinyin import lazy_pinyin

KEPT = 10_000  # characters


def sound(run: str) -> tuple[str, ...]:
    """Write a run of Chinese as its syllables, without tones, each by itself."""
    return tuple(map(_syllable, run))


@lru_cache(maxsize=KEPT)
def _syllable(character: str) -> str:
    return "".join(lazy_pinyin(character))
