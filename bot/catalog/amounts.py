"""Reading one typed amount: a number, a unit, or both, in any of the languages.  Pure.

The conventions are the sample market's: a bare number counts the smallest pack for a buyer and the product's own unit
for a farmer or admin; a unit of another dimension is asked about, never converted; what could mean two things is asked.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from bot.catalog.amount_parts import Part, TwoAmounts, read_parts
from bot.catalog.asides import without_asides
from bot.catalog.models import Dimension, UnitDimension
from bot.catalog.number_words import ARTICLES, NOTHING, runs_on
from bot.catalog.numbers import DIGITS_MAX, NotANumber, normalised
from bot.catalog.snapshot import Item, UnitFacts
from bot.catalog.typed import plain
from bot.i18n import Language
from bot.refusals import Refusal

WORDS_MAX = 60  # characters of a typed amount; more is a sentence
QUANTITY_MAX = 10**9  # base units: a thousand tonnes

# Its parts would be read as two numbers otherwise; a long fraction is merely too fine.
_TOO_MANY_DIGITS = re.compile(rf"(?<![\d.,])\d{{{DIGITS_MAX + 1},}}")
# An x only where it is no letter of a word: "2 boxes".  The last one is Cyrillic.
_TIMES = re.compile(r"\s*(?:[×*]|(?<![^\W\d_])[xх](?![^\W\d_]))\s*")
# "3 по 500 г", "2 de 500 g": so many of such an amount.
_OF_SUCH = re.compile(r"(?<=\d)\s+(?:по|de|of)\s+(?=\d)")
_RANGE = re.compile(r"\d\s*[-–—~]\s*\d|几")
_CASE = re.compile(r"(?<=[а-я]{3})[аеиоуыюяь]{1,2}$")  # яйца, яиц: what Russian changes at the end of a name
_DIGIT = re.compile(r"\d")
_BESIDE = re.compile(r"(.+?)\s*\((.+)\)")  # "2 jin (1 kg)", as we write it ourselves
_MINUS = ("-", "−", "–")
_COUNTS_NOTHING = ARTICLES | {"两"}  # "a" is no number by itself, and 两 is two, or the weight

Vocabulary = Mapping[str, Sequence[UnitFacts]]


class Bare(StrEnum):
    """What a number without a unit counts."""

    PACK = "pack"  # the smallest pack, or single pieces: buyers
    OWN = "own"  # the product's own unit: farmers and admins


class AmountProblem(StrEnum):
    NOT_A_NUMBER = "not_a_number"
    TOO_LONG = "too_long"
    TOO_LARGE = "too_large"
    NOT_POSITIVE = "not_positive"
    TOO_PRECISE = "too_precise"  # not a whole number of grams, millilitres or pieces
    OTHER_UNIT = "other_unit"  # litres of potatoes, a tray of rice
    NEEDS_UNIT = "needs_unit"  # half of what?
    TWO_AMOUNTS = "two_amounts"  # 2-3 jin, 2 jin or 3


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
        text = without_asides(_without_names(without_asides(plain(normalised(words))), item))
        quantity = _quantity(text, item, language, vocabulary_of(units), bare)
    except NotANumber:
        raise BadAmount(AmountProblem.NOT_A_NUMBER, item) from None
    except TwoAmounts:
        raise BadAmount(AmountProblem.TWO_AMOUNTS, item) from None
    return _checked(quantity, item, zero=zero)


def counted(factors: Sequence[Sequence[Part]], item: Item, vocabulary: Vocabulary) -> int:
    """Say how much of a product some parts are, in base units, as a buyer counts; factors multiply.

    Raises:
        BadAmount: says what is wrong with it.
    """
    try:
        return _checked(_product(factors, item, vocabulary, Bare.PACK), item, zero=False)
    except NotANumber:
        raise BadAmount(AmountProblem.NOT_A_NUMBER, item) from None
    except TwoAmounts:
        raise BadAmount(AmountProblem.TWO_AMOUNTS, item) from None


def check_order_amount(item: Item, quantity: int) -> None:
    """Refuse an amount that the product is not sold in.

    Raises:
        BelowMinimum: it is less than the smallest order.
        NotWholePacks: it is sold by the pack.
    """
    if quantity < item.min_order:
        raise BelowMinimum(item, quantity)
    if in_whole_packs(item, quantity) != quantity:
        raise NotWholePacks(item, quantity, item.packs[0].quantity)


def in_whole_packs(item: Item, quantity: int) -> int:
    """Give the most within an amount, in base units, that whole packs make; all of it where packs may be parted."""
    return quantity - quantity % item.packs[0].quantity if item.whole_packs and item.packs else quantity


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


def _quantity(text: str, item: Item, language: Language, vocabulary: Vocabulary, bare: Bare) -> Decimal:
    if text.startswith(_MINUS):
        raise BadAmount(AmountProblem.NOT_POSITIVE, item)
    if _TOO_MANY_DIGITS.search(text):
        raise BadAmount(AmountProblem.TOO_LARGE, item)
    if _RANGE.search(text):
        raise TwoAmounts(text)
    if text in NOTHING:
        return Decimal(0)
    if text in _COUNTS_NOTHING:
        raise BadAmount(AmountProblem.NEEDS_UNIT, item)
    if beside := _BESIDE.fullmatch(text):
        own, again = (_quantity(each, item, language, vocabulary, bare) for each in beside.groups())
        if own != again:
            raise TwoAmounts(text)
        return own
    text = _OF_SUCH.sub("x", text.removeprefix("+"))
    factors = [read_parts(factor, vocabulary) for factor in _TIMES.split(text) if factor]
    match factors:
        case [[Part(number=Decimal() as number, unit=None)]] if 0 < number < 1 and not _DIGIT.search(text):
            raise BadAmount(AmountProblem.NEEDS_UNIT, item)  # half of a unit, or of what was ordered?
    return _product(factors, item, vocabulary, bare)


def _product(factors: Sequence[Sequence[Part]], item: Item, vocabulary: Vocabulary, bare: Bare) -> Decimal:
    match factors:
        case [parts]:
            return _sum(parts, item, vocabulary, bare)
        case [[Part(number=Decimal() as times, unit=None)], parts] | [
            parts,
            [Part(number=Decimal() as times, unit=None)],
        ]:
            return _whole(times, item) * _sum(parts, item, vocabulary, bare)
        case _:
            raise NotANumber


def _sum(parts: Sequence[Part], item: Item, vocabulary: Vocabulary, bare: Bare) -> Decimal:
    """Add up "1 kg 500 g" and 一斤二两; multiply "500克2份"; anything else of several parts is asked."""
    match parts:
        case [Part(unit=None) as alone]:
            return alone.count * _bare_unit(alone, item, bare)
        case [Part() as single]:
            return single.count * _size(single, item, vocabulary)
        case [Part(unit=str()) as first, Part(number=Decimal(), unit=str()) as second]:
            return _pair(first, second, item, vocabulary)
        case _:
            raise TwoAmounts if parts else NotANumber


def _pair(first: Part, second: Part, item: Item, vocabulary: Vocabulary) -> Decimal:
    sizes = _size(first, item, vocabulary), _size(second, item, vocabulary)
    for times, amount, pack, unit in ((second, first, *sizes[::-1]), (first, second, *sizes)):
        if _is_container(times, vocabulary) and not _is_container(amount, vocabulary):
            # 500克2份 are two portions of 500 g; "2 bottles 300 ml" is nothing that we sell.
            inside = amount.count * unit
            if times.unit in _words_of("pack", vocabulary) or inside == pack:
                return _whole(times.count, item) * inside
            raise TwoAmounts
    if sizes[0] <= sizes[1] or second.count * sizes[1] >= sizes[0] or first.extra:
        raise TwoAmounts
    return first.count * sizes[0] + second.count * sizes[1]


def _size(part: Part, item: Item, vocabulary: Vocabulary) -> int:
    """Say what one of a part's unit is; a word for several units means the one that fits these goods."""
    assert part.unit is not None
    sizes = {size for unit in vocabulary[part.unit] if (size := unit_size(unit, item)) is not None}
    if not sizes:
        raise BadAmount(AmountProblem.OTHER_UNIT, item)
    if len(sizes) > 1:  # 包 is a portion and a bag
        raise TwoAmounts(part.unit)
    return sizes.pop()


