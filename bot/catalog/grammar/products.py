"""Where goods are named in a text, and which: by whole names, by words that several names share, or by sound.  Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from itertools import product as combinations

from bot.catalog.grammar.index import Ids, WordIndex, key_of
from bot.catalog.grammar.lexicon import FUNCTION_WORDS
from bot.catalog.grammar.sounds import sounds
from bot.catalog.grammar.stems import is_pair, stems
from bot.catalog.grammar.tokens import is_chinese
from bot.catalog.snapshot import Catalogue
from bot.catalog.typed import folded

WAYS_MAX = 24  # of reading the words of one name
CANDIDATES_MAX = 8
LOOKED_AT = 1_000  # goods; a word that more of them share says little

# What a name costs beyond being one: the surer reading wins.
EXACT, INFLECTED, HEARD, TURNED, PART = 0, 2, 4, 5, 30


@dataclass(frozen=True, slots=True)
class Sight:
    """Goods that some words name; several: it has to be asked which."""

    ids: Ids
    doubt: int
    whole: bool = True  # a whole name, not words that are a part of some
    pair: bool = False  # the word says that there are two


class Products:
    """The goods on sale, found in texts by their words."""

    def __init__(self, index: WordIndex, catalogue: Catalogue) -> None:
        self._index = index
        self._catalogue = catalogue
        self.longest = index.longest

    def knows(self, word: str) -> bool:
        """Say whether a word belongs to goods on sale, in any of its forms."""
        return any(self._sells(self._index.parts.get(each, ())) for each in stems(word))

    def lengthens(self, word: str, sight: Sight) -> bool:
        """Say whether other goods on sale have a name that is made of a word and the name of these."""
        names = {folded(name) for id_ in sight.ids for name in self._catalogue.items[id_].names.values()}
        keys = (key_of(words) for name in names for words in (f"{word} {name}", f"{name} {word}"))
        found = (self._index.names.get(key) or self._index.loose.get(tuple(sorted(key)), ()) for key in keys)
        return any(set(ids) - set(sight.ids) for ids in found)

    def names_word(self, word: str) -> bool:
        """Say whether a word is written like this in a name of goods on sale."""
        return self._sells(self._index.runs.get(word, ()))

    def sights(self, words: list[str]) -> Iterator[tuple[Sight, int]]:
        """Give every reading of the words from here on as goods, and how many words it takes."""
        forms: list[tuple[str, ...]] = []
        for count, word in enumerate(words, start=1):
            if not word[0].isalnum():
                if word != "-" or not forms:
                    return
                continue
            if word in FUNCTION_WORDS and forms:
                continue
            if len(forms) == self.longest:
                return
            forms.append((word,) if is_chinese(word) else stems(word))
            if sight := self._sight(words[:count], forms):
                yield sight, count

    def _sight(self, words: list[str], forms: list[tuple[str, ...]]) -> Sight | None:
        pair = is_pair(words[-1]) or is_pair(words[0])
        if ids := self._on_sale(self._index.whole.get(" ".join(words), ())):
            return Sight(ids, EXACT, pair=pair and not self._index.runs.get(words[-1]))
        chinese = all(is_chinese(word) for word in words)
        keys = list(combinations(*forms)) if _ways(forms) <= WAYS_MAX else [tuple(form[0] for form in forms)]
        if ids := self._first(self._index.names, keys):
            return Sight(ids, EXACT if chinese else INFLECTED, pair=pair)
        if chinese and len(words) > 1 and (ids := self._first(self._index.sounds, sounds("".join(words)))):
            return Sight(ids, HEARD)
        if len(keys[0]) > 1 and not chinese:
            turned = [tuple(sorted(key)) for key in keys]
            if (ids := self._first(self._index.loose, turned)) and not self._each_a_name(forms):
                return Sight(ids, TURNED, pair=pair)
        return self._part(keys, chinese)

    def _each_a_name(self, forms: list[tuple[str, ...]]) -> bool:
        """Say whether every word is a name by itself: "eggs chicken" are two things to buy, and no chicken eggs."""
        return all(self._first(self._index.names, [(each,) for each in form]) for form in forms)

    def _part(self, keys: list[tuple[str, ...]], chinese: bool) -> Sight | None:
        for key in keys:
            found = sorted((self._index.parts.get(each, ()) for each in key), key=len)
            if chinese and len(key) > 1:
                found = [self._index.containing("".join(key))]
            if not found[0]:
                continue
            others = [set(ids) for ids in found[1:] if len(ids) <= LOOKED_AT]
            shared = (id_ for id_ in found[0][:LOOKED_AT] if all(id_ in ids for ids in others))
            if some := tuple(islice(filter(self._is_on_sale, shared), CANDIDATES_MAX)):
                return Sight(some, PART, whole=not chinese and self._is_named_more_fully(key, some))
        return None

    def _is_named_more_fully(self, key: tuple[str, ...], ids: Ids) -> bool:
        """Say whether one word names the only goods already, and the others only stand in longer names: white rice."""
        return len(key) > 1 and len(ids) == 1 and any(self._first(self._index.names, [(each,)]) == ids for each in key)

    def _first(self, table: dict[tuple[str, ...], Ids], keys: list[tuple[str, ...]]) -> Ids:
        """Give the goods of the first key that names some."""
        return next((ids for key in keys if (ids := self._on_sale(table.get(key, ())))), ())

    def _on_sale(self, ids: Ids) -> Ids:
        return tuple(islice(filter(self._is_on_sale, ids), LOOKED_AT))

    def _sells(self, ids: Ids) -> bool:
        return any(map(self._is_on_sale, ids))

    def _is_on_sale(self, id_: int) -> bool:
        item = self._catalogue.items.get(id_)
        return item is not None and self._catalogue.on_sale(item)


def _ways(forms: list[tuple[str, ...]]) -> int:
    ways = 1
    for form in forms:
        ways *= len(form)
    return ways
