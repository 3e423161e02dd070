"""Takes out of a message what is not wanted, and tells a refusal from a correction.  Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.catalog.grammar.elements import BREAKS, NEUTRAL, Element, Mark, kind_at, past
from bot.catalog.grammar.lexicon import Kind
from bot.catalog.grammar.tokens import is_chinese

# What turns from what is refused to what is wanted.
_BUT = ("but", "pero", "pero si", "sino", "а", "но", "зато", "лучше", "لكن", "بس", "但", "但是", "不过", "只")
# They refuse what stands behind them, whatever stands before.
_BEFORE_GOODS = (
    "without", "except", "instead of", "rather than", "other than", "sin", "excepto", "salvo", "en vez de", "nada de",
    "en lugar de", "без", "кроме", "вместо", "только не", "بدون", "من غير", "من دون", "دون", "بلا", "بغير", "بدل",
    "الا", "ما عدا", "عدا", "باستثناء", "除了",
)  # fmt: skip
_INSTEAD = ("instead of", "rather than", "en vez de", "en lugar de", "вместо", "بدل", "بدال", "بدلا من", "عوضا عن")
_EITHER_WAY = ("нет", "لا", "لاء")


@dataclass(frozen=True, slots=True)
class Scope:
    """A message, without what is no part of the order."""

    elements: tuple[Element, ...]
    refused: tuple[Element, ...]  # goods that are not wanted
    taken_back: bool = False  # some of them had been wanted before


def without_refusals(elements: Sequence[Element]) -> Scope | None:
    """Take out what is not wanted.  None: it is not clear what that is."""
    kept = _without_amounts_before(elements)
    refused: list[Element] = []
    taken_back = False
    for at in range(len(kept)):
        if kept[at].kind is Kind.PASSES:
            kept[at] = replace(kept[at], kind=Kind.REFUSE if _passes(kept, at) else Kind.SCENE)
        if kept[at].kind not in (Kind.REFUSE, Kind.NO):
            continue
        if _may_correct(kept, at) or _is_unclear(kept, at):
            return None
        taken_off = _is_taken_off(kept, at)
        taken_back = taken_back or taken_off
        if (before := _fronted(kept, at)) is not None and (_is_open(kept, at) or _is_ordered(kept, before[0])):
            return None
        span = _refused_before(kept, at) if taken_off else before or _refused_behind(kept, at)
        if span is not None and _may_refuse_either_side(kept, span):
            return None
        if span is None and kept[at].kind is Kind.NO and _corrects(kept, at):
            kept[at] = replace(kept[at], kind=Kind.CORRECT)
            continue
        span = span or _refused_before(kept, at) or _answer(kept, at)
        if span is None:
            return None
        refused += [each for each in kept[span[0] : span[1]] if each.kind is Mark.PRODUCT]
        for number in range(*span):
            kept[number] = Element(Mark.ASIDE, kept[number].text)
        for number in range(max(0, span[0] - 2), span[0]):
            if kept[number].kind is Kind.CORRECT:  # "oops, no apples": takes back what was said of them
                kept[number] = Element(Mark.ASIDE, kept[number].text)
                taken_back = True
    return Scope(tuple(kept), tuple(refused), taken_back)


def _without_amounts_before(elements: Sequence[Element]) -> list[Element]:
    """Make asides of an amount that another is wanted instead of: 3 kilos de papa en vez de 2."""
    kept = list(elements)
    for at, element in enumerate(elements):
        amount = past(elements, at + 1, NEUTRAL)
        goods = past(elements, amount + 1, NEUTRAL)
        alone = kind_at(elements, goods) is not Mark.PRODUCT or not _others(elements, goods)
        again = any(each.kind is Mark.AMOUNT for each in (*elements[:at], *elements[amount + 1 :]))
        if element.text in _INSTEAD and kind_at(elements, amount) is Mark.AMOUNT and alone and again:
            for number in range(at, amount + 1):
                kept[number] = Element(Mark.ASIDE, elements[number].text)
    return kept


def _others(elements: Sequence[Element], at: int) -> bool:
    """Say whether goods are named elsewhere as well; instead of 6 kg of potatoes, 8 kg: of potatoes."""
    return any(each.kind is Mark.PRODUCT for number, each in enumerate(elements) if number != at)


def _passes(elements: Sequence[Element], at: int) -> bool:
    """Say whether it is "del jengibre paso": no ginger, and nobody who comes by."""
    start = at
    while start and elements[start - 1].kind in (Kind.POLITE, Mark.ASIDE):
        start -= 1
    before = start - 1
    while before > 0 and elements[before - 1].kind in NEUTRAL:
        before -= 1
    return (
        kind_at(elements, start - 1) is Mark.PRODUCT
        and kind_at(elements, before - 1) is not Mark.AMOUNT
        and kind_at(elements, at + 1) in (*BREAKS, None)
    )


def _is_taken_off(elements: Sequence[Element], at: int) -> bool:
    """Say whether a Chinese refusal speaks of the goods right before it, which had been ordered: 红薯先不要了."""
    text = elements[at].text.replace(" ", "")
    right_before = kind_at(elements, at - 1) is Mark.PRODUCT
    return len(text) > 1 and text.endswith(("了", "了吧")) and is_chinese(text) and right_before


def _may_correct(elements: Sequence[Element], at: int) -> bool:
    """Say whether it is "кило яблок нет апельсинов": rather oranges, or no oranges?"""
    right_before = kind_at(elements, at - 1) in (Mark.PRODUCT, Mark.AMOUNT)
    return elements[at].text in _EITHER_WAY and right_before and kind_at(elements, at + 1) is Mark.PRODUCT


def _is_unclear(elements: Sequence[Element], at: int) -> bool:
    """Say whether an unknown word stands between a refusal and an amount of goods, which it may refuse or not."""
    unknown = past(elements, at + 1, NEUTRAL)
    amount = past(elements, unknown, (Mark.UNKNOWN, *NEUTRAL))
    return kind_at(elements, unknown) is Mark.UNKNOWN and kind_at(elements, amount) is Mark.AMOUNT


def _answer(elements: Sequence[Element], at: int) -> tuple[int, int] | None:
    """Find a "no," that answers, at the beginning, and refuses nothing by itself."""
    first = all(each.kind in (*NEUTRAL, Mark.COMMA) for each in elements[:at])
    return (at, at + 1) if first and kind_at(elements, past(elements, at + 1, NEUTRAL)) in BREAKS else None


def _refused_behind(elements: Sequence[Element], at: int) -> tuple[int, int] | None:
    """Find what is refused behind a word of refusal: no kiwis or apples, don't want 2 kg of them."""
    end = at + 1
    found = False
    while end < len(elements):
        kind = elements[end].kind
        if kind in BREAKS or (kind in (Kind.ORDER, Kind.CORRECT) and found):
            break
        between = {each.kind for each in elements[at + 1 : end]}
        if kind is Mark.PRODUCT and Mark.PRODUCT in between and not between & {Kind.EITHER, Kind.REFUSE}:
            break  # mandarins instead of apples, and not neither
        if kind in (Mark.PRODUCT, Kind.OTHER, Mark.UNKNOWN):
            found = True
        elif (kind is Mark.AMOUNT and (found or not _goods_follow(elements, end))) or (kind is Kind.JOINS and found):
            break
        end += 1
    return (at, end) if found else None


