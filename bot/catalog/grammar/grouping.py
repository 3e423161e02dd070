"""Which amount belongs to which goods: a message as a row of goods and amounts, parted into groups.  Pure.

Of all the ways to part it the one that needs least is taken; where two need the same, it is asked.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from bot.catalog.amount_parts import Part
from bot.catalog.grammar.products import Sight
from bot.catalog.grammar.stems import is_cyrillic

Factors = tuple[tuple[Part, ...], ...]

ALONE = 3  # goods without an amount, where others have one
APART = 2  # a comma between goods and their amount
LOOSE = 1  # a plus between them, or an amount on both sides
MISFIT = 4  # an amount that these goods have not
NEVER = 10_000
HUNDRED = 100
ABBREVIATED = 3  # letters


class Gap(StrEnum):
    """What stands between two nodes."""

    NONE = ""
    PLUS = "plus"
    COMMA = "comma"
    COLON = "colon"
    AND = "and"
    STOP = "stop"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Goods:
    sight: Sight
    text: str


@dataclass(frozen=True, slots=True)
class Amount:
    factors: Factors
    text: str
    packed: bool = False  # how goods are packed; how many packs is said elsewhere
    packs: bool = False  # so many packs, whose size may be said elsewhere
    container: str | None = None  # the word for a pack of just that size
    large: bool = False  # packs that are said to be large
    of: bool = False  # a number of what was said before, or of packs: dos de tomate


@dataclass(frozen=True, slots=True)
class Each:
    """Gives the amount beside it to all goods beside them."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What follows replaces what was said."""


Node = Goods | Amount | Each | Correction


