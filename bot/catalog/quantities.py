"""Amounts as people read them: their product's own unit, with metric beside it.

A product's own unit is its `price_unit`: 500 g is a jin, 50 g a liang, 1000 g a kilogram, 1000 ml a litre, 1 a piece;
one without a name (500 ml, 250 g) is written in metric alone.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from bot.catalog.models import Dimension
from bot.i18n import Reader

JIN = 500  # grams; mainland China's market jin
LIANG = 50  # grams; a tenth of it
KILO = 1000  # of the base unit
# What is shown is also typed back, and one mark with three digits behind it could be thousands (see `numbers`).
# Hence two decimals, or the base unit.

# An integer that takes the plural form of a fraction (1.5 kg): the genitive of 2 in Russian, the "other" of Arabic.
_FRACTION_AS = {"ar": 100}


class Measured(Protocol):
    """Anything with a dimension and its own unit: an Item, a line of an order, a `Measure`."""

    @property
    def dimension(self) -> Dimension: ...

    @property
    def price_unit(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Measure:
    """How one product is counted: its dimension, and its own unit in base units."""

    dimension: Dimension
    price_unit: int


def amount_text(reader: Reader, thing: Measured, quantity: int) -> str:
    """Write an amount with metric beside it where its own unit is customary, as "2 jin (1 kg)"."""
    own = short_amount(reader, thing, quantity)
    if not _is_customary(thing) or not _is_short(quantity, thing.price_unit):
        return own
    # Translators: an amount in a customary unit, and the same in metric: "2 jin (1 kg)".
    return reader.gettext("%(own)s (%(metric)s)") % {"own": own, "metric": metric_text(reader, thing, quantity)}


def short_amount(reader: Reader, thing: Measured, quantity: int) -> str:
    """Write an amount for a button, in its own unit alone, as "2 jin", "500 ml" or "10 pcs"."""
    if _is_customary(thing) and _is_short(quantity, thing.price_unit):
        return _counted(reader, "jin" if thing.price_unit == JIN else "liang", Decimal(quantity) / thing.price_unit)
    return metric_text(reader, thing, quantity)


def metric_text(reader: Reader, thing: Measured, quantity: int) -> str:
    """Write an amount in grams or kilograms, millilitres or litres, or pieces."""
    # None of it is said in the unit of what there usually is: "400 l, 0 l left".
    large = (quantity == 0 or quantity >= KILO) and _is_short(quantity, KILO)
    number = Decimal(quantity) / KILO if large else Decimal(quantity)
    match thing.dimension:
        case Dimension.MASS:
            return _counted(reader, "kg" if large else "g", number)
        case Dimension.VOLUME:
            return _counted(reader, "l" if large else "ml", number)
        case Dimension.PIECE:
            return _counted(reader, "piece", Decimal(quantity))


def own_unit_name(reader: Reader, thing: Measured) -> str:
    """Name the product's own unit, as in "¥6.00 per jin"."""
    pgettext = reader.pgettext  # by this name, which the extraction of messages knows
    match thing.dimension, thing.price_unit:
        case Dimension.MASS, 500:
            return pgettext("unit", "jin")
        case Dimension.MASS, 50:
            return pgettext("unit", "liang")
        case Dimension.MASS, 1000:
            return pgettext("unit", "kg")
        case Dimension.VOLUME, 1000:
            return pgettext("unit", "l")
        case Dimension.PIECE, 1:
            return pgettext("unit", "piece")
        case _:
            return metric_text(reader, thing, thing.price_unit)


def _is_customary(thing: Measured) -> bool:
    return thing.dimension is Dimension.MASS and thing.price_unit in (JIN, LIANG)


def _is_short(quantity: int, unit: int) -> bool:
    """Whether so many of a unit take no more decimals than we write; finer amounts are written in the base unit."""
    return quantity * 100 % unit == 0


def _counted(reader: Reader, unit: str, number: Decimal) -> str:
    n = int(number) if number == int(number) else _FRACTION_AS.get(reader.language.formatting.language, 2)
    # Translators: amounts, as short as a shop sign. 500 g are a jin, 50 g a liang.
    match unit:
        case "jin":
            text = reader.ngettext("%(num)s jin", "%(num)s jin", n)
        case "liang":
            text = reader.ngettext("%(num)s liang", "%(num)s liang", n)
        case "kg":
            text = reader.ngettext("%(num)s kg", "%(num)s kg", n)
        case "g":
            text = reader.ngettext("%(num)s g", "%(num)s g", n)
        case "l":
            text = reader.ngettext("%(num)s l", "%(num)s l", n)
        case "ml":
            text = reader.ngettext("%(num)s ml", "%(num)s ml", n)
        case _:
            text = reader.ngettext("%(num)s pc", "%(num)s pcs", n)
    return text % {"num": reader.number(number)}
