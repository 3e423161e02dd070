"""Reads who first asks, for goods or the delivery, and orders in the next sentence: عندكم طماطم؟ ابي كيلوين.  Pure."""

from collections.abc import Sequence

from bot.catalog.grammar.elements import NEUTRAL, Element, Mark, kind_at, past
from bot.catalog.grammar.lexicon import LANGUAGES, Kind, listed
from bot.catalog.grammar.scope import asks, sentences

IN_STOCK = frozenset(words for language in LANGUAGES for words in listed(language, "in_stock"))
_IF = "لو"
_ASKING = {
    Kind.QUESTION, Kind.ASKS, Kind.BEGINS, Kind.JOINS, Kind.SCENE, Kind.POLITE, Kind.QUALITY, Mark.PRODUCT, Mark.ASIDE,
}  # fmt: skip
_ORDERING = {
    Kind.ORDER, Kind.SCENE, Kind.POLITE, Kind.QUALITY, Kind.JOINS, Mark.PRODUCT, Mark.AMOUNT, Mark.ASIDE, Mark.COMMA,
    Mark.LINE, Mark.STOP, Kind.PURPOSE,
}  # fmt: skip


def with_order_behind(elements: Sequence[Element]) -> list[Element]:
    """Leave out a question whether there are goods, where the next sentence orders them; keep which goods it names."""
    if not any(each.kind is Kind.QUESTION for each in elements):
        return list(elements)
    parted = _parted(elements)
    whole = list(sentences(parted))
    greetings = past(whole[0], 0, (Kind.POLITE, Mark.COMMA, Mark.ASIDE, Mark.STOP, Mark.LINE)) == len(whole[0])
    at = 1 if greetings else 0
    if at + 1 >= len(whole) or not _asks_for_goods(whole[at]) or not _orders(whole[at + 1]):
        return parted
    asked = [each for each in whole[at] if each.kind is Mark.PRODUCT]
    ordered = [each for each in whole[at + 1] if each.kind is Mark.PRODUCT]
    rest = [each for sentence in whole[at + 1 :] for each in sentence]
    amounts = sum(each.kind is Mark.AMOUNT for each in whole[at + 1])
    if not ordered and len(asked) == amounts == 1 and not any(each.kind is Mark.PRODUCT for each in rest):
        named = [each for each in whole[at] if each.kind in (Mark.PRODUCT, Kind.QUALITY)]
        return [*(whole[0] if greetings else ()), *named, *rest]
    if asked and _ids(asked) <= _ids(ordered) and amounts + sum(map(_is_pair, ordered)) >= len(ordered):
        return [*(whole[0] if greetings else ()), *rest]
    return parted


def _parted(elements: Sequence[Element]) -> list[Element]:
    """Set the question mark that people leave out: عندكم رز ابغى خمسة كيلو, متى التوصيل نبي كيلوين طماطم."""
    kept = list(elements)
    for at, element in enumerate(elements):
        amount = past(elements, at + 1, (Kind.ORDER, *NEUTRAL))
        if element.kind is Kind.ORDER and kind_at(elements, amount) is Mark.AMOUNT:
            before = list(sentences(elements[: at + 1]))[-1][:-1]
            about = {each.kind for each in before}
            other = Kind.SCENE in about and Mark.PRODUCT not in about
            if (
                Kind.QUESTION in about
                and before[-1].text != _IF
                and about <= _ASKING
                and (_is_in_stock(before) or other)
            ):
                kept.insert(at, Element(Kind.ASKS, "?"))
            return kept
    return kept


def _asks_for_goods(sentence: Sequence[Element]) -> bool:
    return asks(sentence) and _is_in_stock(sentence) and {each.kind for each in sentence} <= _ASKING


def _is_in_stock(sentence: Sequence[Element]) -> bool:
    return all(each.text in IN_STOCK for each in sentence if each.kind is Kind.QUESTION)


def _orders(sentence: Sequence[Element]) -> bool:
    kinds = {each.kind for each in sentence}
    return Kind.ORDER in kinds and (Mark.AMOUNT in kinds or any(map(_is_pair, sentence))) and kinds <= _ORDERING


def _is_pair(element: Element) -> bool:
    return element.sight is not None and element.sight.pair


def _ids(elements: Sequence[Element]) -> set[int]:
    return {id_ for each in elements if each.sight for id_ in each.sight.ids}
