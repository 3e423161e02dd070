"""What lines cost.  Pure: no clock, no database; integers of minor currency units and of base units."""

from collections.abc import Iterable
from typing import Protocol

from bot.catalog.money import line_minor


class Priced(Protocol):
    """Anything that has a price and a quantity."""

    @property
    def quantity(self) -> int: ...  # base units in force

    @property
    def price_minor(self) -> int: ...  # for `price_unit` base units

    @property
    def price_unit(self) -> int: ...


def amount_minor(line: Priced) -> int:
    """Cost of one line, rounded half up once."""
    return line_minor(line.price_minor, line.quantity, line.price_unit)


def total_minor(lines: Iterable[Priced]) -> int:
    """Cost of several lines: the sum of the rounded ones, so that it is what a reader adds up."""
    return sum(amount_minor(line) for line in lines)


def in_force(ordered: int, confirmed: int | None, packed: int | None) -> int:
    """The quantity that counts: what was ordered, until the farm has confirmed, until the scale has spoken."""
    if packed is not None:
        return packed
    return ordered if confirmed is None else confirmed
