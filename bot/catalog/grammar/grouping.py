"""Which amount belongs to which goods: a message as a row of goods and amounts, parted into groups.  Pure.

Of all the ways to part it the one that needs least is taken; where two need the same, it is asked.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.catalog.amount_parts import Part
from bot.catalog.grammar.products import Sight

Factors = tuple[tuple[Part, ...], ...]

ALONE = 3  # goods without an amount, where others have one
APART = 2  # a comma between goods and their amount
LOOSE = 1  # a plus between them, or an amount on both sides
MISFIT = 4  # an amount that these goods have not
NEVER = 10_000


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
    packed: bool = False  # how goods are packed, or a factor of what follows


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
    match row.nodes[at]:
        case Goods() as goods:
            yield ALONE, (Group(goods, None, end=at + 1, gap=row.gaps[at]),)
            for cost, amount, replaces, end in _amounts_behind(row, at + 1):
                yield cost, (Group(goods, amount, replaces, end, row.gaps[at]),)
        case Amount() as amount:
            for cost, last, replaces, end in _amounts_at(row, at, amount, 0):
                yield from _goods_behind(row, at, last, replaces, end, cost)


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
        if again:
            yield cost + between + more, (Group(goods, last, True, end, gap, amount_first=True),)
        elif amount.packed or last.packed:
            both = Amount((*amount.factors, *last.factors), f"{amount.text} {last.text}")
            yield cost + between + more, (Group(goods, both, replaces, end, gap, amount_first=True),)


def _amounts_behind(row: Row, at: int) -> Iterator[tuple[int, Amount, bool, int]]:
    """Give the amounts that may follow goods: cost, amount, whether it replaces an earlier one, where it ends."""
    if at >= len(row.nodes):
        return
    match row.nodes[at]:
        case Amount() as amount:
            between = _price(row.gaps[at])
            if between < NEVER:
                yield from _amounts_at(row, at, amount, between)
        case Correction():
            yield from ((cost, amount, True, end) for cost, amount, _, end in _corrected(row, at))


def _amounts_at(row: Row, at: int, amount: Amount, cost: int) -> Iterator[tuple[int, Amount, bool, int]]:
    yield cost, amount, False, at + 1
    if at + 1 < len(row.nodes):
        match row.nodes[at + 1]:
            case Correction():
                yield from ((cost + more, last, True, end) for more, last, _, end in _corrected(row, at + 1))
            case Amount() as more if amount.packed or more.packed:
                both = Amount((*amount.factors, *more.factors), f"{amount.text} {more.text}")
                yield cost, both, False, at + 2


def _corrected(row: Row, at: int) -> Iterator[tuple[int, Amount, bool, int]]:
    """Give the amount behind a correction, and behind a correction of that."""
    while at < len(row.nodes) and isinstance(row.nodes[at], Correction):
        at += 1
    if at < len(row.nodes) and isinstance(amount := row.nodes[at], Amount):
        yield 0, amount, True, at + 1
        if at + 1 < len(row.nodes) and isinstance(row.nodes[at + 1], Correction):
            yield from _corrected(row, at + 1)


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
        while before and groups[before - 1].amount is None and groups[before].gap in (Gap.NONE, Gap.AND, Gap.COMMA):
            before -= 1
        if before < number:
            return tuple(groups[before : number + 1])
    return ()