def _fronted(elements: Sequence[Element], at: int) -> tuple[int, int] | None:
    """Find goods named first and refused at once, where others are ordered behind: яблоки не беру, а чеснок возьму."""
    goods = at - 1
    while goods > 0 and elements[goods].kind in NEUTRAL:
        goods -= 1
    amount = goods - 1
    while amount > 0 and elements[amount].kind in NEUTRAL:
        amount -= 1
    # In "6 kg ginger not" the amount may be of tomatoes before it.
    counted = kind_at(elements, amount) is Mark.AMOUNT and kind_at(elements, amount - 1) is not Mark.PRODUCT
    if kind_at(elements, goods) is not Mark.PRODUCT or counted or elements[at].text in _BEFORE_GOODS:
        return None
    behind = past(elements, at + 1, NEUTRAL)
    ordered = kind_at(elements, amount) is Kind.ORDER
    if ordered and kind_at(elements, behind) is Mark.PRODUCT and _is_last(elements, behind):
        return None  # 要鸭蛋不要鸡蛋
    turned = any(each.text in _BUT for each in elements[at + 1 : behind]) or elements[at].text.split()[-1] in _BUT
    told_apart = turned or kind_at(elements, behind) in (Kind.JOINS, Kind.ORDER)
    then = kind_at(elements, past(elements, behind + 1, NEUTRAL))
    others = (kind_at(elements, behind), then) == (Mark.PRODUCT, Mark.AMOUNT)
    return (goods, at + 1) if told_apart or others or _is_open(elements, at) else None


