"""What words may be that were typed where something else was asked: a whole order, a question, the wish to leave it."""

from bot.catalog.grammar.elements import Element, Mark
from bot.catalog.grammar.lexicon import Kind
from bot.catalog.grammar.reading import elements_of, read_order
from bot.catalog.grammar.result import Order
from bot.catalog.grammar.scope import begins_asking, clauses
from bot.catalog.models import Dimension
from bot.handlers.context import Context
from bot.handlers.global_words import GlobalWord, global_word

_QUESTION_MARKS = frozenset("?？؟¿")


def is_order(ctx: Context, words: str) -> bool:
    """Say whether the words are wholly an order: every amount is said, with its unit.

    Goods by the piece have none, so that a number before them says as much; one behind them numbers a house:
    "10 eggs", but "Huerta del Tomate 5".
    """
    match read_order(words, ctx.catalogue, ctx.reader.language):
        case Order(wanted) if all(each.said for each in wanted):
            elements = _elements(ctx, words)
            amounts = [each.part for each in elements if each.kind is Mark.AMOUNT]
            bare = sum(part is not None and part.unit is None for part in amounts)
            pieces = sum(each.item.dimension is Dimension.PIECE for each in wanted)
            return not bare or (bare <= pieces and elements[0].kind is Mark.AMOUNT)
        case _:
            return False


def is_goods(ctx: Context, words: str) -> bool:
    """Say whether the words are the name of goods, and nothing else."""
    return _only(Mark.PRODUCT, _elements(ctx, words))


def is_question(ctx: Context, words: str) -> bool:
    """Say whether the words ask something: by their mark, by their first word, or by any where no number stands.

    Behind a comma such a word may tell the way: "the house behind the post office, where the bakery is".
    """
    if _QUESTION_MARKS & set(words):
        return True
    first = next(clauses(_elements(ctx, words)), [])
    if not any(each.kind is Kind.QUESTION for each in first) and not begins_asking(first):
        return False
    named = any(each.kind is Mark.PRODUCT for each in first)
    return named or first[0].kind is Kind.QUESTION or not any(character.isdecimal() for character in words)


def is_leaving(ctx: Context, words: str) -> bool:
    """Say whether the words mean to leave what was asked: "stop", or "cancel" alone."""
    return global_word(ctx.reader, words) is GlobalWord.STOP or _only(Kind.CANCEL, _elements(ctx, words))


def _elements(ctx: Context, words: str) -> list[Element]:
    return elements_of(words, ctx.catalogue, ctx.reader.language)


def _only(kind: Mark | Kind, elements: list[Element]) -> bool:
    kinds = {each.kind for each in elements}
    return kind in kinds and kinds <= {kind, Kind.POLITE, Mark.STOP}
