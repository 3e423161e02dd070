"""What an order cannot do, as facts; `bot.handlers.explain` writes the sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.orders.models import OrderState, ParcelState
from bot.refusals import Refusal

if TYPE_CHECKING:  # they are built from the same rows, and carry no behaviour that we need here
    from bot.orders.basket import Basket
    from bot.orders.fitting import Fit
    from bot.orders.receipts import Receipt


@dataclass(frozen=True, slots=True)
class ShortLine:
    """One line that cannot be had in full; base units.  `available` is 0 also for what is no longer sold."""

    product_id: int
    wanted: int
    available: int


@dataclass(frozen=True, slots=True)
class PriceChange:
    """One price that is no longer what the buyer saw; minor units for `price_unit` base units."""

    product_id: int
    was_minor: int
    now_minor: int
    price_unit: int


class EmptyBasket(Refusal):
    """There is nothing in the basket to order."""


class TooLong(Refusal):
    """A note or a name of more characters than have room where it is read."""

    def __init__(self, length: int, most: int) -> None:
        super().__init__(f"{length} characters, at most {most}")
        self.most = most


class NotOwnContact(Refusal):
    """The contact that was handed over is somebody else's."""


class NoPoint(Refusal):
    """No pickup point is open."""


class CourierOff(Refusal):
    """The courier does not drive."""


class BelowCourierMinimum(Refusal):
    """The courier drives for larger orders only; minor units of goods."""

    def __init__(self, minimum_minor: int, goods_minor: int) -> None:
        super().__init__(f"{goods_minor} of {minimum_minor}")
        self.minimum_minor = minimum_minor
        self.goods_minor = goods_minor


class FeeChanged(Refusal):
    """The courier costs another amount than Review showed; minor units."""

    def __init__(self, was_minor: int, now_minor: int) -> None:
        super().__init__(f"{was_minor} -> {now_minor}")
        self.was_minor = was_minor
        self.now_minor = now_minor


class NoCollectionDay(Refusal):
    """Nothing can be collected on any day of the coming year."""


class NothingToRepeat(Refusal):
    """Nothing of an earlier order can be had today.  Says of each of its goods why."""

    def __init__(self, lacking: Sequence["Fit"]) -> None:
        super().__init__(", ".join(f"product {fit.product_id}: {fit.lack}" for fit in lacking))
        self.lacking = tuple(lacking)


class NotEnoughLeft(Refusal):
    """The basket asks for more than there is; base units."""

    def __init__(self, product_id: int, wanted: int, available: int) -> None:
        super().__init__(f"product {product_id}: wanted {wanted}, available {available}")
        self.product_id = product_id
        self.wanted = wanted
        self.available = available


class OverBuyerLimit(Refusal):
    """More than one buyer may have of an offer, open orders counted; base units."""

    def __init__(self, product_id: int, wanted: int, maximum: int, already: int) -> None:
        super().__init__(f"product {product_id}: wanted {wanted}, {already} of {maximum} ordered already")
        self.product_id = product_id
        self.wanted = wanted
        self.maximum = maximum
        self.already = already


class OrderShort(Refusal):
    """Some lines cannot be had in full.  Names every one; the basket is as it was."""

    def __init__(self, lines: Sequence[ShortLine]) -> None:
        super().__init__(", ".join(f"product {s.product_id}: wanted {s.wanted}, left {s.available}" for s in lines))
        self.lines = tuple(lines)


class PriceChanged(Refusal):
    """A price moved between Review and Confirm; the buyer looks at it again before anything is ordered."""

    def __init__(self, lines: Sequence[PriceChange]) -> None:
        super().__init__(", ".join(f"product {c.product_id}: {c.was_minor} -> {c.now_minor}" for c in lines))
        self.lines = tuple(lines)


class StaleReview(Refusal):
    """Confirm names another version of the basket than the one there is.  Carries the basket as it stands."""

    def __init__(self, basket: "Basket") -> None:
        super().__init__(f"order {basket.order_id} is at version {basket.version}")
        self.basket = basket


class AlreadyPlaced(Refusal):
    """This order was placed before, by an earlier tap.  Carries its receipt."""

    def __init__(self, receipt: "Receipt") -> None:
        super().__init__(f"order {receipt.order_id} is {receipt.state}")
        self.receipt = receipt


class OfferOver(Refusal):
    """What was kept for somebody in line is theirs no more: its time ran out, or they answered before.

    taken: they took it, so that it is in their basket or ordered.
    """

    def __init__(self, product_id: int, *, taken: bool) -> None:
        super().__init__(f"product {product_id}, taken: {taken}")
        self.product_id = product_id
        self.taken = taken


class NeedsConfirmation(Refusal):
    """Cancelling now wants one more tap."""

    def __init__(self, order_id: int, code: str) -> None:
        super().__init__(f"order {order_id}")
        self.order_id = order_id
        self.code = code


class TooLateToCancel(Refusal):
    """The cut-off has passed, or a farm has packed.  `packed` says which."""

    def __init__(self, order_id: int, code: str, cut_off_at: datetime, *, packed: bool) -> None:
        super().__init__(f"order {order_id}, cut off at {cut_off_at}, packed: {packed}")
        self.order_id = order_id
        self.code = code
        self.cut_off_at = cut_off_at
        self.packed = packed


class AlreadyEnded(Refusal):
    """The order is over: done, or cancelled before."""

    def __init__(self, order_id: int, code: str, state: OrderState) -> None:
        super().__init__(f"order {order_id} is {state}")
        self.order_id = order_id
        self.code = code
        self.state = state


class AlreadyFinal(Refusal):
    """The parcel can no longer be answered, moved or undone that way; `state` is how it stands."""

    def __init__(self, parcel_id: int, code: str, state: ParcelState) -> None:
        super().__init__(f"parcel {parcel_id} is {state}")
        self.parcel_id = parcel_id
        self.code = code
        self.state = state


class MoreThanOrdered(Refusal):
    """A farm offers more than was ordered; base units."""

    def __init__(self, product_id: int, offered: int, ordered: int) -> None:
        super().__init__(f"product {product_id}: offered {offered} of {ordered}")
        self.product_id = product_id
        self.offered = offered
        self.ordered = ordered


class TooLateToUndo(Refusal):
    """What a coordinator did can be undone for some minutes only."""

    def __init__(self, parcel_id: int, minutes: int) -> None:
        super().__init__(f"parcel {parcel_id}, after {minutes} min")
        self.parcel_id = parcel_id
        self.minutes = minutes
