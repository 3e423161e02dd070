"""Every word by which goods are known, arranged so that a look-up costs the same in a shop of any size.  Pure.

It is made once for a set of words and serves every version of the catalogue that has the same ones: most versions
change a price or the stock.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Generic, TypeVar

from bot.catalog.grammar.lexicon import FUNCTION_WORDS
from bot.catalog.grammar.sounds import sound
from bot.catalog.grammar.stems import stem
from bot.catalog.grammar.tokens import is_chinese, runs_of, words_of
from bot.catalog.grammar.typos import Typos
from bot.catalog.snapshot import Catalogue, Item
from bot.catalog.typed import folded

Ids = tuple[int, ...]  # of products, each once
Key = tuple[str, ...]
K = TypeVar("K", str, Key)

GRAM, CHINESE_GRAM = 3, 2  # letters, characters
NAMES_KEPT = 50_000


class WordIndex:
    """Looks up whole names, parts of names, near spellings and sounds."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._items = tuple(items)
        self.whole: dict[str, Ids] = {}
        self.names: dict[Key, Ids] = {}  # by the stems of a name's words, in their order
        self.loose: dict[Key, Ids] = {}  # in alphabetical order
        self.parts: dict[str, Ids] = {}  # by the stem of any word of a name
        self.sounds: dict[Key, Ids] = {}
        self.runs: dict[str, Ids] = {}  # by words as they are written
        self.longest = 1  # words of a name
        self._collect()
        self.typos = Typos({*self.runs, *self.parts})
        self.word_of: dict[str, str] = {}  # by its stem
        for run in self.runs:
            self.word_of.setdefault(stem(run), run)
        self._by_sound: dict[Key, tuple[str, ...]] = {}
        for run in filter(is_chinese, self.runs):
            self._by_sound[sound(run)] = (*self._by_sound.get(sound(run), ()), run)
        self._grams = _grams_of(self.runs)

    def serves(self, items: Mapping[int, Item]) -> bool:
        """Say whether these goods go by the same words."""
        return len(items) == len(self._items) and all(
            known is item or _same_words(known, item) for known, item in zip(self._items, items.values(), strict=True)
        )

    def containing(self, part: str) -> Ids:
        """Find the products with a word that contains some letters or characters."""
        size = CHINESE_GRAM if is_chinese(part) else GRAM
        if len(part) < size and not is_chinese(part):
            return self.runs.get(part, ())
        grams = [self._grams.get(gram, frozenset()) for gram in _grams(part)]
        runs = frozenset.intersection(*grams) if grams else frozenset()
        return _once(id_ for run in sorted(runs) if part in run for id_ in self.runs[run])

    def like(self, typed: str, most: int) -> list[int]:
        """Give products with words that have most letters in common with a typed one."""
        counts: dict[str, int] = defaultdict(int)
        for gram in _grams(typed):
            for run in self._grams.get(gram, ()):
                counts[run] += 1
        alike = sorted(counts, key=lambda run: (-counts[run] / (len(run) + 1), run))
        return list(_once(id_ for run in alike[:most] for id_ in self.runs[run][:most]))[:most]

    def sounding_like(self, run: str) -> tuple[str, ...]:
        """Give the Chinese words of goods that sound like a typed one."""
        return self._by_sound.get(sound(run), ()) if is_chinese(run) else ()

    def _collect(self) -> None:
        whole, runs, parts = _Table[str](), _Table[str](), _Table[str]()
        names, loose, sounds = _Table[Key](), _Table[Key](), _Table[Key]()
        for item in self._items:
            for name in set(map(folded_name, words_by_which_it_is_known(item))):
                key = key_of(name)
                self.longest = max(self.longest, len(key))
                whole.add(name, item)
                names.add(key, item)
                if len(key) > 1 and not is_chinese(key[0]):
                    loose.add(tuple(sorted(key)), item)
                    names.add((stem(name.replace(" ", "")),), item)  # written as one word
                for part in key:
                    parts.add(part, item)
                for run in runs_of(name):
                    runs.add(run, item)
                    if is_chinese(run) and len(run) > 1:
                        sounds.add(sound(run), item)
        self.whole, self.runs, self.parts = whole.ids(), runs.ids(), parts.ids()
        self.names, self.loose, self.sounds = names.ids(), loose.ids(), sounds.ids()


class _Table(Generic[K]):
    """Products by what they are looked up by."""

    def __init__(self) -> None:
        self._ids: dict[K, dict[int, None]] = defaultdict(dict)

    def add(self, key: K, item: Item) -> None:
        self._ids[key][item.product_id] = None

    def ids(self) -> dict[K, Ids]:
        return {key: tuple(ids) for key, ids in self._ids.items()}


def index_of(catalogue: Catalogue) -> WordIndex:
    """Give the index of a catalogue's words, of all its goods, whether they are on sale or not."""
    return _index_of(catalogue)


# A new version of the catalogue has nearly all the words of the last.
folded_name = lru_cache(maxsize=NAMES_KEPT)(folded)


@lru_cache(maxsize=NAMES_KEPT)
def key_of(name: str) -> Key:
    """Give the stems of a name's words; "of" and its like are none."""
    words = [word.text for word in words_of(name)]
    return tuple(stem(word) for word in words if word not in FUNCTION_WORDS or len(words) == 1)


def words_by_which_it_is_known(item: Item) -> Iterator[str]:
    yield item.slug
    yield from item.names.values()
    yield from item.short_names.values()
    for aliases in item.aliases.values():
        yield from aliases


_latest: list[WordIndex] = []  # one for each shop that a process serves at a time; tests serve several
_LATEST_MAX = 4


@lru_cache(maxsize=_LATEST_MAX)
def _index_of(catalogue: Catalogue) -> WordIndex:
    for index in _latest:
        if index.serves(catalogue.items):
            return index
    index = WordIndex(catalogue.items.values())
    _latest.insert(0, index)
    del _latest[_LATEST_MAX:]
    return index


def _same_words(one: Item, other: Item) -> bool:
    return (one.product_id, one.slug, one.names, one.short_names, one.aliases) == (
        other.product_id,
        other.slug,
        other.names,
        other.short_names,
        other.aliases,
    )


def _grams_of(runs: Iterable[str]) -> dict[str, frozenset[str]]:
    grams: dict[str, set[str]] = defaultdict(set)
    for run in runs:
        for gram in _grams(run):
            grams[gram].add(run)
    return {gram: frozenset(some) for gram, some in grams.items()}


def _grams(run: str) -> Iterator[str]:
    if is_chinese(run):
        yield from run
        yield from (run[at : at + CHINESE_GRAM] for at in range(len(run) - CHINESE_GRAM + 1))
    else:
        yield from (run[at : at + GRAM] for at in range(len(run) - GRAM + 1))


def _once(ids: Iterable[int]) -> Ids:
    return tuple(dict.fromkeys(ids))
