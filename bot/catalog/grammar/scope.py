"""Takes out of a message what is no part of the order: prices, refusals, what things are for, who will come.  Pure.

What is left are goods, amounts, what parts them, and whatever nobody can account for.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.catalog.amount_parts import Part
from bot.catalog.grammar.elements import Element, Mark
from bot.catalog.grammar.grouping import Amount, Correction, Each, Gap, Goods, Node, Row
from bot.catalog.grammar.lexicon import Kind
from bot.catalog.grammar.tokens import is_chinese

BREAKS = (Mark.COMMA, Mark.LINE, Mark.STOP, Mark.COLON)
_NEUTRAL = (Kind.POLITE, Kind.QUALITY, Mark.ASIDE)
_GAPS = {
    Mark.PLUS: Gap.PLUS, Mark.COMMA: Gap.COMMA, Mark.COLON: Gap.COLON, Kind.JOINS: Gap.AND, Mark.STOP: Gap.STOP,
    Mark.LINE: Gap.LINE,
}  # fmt: skip
_STRENGTH = (Gap.NONE, Gap.PLUS, Gap.COLON, Gap.COMMA, Gap.AND, Gap.STOP, Gap.LINE)
PURPOSE_MAX = 4  # unknown words behind "for"


@dataclass(frozen=True, slots=True)
class Scope:
    """A message, without what is no part of the order."""

    elements: tuple[Element, ...]
    refused: tuple[Element, ...]  # goods that are not wanted


IsContainer = Callable[[Part], bool]


def without_prices(elements: Sequence[Element]) -> list[Element]:
    """Take out what things cost: 6 yuan a jin; how much for how much money is asked, for it stays unreadable."""
    kept: list[Element] = []
    at = 0
    while at < len(elements):
        length = _price_at(elements, at)
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
        after = _past(elements, at + 1, (Kind.POLITE,)) if _kind(elements, at + 2) is Kind.MONEY else at + 1
        if _kind(elements, after) is Kind.MONEY:
            length = after + 1 - at
            if _is_number(elements, after + 1) and _kind(elements, after + 2) is not Mark.TIMES:
                length += 1  # 六块五
        elif _is_one_unit(elements, at + 1) and _is_of(elements, at + 2):
            return 2  # 88一只的土鸡
        elif _is_of(elements, at + 1) and _kind(elements, at + 2) is Mark.PRODUCT and is_chinese(elements[at + 1].text):
            return 1  # 45的蜂蜜
    elif _kind(elements, at) is Kind.MONEY and _is_number(elements, at + 1):
        length = 2
    if length:
        per = _past(elements, at + length, (Kind.POLITE, Kind.EACH, Mark.COMMA))
        if (
            _is_one_unit(elements, per)
            and elements[per - 1].text != ","
            and _kind(elements, per + 1) is not Mark.PRODUCT
        ):
            length = per + 1 - at
    return length


def merged(elements: Sequence[Element], is_container: IsContainer) -> list[Element | Amount]:
    """Bring amounts of several elements together: 3 x 500 g, two 10 kg bags, 5斤装."""
    merged_: list[Element | Amount] = []
    at = 0
    while at < len(elements):
        if elements[at].kind is Mark.TIMES:
            at += 1
            continue
        if elements[at].kind is not Mark.AMOUNT:
            merged_.append(elements[at])
            at += 1
            continue
        amount, at = _amount(elements, at, is_container)
        merged_.append(amount)
    return merged_


def _amount(elements: Sequence[Element], at: int, is_container: IsContainer) -> tuple[Amount, int]:
    first = elements[at]
    part = first.part
    assert part is not None
    seen = [elements[at : at + 3][number] if at + number < len(elements) else None for number in range(3)]
    if seen[1] is not None and seen[1].kind is Mark.TIMES and seen[2] is not None and seen[2].part is not None:
        return Amount(((part,), (seen[2].part,)), f"{first.text} x {seen[2].text}"), at + 3
    by = seen[2].part if seen[1] is not None and seen[1].kind is Kind.BY and seen[2] is not None else None
    if by is not None and seen[2] is not None and by.unit is not None and (part.unit is None or is_container(part)):
        return Amount(((Part(part.count, None),), (by,)), f"{first.text} x {seen[2].text}"), at + 3
    sizes = [each for each in seen if each is not None and each.part is not None]
    if len(sizes) == len(seen) and part.unit is None and _is_pack(sizes[1], sizes[2], is_container):
        packed = sizes[1].part
        assert packed is not None
        return Amount(((packed,), (Part(part.count, None),)), " ".join(each.text for each in sizes)), at + 3
    if len(sizes) > 1 and _is_pack(sizes[0], sizes[1], is_container):
        end = at + 2
        packed_only = _is_of(elements, end) and is_chinese(elements[end].text)
        return Amount(((part,),), first.text, packed=packed_only), end
    if first.article:
        part = Part(part.number, None)
    return Amount(((part,),), first.text, packed=first.packed), at + 1


def _is_pack(inside: Element, around: Element, is_container: IsContainer) -> bool:
    """Say whether two amounts are one pack of so much: 10 kg bag, 250克一袋."""
    if inside.part is None or around.part is None or inside.part.unit is None or around.part.unit is None:
        return False
    return is_container(around.part) and around.part.count == 1 and not is_container(inside.part)


def row_of(things: Sequence[Element | Amount]) -> Row:
    """Put goods and amounts in a row, with what parts them."""
    nodes: list[Node] = []
    gaps: list[Gap] = []
    gap = Gap.NONE
    for thing in things:
        node: Node | None = None
        match thing:
            case Amount():
                node = thing
            case Element(kind=Mark.PRODUCT, sight=sight) if sight is not None:
                node = Goods(sight, thing.text)
            case Element(kind=Kind.EACH | Kind.BY):
                node = Each()
            case Element(kind=Kind.CORRECT | Kind.NO):
                node = Correction()
            case Element(kind=kind) if kind in _GAPS:
                gap = max(gap, _GAPS[kind], key=_STRENGTH.index)
        if node is None or (nodes and _again(nodes[-1], node, gap)):
            continue
        nodes.append(node)
        gaps.append(gap)
        gap = Gap.NONE
    return Row(tuple(nodes), tuple(gaps))


def _again(last: Node, node: Node, gap: Gap) -> bool:
    """Say whether goods are only named twice: курица кура."""
    return gap is Gap.NONE and isinstance(last, Goods) and isinstance(node, Goods) and last.sight.ids == node.sight.ids


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


def without_refusals(elements: Sequence[Element]) -> Scope | None:
    """Take out what is not wanted.  None: it is not clear what that is."""
    kept = list(elements)
    refused: list[Element] = []
    for at in range(len(kept)):
        if kept[at].kind not in (Kind.REFUSE, Kind.NO):
            continue
        span = _refused_behind(kept, at)
        if span is None and kept[at].kind is Kind.NO and _corrects(kept, at):
            kept[at] = replace(kept[at], kind=Kind.CORRECT)
            continue
        if span is None:
            span = _refused_before(kept, at)
        if span is None:
            return None
        refused += [each for each in kept[span[0] : span[1]] if each.kind is Mark.PRODUCT]
        for number in range(*span):
            kept[number] = Element(Mark.ASIDE, kept[number].text)
    return Scope(tuple(kept), tuple(refused))


def _refused_behind(elements: Sequence[Element], at: int) -> tuple[int, int] | None:
    """Find what is refused behind a word of refusal: no kiwis or apples, don't want 2 kg of them."""
    end = at + 1
    found = False
    while end < len(elements):
        kind = elements[end].kind
        if kind in BREAKS or (kind in (Kind.ORDER, Kind.CORRECT) and found):
            break
        if kind in (Mark.PRODUCT, Kind.OTHER, Mark.UNKNOWN):
            found = True
        elif (kind is Mark.AMOUNT and (found or not _goods_follow(elements, end))) or (kind is Kind.JOINS and found):
            break
        end += 1
    return (at, end) if found else None


