"""Takes out what only tells beside an order: praise of earlier goods, a heading, the sum of what was listed.  Pure."""

from collections.abc import Sequence, Set
from decimal import Decimal

from bot.catalog.grammar.elements import BREAKS, NEUTRAL, Element, Mark, kind_at, past
from bot.catalog.grammar.lexicon import LANGUAGES, Kind, listed
from bot.catalog.grammar.stems import stem

TOTALS = frozenset(words for language in LANGUAGES for words in listed(language, "totals"))
USUAL = frozenset(words for language in LANGUAGES for words in listed(language, "usual"))
_NO_PRAISE = {Mark.AMOUNT, Kind.ORDER, Kind.QUESTION, Kind.ASKS, Kind.NO, Kind.REFUSE}
_MORE = (Kind.JOINS, Kind.ADDS, Mark.PLUS)
_ENDS = (Mark.COMMA, Mark.LINE, Mark.STOP)


def without_headings(elements: Sequence[Element]) -> list[Element]:
    """Make asides of what stands before the first colon, if it only says who orders: 老味道饭店今日采购：."""
    colon = next((at for at, each in enumerate(elements) if each.kind is Mark.COLON), 0)
    heading = elements[:colon]
    says_who = any(each.kind in (Kind.SCENE, Mark.ASIDE) for each in heading)
    says_who = says_who and not any(each.kind in (Kind.QUESTION, Kind.CANCEL, Kind.REFUSE, Kind.NO) for each in heading)
    names_goods = any(
        each.kind in (Mark.AMOUNT, Mark.LINE) or (each.sight and each.sight.whole and len(each.sight.ids) == 1)
        for each in heading
    )
    if not says_who or names_goods:
        return list(elements)
    kept = [
        Element(Mark.ASIDE, each.text) if each.kind in (Mark.UNKNOWN, Mark.PRODUCT, Kind.PRAISE) else each
        for each in heading
    ]
    return [*kept, *elements[colon:]]


def without_praise(elements: Sequence[Element]) -> list[Element]:
    """Take out a clause that praises goods before others are ordered: 上次的蜂蜜不错，再来两罐.

    Goods that are named in the praise alone are those that an amount behind it is of.
    """
    if not any(each.kind is Kind.PRAISE for each in elements):
        return list(elements)
    parts = _clauses(elements)
    praising = [_praises({each.kind for each in part}) for part in parts]
    kept: list[Element] = []
    for number, part in enumerate(parts):
        behind = [each for at in range(number + 1, len(parts)) if not praising[at] for each in parts[at]]
        if not praising[number] or not _orders(behind):
            kept += [Element(Kind.TOLD, each.text) if each.kind is Kind.PRAISE else each for each in part]
        elif not any(each.kind is Mark.PRODUCT for each in behind):
            kept += [each for each in part if each.kind in (Mark.PRODUCT, *_ENDS)]
    return kept


def with_what_is_used_up(elements: Sequence[Element]) -> list[Element]:
    """Tell who ran out of goods and orders some from who only tells so."""
    orders = any(each.kind in (Mark.AMOUNT, Kind.ORDER) for each in elements)
    kind = Kind.SCENE if orders else Kind.TOLD
    return [Element(kind, each.text) if each.kind is Kind.USED else each for each in elements]


def _praises(kinds: Set[Kind | Mark]) -> bool:
    return Kind.PRAISE in kinds and not kinds & _NO_PRAISE


def _orders(elements: Sequence[Element]) -> bool:
    kinds = {each.kind for each in elements}
    return Mark.AMOUNT in kinds and bool(kinds & {Kind.ORDER, Kind.ADDS, Kind.MORE, Mark.PRODUCT})


def _clauses(elements: Sequence[Element]) -> list[list[Element]]:
    """Part a message behind its commas, stops and lines, and leave them in."""
    parts: list[list[Element]] = [[]]
    for element in elements:
        parts[-1].append(element)
        if element.kind in _ENDS:
            parts.append([])
    return [part for part in parts if part]


def without_habits(elements: Sequence[Element]) -> list[Element]:
    """Make an aside of "as usual" where it is said how much of everything; "as usual, and a kilo" means more."""
    kept = list(elements)
    for at, element in enumerate(elements):
        if element.kind is Kind.VAGUE and element.text in USUAL:
            before = kind_at(elements, at - 1) if at else None
            behind = before in (Mark.PRODUCT, Mark.AMOUNT, Kind.QUALITY)
            greeted = all(each.kind in NEUTRAL for each in elements[:at])
            begins = greeted or before in (*BREAKS, Kind.ORDER)  # but not "the rest as usual"
            more = not behind and kind_at(elements, at + 1) in _MORE
            others = [*elements[:at], Element(Mark.COMMA, ","), *elements[at + 1 :]]
            if (behind or begins) and not more and all(map(_is_counted, _apart(others))):
                kept[at] = Element(Mark.ASIDE, element.text)
    return kept


def _apart(elements: Sequence[Element]) -> list[list[Element]]:
    """Part a message at everything that parts goods, and keep the parts that name some."""
    parts: list[list[Element]] = [[]]
    for element in elements:
        parts[-1].append(element)
        if element.kind in (*BREAKS, Kind.JOINS, Mark.PLUS):
            parts.append([])
    return [part for part in parts if any(each.kind is Mark.PRODUCT for each in part)]


def _is_counted(part: Sequence[Element]) -> bool:
    """Say whether a part names one product, and how much of it."""
    goods = [each for each in part if each.kind is Mark.PRODUCT]
    pair = any(each.sight and each.sight.pair for each in goods)
    said = {each.kind for each in part}
    return len(goods) == 1 and (pair or Mark.AMOUNT in said) and not said & {Kind.VAGUE, Mark.UNKNOWN}


def without_totals(elements: Sequence[Element]) -> list[Element]:
    """Make asides of a sum that is that of the amounts before it; another sum stays an amount, and is asked."""
    kept = list(elements)
    for at, element in enumerate(elements):
        total = past(elements, at + 1, (Mark.COLON, *NEUTRAL))
        if element.text not in TOTALS or kind_at(elements, total) is not Mark.AMOUNT:
            continue
        last = kind_at(elements, past(elements, total + 1, NEUTRAL)) in (*BREAKS, None)
        if last and _count(elements[total]) == sum(map(_count, _alike(elements[:at], elements[total]))):
            for number in range(at, total + 1):
                kept[number] = Element(Mark.ASIDE, elements[number].text)
    return kept


def _alike(elements: Sequence[Element], total: Element) -> list[Element]:
    amounts = [each for each in elements if each.kind is Mark.AMOUNT]
    return [each for each in amounts if _unit(each) == _unit(total)]


def _unit(element: Element) -> str:
    return stem(element.part.unit) if element.part and element.part.unit else ""


def _count(element: Element) -> Decimal:
    return element.part.count if element.part else Decimal(0)