def _bare_unit(part: Part, item: Item, bare: Bare) -> int:
    if bare is Bare.OWN:
        return item.price_unit
    if item.dimension is Dimension.PIECE or not item.packs:
        return item.price_unit
    if part.count != int(part.count):
        # market.yaml, bare_number and unit_without_number: half of a pack, or of a jin?
        raise BadAmount(AmountProblem.NEEDS_UNIT, item)
    return min(pack.quantity for pack in item.packs)


def _whole(times: Decimal, item: Item) -> Decimal:
    if times != int(times):
        raise BadAmount(AmountProblem.NOT_A_NUMBER, item)
    return times


def _checked(quantity: Decimal, item: Item, *, zero: bool) -> int:
    if quantity > QUANTITY_MAX:
        raise BadAmount(AmountProblem.TOO_LARGE, item)
    if quantity != int(quantity):
        raise BadAmount(AmountProblem.TOO_PRECISE, item)
    if quantity < 0 or (quantity == 0 and not zero):
        raise BadAmount(AmountProblem.NOT_POSITIVE, item)
    return int(quantity)


def vocabulary_of(units: Sequence[UnitFacts]) -> Vocabulary:
    """Give the units by their words, in plain form."""
    vocabulary: dict[str, list[UnitFacts]] = {}
    for unit in units:
        for word in {_unit_word(word) for words in unit.words.values() for word in words}:
            vocabulary.setdefault(word, []).append(unit)
    return vocabulary


def _words_of(key: str, vocabulary: Vocabulary) -> set[str]:
    return {word for word, units in vocabulary.items() if any(unit.key == key for unit in units)}


def _is_container(part: Part, vocabulary: Vocabulary) -> bool:
    return all(unit.dimension is UnitDimension.PACK for unit in vocabulary[part.unit or ""])


@lru_cache(maxsize=2_000)
def _unit_word(word: str) -> str:
    return plain(word).strip()


def _without_names(text: str, item: Item) -> str:
    """Take out the product's own name: who is asked how much may well answer "10 eggs"."""
    names = {*item.names.values(), *item.short_names.values(), *(a for each in item.aliases.values() for a in each)}
    for name in sorted(map(plain, names), key=len, reverse=True):
        rest, found = re.subn(_name_pattern(name), " ", text, count=1)
        if found and rest.strip():
            return " ".join(rest.split())
    return text


@lru_cache(maxsize=2_000)
def _name_pattern(name: str) -> re.Pattern[str]:
    """Find a name in any of its cases; all but Chinese, which is written without spaces, as whole words."""
    if runs_on(name[-1:]):
        return re.compile(re.escape(name))
    words = (re.escape(word) if word.isascii() else _CASE.sub("", word) + r"\w{0,3}" for word in name.split())
    return re.compile(rf"(?<!\w)(?:(?:of|de) )?{' '.join(words)}(?!\w)")