def _goods_follow(elements: Sequence[Element], at: int) -> bool:
    while at < len(elements) and elements[at].kind in (Mark.AMOUNT, *_NEUTRAL):
        at += 1
    return _kind(elements, at) in (Mark.PRODUCT, Kind.OTHER, Mark.UNKNOWN)


def _refused_before(elements: Sequence[Element], at: int) -> tuple[int, int] | None:
    """Find the goods before a word of refusal in its clause: the nearest, with their amount."""
    start = at
    while start > 0 and elements[start - 1].kind not in (*BREAKS, Kind.JOINS):
        start -= 1
        if elements[start].kind in (Mark.PRODUCT, Kind.OTHER, Mark.UNKNOWN):
            if start and elements[start - 1].kind is Mark.AMOUNT and not _is_chinese_at(elements, start):
                start -= 1
            return start, at + 1
    return None


def _corrects(elements: Sequence[Element], at: int) -> bool:
    """Say whether a "no" stands between an amount and another."""
    before = any(each.kind in (Mark.AMOUNT, Mark.PRODUCT) for each in elements[:at])
    return before and any(each.kind is Mark.AMOUNT for each in elements[at + 1 : at + 6])


def without_purposes(elements: Sequence[Element]) -> list[Element]:
    """Make asides of what stands behind "for", as far as it names neither goods nor an amount."""
    kept = list(elements)
    at = 0
    while at < len(kept):
        glued = kept[at].kind is Mark.UNKNOWN and kept[at].text.startswith("لل") and len(kept[at].text) > PURPOSE_MAX
        if kept[at].kind is Kind.PURPOSE or glued:
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
        after = _past(clause, after, (Kind.POLITE,))
    return _kind(clause, before) is Mark.PRODUCT or _kind(clause, after) is Mark.PRODUCT


def _beside_goods(clause: Sequence[Element], at: int) -> bool:
    before = at - 1
    while before >= 0 and clause[before].kind in (Kind.QUALITY, Mark.UNKNOWN):
        before -= 1
    after = _past(clause, at + 1, (Kind.QUALITY, Mark.UNKNOWN))
    beside = (Mark.PRODUCT, Mark.AMOUNT)
    return _kind(clause, before) in beside or _kind(clause, after) in beside


def _kind(elements: Sequence[Element], at: int) -> Mark | Kind | None:
    return elements[at].kind if 0 <= at < len(elements) else None


def _past(elements: Sequence[Element], at: int, kinds: Sequence[Mark | Kind]) -> int:
    while at < len(elements) and elements[at].kind in kinds:
        at += 1
    return at


def _is_number(elements: Sequence[Element], at: int) -> bool:
    return _kind(elements, at) is Mark.AMOUNT and (part := elements[at].part) is not None and part.unit is None


def _is_one_unit(elements: Sequence[Element], at: int) -> bool:
    if _kind(elements, at) is not Mark.AMOUNT or (part := elements[at].part) is None:
        return False
    return part.unit is not None and part.count == 1


def _is_of(elements: Sequence[Element], at: int) -> bool:
    return _kind(elements, at) is Kind.POLITE and elements[at].text in ("的", "装的", "那种")


def _is_chinese_at(elements: Sequence[Element], at: int) -> bool:
    return is_chinese(elements[at].text)
