"""Brings amounts of several words together, and puts goods and amounts in a row.  Pure."""

from collections.abc import Callable, Sequence

from bot.catalog.amount_parts import Part
from bot.catalog.grammar.elements import BREAKS, Element, Mark, is_of, kind_at, past
from bot.catalog.grammar.grouping import Amount, Correction, Each, Gap, Goods, Node, Row
from bot.catalog.grammar.lexicon import LANGUAGES, Kind, listed
from bot.catalog.grammar.tokens import is_chinese

_GAPS = {
    Mark.PLUS: Gap.PLUS, Kind.ADDS: Gap.PLUS, Mark.COMMA: Gap.COMMA, Mark.COLON: Gap.COLON, Kind.JOINS: Gap.AND,
    Mark.STOP: Gap.STOP, Mark.LINE: Gap.LINE,
}  # fmt: skip
_STRENGTH = (Gap.NONE, Gap.PLUS, Gap.COLON, Gap.COMMA, Gap.AND, Gap.STOP, Gap.LINE)

LARGE = frozenset(words for language in LANGUAGES for words in listed(language, "large"))
LARGE_BEHIND = frozenset(words for language in LANGUAGES for words in listed(language, "large_behind"))
PARTITIVE = ("de", "d")

IsContainer = Callable[[Part], bool]


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
    """Read the amount that begins here, of one element or several, and say where it ends."""
    first = elements[at]
    part = first.part
    assert part is not None
    then, mark = _next_amount(elements, at + 1)
    last, _ = _next_amount(elements, then + 1) if then else (0, None)
    second, third = (elements[number].part if number else None for number in (then, last))
    if (each := _each_holds(elements, at, is_container)) is not None:
        return _packs(part, each[0], first, elements[each[1] - 1], is_container), each[1]
    if (later := _container_behind(elements, at, is_container)) is not None:
        return Amount(((part,),), first.text, packed=True, container=later), at + 1
    if mark is Mark.TIMES and second is not None and second.unit and is_container(second) and not is_container(part):
        return _packs(second, part, elements[then], first, is_container), then + 1  # 10斤×2袋
    if mark is Mark.TIMES and second is not None:
        return _times(part, second, first, elements[then]), then + 1
    if mark is Kind.BY and second is not None and second.unit and (part.unit is None or is_container(part)):
        return _packs(part, second, first, elements[then], is_container), then + 1
    bags = mark is None and second is not None and third is not None and _is_pack(second, third, is_container)
    if bags and part.unit is None and second is not None and third is not None:  # two 10 kg bags
        return _packs(Part(part.count, third.unit), second, first, elements[then], is_container), last + 1
    if mark is None and second is not None and _is_pack(part, second, is_container):
        wrapped = elements[then + 1 : then + 2]
        if wrapped and is_chinese(wrapped[0].text) and is_of(wrapped, 0):  # 250克一袋的
            return Amount(((part,),), first.text, packed=True, container=second.unit), then + 1
        return _packs(second, part, elements[then], first, is_container), then + 1  # 1 kg jar
    if mark is None and second is not None and second.unit and is_container(part) and not is_container(second):
        return _packs(part, second, first, elements[then], is_container), then + 1  # 2 sacos de 10 kg
    if first.article:
        part = Part(part.number, None)
    packs = is_container(part)
    packed = first.packed or _says_the_size(elements, at, is_container)
    of = part.unit is None and kind_at(elements, at + 1) is Kind.POLITE and elements[at + 1].text in PARTITIVE
    large = packs and _is_large(elements, at)
    return Amount(((part,),), first.text, packed=packed, packs=packs, large=large, of=of), at + 1


def _is_large(elements: Sequence[Element], at: int) -> bool:
    """Say whether packs are said to be large: una caja grande de naranjas."""
    beside = (*elements[max(0, at - 1) : at], *elements[at + 1 : at + 2])
    goods = past(elements, at + 1, (Kind.POLITE,))
    behind = elements[goods + 1 : goods + 2] if kind_at(elements, goods) is Mark.PRODUCT else []
    return any(each.text in LARGE for each in beside) or any(each.text in LARGE_BEHIND for each in behind)


