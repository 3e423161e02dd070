"""Which product a person means by a name: in any language, in part, or nearly.

A whole slug, name or alias decides; otherwise every product that contains the typed words; otherwise the nearest.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pypinyin import lazy_pinyin
from rapidfuzz import fuzz, process

from bot.catalog.snapshot import Catalogue, Item
from bot.catalog.typed import plain, within

WORDS_MAX = 120  # characters of a message in which it is worth looking for a product's name
NEAREST = 3
NEAR_ENOUGH = 75  # of 100; below it "hello there" is as like a hen as "shitake" is like shiitake
SHORT = 3  # letters; "no" stands in walNOt trees of some language, and 鸡 sounds like a part of any word with "ji"
NAMES_KEPT = 50_000  # in the form in which they are compared: those of some thousand products
LOOKED_AT = 12  # likenesses; several may be of one product


@dataclass(frozen=True, slots=True)
class Found:
    """What a name may mean: one product for certain, or several that contain it, or what comes nearest."""

    exact: Item | None = None
    several: tuple[Item, ...] = ()
    nearest: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class _Index:
    """Every word by which products of one catalogue are known, made once a version."""

    whole: dict[str, tuple[Item, ...]]
    names: tuple[tuple[str, Item], ...]
    sounds: tuple[tuple[str, Item], ...]


def find_items(words: str, catalogue: Catalogue, *, hidden: bool) -> Found:
    """Find the products that a name means; with `hidden` also those that buyers do not see."""
    typed = folded(words)
    if not typed:
        return Found()
    index = _index_of(catalogue, hidden)
    whole = index.whole.get(typed) or index.whole.get(_without_article(typed), ())
    if len(whole) == 1:
        return Found(exact=whole[0])
    if len(whole) > 1:
        return Found(several=whole)
    parts = typed.split()
    several = _distinct(item for name, item in index.names if all(_stands_in(part, name) for part in parts))
    if len(several) == 1:
        return Found(exact=several[0])
    if several:
        return Found(several=several)
    if len(typed) < SHORT and typed.isascii():
        return Found()
    return Found(nearest=_nearest(typed, index))


def folded(words: str) -> str:
    """Bring a name into the form in which names are compared: no case, accents, width or punctuation."""
    return within(" ".join(plain(words).replace("-", " ").split()))


# A new version of the catalogue has nearly all the words of the last.
_folded_name = lru_cache(maxsize=NAMES_KEPT)(folded)


@lru_cache(maxsize=4)
def _index_of(catalogue: Catalogue, hidden: bool) -> _Index:
    items = tuple(catalogue.items.values()) if hidden else catalogue.shelf
    names = tuple((_folded_name(word), item) for item in items for word in _words(item))
    whole: dict[str, tuple[Item, ...]] = {}
    for name, item in names:
        whole[name] = _distinct((*whole.get(name, ()), item))
    spoken = ((_sound(name), item) for name, item in names if not name.isascii())
    sounds = tuple((sound, item) for sound, item in spoken if len(sound) > SHORT)
    return _Index(whole, names, sounds)


def _words(item: Item) -> Iterator[str]:
    yield item.slug
    yield from item.names.values()
    yield from item.short_names.values()
    for aliases in item.aliases.values():
        yield from aliases


def _without_article(typed: str) -> str:
    """Take off Arabic's "the", which is written together with its word: العسل is عسل."""
    return " ".join(word[2:] if word.startswith("ال") and len(word) > SHORT + 1 else word for word in typed.split())


def _stands_in(part: str, name: str) -> bool:
    """Say whether a typed word is a part of a name; a short one only as a word, unless a letter of it is a word."""
    if len(part) < SHORT and part.isascii():
        return part in name.split()
    return part in name


def _nearest(typed: str, index: _Index) -> tuple[Item, ...]:
    scored = [
        (score, item)
        for words, table in ((typed, index.names), (_sound(typed), index.sounds))
        for _, score, at in process.extract(
            words, [name for name, _ in table], scorer=fuzz.WRatio, limit=LOOKED_AT, score_cutoff=NEAR_ENOUGH
        )
        for item in (table[at][1],)
    ]
    scored.sort(key=lambda pair: -pair[0])
    return _distinct(item for _, item in scored)[:NEAREST]


@lru_cache(maxsize=NAMES_KEPT)
def _sound(words: str) -> str:
    """Write Chinese as it is spoken: 平估 sounds like 平菇."""
    return "".join(lazy_pinyin(words))


def _distinct(items: Iterator[Item] | tuple[Item, ...]) -> tuple[Item, ...]:
    return tuple({item.product_id: item for item in items}.values())
