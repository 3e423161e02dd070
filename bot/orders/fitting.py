"""What can be had today of something that was wanted before, and why it is not all of it.  Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.catalog.amounts import in_whole_packs
from bot.catalog.models import Dimension
from bot.catalog.snapshot import Item


class Lack(StrEnum):
    """Why less can be had than was wanted, or nothing."""

    NOT_SOLD = "not_sold"  # hidden, no longer offered, or its farm not tested
    SOLD_OUT = "sold_out"  # less is left than the smallest order
    LEFT = "left"  # some is left
    LIMIT = "limit"  # one buyer can have so much of it
    PACKS = "packs"  # it comes in whole packs by now
    MINIMUM = "minimum"  # the smallest order is more by now


@dataclass(frozen=True, slots=True)
class Fit:
    """What can be had of one product, 0 for nothing, beside what was wanted of it; base units."""

    product_id: int
    names: Mapping[str, str]
    dimension: Dimension
    price_unit: int
    wanted: int
    quantity: int
    lack: Lack | None
    limit: int | None = None  # what one buyer can have, open orders counted
    smallest: int = 0  # the smallest order


class Offered(Protocol):
    """A line of a basket or of an earlier order, with the stock of this moment; base units."""

    @property
    def product_id(self) -> int: ...

    @property
    def names(self) -> Mapping[str, str]: ...

    @property
    def dimension(self) -> Dimension: ...

    @property
    def price_unit(self) -> int: ...

    @property
    def on_sale(self) -> bool: ...

    @property
    def available(self) -> int: ...

    @property
    def per_buyer_max(self) -> int | None: ...

    @property
    def bought(self) -> int: ...


def fit_of(line: Offered, wanted: int, item: Item | None) -> Fit:
    """Say what can be had of a line.  `item`: what the shop shows of it; None: it does not."""
    quantity: int = 0
    lack: Lack | None = Lack.NOT_SOLD
    if item is not None and line.on_sale:
        allowed = None if line.per_buyer_max is None else line.per_buyer_max - line.bought
        quantity, lack = fitting(item, wanted, line.available, allowed)
    return Fit(
        product_id=line.product_id,
        names=line.names,
        dimension=line.dimension,
        price_unit=line.price_unit,
        wanted=wanted,
        quantity=quantity,
        lack=lack,
        limit=line.per_buyer_max,
        smallest=item.min_order if item else 0,
    )


def fitting(item: Item, wanted: int, available: int, allowed: int | None) -> tuple[int, Lack | None]:
    """Say how much of what is wanted can be had, in base units.

    available: what there is for this buyer; allowed: what one buyer may still have, None without a limit.
    """
    if available < max(item.min_order, 1):
        return 0, Lack.SOLD_OUT
    fits, lack = wanted, None
    if available < fits:
        fits, lack = available, Lack.LEFT
    if allowed is not None and allowed < fits:
        fits, lack = max(allowed, 0), Lack.LIMIT
    if (whole := in_whole_packs(item, fits)) < fits:
        fits, lack = whole, lack or Lack.PACKS
    if fits >= max(item.min_order, 1):
        return fits, lack
    if lack is Lack.LEFT:  # whole packs took the rest
        return 0, Lack.SOLD_OUT
    return 0, lack or Lack.MINIMUM
