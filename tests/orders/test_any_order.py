"""Whatever people do, in whatever order, the books balance: random markets, checked after every step."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import NamedTuple, TypeVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule
from sqlmodel import Session

from bot.catalog.models import MoveKind
from bot.catalog.stock import Change, apply_changes, lock_lots
from bot.database import open_database
from bot.orders.cancelling import cancel_parcel
from bot.orders.holds import release_expired
from bot.orders.lapsing import lapse, overdue_orders
from bot.orders.receipts import Receipt
from bot.orders.review import Review
from bot.orders.states import ParcelEvent
from bot.refusals import Refusal
from tests.orders.books import faults
from tests.orders.market import Goods, Market, parcel_of

T = TypeVar("T")

FARMS = ("Hill", "Hill", "Lake")
BUYERS = 3
STEPS = [ParcelEvent.PACK, ParcelEvent.ARRIVE, ParcelEvent.COLLECT, ParcelEvent.UNPACK, ParcelEvent.DEPART,
         ParcelEvent.UNCOLLECT]  # fmt: skip

which_goods = st.integers(0, len(FARMS) - 1)
which_buyer = st.integers(0, BUYERS - 1)
picks = st.integers(0, 5)  # one of an order's lines or parcels, counted round
quantities = st.integers(0, 6)


class Placed(NamedTuple):
    """An order, and who placed it."""

    buyer: int
    receipt: Receipt


class AnyOrder(RuleBasedStateMachine):
    """Three buyers, three products of two farms, twenty of each; refusals are part of the game, bugs are not."""

    reviews = Bundle("reviews")
    receipts = Bundle("receipts")

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.market: Market
        self.goods: Sequence[Goods]
        self.buyers: Sequence[int]

    @initialize(target=receipts)
    def open_market(self) -> object:
        """Begin with an order of each buyer, so that there is something to answer, carry and cancel at once."""

        async def make() -> list[Placed]:
            self.market = Market(open_database("sqlite://"))
            await self.market.open()
            self.goods = [await self.market.sells(available=20, farm=farm) for farm in FARMS]
            self.buyers = [await self.market.person(f"Buyer {number}") for number in range(BUYERS)]
            basket = [(goods, 2) for goods in self.goods]
            return [Placed(buyer, await self.market.orders(buyer, *basket)) for buyer in self.buyers]

        return multiple(*self.runner.run(make()))

    @rule(buyer=which_buyer, goods=which_goods, quantity=quantities)
    def puts(self, buyer: int, goods: int, quantity: int) -> None:
        self._try(self.market.puts(self.buyers[buyer], self.goods[goods], quantity))

    @rule(target=reviews, buyer=which_buyer)
    def reviews_basket(self, buyer: int) -> object:
        seen = self._try(self.market.reviews(self.buyers[buyer]))
        return (self.buyers[buyer], seen) if seen else multiple()

    @rule(target=receipts, seen=reviews)
    def confirms(self, seen: tuple[int, Review]) -> object:
        receipt = self._try(self.market.confirms(*seen))
        return Placed(seen[0], receipt) if receipt else multiple()

    @rule(target=receipts, buyer=which_buyer, wanted=st.lists(quantities, min_size=3, max_size=3))
    def orders(self, buyer: int, wanted: list[int]) -> object:
        """Basket, Review and Confirm in one, as most people do it."""
        pairs = [(goods, quantity) for goods, quantity in zip(self.goods, wanted, strict=True) if quantity]
        receipt = self._try(self.market.orders(self.buyers[buyer], *pairs))
        return Placed(self.buyers[buyer], receipt) if receipt else multiple()

    @rule(order=receipts, pick=picks, quantity=st.integers(0, 6))
    def farm_gives_less(self, order: Placed, pick: int, quantity: int) -> None:
        line = order.receipt.lines[pick % len(order.receipt.lines)]
        goods = self._goods_of(line.farm_id)
        self._try(self.market.says_less(goods, order.receipt, {line.product_id: quantity}))

    @rule(order=receipts)
    def farms_say_yes(self, order: Placed) -> None:
        for parcel in order.receipt.parcels:
            self._try(self.market.says_yes(self._goods_of(parcel.farm_id), order.receipt))

    @rule(order=receipts, pick=picks)
    def farm_says_no(self, order: Placed, pick: int) -> None:
        self._try(self.market.says_no(self._picked(order, pick), order.receipt))

    @rule(order=receipts, pick=picks, steps=st.lists(st.sampled_from(STEPS), min_size=1, max_size=2))
    def moves(self, order: Placed, pick: int, steps: list[ParcelEvent]) -> None:
        for step in steps:
            self._try(self.market.moves(self._picked(order, pick), order.receipt, step))

    @rule(order=receipts, pick=picks, undone=st.booleans())
    def goes_to_the_end(self, order: Placed, pick: int, undone: bool) -> None:
        goods = self._picked(order, pick)
        self._try(self.market.says_yes(goods, order.receipt))
        for step in [*STEPS[:3], *([ParcelEvent.UNCOLLECT] if undone else [])]:
            self._try(self.market.moves(goods, order.receipt, step))

    @rule(order=receipts, confirmed=st.booleans())
    def cancels(self, order: Placed, confirmed: bool) -> None:
        self._try(self.market.cancels(order.buyer, order.receipt, confirmed=confirmed))

    @rule(order=receipts, pick=picks)
    def coordinator_cancels(self, order: Placed, pick: int) -> None:
        market = self.market
        parcel_id, by_id = parcel_of(order.receipt, self._picked(order, pick)), market.coordinator_id
        self._try(market.do(cancel_parcel, parcel_id, market.catalogue, actor_id=by_id, now=market.now))

    @rule(goods=which_goods, quantity=st.integers(-5, 5))
    def stock_changes(self, goods: int, quantity: int) -> None:
        def adjust(session: Session) -> None:
            lot_id = self.goods[goods].lot_id
            lock_lots(session, [lot_id])
            change = Change(lot_id, MoveKind.ADJUSTED, quantity, 0)
            apply_changes(session, [change], actor_id=None, cause="test", now=self.market.now)

        self._try(self.market.do(adjust))

    @rule(minutes=st.sampled_from([1, 6, 16]))
    def time_passes(self, minutes: int) -> None:
        self.market.passes(minutes=minutes)

    @rule(minutes=st.sampled_from([0, 16, 700]))
    def the_clock_sweeps(self, minutes: int) -> None:
        market = self.market
        market.passes(minutes=minutes)
        self._try(market.do(release_expired, market.now, 10))
        for order_id in self._try(market.do(overdue_orders, market.now, 10)) or ():
            self._try(market.do(lapse, order_id, market.now))

    @invariant()
    def the_books_balance(self) -> None:
        if hasattr(self, "market"):
            assert self.runner.run(self.market.database.read(faults)) == []

    def teardown(self) -> None:
        if hasattr(self, "market"):
            self.runner.run(self.market.database.close())
        self.runner.close()

    def _goods_of(self, farm_id: int) -> Goods:
        return next(goods for goods in self.goods if goods.farm_id == farm_id)

    def _picked(self, order: Placed, pick: int) -> Goods:
        return self._goods_of(order.receipt.parcels[pick % len(order.receipt.parcels)].farm_id)

    def _try(self, step: Awaitable[T]) -> T | None:
        async def run() -> T | None:
            try:
                return await step
            except Refusal:
                return None

        return self.runner.run(run())


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(
    max_examples=16,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,  # the same markets each time; a longer search is a matter of raising the numbers
    phases=(Phase.generate,),  # twenty steps can be read as they are, and making them fewer takes minutes
    suppress_health_check=[HealthCheck.too_slow],
)
