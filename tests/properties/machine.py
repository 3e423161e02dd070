"""Whatever people do, in whatever order: random steps through the services, each foretold by the model."""

from collections.abc import Coroutine
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule
from sqlmodel import Session

from bot.catalog import desk
from bot.catalog.desk import Sign
from bot.orders import basket
from bot.orders.calendar import answer_due, next_collection
from bot.orders.cancelling import cancel_parcel
from bot.orders.holds import release_expired
from bot.orders.lapsing import lapse, overdue_orders
from bot.orders.receipts import Receipt
from bot.orders.review import Review
from bot.orders.states import ParcelEvent
from bot.refusals import Refusal
from tests.one_thread import at_once
from tests.orders.books import faults
from tests.orders.market import Market, parcel_of
from tests.properties import things
from tests.properties.model import Shop
from tests.properties.stall import BUYERS, FARMS, LIMIT, PRICE_MINOR, STOCK, Stall

T = TypeVar("T")

which_goods = st.sampled_from(range(len(FARMS)))
which_buyer = st.sampled_from(range(BUYERS))
picks = st.sampled_from(range(6))  # one of an order's parcels, counted round
quantities = st.sampled_from(range(7))
steps = st.sampled_from(["pack", "arrive", "collect", "unpack", "depart", "uncollect"])
signs = st.sampled_from(list(Sign))
minutes = st.sampled_from([1, 4, 6, 11, 16, 61])

_STANDS = {
    "lots": "SELECT lot.id, available, held, coalesce((SELECT missing FROM shortage WHERE lot_id = lot.id"
    " AND state = 'open'), 0) FROM lot ORDER BY lot.id",
    "orders": "SELECT id, state, version FROM orders ORDER BY id",
    "parcels": "SELECT order_id, farm_id, state FROM parcel ORDER BY order_id, farm_id",
}


class Seen:
    """A Review as it was shown, and the order of the model that it is of."""

    def __init__(self, order: things.Order, review: Review) -> None:
        self.order, self.review = order, review


class Placed:
    """An order, and its double in the model."""

    def __init__(self, order: things.Order, receipt: Receipt) -> None:
        self.order, self.receipt = order, receipt


@cache
def stall() -> Stall:
    return Stall.build()


