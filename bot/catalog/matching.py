"""Which product a person means by a name: in any language, in part, or nearly.

A whole slug, name or alias decides; otherwise every product that contains the typed words; otherwise the nearest.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from bot.catalog.grammar.index import WordIndex, folded_name, index_of, words_by_which_it_is_known
from bot.catalog.grammar.sounds import sound, spanish_sound
from bot.catalog.grammar.tokens import is_chinese, runs_of
from bot.catalog.snapshot import Catalogue, Item
from bot.catalog.typed import folded

WORDS_MAX = 120  # characters of a message in which it is worth looking for a product's name
NEAREST = 3
NEAR_ENOUGH = 75  # of 100; below it "hello there" is as like a hen as "shitake" is like shiitake
SHORT = 3  # letters; "no" stands in walNOt trees of some language, and 鸡 sounds like a part of any word with "ji"
A_SLIP_AT_MOST = 6  # letters of a single word that is no other for being like it: "status" is no oyster mushroom
LOOKED_AT = 30  # products with letters in common, of which the nearest are chosen


@dataclass(frozen=True, slots=True)
class Found:
    """What a name may mean: one product for certain, or several that contain it, or what comes nearest."""

    exact: Item | None = None
    several: tuple[Item, ...] = ()
    nearest: tuple[Item, ...] = ()


def find_items(words: str, catalogue: Catalogue, *, hidden: bool) -> Found:
    """Find the products that a name means; with `hidden` also those that buyers do not see."""
    typed = folded(words)
    if not typed:
        return Found()
    index = index_of(catalogue)
    seen = _Seen(catalogue, hidden)
    whole = seen.items(index.whole.get(typed, ())) or seen.items(index.whole.get(_without_article(typed), ()))
    several = whole or seen.items(_containing(typed, index))
    if len(several) == 1:
        return Found(exact=several[0])
    if several:
        return Found(several=several)
    if len(typed) < SHORT and typed.isascii():
        return Found()
    return Found(nearest=_nearest(typed, index, seen))


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the person who asks may see of a catalogue."""

    catalogue: Catalogue
    hidden: bool

    def items(self, ids: Iterable[int]) -> tuple[Item, ...]:
        """Give products in the order of the shelf, those on sale alone where the person sees no others."""
        items = (self.catalogue.items[id_] for id_ in dict.fromkeys(ids) if id_ in self.catalogue.items)
        shown = [item for item in items if self.hidden or self.catalogue.on_sale(item)]
        return tuple(sorted(shown, key=lambda item: (item.position, item.product_id)))


def _without_article(typed: str) -> str:
    """Take off Arabic's "the", which is written together with its word: العسل is عسل."""
    return " ".join(word[2:] if word.startswith("ال") and len(word) > SHORT + 1 else word for word in typed.split())


def _containing(typed: str, index: WordIndex) -> set[int]:
    """Find the products in whose words all parts of what was typed stand."""
    parts = [part for run in typed.split() for part in runs_of(run)]
    found: set[int] | None = None
    for part in sorted(parts, key=len, reverse=True):  # what is long is rare; one that nothing contains is the end
        ids = index.containing(part)
        found = set(ids) if found is None else found.intersection(ids)
        if not found:
            break
    return found or set()


def _nearest(typed: str, index: WordIndex, seen: _Seen) -> tuple[Item, ...]:
    scores: dict[int, float] = {}
    runs = list(runs_of(typed))
    ids = dict.fromkeys(
        id_
        for run in runs
        for near in (*index.typos.nearest(run), *index.sounding_like(run))
        for id_ in index.runs.get(near, ())[:LOOKED_AT]
    )
    alike = dict.fromkeys(id_ for run in runs for id_ in index.like(run, LOOKED_AT))
    for item in seen.items([*list(ids)[:LOOKED_AT], *alike]):
        scores[item.product_id] = max(_likeness(typed, folded_name(word)) for word in words_by_which_it_is_known(item))
    alike_ids = [id_ for id_, score in scores.items() if score >= NEAR_ENOUGH]
    if len(typed) <= A_SLIP_AT_MOST and typed.isalpha() and not is_chinese(typed):
        alike_ids = [id_ for id_ in alike_ids if _is_a_slip(typed, seen.catalogue.items[id_])]
    near = sorted(alike_ids, key=lambda id_: -scores[id_])
    return tuple(seen.catalogue.items[id_] for id_ in near[:NEAREST])


def _is_a_slip(typed: str, item: Item) -> bool:
    """Say whether a short word is one slip from a word of a product's names, behind its first letter or sound."""
    return any(
        OSA.distance(typed, word, score_cutoff=1) <= 1
        and (typed[0] == word[0] or spanish_sound(typed)[:1] == spanish_sound(word)[:1])
        for name in words_by_which_it_is_known(item)
        for word in folded_name(name).split()
    )


def _likeness(typed: str, name: str) -> float:
    """Say how like a typed word and a name are, of 100; Chinese also by its sound."""
    score = fuzz.WRatio(typed, name)
    if is_chinese(typed) and is_chinese(name) and len(name) > 1:
        score = max(score, fuzz.WRatio("".join(sound(typed)), "".join(sound(name))))
    return score
