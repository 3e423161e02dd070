"""Reads what farmers type of their own goods: so much there is of it, so much came in, or that there is none.  Pure.

An amount of their own goods is a word about stock, unless they ask or say that they want to buy: what they report must
not become an order that keeps it from others.
"""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cache
from pathlib import Path

from bot.catalog.amounts import BadAmount, Bare, read_amount
from bot.catalog.desk_words import Sign
from bot.catalog.grammar.elements import BREAKS, Element, Mark
from bot.catalog.grammar.lexicon import Kind
from bot.catalog.grammar.reading import elements_of
from bot.catalog.grammar.tokens import BETWEEN_CHINESE, is_chinese
from bot.catalog.snapshot import Catalogue, Item
from bot.catalog.typed import plain
from bot.i18n import Language

NONE = "0"  # as somebody would type it

_DATA = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
DONE = "了 "  # what Chinese puts behind a verb

_BETWEEN = (*BREAKS, Mark.ASIDE, Mark.PLUS, Kind.JOINS)  # what parts one good from the next, or says nothing
_ASKING = (Kind.QUESTION, Kind.ASKS, Kind.BEGINS, Kind.NO, Kind.REFUSE, Kind.CANCEL)


@dataclass(frozen=True, slots=True)
class Level:
    """So much is said to be there of one of these goods; of which one, where there are several, has to be asked.

    sign: whether that is all there is, or came in on top.
    """

    items: tuple[Item, ...]
    amount: str  # as it was typed, in words that `read_amount` reads for each of them
    named: bool = True  # else they are all the goods that the amount may be of
    sign: Sign = Sign.COUNT


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
    if len(levels) > 1 and not all(level.named for level in levels):
        return ()
    alone = {level.items[0].product_id for level in levels if len(level.items) == 1}
    return tuple(_not_of(level, alone) for level in levels)


def _not_of(level: Level, others: Collection[int]) -> Level:
    """Leave out of several goods that may be meant those that are spoken of beside."""
    left = tuple(item for item in level.items if item.product_id not in others)
    return replace(level, items=left) if len(level.items) > 1 and left else level


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
    return any(each.kind is Mark.AMOUNT for each in part) or any(_said(_text([each])) is _Said.NONE for each in part)


def _level(part: Sequence[Element], theirs: Sequence[Item], catalogue: Catalogue, language: Language) -> Level | None:
    goods = [each for each in part if each.kind is Mark.PRODUCT]
    amounts = [each for each in part if each.kind is Mark.AMOUNT]
    others = [each for each in part if each.kind not in (Mark.PRODUCT, Mark.AMOUNT, *BREAKS, Mark.ASIDE, Mark.PLUS)]
    if len(goods) > 1 or len(amounts) > 1:
        return None
    words = _text(others)
    if not goods and not amounts and (not words or _pattern("no").fullmatch(words)):
        return None  # "no" alone may answer anything
    said = _said(words)
    if said is _Said.MORE and goods and amounts and not any(each.kind in _ASKING for each in others):
        said = _Said.THERE
    if said in (_Said.MORE, _Said.BUYS) or (said is _Said.NONE) == bool(amounts):
        return None
    ids = goods[0].sight.ids if goods and goods[0].sight else None
    named = [item for item in theirs if ids is None or item.product_id in ids]
    amount = amounts[0].text if amounts else NONE
    added = said is _Said.ADDED or any(each.kind is Mark.PLUS for each in part)
    fitting = tuple(item for item in named if _fits(amount, item, catalogue, language))
    return Level(fitting, amount, bool(goods), Sign.ADD if added else Sign.COUNT) if fitting else None


def _fits(amount: str, item: Item, catalogue: Catalogue, language: Language) -> bool:
    try:
        read_amount(amount, item, language, catalogue.units, bare=Bare.OWN, zero=True)
    except BadAmount:
        return False
    return True


class _Said(Enum):
    """What the words beside goods and amount say."""

    THERE = auto()
    ADDED = auto()
    NONE = auto()
    BUYS = auto()
    MORE = auto()  # than all that


def _said(words: str) -> _Said:
    if _pattern("buys").search(words):
        return _Said.BUYS
    rest = _without("beside", words)
    if _pattern("none").fullmatch(rest):
        return _Said.NONE
    rest = _without("there", rest)
    added = _pattern("added").search(rest)
    if _without("added", rest).strip(DONE):
        return _Said.ADDED if added else _Said.MORE
    return _Said.ADDED if added else _Said.THERE


def _without(kind: str, words: str) -> str:
    return " ".join(_pattern(kind).sub(" ", words).split())


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