@dataclass(frozen=True, slots=True)
class Row:
    """The nodes of a message, and before each of them what parts it from the one before."""

    nodes: tuple[Node, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Goods and their amount.  `shared`: they may share the amount of the group behind."""

    goods: Goods
    amount: Amount | None
    replaces: bool = False
    end: int = 0
    gap: Gap = Gap.NONE
    amount_first: bool = False


Fits = Callable[[Goods, Amount | None], bool]


def part_into_groups(row: Row, fits: Fits) -> list[tuple[Group, ...]]:
    """Give the best ways to part a row; none: it cannot be parted."""
    memo: dict[int, tuple[int, list[tuple[Group, ...]]]] = {len(row.nodes): (0, [()])}
    for start in range(len(row.nodes) - 1, -1, -1):
        least, best = NEVER, list[tuple[Group, ...]]()
        for cost, groups in _groups_at(row, start):
            bad = sum(MISFIT for group in groups if not fits(group.goods, group.amount))
            rest_cost, rests = memo[groups[-1].end]
            total = cost + bad + rest_cost
            if total > least or not rests:
                continue
            if total < least:
                least, best = total, []
            best += [(*groups, *rest) for rest in rests]
        memo[start] = (least, best[:8])
    return _distinct(memo[0][1])


def _distinct(ways: list[tuple[Group, ...]]) -> list[tuple[Group, ...]]:
    return list({tuple((g.goods, g.amount, g.replaces) for g in way): way for way in ways}.values())


def _groups_at(row: Row, at: int) -> Iterator[tuple[int, tuple[Group, ...]]]:
    """Give every group that may begin at a node, with what it costs."""
    yield from _each_groups(row, at)
    yield from _goods_corrected(row, at)
    match row.nodes[at]:
        case Goods() as goods:
            yield ALONE, (Group(goods, None, end=at + 1, gap=row.gaps[at]),)
            for cost, amount, replaces, end in _amounts_behind(row, at + 1):
                yield cost, (Group(goods, amount, replaces, end, row.gaps[at]),)
                again = _node(row, end)
                if isinstance(again, Goods) and again.sight.ids == goods.sight.ids and row.gaps[end] is Gap.NONE:
                    yield cost, (Group(goods, amount, replaces, end + 1, row.gaps[at]),)  # maíz, 8 mazorcas
        case Amount() as amount:
            for cost, last, replaces, end in _amounts_at(row, at, amount, 0):
                yield from _goods_behind(row, at, last, replaces, end, cost)
        case Correction():
            yield from _named_again(row, at)


def _goods_corrected(row: Row, at: int) -> Iterator[tuple[int, tuple[Group, ...]]]:
    """Give goods that are named instead of others, with the same amount: 2 kg of apples, no, 2 kg of oranges."""
    first, correction, second = row.nodes[at : at + 2], _node(row, at + 2), row.nodes[at + 3 : at + 5]
    if not isinstance(correction, Correction):
        return
    match _goods_and_amount(first), _goods_and_amount(second):
        case (Goods(), Amount() as before), (Goods() as goods, Amount() as amount):
            alone = not isinstance(_node(row, at + 5), Amount | Correction)
            if before.factors == amount.factors and alone:
                yield LOOSE, (Group(goods, amount, True, at + 5, row.gaps[at]),)


def _goods_and_amount(nodes: Sequence[Node]) -> tuple[Node, Node] | None:
    match nodes:
        case (Goods() as goods, Amount() as amount) | (Amount() as amount, Goods() as goods):
            return goods, amount
    return None


def _named_again(row: Row, at: int) -> Iterator[tuple[int, tuple[Group, ...]]]:
    """Give goods that were named before with another amount behind a correction: "no wait, 3 kg of potatoes"."""
    named = {node.sight.ids for node in row.nodes[:at] if isinstance(node, Goods)}
    if at + 1 < len(row.nodes) and not isinstance(row.nodes[at + 1], Correction):
        for cost, groups in _groups_at(row, at + 1):
            if len(groups) == 1 and groups[0].amount and groups[0].goods.sight.ids in named:
                yield cost + LOOSE, (replace(groups[0], replaces=True),)


def _goods_behind(
    row: Row, start: int, amount: Amount, replaces: bool, at: int, cost: int
) -> Iterator[tuple[int, tuple[Group, ...]]]:
    if at >= len(row.nodes) or not isinstance(goods := row.nodes[at], Goods):
        return
    between = _price(row.gaps[at])
    if between >= NEVER:
        return
    gap = row.gaps[start]
    yield cost + between, (Group(goods, amount, replaces, at + 1, gap, amount_first=True),)
    for more, last, again, end in _amounts_behind(row, at + 1):
        both = in_unit_of(amount, last) if again else _together(amount, last) or _in_packs(amount, last)
        if both is not None:
            yield cost + between + more, (Group(goods, both, again, end, gap, amount_first=True),)
    instead = _node(row, at + 2)
    corrected = isinstance(_node(row, at + 1), Correction) and not isinstance(_node(row, at + 3), Amount)
    if corrected and isinstance(instead, Goods):
        yield cost + between + LOOSE, (Group(instead, amount, True, at + 3, gap, amount_first=True),)


def _node(row: Row, at: int) -> Node | None:
    return row.nodes[at] if at < len(row.nodes) else None


def _amounts_behind(row: Row, at: int) -> Iterator[tuple[int, Amount, bool, int]]:
    """Give the amounts that may follow goods: cost, amount, whether it replaces an earlier one, where it ends."""
    match _node(row, at):
        case Amount() as amount:
            between = _price(row.gaps[at])
            if between < NEVER:
                yield from _amounts_at(row, at, amount, between)
        case Correction():
            yield from ((cost, amount, True, end) for cost, amount, end in _corrected(row, at, None))


def _amounts_at(row: Row, at: int, amount: Amount, cost: int) -> Iterator[tuple[int, Amount, bool, int]]:
    """Give what an amount may be together with what follows it."""
    yield cost, amount, False, at + 1
    match _node(row, at + 1):
        case Correction():
            yield from ((cost + more, last, True, end) for more, last, end in _corrected(row, at + 1, amount))
        case Amount() as more:
            apart = {Gap.NONE: 0, Gap.AND: LOOSE, Gap.PLUS: LOOSE}.get(row.gaps[at + 1], NEVER)
            if more.packed and row.gaps[at + 1] is Gap.COMMA:
                apart = LOOSE
            if apart < NEVER and (both := _together(amount, more) or _summed(amount, more)) is not None:
                yield cost + apart, both, False, at + 2


def _corrected(row: Row, at: int, before: Amount | None) -> Iterator[tuple[int, Amount, int]]:
    """Give the amount behind a correction, and behind a correction of that."""
    while isinstance(_node(row, at), Correction):
        at += 1
    if isinstance(amount := _node(row, at), Amount):
        amount = in_unit_of(before, amount) if before else amount
        if before and amount.factors == before.factors and isinstance(last := _node(row, at + 1), Amount):
            amount, at = in_unit_of(before, last), at + 1  # "not 2 but 1 kg"
        yield 0, amount, at + 1
        if isinstance(_node(row, at + 1), Correction):
            yield from _corrected(row, at + 1, amount)


def in_unit_of(before: Amount, amount: Amount) -> Amount:
    """Count a number in the unit of the amount that it replaces: 3 litres, no, 2."""
    match before.factors, amount.factors:
        case ((Part(unit=str() as unit),),), ((Part(number=Decimal() as number, unit=None, extra=extra),),):
            return Amount(((Part(number, unit, extra),),), amount.text)
    return amount


def _together(one: Amount, other: Amount) -> Amount | None:
    """Bring two amounts together that are one: packs of so much and how many, a unit and how many of it."""
    text = f"{one.text} {other.text}"
    for packed, packs in ((one, other), (other, one)):
        match packs.factors:
            case ((Part() as part,),) if packed.packed:
                container = packed.container or part.unit
                return Amount((*packed.factors, (Part(part.count, None),)), text, container=container)
    match one.factors, other.factors:
        case ((Part(number=None, unit=str() as unit),),), ((Part(number=Decimal() as number, unit=None),),):
            if not other.text[0].isdigit() and (number >= HUNDRED or _is_about(one.text, unit)):
                return None  # "кило двести": and grams? "яиц штук пятнадцать": about fifteen
            return Amount(((Part(number, unit),),), text) if number >= 1 else None  # "kilo ? medio": a half, or more?
        case ((Part(unit=str() as unit) as many,),), ((Part(unit=str()),),) if one.packs and not other.packs:
            return Amount((*other.factors, (Part(many.count, None),)), text, container=unit)
    return None


def _in_packs(inside: Amount, packs: Amount) -> Amount | None:
    """Read so many packs behind goods and what each holds before them: 5升菜籽油3桶."""
    return _summed(inside, packs) if packs.packs and not inside.packs and not inside.packed else None


def _is_about(text: str, unit: str) -> bool:
    """Say whether a Russian unit before its number means "about"; abbreviations are written so in lists: кг пять."""
    return is_cyrillic(text) and len(unit) > ABBREVIATED


def _summed(one: Amount, other: Amount) -> Amount | None:
    """Bring together what may add up, or multiply: 1 kg 500 g, 500克2份; the goods say whether it does."""
    match one.factors, other.factors:
        case ((Part(unit=str()) as first,),), ((Part(number=Decimal(), unit=str()) as second,),):
            return Amount(((first, second),), f"{one.text} {other.text}")
    return None


def _each_groups(row: Row, at: int) -> Iterator[tuple[int, tuple[Group, ...]]]:
    """Goods, goods, amount, each; or in any other order with the goods together."""
    goods, after = _run(row, at)
    if len(goods) > 1:
        for amount, end in _amount_each(row, after):
            yield 0, tuple(Group(one, amount, False, end, row.gaps[at]) for one in goods)
    for amount, start in _amount_each(row, at):
        goods, end = _run(row, start)
        if goods and len(goods) > 1:
            ends = range(len(goods), 1, -1)
            for count in ends:
                stop = start + count
                yield (
                    (len(goods) - count),
                    tuple(Group(one, amount, False, stop, row.gaps[at]) for one in goods[:count]),
                )
        elif goods:
            yield LOOSE, (Group(goods[0], amount, False, end, row.gaps[at]),)
    if len(goods) == 1:
        for amount, end in _amount_each(row, after):
            yield LOOSE, (Group(goods[0], amount, False, end, row.gaps[at]),)


def _run(row: Row, at: int) -> tuple[list[Goods], int]:
    goods: list[Goods] = []
    while at < len(row.nodes) and isinstance(node := row.nodes[at], Goods):
        if goods and row.gaps[at] is Gap.LINE:
            break
        goods.append(node)
        at += 1
    return goods, at


def _amount_each(row: Row, at: int) -> Iterator[tuple[Amount, int]]:
    match row.nodes[at : at + 2]:
        case (Each(), Amount() as amount) | (Amount() as amount, Each()):
            end = at + 2
            if end < len(row.nodes) and isinstance(row.nodes[end], Each):
                end += 1
            yield amount, end


def _price(gap: Gap) -> int:
    return {Gap.NONE: 0, Gap.COLON: 0, Gap.PLUS: LOOSE, Gap.COMMA: APART}.get(gap, NEVER)


def shares_amount(groups: Sequence[Group]) -> tuple[Group, ...]:
    """Find goods without an amount right before goods with one behind them: one amount after two products."""
    for number, group in enumerate(groups):
        if group.amount is None or group.amount_first or number == 0:
            continue
        before = number
        while (
            before
            and groups[before - 1].amount is None
            and groups[before].gap in (Gap.NONE, Gap.PLUS, Gap.AND, Gap.COMMA)
        ):
            before -= 1
        if before < number:
            return tuple(groups[before : number + 1])
    return ()