class AnyOrder(RuleBasedStateMachine):
    """Three buyers, three products of two farms, twenty of each; refusals are part of the game, bugs are not."""

    reviews = Bundle("reviews")
    receipts = Bundle("receipts")
    changes = Bundle("changes")
    steps_done = 0  # of all machines of the class

    def __init__(self) -> None:
        super().__init__()
        self.market: Market = stall().opened()
        self.goods, self.buyers = stall().goods, stall().buyers
        rules = self.market.catalogue.rules
        farms = [goods.farm_id for goods in self.goods]
        limits = (None, None, LIMIT)
        self.shop = Shop(
            now=self.market.now,
            goods=[things.Goods(farm, STOCK, PRICE_MINOR, limit) for farm, limit in zip(farms, limits, strict=True)],
            collection=lambda now: (next_collection(rules, now).day, next_collection(rules, now).cut_off_at),
            answer_due=lambda cut_off: answer_due(cut_off, rules),
        )
        self.order_ids: dict[int, things.Order] = {}

    # Buyers.

    @initialize(target=receipts)
    def everybody_orders(self) -> Any:
        """Begin with an order of each buyer, so that there is something to answer, carry and cancel at once."""
        return multiple(*(self._orders(buyer, [2, 2, 2]) for buyer in range(BUYERS)))

    @rule(buyer=which_buyer, goods=which_goods, quantity=quantities)
    def puts(self, buyer: int, goods: int, quantity: int) -> None:
        expected = self.shop.put(buyer, goods, quantity)
        self._agree(expected, self.market.puts(self.buyers[buyer], self.goods[goods], quantity))

    @rule(buyer=which_buyer, empty=st.booleans())
    def empties_or_moves(self, buyer: int, empty: bool) -> None:
        market, person = self.market, self.buyers[buyer]
        if empty:
            work = market.do(basket.clear, person, market.catalogue, now=market.now)
            self._agree(self.shop.clear(buyer), work)
        else:
            work = market.do(basket.choose_point, person, 2, market.catalogue, now=market.now)
            self._agree(self.shop.choose_point(buyer), work)

    @rule(target=reviews, buyer=which_buyer)
    def reviews_basket(self, buyer: int) -> Any:
        seen = self._reviews(buyer)
        return seen if seen else multiple()

    @rule(target=receipts, seen=reviews)
    def confirms(self, seen: Seen) -> Any:
        """The newest Review's Confirm, or any older one's; also twice."""
        placed = self._confirms(seen)
        return placed if placed else multiple()

    @rule(target=receipts, buyer=which_buyer, wanted=st.tuples(quantities, quantities, quantities))
    def orders(self, buyer: int, wanted: tuple[int, ...]) -> Any:
        """Basket, Review and Confirm in one, as most people do it."""
        placed = self._orders(buyer, wanted)
        return placed if placed else multiple()

    @rule(
        target=receipts,
        buyer=which_buyer,
        goods=which_goods,
        happens=st.sampled_from(["time", "price", "basket", "shelf", "stock"]),
        again=st.booleans(),
    )
    def hesitates(self, buyer: int, goods: int, happens: str, again: bool) -> Any:
        """Between Review and Confirm something happens; the Review may be asked for again, and the old one tapped."""
        self.puts(buyer, goods, 1)
        seen = self._reviews(buyer)
        match happens:
            case "time":
                self._passes(minutes=16)
            case "price":
                self.price_changes(goods, PRICE_MINOR + 100)
            case "basket":
                self.puts(buyer, goods, 2)
            case "shelf":
                self.shelf_changes(goods, hidden=True)
            case _:
                self.stock_is_changed(goods, Sign.COUNT, 1, taps=2)
        newer = self._reviews(buyer) if again else None
        tapped = [self._confirms(one) for one in (seen, newer) if one]
        return multiple(*(placed for placed in tapped if placed))

    @rule(placed=receipts, confirmed=st.booleans())
    def cancels(self, placed: Placed, confirmed: bool) -> None:
        expected = self.shop.cancel(placed.order, confirmed=confirmed)
        buyer = self.buyers[placed.order.buyer]
        self._agree(expected, self.market.cancels(buyer, placed.receipt, confirmed=confirmed))

    # Farmers and the coordinator.

    @rule(placed=receipts, pick=picks)
    def farm_says_yes(self, placed: Placed, pick: int) -> None:
        farm = self._farm(placed, pick)
        expected = self.shop.answer(placed.order, farm, None)
        self._agree(expected, self.market.says_yes(self._goods_of(farm), placed.receipt))

    @rule(placed=receipts, pick=picks, given=st.dictionaries(which_goods, quantities, min_size=1))
    def farm_gives_less(self, placed: Placed, pick: int, given: dict[int, int]) -> None:
        farm = self._farm(placed, pick)
        own = {line.goods for line in placed.order.lines if self.shop.goods[line.goods].farm == farm}
        less = {goods: quantity for goods, quantity in given.items() if goods in own} or {min(own): 0}
        by_product = {self.goods[goods].product_id: quantity for goods, quantity in less.items()}
        expected = self.shop.answer(placed.order, farm, less)
        self._agree(expected, self.market.says_less(self._goods_of(farm), placed.receipt, by_product))

    @rule(placed=receipts, pick=picks)
    def farm_says_no(self, placed: Placed, pick: int) -> None:
        farm = self._farm(placed, pick)
        expected = self.shop.answer(placed.order, farm, dict.fromkeys(range(len(FARMS)), 0))
        self._agree(expected, self.market.says_no(self._goods_of(farm), placed.receipt))

    @rule(placed=receipts, pick=picks, step=steps)
    def moves(self, placed: Placed, pick: int, step: str) -> None:
        self._moves(placed, self._farm(placed, pick), step)

    @rule(placed=receipts, pick=picks, undone=st.booleans())
    def goes_to_the_end(self, placed: Placed, pick: int, undone: bool) -> None:
        farm = self._farm(placed, pick)
        self._agree(
            self.shop.answer(placed.order, farm, None), self.market.says_yes(self._goods_of(farm), placed.receipt)
        )
        for step in ["pack", "arrive", "collect", *(["uncollect"] if undone else [])]:
            self._moves(placed, farm, step)

    @rule(placed=receipts, pick=picks)
    def coordinator_cancels(self, placed: Placed, pick: int) -> None:
        market, farm = self.market, self._farm(placed, pick)
        expected = self.shop.cancel_parcel(placed.order, farm)
        parcel_id, by_id = parcel_of(placed.receipt, self._goods_of(farm)), market.coordinator_id
        self._agree(expected, market.do(cancel_parcel, parcel_id, market.catalogue, actor_id=by_id, now=market.now))

    # The desk.

    @rule(target=changes, goods=which_goods, sign=signs, quantity=st.sampled_from([0, 1, 3, 8, 25]), taps=picks)
    def stock_is_changed(self, goods: int, sign: Sign, quantity: int, taps: int) -> Any:
        """Previewed and applied; now and then tapped twice, or by a preview that somebody else overtook."""
        self._passes(seconds=1)  # no two previews are of the same moment
        seen = self.shop.goods[goods].there + (taps == 0)
        done = self._changes_stock(goods, sign, quantity, seen)
        if done and taps == 1:
            again = at_once(self._apply(goods, sign, quantity, seen))
            assert (again.repeated, again.audit_id) == (True, done[1])
        return done if done else multiple()

    @rule(change=changes)
    def change_is_undone(self, change: tuple[things.Sum, int]) -> None:
        market, (done, audit_id) = self.market, change
        expected = self.shop.undo_stock(done)
        self._agree(expected, market.do(desk.undo, audit_id, actor_id=market.coordinator_id, now=market.now))

    @rule(goods=which_goods)
    def farm_is_sold_out(self, goods: int) -> None:
        market, farmer = self.market, self.goods[goods].farmer_id
        item = market.catalogue.items[self.goods[goods].product_id]
        expected = self.shop.sold_out(goods)
        self._agree(expected, market.do(desk.say_sold_out, item, actor_id=farmer, now=market.now))

    @rule(goods=which_goods, price=st.sampled_from([100, 600, 1250]))
    def price_changes(self, goods: int, price: int) -> None:
        market, stands = self.market, self.shop.goods[goods]
        item = market.catalogue.items[self.goods[goods].product_id]
        by = {"actor_id": market.coordinator_id, "now": market.now}
        self._agree(None, market.do(desk.apply_price, item, price, seen_minor=stands.price, **by))
        stands.price = price
        at_once(market.reload())

    @rule(goods=which_goods, hidden=st.booleans())
    def shelf_changes(self, goods: int, hidden: bool) -> None:
        market = self.market
        item = market.catalogue.items[self.goods[goods].product_id]
        by = {"actor_id": market.coordinator_id, "now": market.now}
        self._agree(None, market.do(desk.apply_hidden, item, hidden=hidden, **by))
        self.shop.goods[goods].hidden = hidden
        at_once(market.reload())

    # The clock.

    @rule(by=minutes)
    def time_passes(self, by: int) -> None:
        self._passes(minutes=by)

    @rule(by=st.sampled_from([0, 16, 700]))
    def the_clock_sweeps(self, by: int) -> None:
        self._passes(minutes=by)
        self._agree(self.shop.sweep(), self.market.do(release_expired, self.market.now, 100))
        found = self._agree(None, self.market.do(overdue_orders, self.market.now, 100)) or ()
        assert {self._id_of(order) for order in self.shop.overdue} == set(found)
        for order_id in found:
            assert self._agree(None, self.market.do(lapse, order_id, self.market.now))
        self.shop.lapse()

    # What is always so.

    @invariant()
    def everything_is_as_foretold(self) -> None:
        shop, found = self.shop, at_once(self.market.database.read(_stands))
        expected = {
            "lots": [
                (own.lot_id, goods.available, goods.held, goods.missing)
                for own, goods in zip(self.goods, shop.goods, strict=True)
            ],
            "orders": sorted((number, order.state, order.version) for number, order in self.order_ids.items()),
            "parcels": [
                (order_id, farm, parcel.state)
                for order_id, order in sorted(self.order_ids.items())
                for farm, parcel in sorted(order.parcels.items())
            ],
        }
        found["orders"] = [row for row in found["orders"] if row[0] in self.order_ids]  # known since its first Review
        assert found == expected, f"found {found}, foretold {expected}"
        assert all(0 <= goods.missing <= goods.held for goods in shop.goods)
        assert all(goods.available == 0 or goods.missing == 0 for goods in shop.goods), "sold while some is missing"

    @invariant()
    def the_books_balance(self) -> None:
        type(self).steps_done += 1
        assert at_once(self.market.database.read(faults)) == []

    def _reviews(self, buyer: int) -> Seen | None:
        expected = self.shop.review(buyer)
        shown = self._agree(expected, self.market.reviews(self.buyers[buyer]))
        if shown is None:
            return None
        order = self.shop.baskets[buyer]
        self.order_ids[shown.order_id] = order
        assert (shown.version, shown.total_minor) == (order.version, order.total)
        assert shown.hold_expires_at == min(hold.until for hold in order.holds)
        return Seen(order, shown)

    def _confirms(self, seen: Seen) -> Placed | None:
        order = seen.order
        expected = self.shop.confirm(order, seen.review.version)
        receipt = self._agree(expected, self.market.confirms(self.buyers[order.buyer], seen.review))
        if receipt is None:
            return None
        assert receipt.total_minor == order.total
        return Placed(order, receipt)

    def _orders(self, buyer: int, wanted: Any) -> Placed | None:
        for goods, quantity in enumerate(wanted):
            self.puts(buyer, goods, quantity)
        seen = self._reviews(buyer)
        return self._confirms(seen) if seen else None

    def _moves(self, placed: Placed, farm: int, step: str) -> None:
        expected = self.shop.move(placed.order, farm, step)
        self._agree(expected, self.market.moves(self._goods_of(farm), placed.receipt, ParcelEvent(step)))

    def _changes_stock(self, goods: int, sign: Sign, quantity: int, seen: int) -> tuple[things.Sum, int] | None:
        now = self.market.now
        expected = self.shop.change_stock(goods, sign.value, quantity, seen=seen, previewed=now)
        applied = self._agree(expected, self._apply(goods, sign, quantity, seen))
        return (self.shop.sums[-1], applied.audit_id) if applied else None

    def _apply(self, goods: int, sign: Sign, quantity: int, seen: int) -> Any:
        market, now = self.market, self.market.now
        item = market.catalogue.items[self.goods[goods].product_id]
        by = {"seen": seen, "previewed_at": now, "actor_id": market.coordinator_id, "now": now}
        return market.do(desk.apply_stock, item, sign, quantity, **by)

    def _passes(self, **by: float) -> None:
        self.market.passes(**by)
        self.shop.now = self.market.now

    def _farm(self, placed: Placed, pick: int) -> int:
        farms = sorted(placed.order.parcels)
        return farms[pick % len(farms)]

    def _goods_of(self, farm_id: int) -> Any:
        return next(goods for goods in self.goods if goods.farm_id == farm_id)

    def _id_of(self, order: things.Order) -> int:
        return next(order_id for order_id, other in self.order_ids.items() if other is order)

    def _agree(self, expected: str | None, step: Coroutine[Any, Any, T]) -> T | None:
        """Take a step; it must be refused exactly where the model says so, and for that reason."""
        try:
            done, answer = at_once(step), None
        except Refusal as refusal:
            done, answer = None, type(refusal).__name__
        assert answer == expected, f"the answer is {answer}, {expected} was foretold"
        return done


def _stands(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    connection = session.connection()
    return {name: [tuple(row) for row in connection.execute(sa.text(query))] for name, query in _STANDS.items()}
