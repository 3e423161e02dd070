"""Reading one typed amount: a number, a unit, or both, in any of the languages.  Pure.

The conventions are the sample market's: a bare number counts the smallest pack for a buyer and the product's own unit
for a farmer or admin; a unit of another dimension is asked about, never converted.
"""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum

from bot.catalog.models import Dimension, UnitDimension
from bot.catalog.numbers import NotANumber, normalised, read_number
from bot.catalog.snapshot import Item, UnitFacts
from bot.i18n import Language
from bot.refusals import Refusal

WORDS_MAX = 40  # characters of a typed amount; more is a sentence

_TIMES = re.compile(r"\s*[x×*х]\s*")  # the last one is Cyrillic
_HALF_WORDS = {"half a ": "0.5 ", "half ": "0.5 ", "a half ": "0.5 "}


class Bare(StrEnum):
    """What a number without a unit counts."""

    PACK = "pack"  # the smallest pack, or single pieces: buyers
    OWN = "own"  # the product's own unit: farmers and admins


class AmountProblem(StrEnum):
    NOT_A_NUMBER = "not_a_number"
    TOO_LONG = "too_long"
    NOT_POSITIVE = "not_positive"
    TOO_PRECISE = "too_precise"  # not a whole number of grams, millilitres or pieces
    OTHER_UNIT = "other_unit"  # litres of potatoes, a tray of rice


class BadAmount(Refusal):
    """What was typed is no amount of this product; the sentence names its unit and an example."""

    def __init__(self, problem: AmountProblem, item: Item) -> None:
        super().__init__(f"{problem} for {item.slug}")
        self.problem = problem
        self.item = item


class BelowMinimum(Refusal):
    """Less than the smallest order."""

    def __init__(self, item: Item, wanted: int) -> None:
        super().__init__(f"{item.slug}: {wanted} of at least {item.min_order}")
        self.item = item
        self.wanted = wanted


class NotWholePacks(Refusal):
    """Between two packs of goods sold by the pack; `below` and `above` (base units) are what there is, 0: none."""

    def __init__(self, item: Item, wanted: int, pack: int) -> None:
        super().__init__(f"{item.slug}: {wanted} in packs of {pack}")
        self.item = item
        self.below = wanted // pack * pack
        self.above = self.below + pack


def read_amount(
    words: str,
    item: Item,
    language: Language,
    units: Sequence[UnitFacts],
    *,
    bare: Bare,
    zero: bool = False,
) -> int:
    """Read what was typed as an amount of one product, in base units.  `zero`: none is an answer too.

    Raises:
        BadAmount: says what is wrong with it.
        AmbiguousNumber: "1,500" could be two things.
    """
    if len(words) > WORDS_MAX:
        raise BadAmount(AmountProblem.TOO_LONG, item)
    try:
        text = normalised(words)
    except NotANumber:
        raise BadAmount(AmountProblem.NOT_A_NUMBER, item) from None
    if text.startswith(("-", "−", "–")):
        raise BadAmount(AmountProblem.NOT_POSITIVE, item)
    for half, number in _HALF_WORDS.items():
        if text.startswith(half):
            text = number + text.removeprefix(half)
    quantity = _times(text.removeprefix("+"), item, language, units, bare)
    if quantity != int(quantity):
        raise BadAmount(AmountProblem.TOO_PRECISE, item)
    if quantity < 0 or (quantity == 0 and not zero):
        raise BadAmount(AmountProblem.NOT_POSITIVE, item)
    return int(quantity)


def check_order_amount(item: Item, quantity: int) -> None:
    """Refuse an amount that the product is not sold in.

    Raises:
        BelowMinimum: it is less than the smallest order.
        NotWholePacks: it is sold by the pack.
    """
    if quantity < item.min_order:
        raise BelowMinimum(item, quantity)
    if item.whole_packs and item.packs and quantity % item.packs[0].quantity:
        raise NotWholePacks(item, quantity, item.packs[0].quantity)


def _times(text: str, item: Item, language: Language, units: Sequence[UnitFacts], bare: Bare) -> Decimal:
    """ "2 x 500 g" is a number times an amount; "x2" says the same as "2"."""
    factors = [factor for factor in _TIMES.split(text) if factor]
    match factors:
        case [amount]:
            return _amount(amount, item, language, units, bare)
        case [times, amount]:
            try:
                return read_number(times, language) * _amount(amount, item, language, units, bare)
            except NotANumber:
                raise BadAmount(AmountProblem.NOT_A_NUMBER, item) from None
        case _:
            raise BadAmount(AmountProblem.NOT_A_NUMBER, item)


def _amount(text: str, item: Item, language: Language, units: Sequence[UnitFacts], bare: Bare) -> Decimal:
    try:
        return read_number(text, language) * _bare_unit(item, bare)
    except NotANumber:
        pass
    vocabulary = _vocabulary(units)
    misfit = False
    for number, word in _splits(text, language, vocabulary):
        for unit in vocabulary[word]:
            size = unit_size(unit, item)
            if size is not None:
                return number * size
            misfit = True
    raise BadAmount(AmountProblem.OTHER_UNIT if misfit else AmountProblem.NOT_A_NUMBER, item)


def _splits(text: str, language: Language, vocabulary: Container[str]) -> Iterator[tuple[Decimal, str]]:
    """Every way to see the text as a number and a unit's word: "2 jin", "三斤半", "斤半", "kilo"."""
    half = text.endswith("半") and len(text) > 1
    body = text[:-1] if half else text
    for end in range(len(body) - 1, -1, -1):
        head, word = body[:end].strip(), body[end:].strip(" .")
        if word not in vocabulary:
            continue
        try:
            number = read_number(head, language) if head else Decimal(1)
        except NotANumber:
            continue
        yield (number + Decimal("0.5") if half else number), word


def _vocabulary(units: Sequence[UnitFacts]) -> Mapping[str, Sequence[UnitFacts]]:
    vocabulary: dict[str, list[UnitFacts]] = {}
    for unit in units:
        for word in {word.casefold() for words in unit.words.values() for word in words}:
            vocabulary.setdefault(word, []).append(unit)
    return vocabulary


def unit_size(unit: UnitFacts, item: Item) -> int | None:
    """Say how many base units of a product one of a unit is; None: the unit is not for these goods."""
    if unit.farm_id not in (None, item.farm_id):
        return None
    if unit.product_slugs is not None and item.slug not in unit.product_slugs:
        return None
    if unit.dimension is UnitDimension.PACK:
        sizes = [pack.quantity for pack in item.packs if unit.key in ("pack", pack.label)]
        return min(sizes, default=None)
    return unit.quantity if unit.dimension.value == item.dimension.value else None


def _bare_unit(item: Item, bare: Bare) -> int:
    if bare is Bare.OWN or item.dimension is Dimension.PIECE or not item.packs:
        return item.price_unit
    return min(pack.quantity for pack in item.packs)
