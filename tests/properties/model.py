"""The shop in plain Python: what every step must answer, and what must be there afterwards.

No tables, no SQL, nothing of the product's code: each rule is written down a second time, as one would explain it.
A step returns the name of the refusal that it must get, or None; a step that is refused changes nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from tests.properties.things import ENDS, Goods, Hold, Line, Order, Parcel, Sum

HOLD = timedelta(minutes=15)
CANCEL_AT_ONCE = timedelta(minutes=5)
UNDO = timedelta(minutes=10)
PREVIEW = timedelta(hours=1)

UNPACKED = {"requested", "accepted"}
PARCEL_STEPS = {
    ("accepted", "pack"): "packed",
    ("packed", "unpack"): "accepted",
    ("packed", "arrive"): "at_point",
    ("at_point", "depart"): "packed",
    ("at_point", "collect"): "collected",
    ("collected", "uncollect"): "at_point",
}


def refusable(step: Callable[..., str | None]) -> Callable[..., str | None]:
    """Take back what a step did to the stock and its holds before it was refused: the turn is rolled back."""

    @wraps(step)
    def tried(shop: "Shop", *given: Any, **named: Any) -> str | None:
        stock = [(goods.available, goods.held, goods.missing) for goods in shop.goods]
        holds = {buyer: list(order.holds) for buyer, order in shop.baskets.items()}
        refusal = step(shop, *given, **named)
        if refusal:
            for goods, counters in zip(shop.goods, stock, strict=True):
                goods.available, goods.held, goods.missing = counters
            for buyer, held in holds.items():
                shop.baskets[buyer].holds = held
        return refusal

    return tried


@dataclass
class Shop:
    """Everything, and every step that can be taken."""

    now: datetime
    goods: list[Goods]
    collection: Callable[[datetime], tuple[Any, datetime]]  # day and cut-off, of an order reviewed at a moment
    answer_due: Callable[[datetime], datetime]
    baskets: dict[int, Order] = field(default_factory=dict)
    orders: list[Order] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)

    # Buyers.

    def put(self, buyer: int, which: int, quantity: int) -> str | None:
        """Let a basket hold exactly so much of a product."""
        goods = self.goods[which]
        if quantity and (refusal := self._may_have(buyer, goods, which, quantity)):
            return refusal
        basket = self._changed(buyer)
        line = next((line for line in basket.lines if line.goods == which), None)
        if not quantity:
            basket.lines = [other for other in basket.lines if other is not line]
            for hold in basket.holds:
                hold.line = None if hold.line is line else hold.line
        elif line:
            line.quantity, line.price = quantity, goods.price
        else:
            basket.lines.append(Line(which, quantity, goods.price))
        return None

    def clear(self, buyer: int) -> str | None:
        basket = self._changed(buyer)
        basket.lines = []
        for hold in basket.holds:
            hold.line = None
        return None

    def choose_point(self, buyer: int) -> str | None:
        self._changed(buyer)
        return None

    @refusable
    def review(self, buyer: int) -> str | None:
        """Put the basket's goods aside; what is put aside already stays so, and for no longer."""
        basket = self.baskets.get(buyer)
        if basket is None or not basket.lines:
            return "EmptyBasket"
        if any(self.goods[line.goods].hidden for line in basket.lines):
            return "OrderShort"
        if any(self._over_limit(buyer, line.goods, line.quantity) for line in basket.lines):
            return "OverBuyerLimit"
        wanted = {line.goods for line in basket.lines}
        as_held = {hold.goods for hold in basket.holds} == wanted and self._is_held(basket)
        if not as_held:
            self._free(basket, wanted | {hold.goods for hold in basket.holds})
            if not self._take(basket.lines):
                return "OrderShort"
            basket.holds = [Hold(line, line.goods, line.quantity, self.now + HOLD) for line in basket.lines]
        repriced = [line for line in basket.lines if line.price != self.goods[line.goods].price]
        for line in repriced:
            line.price = self.goods[line.goods].price
        shown = (*self.collection(self.now), basket.total)
        if repriced or shown != basket.decided:
            basket.version += 1
        basket.decided = shown
        return None

    @refusable
    def confirm(self, order: Order, version: int) -> str | None:
        """Place what Review showed, once."""
        if not order.lines:
            return "StaleReview"
        if order.state != "basket":
            return "AlreadyPlaced"
        if version != order.version or order.decided is None or self.now >= order.decided[1]:
            return "StaleReview"
        if any(line.price != self.goods[line.goods].price for line in order.lines):
            return "PriceChanged"
        if not self._is_held(order):
            if any(self.goods[line.goods].hidden for line in order.lines):
                return "OrderShort"
            self._free(order, {line.goods for line in order.lines})
            if not self._take(order.lines):
                return "OrderShort"
        self._place(order)
        return None

    def cancel(self, order: Order, *, confirmed: bool) -> str | None:
        """Give an order up; its goods go back on sale, and into the basket."""
        if order.state == "basket":
            return "NotAvailable"
        if order.state != "placed":
            return "AlreadyEnded"
        assert order.placed is not None
        assert order.cut_off is not None
        packed = any(parcel.state not in UNPACKED | (ENDS - {"collected"}) for parcel in order.parcels.values())
        if packed or self.now >= max(order.cut_off, order.placed + CANCEL_AT_ONCE):
            return "TooLateToCancel"
        if self.now >= order.placed + CANCEL_AT_ONCE and not confirmed:
            return "NeedsConfirmation"
        for parcel in order.parcels.values():
            if parcel.state in UNPACKED:
                parcel.state, parcel.changed = "cancelled", self.now
        self._release_kept(order.lines)
        order.state, order.version = "cancelled", order.version + 1
        basket = self._changed(order.buyer)
        for line in order.lines:
            same = next((other for other in basket.lines if other.goods == line.goods), None)
            if same:
                same.quantity += line.in_force
            elif line.in_force:
                basket.lines.append(Line(line.goods, line.in_force, line.price))
        return None

    # Farmers and the coordinator.

    def answer(self, order: Order, farm: int, given: dict[int, int] | None) -> str | None:
        """Yes (None: all of it), Less, or No (nothing of anything); quantities by product."""
        parcel, lines = order.parcels[farm], self._lines_of(order, farm)
        counts = {line: line.quantity if given is None else given.get(line.goods, line.quantity) for line in lines}
        if any(counts[line] > line.quantity for line in lines):
            return "MoreThanOrdered"
        if parcel.state == "accepted" and any(line.reduced for line in lines):
            return "AlreadyFinal"
        whole, nothing = all(counts[line] == line.quantity for line in lines), not any(counts.values())
        if order.state == "cancelled" or parcel.state not in (("requested",) if whole else UNPACKED):
            return "AlreadyFinal"
        for line in lines:
            self._write_off(line, max(0, line.kept - counts[line]))
            line.confirmed = counts[line]
        parcel.state, parcel.changed = "declined" if nothing else "accepted", self.now
        self._settle(order)
        return None

    def move(self, order: Order, farm: int, step: str) -> str | None:
        """Take a step to the end, or take it back within ten minutes."""
        parcel = order.parcels[farm]
        if step in {"unpack", "depart", "uncollect"} and self.now - parcel.changed > UNDO:
            return "TooLateToUndo"
        new = PARCEL_STEPS.get((parcel.state, step))
        if order.state == "cancelled" or new is None:
            return "AlreadyFinal"
        for line in self._lines_of(order, farm):
            goods = self.goods[line.goods]
            if step == "collect":
                goods.held -= line.kept
                line.taken, line.kept = line.kept, 0
            elif step == "uncollect":
                goods.held += line.taken
                line.taken, line.kept = 0, line.taken
        if step == "collect":  # more cannot be missing than is promised: the rest was there after all
            for line in self._lines_of(order, farm):
                self.goods[line.goods].missing = min(self.goods[line.goods].missing, self.goods[line.goods].held)
        parcel.state, parcel.changed = new, self.now
        self._settle(order)
        return None

    def cancel_parcel(self, order: Order, farm: int) -> str | None:
        parcel = order.parcels[farm]
        if order.state == "cancelled" or parcel.state in ENDS:
            return "AlreadyFinal"
        self._give_up(order, [farm], "cancelled")
        return None

    # The clock.

    def sweep(self) -> str | None:
        """Let go what is put aside for too long, and let lapse what nobody answered."""
        self._free(None, set(range(len(self.goods))))
        return None

    @property
    def overdue(self) -> dict[Order, list[int]]:
        """Farms that did not answer in time, by order."""
        late: dict[Order, list[int]] = {}
        for order in self.orders:
            farms = [farm for farm, one in order.parcels.items() if one.state == "requested" and one.due <= self.now]
            if farms and order.state == "placed":
                late[order] = farms
        return late

    def lapse(self) -> str | None:
        for order, farms in self.overdue.items():
            self._give_up(order, farms, "lapsed")
        return None

    # The desk.

    def change_stock(self, which: int, sign: str, quantity: int, *, seen: int, previewed: datetime) -> str | None:
        """Add, take off or count what is there; what is promised stays promised."""
        goods = self.goods[which]
        if self.now - previewed > PREVIEW or (sign == "=" and goods.there != seen):
            return "StockMoved"
        there = {"+": goods.there + quantity, "-": goods.there - quantity, "=": quantity}[sign]
        if there < 0:
            return "MoreThanThere"
        self.sums.append(Sum(which, sign, quantity, goods.there, there, self.now))
        self._level(goods, there)
        return None

    def undo_stock(self, done: Sum) -> str | None:
        goods = self.goods[done.goods]
        if done.undone:
            return "AlreadyUndone"
        if self.now - done.at > UNDO:
            return "UndoTooLate"
        if done.sign == "=" and goods.there != done.after:
            return "ChangedSince"
        back = {"+": goods.there - done.quantity, "-": goods.there + done.quantity, "=": done.before}[done.sign]
        if back < goods.there and back < goods.held:
            return "PromisedInTheWay"
        done.undone = True
        self._level(goods, back)
        return None

    def sold_out(self, which: int) -> str | None:
        goods = self.goods[which]
        self._level(goods, min(goods.there, goods.held))
        return None

    # What the steps have in common.

    def _may_have(self, buyer: int, goods: Goods, which: int, quantity: int) -> str | None:
        basket = self.baskets.get(buyer)
        own = basket.holds if basket else []
        over = [hold for other in self.baskets.values() for hold in other.holds if hold.until <= self.now]
        freed = sum(hold.quantity for hold in {*own, *over} if hold.goods == which)
        if goods.hidden:
            return "NotAvailable"
        if self._over_limit(buyer, which, quantity):
            return "OverBuyerLimit"
        return "NotEnoughLeft" if quantity > goods.available + freed else None

    def _over_limit(self, buyer: int, which: int, quantity: int) -> bool:
        limit = self.goods[which].limit
        open_orders = [order for order in self.orders if order.buyer == buyer and order.state == "placed"]
        bought = sum(line.in_force for order in open_orders for line in order.lines if line.goods == which)
        return limit is not None and bought + quantity > limit

    def _changed(self, buyer: int) -> Order:
        """Give the basket, new or of a new version, with what Review decided forgotten."""
        basket = self.baskets.get(buyer)
        if basket is None:
            basket = self.baskets[buyer] = Order(buyer)
        else:
            basket.version += 1
        basket.decided = None
        return basket

    def _is_held(self, order: Order) -> bool:
        """Whether all of it is put aside, and may still be confirmed."""
        held = {hold.line: hold for hold in order.holds}
        return all(
            line in held and held[line].quantity == line.quantity and self.now < held[line].until
            for line in order.lines
        )

    def _free(self, order: Order | None, which: set[int]) -> None:
        """Give up what an order's last Review put aside, and of some goods what anybody's did whose time is over."""
        freed: Counter[int] = Counter()
        for other in self.baskets.values():
            gone = [hold for hold in other.holds if other is order or (hold.goods in which and hold.until <= self.now)]
            freed.update(self._sum(gone))
            other.holds = [hold for hold in other.holds if hold not in gone]
        self._give_back(freed)

    def _give_back(self, freed: Counter[int]) -> None:
        """Back on sale, but for what is promised elsewhere and not there."""
        for which, quantity in freed.items():
            goods = self.goods[which]
            gone = min(quantity, goods.missing)
            goods.held -= quantity
            goods.available += quantity - gone
            goods.missing -= gone

    def _take(self, lines: Iterable[Line]) -> bool:
        for line in lines:
            goods = self.goods[line.goods]
            goods.available -= line.quantity
            goods.held += line.quantity
        return all(goods.available >= 0 for goods in self.goods)

    def _place(self, order: Order) -> None:
        assert order.decided is not None
        order.state, order.placed, order.cut_off = "placed", self.now, order.decided[1]
        order.version, order.holds = order.version + 1, []
        for line in order.lines:
            line.kept = line.quantity
        due = self.answer_due(order.decided[1])
        farms = {self.goods[line.goods].farm for line in order.lines}
        order.parcels = {farm: Parcel("requested", due, self.now) for farm in sorted(farms)}
        self.orders.append(order)
        del self.baskets[order.buyer]

    def _write_off(self, line: Line, quantity: int) -> None:
        """What a farm does not give is not there, and does not go back on sale."""
        goods = self.goods[line.goods]
        goods.held -= quantity
        goods.missing = max(0, goods.missing - quantity)
        line.kept -= quantity

    def _give_up(self, order: Order, farms: list[int], state: str) -> None:
        lines = [line for farm in farms for line in self._lines_of(order, farm)]
        self._release_kept(lines)
        for line in lines:
            line.confirmed = 0
        for farm in farms:
            order.parcels[farm].state, order.parcels[farm].changed = state, self.now
        self._settle(order)

    def _release_kept(self, lines: Iterable[Line]) -> None:
        freed: Counter[int] = Counter()
        for line in lines:
            freed[line.goods] += line.kept
            line.kept = 0
        self._give_back(freed)

    @staticmethod
    def _settle(order: Order) -> None:
        order.state, order.version = "done" if order.over else "placed", order.version + 1

    def _lines_of(self, order: Order, farm: int) -> list[Line]:
        return [line for line in order.lines if self.goods[line.goods].farm == farm]

    @staticmethod
    def _level(goods: Goods, there: int) -> None:
        goods.available = max(0, there - goods.held)
        goods.missing = max(0, goods.held - there)

    @staticmethod
    def _sum(holds: Iterable[Hold]) -> Counter[int]:
        sums: Counter[int] = Counter()
        for hold in holds:
            sums[hold.goods] += hold.quantity
        return sums
