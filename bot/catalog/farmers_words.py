"""Reads what farmers type of their own goods: so much there is of it today, or that there is none.  Pure.

Anything beyond goods, an amount and the words of `farmers_words.toml` makes a message none of these: farmers buy as
well, ask and tell.
"""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.catalog.amounts import BadAmount, Bare, read_amount
from bot.catalog.grammar.elements import BREAKS, Element, Mark
from bot.catalog.grammar.lexicon import Kind
from bot.catalog.grammar.reading import elements_of
from bot.catalog.grammar.tokens import BETWEEN_CHINESE, is_chinese
from bot.catalog.numbers import NotANumber
from bot.catalog.snapshot import Catalogue, Item
from bot.catalog.typed import plain
from bot.i18n import Language

NONE = "0"  # as somebody would type it

_DATA = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_BETWEEN = (*BREAKS, Mark.ASIDE, Mark.PLUS, Kind.JOINS)  # what parts one good from the next, or says nothing


@dataclass(frozen=True, slots=True)
class Level:
    """So much is said to be there of one of these goods; of which one, where there are several, has to be asked."""

    items: tuple[Item, ...]
    amount: str  # as it was typed, in words that `read_amount` reads for each of them
    named: bool = True  # else they are all the goods that the amount may be of


def read_levels(words: str, catalogue: Catalogue, language: Language, farm_ids: Collection[int]) -> tuple[Level, ...]:
    """Read what somebody who answers for farms types as how much there is of their goods; empty: it says no such thing.

    An amount alone may be of any of the goods that it fits.
    """
    theirs = [item for item in catalogue.items.values() if item.farm_id in farm_ids and item.lot_id is not None]
    elements = elements_of(words, catalogue, language)
    levels: list[Level] = []
    for part in _parts(elements):
        level = _level(part, theirs, catalogue, language)
        if level is None:
            return ()
        levels.append(level)
    nameless = len(levels) > 1 and not all(level.named for level in levels)
    return () if nameless else tuple(levels)


def _parts(elements: Sequence[Element]) -> Iterator[list[Element]]:
    """Part a message so that each good stands with what is said of it."""
    part: list[Element] = []
    for element in elements:
        complete = any(each.kind is Mark.PRODUCT for each in part) and _says_how_much(part)
        if complete and element.kind in (Mark.PRODUCT, Mark.AMOUNT, *_BETWEEN):
            yield part
            part = []
        part.append(element)
    if any(each.kind not in _BETWEEN for each in part):
        yield part


def _says_how_much(part: Iterable[Element]) -> bool:
    return any(each.kind is Mark.AMOUNT or _says_none(_text([each])) for each in part)


def _level(part: Sequence[Element], theirs: Sequence[Item], catalogue: Catalogue, language: Language) -> Level | None:
    goods = [each for each in part if each.kind is Mark.PRODUCT]
    amounts = [each for each in part if each.kind is Mark.AMOUNT]
    beside = (each for each in part if each.kind not in (Mark.PRODUCT, Mark.AMOUNT, *_BETWEEN))
    none = _says_none(_text(beside))
    if len(goods) > 1 or len(amounts) > 1 or none is None or none == bool(amounts):
        return None
    if not goods and not amounts:
        return None  # none of what?
    ids = goods[0].sight.ids if goods and goods[0].sight else None
    named = [item for item in theirs if ids is None or item.product_id in ids]
    amount = amounts[0].text if amounts else NONE
    fitting = tuple(item for item in named if _fits(amount, item, catalogue, language))
    return Level(fitting, amount, bool(goods)) if fitting else None


def _fits(amount: str, item: Item, catalogue: Catalogue, language: Language) -> bool:
    try:
        read_amount(amount, item, language, catalogue.units, bare=Bare.OWN, zero=True)
    except (BadAmount, NotANumber):
        return False
    return True


def _says_none(words: str) -> bool | None:
    """Say whether the words beside goods and amount mean that there is none; None: they say something else."""
    rest = " ".join(_pattern("beside").sub(" ", words).split())
    if _pattern("none").fullmatch(rest):
        return True
    return None if _pattern("there").sub(" ", rest).strip() else False


def _text(elements: Iterable[Element]) -> str:
    """Write elements as they were typed: Chinese without the spaces between its characters."""
    return BETWEEN_CHINESE.sub("", " ".join(each.text for each in elements))


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    """Find the listed words of all languages: farmers type in theirs, whatever language they read."""
    phrases = {plain(phrase).strip() for language in _DATA.values() for phrase in language[kind].split(",")}
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile("|".join(map(_whole, longest_first)))


def _whole(phrase: str) -> str:
    return re.escape(phrase) if is_chinese(phrase) else rf"(?<!\w){re.escape(phrase)}(?!\w)"
