"""Fills in what people leave out because it was just said: a kilo of nuts and another of chestnuts.  Pure."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bot.catalog.amount_parts import Part
from bot.catalog.grammar.elements import NEUTRAL, Element, Mark, kind_at, past
from bot.catalog.grammar.lexicon import LANGUAGES, Kind, listed

ANOTHER = frozenset(words for language in LANGUAGES for words in listed(language, "another"))
AS_MUCH = frozenset(words for language in LANGUAGES for words in listed(language, "as_much"))
OF_THE_KIND = frozenset(f"{article} de" for article in ("el", "la", "los", "las"))
_EVERY, _ONE = "كل", "واحد "
_ENDS = (Mark.COMMA, Mark.LINE, Mark.STOP, Kind.JOINS, None)


def with_units_again(elements: Sequence[Element]) -> list[Element]:
    """Make an amount of "another of", which is one of the unit before it."""
    kept = list(elements)
    unit: str | None = None
    for at, element in enumerate(elements):
        if element.part is not None:
            unit = element.part.unit
        if unit is not None and element.text in ANOTHER and kind_at(elements, at + 1) is Mark.PRODUCT:
            kept[at] = Element(Mark.AMOUNT, element.text, part=Part(Decimal(1), unit))
    return _with_amounts_again(kept)


def _with_amounts_again(elements: Sequence[Element]) -> list[Element]:
    """Repeat the only amount before "as much of": كيلو طماطم ومثله بطاطس.  And part كل واحد from its amount."""
    kept = list(elements)
    for at, element in enumerate(elements):
        before = [each for each in elements[:at] if each.kind is Mark.AMOUNT]
        goods = past(elements, at + 1, NEUTRAL)
        if element.text in AS_MUCH and len(before) == 1 and kind_at(elements, goods) is Mark.PRODUCT:
            kept[at] = before[0]
        one = element.text.removeprefix(_ONE)
        if element.kind is Mark.AMOUNT and one != element.text and elements[at - 1].text == _EVERY and at:
            kept[at - 1], kept[at] = Element(Kind.EACH, f"{_EVERY} {_ONE.strip()}"), replace(element, text=one)
    return kept


def says_of_what_kind(elements: Sequence[Element]) -> bool:
    """Say whether goods only tell others apart that were named before: doce huevos, los de gallina."""
    for at, element in enumerate(elements):
        words = [each.text for each in elements[max(0, at - 2) : at] if each.kind is Kind.POLITE]
        apart = kind_at(elements, at - 1 - len(words)) is Mark.COMMA
        if element.kind is Mark.PRODUCT and apart and " ".join(words) in OF_THE_KIND:
            return True
    return False


def with_amounts_made_clear(elements: Sequence[Element]) -> list[Element]:
    """Make an aside of a vague amount of goods right behind which it is said how much: 来点儿蒜，半斤就行."""
    kept = list(elements)
    for at, element in enumerate(elements):
        goods = past(elements, at + 1, NEUTRAL)
        amount = past(elements, goods + 1, (Mark.COMMA, Kind.ORDER, *NEUTRAL))
        last = kind_at(elements, past(elements, amount + 1, (*NEUTRAL, Kind.ASKS))) in _ENDS
        meant = kind_at(elements, goods) is Mark.PRODUCT and kind_at(elements, amount) is Mark.AMOUNT
        others = kind_at(elements, at - 1) in (Mark.PRODUCT, Kind.OTHER, Kind.DISH, Mark.UNKNOWN)  # 葱一把姜半斤
        if (
            element.kind is Kind.VAGUE
            and not others
            and meant
            and last
            and (part := elements[amount].part)
            and part.unit
        ):
            kept[at] = Element(Mark.ASIDE, element.text)
    return kept