def _is_ordered(elements: Sequence[Element], at: int) -> bool:
    """Say whether goods stand right behind what orders: عايز برتقال مش يوسفي كيلو, which may mean a kilo of either."""
    before = at - 1
    while before >= 0 and elements[before].kind in NEUTRAL:
        before -= 1
    return kind_at(elements, before) is Kind.ORDER


def _is_last(elements: Sequence[Element], at: int) -> bool:
    return kind_at(elements, past(elements, at + 1, NEUTRAL)) in (*BREAKS, None)


def _is_open(elements: Sequence[Element], at: int) -> bool:
    """Say whether an amount right behind a refusal may be refused with the goods behind it, or ordered."""
    behind = past(elements, at + 1, NEUTRAL)
    turned = any(each.text in _BUT for each in elements[at + 1 : behind])
    then = kind_at(elements, past(elements, behind + 1, NEUTRAL))
    either = (kind_at(elements, behind), then) == (Mark.AMOUNT, Mark.PRODUCT)
    bare = kind_at(elements, behind) is Mark.PRODUCT and then in (*BREAKS, None)  # яблоки не надо апельсины
    return elements[at].kind is Kind.REFUSE and (either or bare) and not turned


def _may_refuse_either_side(elements: Sequence[Element], span: tuple[int, int]) -> bool:
    """Say whether nothing but unknown words stands behind a refusal, beside goods before it or an order behind it."""
    before = kind_at(elements, span[0] - 1) is Mark.PRODUCT or kind_at(elements, span[1]) is Kind.ORDER
    return before and not any(each.kind in (Mark.PRODUCT, Kind.OTHER, Kind.DISH) for each in elements[slice(*span)])


def _goods_follow(elements: Sequence[Element], at: int) -> bool:
    while at < len(elements) and elements[at].kind in (Mark.AMOUNT, *NEUTRAL):
        at += 1
    return kind_at(elements, at) in (Mark.PRODUCT, Kind.OTHER, Mark.UNKNOWN)


def _refused_before(elements: Sequence[Element], at: int) -> tuple[int, int] | None:
    """Find the goods before a word of refusal in its clause: the nearest, with their amount."""
    start = at
    while start > 0 and elements[start - 1].kind not in (*BREAKS, Kind.JOINS):
        start -= 1
        if elements[start].kind in (Mark.PRODUCT, Kind.OTHER, Kind.DISH, Mark.UNKNOWN):
            if start and elements[start - 1].kind is Mark.AMOUNT and not _is_chinese_at(elements, start):
                start -= 1
            return start, at + 1
    return None


def _corrects(elements: Sequence[Element], at: int) -> bool:
    """Say whether a "no" stands between an amount, or goods, and another amount."""
    after = past(elements, at + 1, (Mark.COMMA, Mark.STOP, Mark.COLON, Kind.CORRECT, Kind.NO, *NEUTRAL))
    before = at
    while before > 0 and elements[before - 1].kind in (Mark.COMMA, Mark.STOP, Kind.NO, Kind.CORRECT, *NEUTRAL):
        before -= 1
    if kind_at(elements, before - 1) not in (Mark.AMOUNT, Mark.PRODUCT):
        return False
    return kind_at(elements, after) is Mark.AMOUNT or (
        kind_at(elements, after) is Mark.PRODUCT
        and kind_at(elements, at + 1) in BREAKS
        and kind_at(elements, at - 1) in BREAKS
    )


def _is_chinese_at(elements: Sequence[Element], at: int) -> bool:
    return is_chinese(elements[at].text.replace(" ", ""))