def _says_the_size(elements: Sequence[Element], at: int, is_container: IsContainer) -> bool:
    """Say whether an amount only says what each of the packs right before it holds: 大米来一袋，10斤的."""
    before = at - 1 - (kind_at(elements, at - 1) is Mark.COMMA)
    packs, inside = elements[before].part if before >= 0 else None, elements[at].part
    last = kind_at(elements, past(elements, at + 2, (Kind.POLITE,))) in (*BREAKS, None)
    if not is_of(elements, at + 1) or not last or packs is None or inside is None or inside.unit is None:
        return False
    return is_container(packs) and not is_container(inside)


def _each_holds(elements: Sequence[Element], at: int, is_container: IsContainer) -> tuple[Part, int] | None:
    """Read what each of some packs holds, said behind them: 两袋，每袋十斤; كيسين كل كيس ٥ كيلو.  And where it ends."""
    packs = elements[at].part
    each = past(elements, at + 1, (Mark.COMMA,))
    if packs is None or not is_container(packs) or kind_at(elements, each) not in (Kind.POLITE, Kind.EACH, Kind.BY):
        return None
    again, inside = elements[each + 1 : each + 2], elements[each + 2 : each + 3]
    if not again or not inside or again[0].part is None or inside[0].part is None:
        return None
    one, held = again[0].part, inside[0].part
    same = one.unit == packs.unit and one.count == 1
    return (held, each + 3) if same and held.unit and not is_container(held) else None


def _container_behind(elements: Sequence[Element], at: int, is_container: IsContainer) -> str | None:
    """Find the pack of so much that is ordered right behind it: 400克的来一罐."""
    inside = elements[at].part
    if not is_of(elements, at + 1) or inside is None or inside.unit is None or is_container(inside):
        return None
    behind = past(elements, at + 2, (Kind.ORDER, Kind.POLITE))
    if kind_at(elements, behind) is Mark.AMOUNT and (part := elements[behind].part) is not None:
        return part.unit if is_container(part) else None
    return None


def _next_amount(elements: Sequence[Element], at: int) -> tuple[int, Mark | Kind | None]:
    """Find an amount right behind another, and what joins the two; (0, None): there is none."""
    mark: Mark | Kind | None = None
    while at < len(elements) and elements[at].kind in (Kind.POLITE, Mark.TIMES, Kind.BY):
        if elements[at].kind is not Kind.POLITE:
            mark = elements[at].kind
        elif is_chinese(elements[at].text):
            return 0, None
        at += 1
    return (at, mark) if kind_at(elements, at) is Mark.AMOUNT else (0, None)


def _times(one: Part, other: Part, first: Element, second: Element) -> Amount:
    return Amount(((one,), (other,)), f"{first.text} x {second.text}")


def _packs(packs: Part, inside: Part, first: Element, second: Element, is_container: IsContainer) -> Amount:
    """So many packs of so much each."""
    container = packs.unit if is_container(packs) else None
    return Amount(((inside,), (Part(packs.count, None),)), f"{first.text} x {second.text}", container=container)


def _is_pack(inside: Part, around: Part, is_container: IsContainer) -> bool:
    """Say whether two amounts are one pack of so much: 10 kg bag, 250克一袋."""
    if inside.unit is None or around.unit is None:
        return False
    return is_container(around) and around.count == 1 and not is_container(inside)


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
            case Element(kind=Kind.BY) if len(nodes) > 1 and isinstance(nodes[-2], Amount) and nodes[-2].packs:
                pass  # 2 банки мёда по 1 кг
            case Element(kind=Kind.EACH | Kind.BY):
                node = Each()
            case Element(kind=Kind.CORRECT):
                node = Correction()
            case Element(kind=kind) if kind in _GAPS:
                gap = max(gap, _GAPS[kind], key=_STRENGTH.index)
        if node is None or (nodes and _again(nodes[-1], node, gap)):
            continue
        if isinstance(node, Correction) and not nodes:
            continue  # "sorry, …" corrects nothing at the beginning
        nodes.append(node)
        gaps.append(gap)
        gap = Gap.NONE
    while nodes and isinstance(nodes[-1], Correction):  # nor at the end
        nodes.pop()
    return Row(tuple(nodes), tuple(gaps[: len(nodes)]))


def _again(last: Node, node: Node, gap: Gap) -> bool:
    """Say whether goods are only named twice: курица кура."""
    if gap is not Gap.NONE:
        return False
    if isinstance(last, Goods) and isinstance(node, Goods):
        return last.sight.ids == node.sight.ids
    return last == node and isinstance(node, Each)  # каждого по
