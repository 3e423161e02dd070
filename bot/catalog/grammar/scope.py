"""Takes out of a message what is no part of the order: questions, what things are for, who will come.  Pure.

What is left are goods, amounts, what parts them, and whatever nobody can account for.
"""

from collections.abc import Iterator, Sequence

from bot.catalog.grammar.elements import Element, Mark, kind_at, past
from bot.catalog.grammar.lexicon import Kind
from bot.catalog.grammar.tokens import is_chinese

PURPOSE_MAX = 4  # unknown words behind "for"
# What stands beside goods, and never beside a pronoun.
_MEANT = {Mark.AMOUNT, Kind.JOINS, Kind.ADDS, Mark.PLUS, Mark.TIMES, Kind.NO, Kind.REFUSE}


def without_vocatives(elements: Sequence[Element]) -> list[Element]:
    """Make asides of words that are goods as well, where nothing says that the goods are meant: te, soy, mijo."""
    kept = list(elements)
    if len(kept) > 1:
        for at, element in enumerate(kept):
            before = at - 1
            while before >= 0 and elements[before].kind is Kind.POLITE:
                before -= 1
            beside = {kind_at(elements, before), kind_at(elements, past(elements, at + 1, (Kind.POLITE,)))}
            alone = not any(other.kind is Mark.PRODUCT and not other.aside for other in kept)
            meant = alone and any(other.kind in (Mark.AMOUNT, Kind.ORDER) for other in kept)
            if element.aside and not meant and not beside & _MEANT:
                kept[at] = Element(Kind.POLITE, element.text)
    return kept


def without_questions(elements: Sequence[Element]) -> list[Element]:
    """Take out sentences that only ask, and order nothing, beside one that orders."""
    whole = list(sentences(elements))
    asking = [each for each in whole if asks(each)]
    clear = [each for each in whole if not asks(each) and {Mark.PRODUCT, Mark.AMOUNT} <= {one.kind for one in each}]
    if not asking or not clear or any(one.kind in (Mark.PRODUCT, Mark.AMOUNT) for each in asking for one in each):
        return list(elements)
    return [element for each in whole if not asks(each) for element in each]


def asks(sentence: Sequence[Element]) -> bool:
    """Say whether a sentence asks something that no order is."""
    kinds = [each.kind for each in sentence]
    return Kind.QUESTION in kinds or begins_asking(sentence) or (Kind.ASKS in kinds and Kind.ORDER not in kinds)


def begins_asking(sentence: Sequence[Element]) -> bool:
    """Say whether a sentence begins as only questions do: is, are, do."""
    begins = past(sentence, 0, (Kind.POLITE, Mark.COMMA, Mark.ASIDE, Mark.LINE, Kind.JOINS))
    return kind_at(sentence, begins) is Kind.BEGINS


def sentences(elements: Sequence[Element]) -> Iterator[list[Element]]:
    """Part a message at its stops, question marks and lines."""
    sentence: list[Element] = []
    for element in elements:
        sentence.append(element)
        if element.kind in (Mark.LINE, Mark.STOP) or element.text in ("?", "؟"):
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def clauses(elements: Sequence[Element]) -> Iterator[list[Element]]:
    """Part a message at its commas, stops and lines."""
    clause: list[Element] = []
    for element in elements:
        if element.kind in (Mark.COMMA, Mark.LINE, Mark.STOP) and clause:
            yield clause
            clause = []
        elif element.kind not in (Mark.COMMA, Mark.LINE, Mark.STOP):
            clause.append(element)
    if clause:
        yield clause


def without_purposes(elements: Sequence[Element]) -> list[Element]:
    """Make asides of what stands behind "for", as far as it names neither goods nor an amount."""
    kept = list(elements)
    at = 0
    while at < len(kept):
        if kept[at].kind is Kind.PURPOSE:
            end, unknown = at + 1, 0
            while end < len(kept) and unknown < PURPOSE_MAX and kept[end].kind in (
                Mark.UNKNOWN, Kind.DISH, Kind.OTHER, Kind.SCENE, Kind.POLITE, Kind.QUALITY, Mark.ASIDE, Kind.PURPOSE,
            ):  # fmt: skip
                unknown += kept[end].kind is Mark.UNKNOWN
                end += 1
            for number in range(at, end):
                kept[number] = Element(Mark.ASIDE, kept[number].text)
            at = end
        at += 1
    return kept


def unaccounted(elements: Sequence[Element]) -> list[Element]:
    """Give what nobody can account for: unknown words, but in sentences of people, places and days."""
    left: list[Element] = []
    for clause in clauses(elements):
        kinds = [each.kind for each in clause]
        scene = sum(kind in (Kind.SCENE, Mark.ASIDE) for kind in kinds)
        for at, element in enumerate(clause):
            if element.kind is Kind.OTHER or (element.kind is Kind.DISH and _is_dish(clause, at)):
                left.append(element)
            elif element.kind is Mark.UNKNOWN:
                tolerated = scene and kinds.count(Mark.UNKNOWN) <= 2 * scene and not _beside_goods(clause, at)
                if not tolerated:
                    left.append(element)
    return left


def _is_dish(clause: Sequence[Element], at: int) -> bool:
    """Say whether a dish stands right beside goods, and makes others of them."""
    before, after = at - 1, at + 1
    if clause[at].text and not is_chinese(clause[at].text):
        while before >= 0 and clause[before].kind is Kind.POLITE:
            before -= 1
        after = past(clause, after, (Kind.POLITE,))
    return kind_at(clause, before) is Mark.PRODUCT or kind_at(clause, after) is Mark.PRODUCT


def _beside_goods(clause: Sequence[Element], at: int) -> bool:
    before = at - 1
    while before >= 0 and clause[before].kind in (Kind.QUALITY, Mark.UNKNOWN):
        before -= 1
    after = past(clause, at + 1, (Kind.QUALITY, Mark.UNKNOWN))
    beside = (Mark.PRODUCT, Mark.AMOUNT)
    return kind_at(clause, before) in beside or kind_at(clause, after) in beside
