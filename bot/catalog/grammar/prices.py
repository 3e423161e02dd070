"""Takes out of a message what things cost, which is no amount of them.  Pure."""

from collections.abc import Sequence

from bot.catalog.grammar.elements import Element, Mark, is_of, kind_at, past
from bot.catalog.grammar.lexicon import Kind


def without_prices(elements: Sequence[Element]) -> list[Element]:
    """Take out what things cost: 6 yuan a jin; how much for how much money is asked, for it stays unreadable."""
    kept: list[Element] = []
    at = 0
    while at < len(elements):
        length = _price_at(elements, at)
        if not length and _is_one_unit(elements, at) and (price := _price_at(elements, at + 1)):
            length = price + 1  # 一斤三块
        if length:
            kept.append(Element(Kind.MONEY, " ".join(each.text for each in elements[at : at + length])))
        else:
            kept.append(elements[at])
        at += length or 1
    return kept


def _price_at(elements: Sequence[Element], at: int) -> int:
    """Say how many elements from here on are one price; 0: none."""
    length = 0
    if _is_number(elements, at):
        after = past(elements, at + 1, (Kind.POLITE,)) if kind_at(elements, at + 2) is Kind.MONEY else at + 1
        if kind_at(elements, after) is Kind.MONEY:
            length = after + 1 - at
            if _is_number(elements, after + 1) and kind_at(elements, after + 2) is not Mark.TIMES:
                length += 1  # 六块五
        elif _is_one_unit(elements, at + 1) and is_of(elements, at + 2):
            return 2  # 88一只的土鸡
        elif is_of(elements, at + 1) and kind_at(elements, at + 2) is Mark.PRODUCT:
            return 1  # 45的蜂蜜
    elif kind_at(elements, at) is Kind.MONEY and _is_number(elements, at + 1):
        length = 2
    if length:
        per = past(elements, at + length, (Kind.POLITE, Kind.EACH, Kind.PURPOSE, Kind.BY))
        linked = per > at + length or not elements[per : per + 1] or not elements[per].text[0].isdigit()
        if linked and _is_one_unit(elements, per) and kind_at(elements, per + 1) is not Mark.PRODUCT:
            length = per + 1 - at
    return length


def _is_number(elements: Sequence[Element], at: int) -> bool:
    return kind_at(elements, at) is Mark.AMOUNT and (part := elements[at].part) is not None and part.unit is None


def _is_one_unit(elements: Sequence[Element], at: int) -> bool:
    if kind_at(elements, at) is not Mark.AMOUNT or (part := elements[at].part) is None:
        return False
    return part.unit is not None and part.count == 1
