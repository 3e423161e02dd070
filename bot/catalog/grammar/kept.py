"""Keeps what is clear by itself of a message about which something has to be asked.  Pure.

"10 eggs and 2 kg of bananas": the eggs are wanted, whatever becomes of the bananas.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.catalog.grammar.elements import Element, Mark
from bot.catalog.grammar.lexicon import Kind
from bot.catalog.grammar.result import Ask, Order, Question, Understood, Wanted
from bot.catalog.models import Dimension

_PARTING = (Mark.COMMA, Mark.LINE, Mark.STOP, Mark.PLUS, Kind.JOINS)
# Words that may reach beyond their own part of a message: then nothing of it is clear by itself.
_FAR = {
    Kind.REFUSE, Kind.NO, Kind.PASSES, Kind.CORRECT, Kind.CANCEL, Kind.TOLD, Kind.QUESTION, Kind.BEGINS, Kind.ASKS,
    Kind.EITHER, Kind.EACH, Kind.BY, Kind.LIMIT, Kind.MONEY,
}  # fmt: skip
_AMOUNTS = (Mark.AMOUNT, Mark.UNREADABLE, Kind.VAGUE)
_GOODS = (Mark.PRODUCT, Mark.UNKNOWN, Kind.OTHER, Kind.DISH)

Read = Callable[[list[Element]], Understood]


def with_what_is_clear(question: Question, elements: Sequence[Element], read: Read) -> Question:
    """Add what was understood beside the doubtful part, which alone the question is then about."""
    if question.ask is Ask.WHICH or question.wanted or _FAR & {each.kind for each in elements}:
        return question
    parts = _parts(elements)
    if not all(_is_whole(part) or not _is_about_goods(part) for part in parts):
        return question
    readings = [read(part) if _is_single(part) else None for part in parts]
    clear = [
        (part, order.wanted)
        for part, order in zip(parts, readings, strict=True)
        if isinstance(order, Order) and all(_is_counted(part, each) for each in order.wanted)
    ]
    rest = [part for part in parts if not any(part is one for one, _ in clear)]
    if not clear or _repeats(clear, rest) or (question.ask is Ask.WORDS and not all(map(_names_unknown, rest))):
        return question
    wanted = tuple(each for _, some in clear for each in some)
    comma = Element(Mark.COMMA, ",")
    again = read([element for part in rest for element in (*part, comma)])
    if isinstance(again, Order):
        return question
    asked = again if isinstance(again, Question) else replace(question, candidates=())
    return replace(asked, wanted=wanted)


def _parts(elements: Sequence[Element]) -> list[list[Element]]:
    parts: list[list[Element]] = [[]]
    for element in elements:
        if element.kind in _PARTING:
            parts.append([])
        else:
            parts[-1].append(element)
    return [part for part in parts if part]


def _is_about_goods(part: Sequence[Element]) -> bool:
    return any(each.kind in (*_GOODS, *_AMOUNTS) for each in part)


def _is_whole(part: Sequence[Element]) -> bool:
    """Say whether goods and an amount stand together; else one amount may be meant for several goods."""
    return any(each.kind in _GOODS for each in part) and any(each.kind in _AMOUNTS for each in part)


def _is_single(part: Sequence[Element]) -> bool:
    """Say whether it names one product and an amount, and nothing else that is for sale anywhere."""
    goods = [each for each in part if each.kind in _GOODS]
    return len(goods) == 1 and goods[0].kind is Mark.PRODUCT and any(each.kind is Mark.AMOUNT for each in part)


def _is_counted(part: Sequence[Element], wanted: Wanted) -> bool:
    """Say whether the amount has its unit: in "garlic 300 g and ginger 200" one has not."""
    units = [each.part.unit for each in part if each.part is not None]
    return wanted.said and (any(units) or wanted.item.dimension is Dimension.PIECE)


def _names_unknown(part: Sequence[Element]) -> bool:
    """Say whether what we do not know can be goods only, and no word about the rest."""
    kinds = {each.kind for each in part}
    return Mark.UNKNOWN not in kinds or (Mark.AMOUNT in kinds and Mark.PRODUCT not in kinds)


def _repeats(clear: Sequence[tuple[list[Element], tuple[Wanted, ...]]], rest: Sequence[list[Element]]) -> bool:
    """Say whether the same goods are named twice, so that one amount may replace the other."""
    named = [id_ for part in rest for each in part if each.sight for id_ in each.sight.ids]
    named += [each.item.product_id for _, some in clear for each in some]
    return any(named.count(each.item.product_id) > 1 for _, some in clear for each in some)
