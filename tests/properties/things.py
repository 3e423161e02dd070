"""What there is in the shop of `model`.  Quantities are base units; products, buyers and farms are small numbers."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

PRICE_UNIT = 500  # grams that a price is for
ENDS = {"declined", "lapsed", "cancelled", "collected"}


@dataclass
class Goods:
    """One product: what is to sell, what is promised, and how much of that is not there."""

    farm: int
    available: int
    price: int
    limit: int | None = None  # one buyer's, over all their open orders
    held: int = 0
    missing: int = 0
    hidden: bool = False

    @property
    def there(self) -> int:
        return self.available + self.held - min(self.missing, self.held)


@dataclass(eq=False)
class Line:
    """Of a basket or an order.  `kept`: what is claimed for it by an order."""

    goods: int
    quantity: int
    price: int
    confirmed: int | None = None
    kept: int = 0
    taken: int = 0

    @property
    def in_force(self) -> int:
        return self.quantity if self.confirmed is None else self.confirmed

    @property
    def reduced(self) -> bool:
        return self.confirmed is not None and self.confirmed < self.quantity


@dataclass(eq=False)
class Hold:
    """What a Review put aside.  `line` None: that line was taken out of the basket since."""

    line: Line | None
    goods: int
    quantity: int
    until: datetime


@dataclass
class Parcel:
    state: str
    due: datetime
    changed: datetime


@dataclass(eq=False)
class Order:
    """A basket, and what became of it."""

    buyer: int
    state: str = "basket"
    version: int = 1
    lines: list[Line] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    decided: tuple[Any, ...] | None = None  # what the last Review showed: day, cut-off, total
    parcels: dict[int, Parcel] = field(default_factory=dict)
    placed: datetime | None = None
    cut_off: datetime | None = None

    @property
    def total(self) -> int:
        return sum(amount(line.price, line.in_force) for line in self.lines)

    @property
    def over(self) -> bool:
        return all(parcel.state in ENDS for parcel in self.parcels.values())


@dataclass
class Sum:
    """A change of stock that an admin made, as it can be taken back."""

    goods: int
    sign: str
    quantity: int
    before: int
    after: int
    at: datetime
    undone: bool = False


def amount(price: int, quantity: int) -> int:
    """Round half a minor unit up."""
    return (2 * price * quantity + PRICE_UNIT) // (2 * PRICE_UNIT)
