"""Every word by which goods are known, arranged so that a look-up costs the same in a shop of any size.  Pure.

It is made once for a set of words and serves every version of the catalogue that has the same ones: most versions
change a price or the stock.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from heapq import nsmallest
from typing import Any

from bot.catalog.grammar.lexicon import FUNCTION_WORDS
from bot.catalog.grammar.sounds import sound, sounds, spanish_sound
from bot.catalog.grammar.stems import stem
from bot.catalog.grammar.tokens import is_chinese, runs_of, texts_of
from bot.catalog.grammar.typos import Typos
from bot.catalog.snapshot import Catalogue, Item
from bot.catalog.typed import folded

Ids = tuple[int, ...]  # of products, each once
Key = tuple[str, ...]

SHORT_MAX = 3  # letters of a word that a slip makes another by leaving one out: بط
GRAM, CHINESE_GRAM = 3, 2  # letters, characters
NAMES_KEPT = 50_000
SOUNDS_MAX = 4  # of a name: 番茄 is read in two ways


class WordIndex:
    """Looks up whole names, parts of names, near spellings and sounds."""

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self._items = {item.product_id: item for item in items}
        self.whole: dict[str, Ids] = {}
        self.names: dict[Key, Ids] = {}  # by the stems of a name's words, in their order
        self.loose: dict[Key, Ids] = {}  # in alphabetical order
        self.parts: dict[str, Ids] = {}  # by the stem of any word of a name
        self.sounds: dict[Key, Ids] = {}
        self.runs: dict[str, Ids] = {}  # by words as they are written
        self.word_of: dict[str, str] = {}  # by its stem
        self.by_ear: dict[str, set[str]] = defaultdict(set)  # Latin words, as Spanish says them
        self.longest = 1  # words of a name
        self.typos = Typos()
        self.stem_typos = Typos()
        self._shorts: dict[str, set[str]] = defaultdict(set)
        self._by_sound: dict[Key, tuple[str, ...]] = {}
        self._grams: dict[str, list[str]] = {}
        self._collect()

    def _collect(self) -> None:
        fresh: dict[int, dict[Any, list[int]]] = defaultdict(lambda: defaultdict(list))
        tables: dict[int, dict[Any, Ids]] = {}
        for id_ in self._items:
            for table, key, one in self._entries(id_):
                tables[id(table)] = table
                fresh[id(table)][key].append(one)
        for number, entries in fresh.items():
            tables[number].update((key, _once(ids)) for key, ids in entries.items())
        self._learn(self.runs)

    def serves(self, items: Mapping[int, Item]) -> bool:
        """Say whether these goods go by the same words."""
        return len(items) == len(self._items) and all(
            _same_words(self._items.get(id_), item) for id_, item in items.items()
        )

    def containing(self, part: str) -> Ids:
        """Find the products with a word that contains some letters or characters."""
        if len(part) < GRAM and not is_chinese(part):
            return self.runs.get(part, ())
        least = min((self._grams.get(gram, []) for gram in _grams(part)), key=len, default=[])
        return _once(id_ for run in least if part in run for id_ in self.runs[run])

    def like(self, typed: str, most: int) -> list[int]:
        """Give products with words that have most letters in common with a typed one."""
        counts: dict[str, int] = defaultdict(int)
        for gram in _grams(typed):
            for run in self._grams.get(gram, ()):
                counts[run] += 1
        alike = nsmallest(most, counts, key=lambda run: (-counts[run] / (len(run) + 1), run))
        return list(_once(id_ for run in alike for id_ in self.runs[run][:most]))[:most]

    def alike(self, word: str) -> set[str]:
        """Give the words of goods that are one slip away from another word."""
        if len(word) > SHORT_MAX:
            return self.typos.alike(word)
        turned = self._shorts.get("".join(sorted(word)), set()) | self._shorts.get(word, set())
        return (turned | self.typos.alike(word)) - {word}

    def together(self, one: str, other: str) -> set[int]:
        """Give the products with two words in one of their names, or in two."""
        few, many = sorted((self.parts.get(stem(word), ()) for word in (one, other)), key=len)
        return set(few).intersection(many) if few else set()

    def sounding_like(self, run: str) -> tuple[str, ...]:
        """Give the Chinese words of goods that sound like a typed one."""
        return self._by_sound.get(sound(run), ()) if is_chinese(run) else ()

    def _entries(self, id_: int) -> Iterator[tuple[dict[Any, Ids], str | Key, int]]:
        """Give all that one product is looked up by: the table, the key in it, and the product."""
        for name in set(map(folded, words_by_which_it_is_known(self._items[id_]))):
            key = key_of(name)
            self.longest = max(self.longest, len(key))
            yield self.whole, name, id_
            yield self.names, key, id_
            if len(key) > 1 and not is_chinese(key[0]):
                yield self.loose, tuple(sorted(key)), id_
                yield self.names, (stem(name.replace(" ", "")),), id_  # written as one word
            for part in key:
                yield self.parts, part, id_
            for run in runs_of(name):
                yield self.runs, run, id_
                if is_chinese(run) and len(run) > 1:
                    yield from ((self.sounds, each, id_) for each in sounds(run)[:SOUNDS_MAX])

    def _learn(self, runs: Iterable[str]) -> None:
        """Take new words into the indexes that find words, and not goods."""
        for run in runs:
            for gram in _grams(run):
                self._grams.setdefault(gram, []).append(run)
            if is_chinese(run):
                self._by_sound[sound(run)] = (*self._by_sound.get(sound(run), ()), run)
                continue
            self.word_of.setdefault(stem(run), run)
            if run[0].isascii():
                self.by_ear[spanish_sound(run)].add(run)
            self.typos.add(run)
            if len(run) <= SHORT_MAX:
                for key in _without_a_letter(run):
                    self._shorts[key].add(run)
                self._shorts["".join(sorted(run))].add(run)
            self.stem_typos.add(stem(run))


def index_of(catalogue: Catalogue) -> WordIndex:
    """Give the index of a catalogue's words, of all its goods, whether they are on sale or not."""
    return _index_of(catalogue)


# A new version of the catalogue has nearly all the words of the last.
folded_name = lru_cache(maxsize=NAMES_KEPT)(folded)


def key_of(name: str) -> Key:
    """Give the stems of a name's words; "of" and its like are none."""
    words = texts_of(name)
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


def _same_words(one: Item | None, other: Item) -> bool:
    if one is None or one is other:
        return one is other
    return (one.slug, one.names, one.short_names, one.aliases) == (
        other.slug,
        other.names,
        other.short_names,
        other.aliases,
    )


def _grams(run: str) -> Iterator[str]:
    if is_chinese(run):
        yield from run
        yield from (run[at : at + CHINESE_GRAM] for at in range(len(run) - CHINESE_GRAM + 1))
    else:
        yield from (run[at : at + GRAM] for at in range(len(run) - GRAM + 1))


def _without_a_letter(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))} - {""}


def _once(ids: Iterable[int]) -> Ids:
    return tuple(dict.fromkeys(ids))
