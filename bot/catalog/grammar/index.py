"""Every word by which goods are known, arranged so that a look-up costs the same in a shop of any size.  Pure.

It is made once for a set of words and serves every version of the catalogue that has the same ones: most versions
change a price or the stock.  In a large shop to make it takes seconds, so there it is made beside the turns
(`arrange`), and until then a new version is looked up in the words of the one before it (`follow`): what was renamed
is found by its old name a moment longer, what is new is not found by its words yet, and what is gone is not found.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from heapq import nsmallest
from itertools import islice
from typing import Any
from weakref import WeakKeyDictionary, WeakValueDictionary

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
AT_ONCE_MAX = 1_000  # goods; so many words are arranged within a tenth of a second, which a message may wait


class WordIndex:
    """Looks up whole names, parts of names, near spellings and sounds."""

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self.whole: dict[str, Ids] = {}
        self.names: dict[Key, Ids] = {}  # by the stems of a name's words, in their order
        self.loose: dict[Key, Ids] = {}  # in alphabetical order
        self.parts: dict[str, Ids] = {}  # by the stem of any word of a name
        self.sounds: dict[Key, Ids] = {}
        self.runs: dict[str, Ids] = {}  # by words as they are written
        self.word_of: dict[str, str] = {}  # by its stem
        self.by_ear: dict[str, tuple[str, ...]] = {}  # Latin words, as Spanish says them
        self.longest = 1  # words of a name
        self.typos = Typos()
        self.stem_typos = Typos()
        self._shorts: dict[str, set[str]] = defaultdict(set)
        self._by_sound: dict[Key, tuple[str, ...]] = {}
        self._grams: dict[str, list[str]] = {}
        self._collect(items)

    def _collect(self, items: Iterable[Item]) -> None:
        shared = _Shared()
        for item in items:
            own = (item.product_id,)  # one for all its words: most are of one product alone
            for name in set(map(folded, set(words_by_which_it_is_known(item)))):
                self._enter(name, own, shared.add)
        shared.settle()
        self._learn(self.runs)

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

    def _enter(self, name: str, own: Ids, add: Callable[[dict[Any, Ids], str | Key, Ids], None]) -> None:
        """Enter all that one name of a product is looked up by."""
        key = key_of(name)
        self.longest = max(self.longest, len(key))
        add(self.whole, name, own)
        add(self.names, key, own)
        if len(key) > 1 and not is_chinese(key[0]):
            add(self.loose, tuple(sorted(key)), own)
            add(self.names, (stem(name.replace(" ", "")),), own)  # written as one word
        for part in key:
            add(self.parts, part, own)
        for run in runs_of(name):
            add(self.runs, run, own)
            if is_chinese(run) and len(run) > 1:
                for each in islice(sounds(run), SOUNDS_MAX):
                    add(self.sounds, each, own)

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
                heard = spanish_sound(run)
                self.by_ear[heard] = (*self.by_ear.get(heard, ()), run)
            self.typos.add(run)
            if len(run) <= SHORT_MAX:
                for key in _without_a_letter(run):
                    self._shorts[key].add(run)
                self._shorts["".join(sorted(run))].add(run)
            self.stem_typos.add(stem(run))


class _Shared:
    """The ids of words that several goods have, while they are collected.

    Only these are lists: the collector of garbage, for which everybody waits, walks through lists, and not through
    tuples of numbers.
    """

    def __init__(self) -> None:
        self._lists: list[tuple[dict[Any, Any], str | Key, list[int]]] = []

    def add(self, table: dict[Any, Any], key: str | Key, own: Ids) -> None:
        """Enter a product under a key; all of one product come together."""
        known = table.setdefault(key, own)
        if known[-1] == own[-1]:
            return
        if isinstance(known, list):
            known.append(own[-1])
        else:
            table[key] = ids = [*known, own[-1]]
            self._lists.append((table, key, ids))

    def settle(self) -> None:
        # The lists stay until the end, or the collector would come once for all the tuples and not for a few each time.
        for table, key, ids in self._lists:
            table[key] = tuple(ids)


def index_of(catalogue: Catalogue) -> WordIndex:
    """Give the index of a catalogue's words, of all its goods, whether they are on sale or not."""
    index = _of_catalogue.get(catalogue)
    return arrange(catalogue) if index is None else index


def arrange(catalogue: Catalogue) -> WordIndex:
    """Make the index of a catalogue's own words, or find the one that has the same; in any thread."""
    words = _words_of(catalogue)
    index = _of_words.get(words)
    if index is None:
        index = _of_words[words] = WordIndex(catalogue.items.values())
    _of_catalogue[catalogue] = index
    return index


def follow(catalogue: Catalogue, before: Catalogue | None) -> None:
    """Look up a new version of a large shop in the words of the one before it, until its own are arranged."""
    index = _of_catalogue.get(before) if before and len(catalogue.items) > AT_ONCE_MAX else None
    if index is not None:
        _of_catalogue[catalogue] = index


def lent_to(catalogue: Catalogue) -> WordIndex | None:
    """Give the index in which a catalogue is looked up at present; None: it has none yet."""
    return _of_catalogue.get(catalogue)


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


# Neither keeps alive what nobody uses any more: in a large shop an index is as large as the catalogue.
_of_catalogue: WeakKeyDictionary[Catalogue, WordIndex] = WeakKeyDictionary()
_of_words: WeakValueDictionary[int, WordIndex] = WeakValueDictionary()


def _words_of(catalogue: Catalogue) -> int:
    """Give a number that is another one as soon as any product goes by other words."""
    words = 0
    for item in catalogue.items.values():  # one by one: a single hash of all of them would stop everybody meanwhile
        words = hash((words, item.product_id, *words_by_which_it_is_known(item)))
    return words


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
