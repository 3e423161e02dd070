"""What a message that orders nothing says of goods: that they are not wanted, or how much instead.  Pure."""

from collections.abc import Sequence
from functools import lru_cache

from bot.catalog.grammar.elements import BREAKS, NEUTRAL, Element, Mark
from bot.catalog.grammar.lexicon import Kind
from bot.catalog.grammar.reading import elements_of
from bot.catalog.grammar.refused import without_refusals
from bot.catalog.grammar.tokens import is_chinese
from bot.catalog.snapshot import Catalogue, Item
from bot.catalog.typed import plain, within
from bot.i18n import Language

AROUND = "…"  # between what stands before the goods and what stands behind them: take … out

_BESIDE = (*NEUTRAL, *BREAKS, Kind.JOINS, Kind.EITHER)
_TAKES_BACK = (Kind.CANCEL, Kind.REFUSE, Kind.NO)


def goods_taken_out(words: str, phrases: Sequence[str], catalogue: Catalogue, language: Language) -> tuple[Item, ...]:
    """Give the goods that one of these phrases takes out: "take out the eggs", "take the eggs out"."""
    typed = within(" ".join(plain(words).split()))
    for phrase in phrases:
        before, _, behind = (within(plain(part)) for part in phrase.partition(AROUND))
        if typed.startswith(before) and typed.endswith(behind) and len(typed) > len(before) + len(behind):
            rest = typed[len(before) : len(typed) - len(behind)]
            parted = (not before or rest[0] == " ", not behind or rest[-1] == " ")
            if is_chinese(phrase.replace(AROUND, "")) or all(parted):
                elements = elements_of(rest.strip(), catalogue, language)
                if all(each.kind in (Mark.PRODUCT, Mark.AMOUNT, *_BESIDE) for each in elements):
                    return _goods(elements, catalogue)
    return ()


def goods_refused(words: str, catalogue: Catalogue, language: Language) -> tuple[Item, ...]:
    """Give the goods that a message refuses, where it says nothing else: "no eggs", "cancel the eggs"."""
    elements = _cut(words, catalogue, language)
    kinds = {each.kind for each in elements}
    if Kind.CANCEL in kinds:  # "can you remove the eggs?" asks for it
        kinds -= {Kind.ASKS, Kind.BEGINS}
    if not kinds & set(_TAKES_BACK) or kinds - {Mark.PRODUCT, Mark.AMOUNT, Kind.ORDER, *_TAKES_BACK, *_BESIDE}:
        return ()
    if Kind.CANCEL not in kinds:
        scope = without_refusals(elements)
        if scope is None or any(each.kind is Mark.PRODUCT for each in scope.elements):
            return ()
    return _goods(elements, catalogue)


def lone_amount(words: str, catalogue: Catalogue, language: Language) -> str | None:
    """Give the only amount of a message that names no goods: "make it 3 jin"; None: it says something else too."""
    elements = _cut(words, catalogue, language)
    amounts = [each for each in elements if each.kind is Mark.AMOUNT]
    if len(amounts) != 1 or {each.kind for each in elements} - {
        Mark.AMOUNT,
        Kind.ORDER,
        Kind.CORRECT,
        *NEUTRAL,
        *BREAKS,
    }:
        return None
    return amounts[0].text


def goods_asked_about(words: str, catalogue: Catalogue, language: Language) -> tuple[Item, ...]:
    """Give the goods that a question is about, where it names them whole and nothing that we do not know."""
    elements = _cut(words, catalogue, language)
    named = [each.sight for each in elements if each.sight]
    if len(named) != 1 or not named[0].whole or not is_question(elements):
        return ()
    if any(each.kind in (Mark.UNKNOWN, Kind.OTHER, Kind.DISH, Kind.TOLD, *_TAKES_BACK) for each in elements):
        return ()
    return tuple(item for item in _goods(elements, catalogue) if catalogue.on_sale(item))


def asks_of_no_goods(words: str, catalogue: Catalogue, language: Language) -> bool:
    """Say whether a message asks something and names no goods: "is it fresh?", which is no fresh shiitake."""
    elements = _cut(words, catalogue, language)
    return is_question(elements) and not any(each.kind in (Mark.PRODUCT, Mark.UNKNOWN) for each in elements)


def is_question(elements: Sequence[Element]) -> bool:
    """Say whether a message asks, in words or by its mark."""
    return any(each.kind in (Kind.QUESTION, Kind.ASKS, Kind.BEGINS) for each in elements)


@lru_cache(maxsize=1)  # a turn asks one thing after the other of the same message, and a letter takes 20 ms to cut
def _cut(words: str, catalogue: Catalogue, language: Language) -> tuple[Element, ...]:
    return tuple(elements_of(words, catalogue, language))


def _goods(elements: Sequence[Element], catalogue: Catalogue) -> tuple[Item, ...]:
    ids = dict.fromkeys(id_ for each in elements if each.sight for id_ in each.sight.ids)
    return tuple(catalogue.items[id_] for id_ in ids)
