"""Takes out of a message what is no part of the order: questions, what things are for, who will come.  Pure.

What is left are goods, amounts, what parts them, and whatever nobody can account for.
"""

from collections.abc import Iterator, Sequence

from bot.catalog.grammar.elements import BREAKS, Element, Mark, kind_at, past
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
    whole = list(sentences(_with_last_words_asking(elements)))
    asking = [each for each in whole if asks(each)]
    clear = [each for each in whole if not asks(each) and {Mark.PRODUCT, Mark.AMOUNT} <= {one.kind for one in each}]
    if any(each[0].text == "¿" for each in asking):  # "2 kg potatoes, how much?" is no order
        clear = [each for each in clear if any(one.kind is Kind.ORDER for one in each)]
    if not asking or not clear or any(one.kind in (Mark.PRODUCT, Mark.AMOUNT) for each in asking for one in each):
        return _without_other_questions([element for each in whole for element in each])
    return [element for each in whole if not asks(each) for element in each]


def _with_last_words_asking(elements: Sequence[Element]) -> list[Element]:
    """Make a question of what ends in a bare "not": 平菇新鲜不, 是今天摘的不."""
    kept = list(elements)
    for at, element in enumerate(kept):
        last = kind_at(kept, past(kept, at + 1, (Kind.POLITE, Mark.ASIDE))) in (Mark.STOP, Mark.LINE, None)
        if element.kind is Kind.NO and element.text == "不" and last:
            kept[at] = Element(Kind.ASKS, element.text)
    return kept


def _without_other_questions(elements: list[Element]) -> list[Element]:
    """Take out a clause that asks about goods that nobody orders beside it: 平菇三斤，木耳多少钱一袋."""
    parts = [*_parts(elements)]
    asking = [part for part in parts if _asks_for_itself(part)]
    rest = [part for part in parts if part not in asking]
    ordered = {id_ for part in rest for id_ in _ids(part)}
    clear = any({Mark.PRODUCT, Mark.AMOUNT} <= {each.kind for each in part} for part in rest)
    unclear = any(
        any(each.kind is Kind.QUESTION for each in part) or (_amounts(part) and not _ids(part)) for part in rest
    )
    if not clear or unclear or any(_ids(part) & ordered or not _ids(part) for part in asking):
        return elements
    return [element for part in rest for element in part]


def _parts(elements: Sequence[Element]) -> Iterator[list[Element]]:
    """Part a message behind its commas, stops and lines, and leave them in."""
    part: list[Element] = []
    for element in elements:
        part.append(element)
        if element.kind in (Mark.COMMA, Mark.LINE, Mark.STOP) or element.text in ("?", "؟"):
            yield part
            part = []
    if part:
        yield part


def _ids(part: Sequence[Element]) -> set[int]:
    return {id_ for each in part if each.sight for id_ in each.sight.ids}


def _amounts(part: Sequence[Element]) -> bool:
    return any(each.kind is Mark.AMOUNT for each in part)


def _asks_for_itself(part: Sequence[Element]) -> bool:
    """Say whether a clause asks, and names an amount at most as what a price is of."""
    at = next((at for at, each in enumerate(part) if each.kind is Kind.QUESTION), len(part))
    return at < len(part) and not any(each.kind in (Mark.AMOUNT, Kind.ORDER) for each in part[:at])


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
        if element.text == "¿" and sentence:
            yield sentence
            sentence = []
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
                Kind.VAGUE,
            ):  # fmt: skip
                if kept[end].kind is Kind.VAGUE and _names_goods(kept, end + 1):
                    break  # for Anna a few potatoes
                unknown += kept[end].kind is Mark.UNKNOWN
                end += 1
            if _is_made(kept, at, end):
                end += 1
            for number in range(at, end):
                kept[number] = Element(Mark.ASIDE, kept[number].text)
            at = end
        at += 1
    return kept


def _names_goods(elements: Sequence[Element], at: int) -> bool:
    return kind_at(elements, past(elements, at, (Kind.POLITE, Kind.QUALITY))) in (Mark.PRODUCT, Mark.AMOUNT)


def _is_made(elements: Sequence[Element], at: int, end: int) -> bool:
    """Say whether goods end what something is for, where others are ordered before: tomates para hacer salsa."""
    before = at
    while before and elements[before - 1].kind not in BREAKS:
        before -= 1
    ordered = {each.kind for each in elements[before:at]}
    does = any(each.kind in (Kind.SCENE, Kind.ORDER) for each in elements[at:end])
    last = kind_at(elements, past(elements, end + 1, (Kind.POLITE,))) in (*BREAKS, None)
    return kind_at(elements, end) is Mark.PRODUCT and does and last and {Mark.PRODUCT, Mark.AMOUNT} <= ordered


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
