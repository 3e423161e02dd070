"""Takes out of a message what is no part of the order: questions, what things are for, who will come.  Pure.

What is left are goods, amounts, what parts them, and whatever nobody can account for.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from bot.catalog.amount_parts import Part
from bot.catalog.grammar.elements import BREAKS, NEUTRAL, Element, Mark, kind_at, past
from bot.catalog.grammar.lexicon import INTRODUCING, NAMING, TAGS, Kind
from bot.catalog.grammar.products import Sight
from bot.catalog.grammar.tokens import is_chinese
from bot.catalog.number_words import ARTICLES

PURPOSE_MAX = 4  # unknown words behind "for"
NAME_MAX = 2  # unknown words behind "my name is"
ADDRESS_MAX = 4  # unknown characters of a Chinese one
_YES_OR_IF = "si"  # as plain writes sí
_STILL_OR_EITHER = "还 是"
_NOR_OR_OR = "ولا"  # كيلو ولا اتنين
_THAT_OR_IF = "ان"  # as plain writes أن
_NO_GOODS = (Mark.ASIDE, Kind.DISH, Kind.SCENE, Kind.PURPOSE)
_VOCATIVE = "يا"
# What stands beside goods, and never beside a pronoun.
_MEANT = {Mark.AMOUNT, Kind.JOINS, Kind.ADDS, Mark.PLUS, Mark.TIMES, Kind.NO, Kind.REFUSE}


def without_vocatives(elements: Sequence[Element]) -> list[Element]:
    """Make asides of words that are goods as well, where nothing says that the goods are meant: te, soy, mijo."""
    kept = _without_names(elements)
    if len(kept) > 1:
        for at, element in enumerate(kept):
            before = at - 1
            while before >= 0 and elements[before].kind is Kind.POLITE:
                before -= 1
            beside = {kind_at(elements, before), kind_at(elements, past(elements, at + 1, (Kind.POLITE,)))}
            alone = not any(other.kind is Mark.PRODUCT and not other.aside for other in kept)
            meant = alone and any(other.kind in (Mark.AMOUNT, Kind.ORDER) for other in kept)
            meant = meant or (alone and at > 0 and kept[at - 1].text in ARTICLES)  # un té
            if element.aside and not meant and not beside & _MEANT:
                kept[at] = Element(Kind.POLITE, element.text)
    return kept


def without_tags(elements: Sequence[Element]) -> list[Element]:
    """Make asides of "ok?" and its like behind an order, which ask nothing about the goods."""
    kept = list(elements)
    for at in range(2, len(kept)):
        before = at - 2 - (kept[at - 2].text == "¿")
        ordered = any(each.kind is Mark.AMOUNT for each in kept[:before])
        parted = kind_at(kept, before) in BREAKS or before < at - 2
        if kept[at].kind is Kind.ASKS and kept[at - 1].text in TAGS and parted and ordered:
            for number in range(before + 1, at + 1):
                kept[number] = Element(Mark.ASIDE, kept[number].text)
    return kept


def with_articles(elements: Sequence[Element]) -> list[Element]:
    """Make an amount of "a" that parts goods from those before it: six eggs a chicken.  And a "yes" of si, 2 kilos."""
    kept = list(elements)
    for at, element in enumerate(kept):
        goods = past(kept, at + 1, (Kind.QUALITY,))
        alone = kind_at(kept, goods) is Mark.PRODUCT and kind_at(kept, goods + 1) is not Mark.AMOUNT
        beside = kind_at(kept, at - 1) in (Mark.PRODUCT, Kind.JOINS, Kind.ADDS, Mark.PLUS, Mark.COMMA, Mark.LINE)
        if element.kind is Kind.POLITE and element.text in ARTICLES and alone and beside:
            kept[at] = Element(Mark.AMOUNT, element.text, part=Part(Decimal(1), None), article=True)
        if element.kind is Kind.EITHER and element.text == _YES_OR_IF and kind_at(kept, at + 1) is Mark.AMOUNT:
            kept[at] = Element(Kind.POLITE, element.text)
        if element.kind is Kind.EITHER and kind_at(kept, at + 1) is Kind.CORRECT:
            kept[at] = Element(Kind.POLITE, element.text)  # or better 3
        between = kind_at(kept, at - 1) is Mark.AMOUNT and kind_at(kept, at + 1) is Mark.AMOUNT
        if element.kind is Kind.REFUSE and element.text == _NOR_OR_OR and between:
            kept[at] = Element(Kind.EITHER, element.text)
        still = kind_at(kept, at - 1) is Mark.PRODUCT and kind_at(kept, at + 1) is Mark.AMOUNT
        if element.kind is Kind.EITHER and element.text == _STILL_OR_EITHER and still:
            kept[at] = Element(Kind.POLITE, element.text)
        if element.kind is Kind.EITHER and element.text == _THAT_OR_IF and kind_at(kept, at - 1) is Kind.ORDER:
            kept[at] = Element(Kind.POLITE, element.text)
    return kept


def with_likings(elements: Sequence[Element]) -> list[Element]:
    """Tell who would love 2 kilos from who loves our apples."""
    kept = list(elements)
    for at, element in enumerate(kept):
        if element.kind is Kind.LIKES:
            wants = kind_at(kept, past(kept, at + 1, (*NEUTRAL, Kind.ORDER))) is Mark.AMOUNT
            kept[at] = replace(element, kind=Kind.ORDER if wants else Kind.TOLD)
    return kept


def _without_names(elements: Sequence[Element]) -> list[Element]:
    """Make asides of who speaks or is spoken to: my name is Romi, يا زول, يا عسل, which is no honey."""
    kept = list(elements)
    vocatives = [at for at, each in enumerate(kept) if each.text.removeprefix("و") == _VOCATIVE]
    if len(vocatives) == 1 and (at := vocatives[0] + 1) < len(kept):  # of two, it says: either apples or oranges
        goods = kept[at].kind in (Mark.PRODUCT, Kind.OTHER, Kind.DISH)
        if kept[at].kind is Mark.UNKNOWN or (goods and " " not in kept[at].text):
            kept[at] = Element(Kind.POLITE, kept[at].text)
    for at, element in enumerate(elements):
        if element.text in INTRODUCING:
            apart = kind_at(kept, past(kept, at + 2, NEUTRAL)) in BREAKS
            if element.text in NAMING and kind_at(kept, at + 1) is Mark.PRODUCT and apart:
                kept[at + 1] = Element(Kind.POLITE, kept[at + 1].text)  # I'm Honey
            if kind_at(kept, at + 1) is Kind.EITHER and kept[at + 1].text in INTRODUCING:
                kept[at + 1] = Element(Kind.POLITE, kept[at + 1].text)  # باسم ام سلمان
            end = past(kept, at + 1, (Mark.UNKNOWN,))
            for number in range(at + 1, min(end, at + 1 + NAME_MAX)):
                kept[number] = Element(Kind.POLITE, kept[number].text)
    return kept


def without_questions(elements: Sequence[Element]) -> list[Element]:
    """Take out sentences that only ask, and order nothing, beside one that orders."""
    whole = list(sentences(_with_last_words_asking(elements)))
    asking = [each for each in whole if asks(each)]
    clear = [each for each in whole if not asks(each) and _orders(each)]
    if any(each[0].text == "¿" for each in asking):  # "2 kg potatoes, how much?" is no order
        clear = [each for each in clear if any(one.kind is Kind.ORDER for one in each)]
    if not asking or not clear or any(one.kind in (Mark.PRODUCT, Mark.AMOUNT) for each in asking for one in each):
        return _without_other_questions([element for each in whole for element in each])
    return [element for each in whole if not asks(each) for element in each]


def _orders(sentence: Sequence[Element]) -> bool:
    """Say whether a sentence names goods, and how much of them."""
    kinds = {each.kind for each in sentence}
    pair = Kind.ORDER in kinds and any(each.sight and each.sight.pair for each in sentence)  # ابي دجاجتين
    return {Mark.PRODUCT, Mark.AMOUNT} <= kinds or pair


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
    kept = [_what_it_is_for(elements, at) for at in range(len(elements))]
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


def part_of_names(elements: Sequence[Element], lengthens: Callable[[str, Sight], bool]) -> list[Element]:
    """Take no word beside goods for one that says nothing, where with it they have another name: فطرمحاري ملكي.

    lengthens: whether goods on sale have a name that is made of this word and the name of these.
    """
    kept = list(elements)
    for at, element in enumerate(elements):
        if element.kind in (Kind.SCENE, Kind.QUALITY):
            beside = (elements[near].sight for near in (at - 1, at + 1) if 0 <= near < len(elements))
            if any(sight is not None and lengthens(element.text, sight) for sight in beside):
                kept[at] = Element(Mark.UNKNOWN, element.text)
    return kept


def _what_it_is_for(elements: Sequence[Element], at: int) -> Element:
    """Make an aside of goods that others right before them are for: كيلو طماطم للصلصة."""
    before = kind_at(elements, at - 1) if at else None
    is_for = elements[at].kind is before is Mark.PRODUCT and elements[at].text.startswith("لل")
    return Element(Mark.ASIDE, elements[at].text) if is_for else elements[at]


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
    for clause in clauses(elements[_addressed(elements) :]):
        kinds = [each.kind for each in clause]
        scene = sum(kind in (Kind.SCENE, Mark.ASIDE) for kind in kinds)
        for at, element in enumerate(clause):
            dish = element.kind is Kind.DISH and (_is_dish(clause, at) or _is_listed(clause, at))
            if element.kind is Kind.OTHER or dish:
                left.append(element)
            elif element.kind is Mark.UNKNOWN:
                tolerated = scene and kinds.count(Mark.UNKNOWN) <= 2 * scene and not _beside_goods(clause, at)
                if not tolerated:
                    left.append(element)
    return left


def _addressed(elements: Sequence[Element]) -> int:
    """Say how many elements name whoever is asked for goods, or greet: "靓女，帮我留两只走地鸡"."""
    order = past(elements, 0, (Mark.UNKNOWN, Mark.COMMA, Mark.STOP, *NEUTRAL))
    unknown = [each.text for each in elements[:order] if each.kind is Mark.UNKNOWN]
    parted = any(each.kind in BREAKS for each in elements[:order])
    most = ADDRESS_MAX if parted and all(map(is_chinese, unknown)) else NAME_MAX
    chinese = any(map(is_chinese, unknown))
    if kind_at(elements, order) is not Kind.ORDER or len(unknown) > most or (chinese and not parted):
        return 0
    amount = past(elements, order, (Kind.ORDER, *NEUTRAL))
    goods = past(elements, amount + 1, NEUTRAL)
    behind = past(elements, goods + 1, (Kind.ORDER, *NEUTRAL))
    ordered = kind_at(elements, amount) is Mark.AMOUNT and kind_at(elements, goods) is Mark.PRODUCT
    # "kumquats give me 2 kg, apples 3 kg" orders what nobody knows.
    return order if ordered and kind_at(elements, behind) is not Mark.AMOUNT else 0


def _is_dish(clause: Sequence[Element], at: int) -> bool:
    """Say whether a dish stands right beside goods, and makes others of them."""
    before, after = at - 1, at + 1
    if clause[at].text and not is_chinese(clause[at].text):
        while before >= 0 and clause[before].kind is Kind.POLITE:
            before -= 1
        after = past(clause, after, (Kind.POLITE,))
    return kind_at(clause, before) is Mark.PRODUCT or kind_at(clause, after) is Mark.PRODUCT


def _is_listed(clause: Sequence[Element], at: int) -> bool:
    """Say whether a dish is named as something to buy beside goods: papas 2 kilos y pan."""
    before = at - 1
    while before >= 0 and clause[before].kind is Kind.POLITE:
        before -= 1
    joined = kind_at(clause, before) in (Kind.JOINS, Mark.PLUS) and kind_at(clause, before - 1) not in _NO_GOODS
    return joined and any(each.kind is Mark.PRODUCT for each in clause)


def _beside_goods(clause: Sequence[Element], at: int) -> bool:
    before = at - 1
    while before >= 0 and clause[before].kind in (Kind.QUALITY, Mark.UNKNOWN):
        before -= 1
    after = past(clause, at + 1, (Kind.QUALITY, Mark.UNKNOWN))
    beside = (Mark.PRODUCT, Mark.AMOUNT)
    told = is_chinese(clause[at].text) and kind_at(clause, before) is Mark.AMOUNT and _ends_goods(clause, before)
    return (kind_at(clause, before) in beside and not told) or kind_at(clause, after) in beside


def _ends_goods(clause: Sequence[Element], at: int) -> bool:
    """Say whether an amount is that of goods before it: 土蜂蜜一罐, what follows is no part of it."""
    before = at - 1
    while before >= 0 and clause[before].kind in (Kind.ORDER, *NEUTRAL):
        before -= 1
    return kind_at(clause, before) is Mark.PRODUCT
