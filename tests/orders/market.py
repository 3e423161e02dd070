"""A small market for tests: builders fill in everything a test is not about."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlmodel import Session, SQLModel, select

from bot.catalog.models import (
    Category,
    Dimension,
    Farm,
    Lot,
    MoveKind,
    Offer,
    Point,
    Product,
    ProductText,
    Sale,
    Shop,
    Shortage,
)
from bot.catalog.snapshot import SHOP_SALE_ID, Catalogue, load_catalogue
from bot.catalog.stock import Change, apply_changes
from bot.checkup import orders, stock
from bot.database import Database, open_database
from bot.notices.models import Notice
from bot.orders import (
    adding,
    answers,
    basket,
    cancelling,
    handover,
    placing,
    repeating,
    review,
    taking,
    waitlist,
    wishes,
)
from bot.orders.models import Hold, Line, Order, Parcel, Payment, Wish
from bot.orders.placed import PlacedOrder
from bot.orders.receipts import Receipt
from bot.orders.states import ParcelEvent
from bot.people.models import FarmMember, Identity, IdentityState, Person, Role, RoleKind
from tests.orders.books import faults

T = TypeVar("T")
P = ParamSpec("P")
Row = TypeVar("Row", bound=SQLModel)

# A Tuesday morning in the market's zone (Asia/Shanghai); the cut-off is at 17:00 there, 09:00 UTC.
NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
CUT_OFF = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
TOMORROW = date(2026, 3, 11)
DUE = datetime(2026, 3, 10, 12, 30, tzinfo=UTC)  # 20:30 there

CODE_LETTERS = "ACDEFHJKMNPRTUVWXY34679"


@dataclass(frozen=True, slots=True)
class Goods:
    """One product on sale."""

    product_id: int
    lot_id: int
    offer_id: int
    farm_id: int
    farmer_id: int


@dataclass
class Market:
    """A shop with its people, over a real database.  Every step is a transaction of its own."""

    database: Database
    now: datetime = NOW
    catalogue: Catalogue = field(init=False)
    coordinator_id: int = field(init=False)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _farms: dict[str, tuple[int, int]] = field(default_factory=dict)

    async def open(self) -> None:
        await self.database.transact(_furnish)
        self.coordinator_id = await self.person("Lin", role=RoleKind.OWNER)
        await self.reload()

    async def reload(self) -> None:
        """See the catalogue as it is now, as the next turn would."""
        self.catalogue = await self.database.read(load_catalogue)

    async def do(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run one service in a transaction."""
        return await self.database.transact(lambda session: work(session, *args, **kwargs))

    async def person(self, name: str, role: RoleKind | None = None) -> int:
        number = next(self._numbers)

        def make(session: Session) -> int:
            person = _added(session, Person(name=name, created_at=NOW))
            address = Identity(
                person_id=person.id, channel="web", external_id=str(number), last_written_at=NOW, created_at=NOW
            )
            _added(session, address)
            if role:
                _added(session, Role(person_id=person.id, kind=role, granted_at=NOW))
            return person.id

        return await self.database.transact(make)

    async def farm(self, name: str) -> tuple[int, int]:
        """Give the farm of a name, and its farmer; made at the first call."""
        if name not in self._farms:
            farmer_id = await self.person(f"Farmer of {name}")

            def make(session: Session) -> int:
                farm = _added(session, Farm(slug=name, names={"en": name}, alerts_tested_at=NOW))
                _added(session, FarmMember(farm_id=farm.id, person_id=farmer_id, rank=1, since=NOW))
                return farm.id

            self._farms[name] = (await self.database.transact(make), farmer_id)
        return self._farms[name]

    async def sells(
        self,
        slug: str = "",
        *,
        available: int = 10_000,
        farm: str = "Leishan",
        price_minor: int = 600,
        price_unit: int = 500,
        min_order: int = 1,
        per_buyer_max: int | None = None,
        **product: Any,
    ) -> Goods:
        """Put a product on sale: grams, by the jin, from one gram up."""
        slug = slug or f"goods-{next(self._numbers)}"
        farm_id, farmer_id = await self.farm(farm)

        def make(session: Session) -> Goods:
            facts = {"dimension": Dimension.MASS, "price_unit": price_unit, "min_order": min_order} | product
            made = _added(session, Product(slug=slug, farm_id=farm_id, category_id=1, **facts))
            _added(session, ProductText(product_id=made.id, locale="en", name=slug))
            lot = _added(session, Lot(product_id=made.id))
            offer = _added(
                session,
                Offer(sale_id=SHOP_SALE_ID, lot_id=lot.id, price_minor=price_minor, per_buyer_max=per_buyer_max),
            )
            receive(session, lot.id, available)
            return Goods(made.id, lot.id, offer.id, farm_id, farmer_id)

        goods = await self.database.transact(make)
        await self.reload()
        return goods

    async def add(self, row: SQLModel) -> None:
        await self.database.transact(lambda session: _added(session, row) and None)
        await self.reload()

    async def blocks(self, person_id: int) -> None:
        """The person can no longer be reached."""
        [identity] = await self.all(Identity, Identity.person_id == person_id)
        await self.change(Identity, identity.id, state=IdentityState.BLOCKED)

    async def reprices(self, goods: Goods, price_minor: int) -> None:
        await self.change(Offer, goods.offer_id, price_minor=price_minor)

    async def change(self, table: type[SQLModel], row_id: int, **values: Any) -> None:
        """Write into a row, as another part of the house would."""

        def work(session: Session) -> None:
            row = session.get_one(table, row_id)
            for name, value in values.items():
                setattr(row, name, value)
            session.flush()

        await self.database.transact(work)
        await self.reload()

    async def all(self, table: type[Row], *conditions: Any) -> Sequence[Row]:
        """Read rows, in id order."""
        query = select(table).where(*conditions).order_by(table.id)  # type: ignore[attr-defined]
        return await self.database.read(lambda session: [_detached(row) for row in session.exec(query)])

    async def stock_of(self, goods: Goods) -> tuple[int, int]:
        [lot] = await self.all(Lot, Lot.id == goods.lot_id)
        return lot.available, lot.held

    async def holds(self, **wanted: Any) -> Sequence[Hold]:
        return [hold for hold in await self.all(Hold) if all(getattr(hold, k) == v for k, v in wanted.items())]

    async def notices(self, kind: str) -> Sequence[Notice]:
        return [notice for notice in await self.all(Notice) if notice.kind == kind]

    async def order(self, order_id: int) -> tuple[Order, Sequence[Line], Sequence[Parcel], Payment]:
        """Read an order whole, from its rows."""
        [order] = await self.all(Order, Order.id == order_id)
        lines = await self.all(Line, Line.order_id == order_id)
        parcels = await self.all(Parcel, Parcel.order_id == order_id)
        [payment] = await self.all(Payment, Payment.order_id == order_id)
        return order, lines, parcels, payment

    # What people do.

    async def puts(self, buyer: int, goods: Goods, quantity: int) -> basket.Basket:
        return await self.do(basket.set_line, buyer, goods.offer_id, quantity, self.catalogue, now=self.now)

    async def chooses_point(self, buyer: int, point_id: int) -> basket.Basket:
        return await self.do(basket.choose_point, buyer, point_id, self.catalogue, now=self.now)

    async def reviews(self, buyer: int) -> review.Review:
        return await self.do(review.review, buyer, self.catalogue, now=self.now)

    async def takes_what_is_left(self, buyer: int) -> review.Fitted:
        return await self.do(review.take_what_is_left, buyer, self.catalogue, now=self.now)

    async def adds(self, buyer: int, seen: review.Review) -> Receipt:
        """Add to the order that the Review names."""
        assert seen.joins is not None
        joins = seen.joins
        return await self.do(
            adding.add_to_order,
            buyer,
            seen.order_id,
            seen.version,
            joins.order_id,
            joins.number,
            self.catalogue,
            now=self.now,
        )

    async def repeats(self, buyer: int, receipt: Receipt) -> repeating.Repeated:
        return await self.do(repeating.repeat, buyer, receipt.order_id, self.catalogue, now=self.now)

    async def confirms(self, buyer: int, seen: review.Review) -> Receipt:
        return await self.do(
            placing.confirm, buyer, seen.order_id, seen.version, self.catalogue, now=self.now, random_code=self.code
        )

    async def orders(self, buyer: int, *wanted: tuple[Goods, int]) -> Receipt:
        """Basket, Review and Confirm in one."""
        for goods, quantity in wanted:
            await self.puts(buyer, goods, quantity)
        return await self.confirms(buyer, await self.reviews(buyer))

    async def cancels(self, buyer: int, receipt: Receipt, *, confirmed: bool = False) -> cancelling.Cancelled:
        return await self.do(
            cancelling.cancel, buyer, receipt.order_id, self.catalogue, confirmed=confirmed, now=self.now
        )

    async def waits(self, buyer: int, goods: Goods, quantity: int | None) -> int:
        item = self.catalogue.items[goods.product_id]
        return await self.do(wishes.wait_for, buyer, item, quantity, self.catalogue, now=self.now)

    async def receives(self, goods: Goods, quantity: int) -> None:
        await self.do(receive, goods.lot_id, quantity)

    async def serves(self) -> None:
        """The clock looks after all lines."""
        for product_id in await self.do(waitlist.due_products, self.catalogue.rules, self.now, 100):
            await self.do(waitlist.serve, product_id, self.catalogue, now=self.now)

    async def offers(self, goods: Goods) -> dict[int, tuple[int, int]]:
        """Give what is kept for whom: hold and quantity by person."""
        people = {wish.id: wish.person_id for wish in await self.all(Wish, Wish.product_id == goods.product_id)}
        kept = await self.all(Hold, Hold.order_id.is_(None), Hold.state == "active")  # type: ignore[union-attr]
        return {people[hold.wish_id]: (hold.id, hold.quantity) for hold in kept if hold.wish_id in people}

    async def takes(self, buyer: int, hold_id: int) -> taking.Taken:
        return await self.do(taking.take_offer, buyer, hold_id, self.catalogue, now=self.now)

    async def declines(self, buyer: int, hold_id: int) -> taking.Left:
        return await self.do(taking.decline_offer, buyer, hold_id, self.catalogue, now=self.now)

    async def keeps_waiting(self, buyer: int, hold_id: int) -> taking.Left:
        return await self.do(taking.keep_waiting, buyer, hold_id, self.catalogue, now=self.now)

    async def line_of(self, goods: Goods) -> list[tuple[int, str, int | None]]:
        """Give person, state and amount of all wishes for it, in line."""
        found = await self.all(Wish, Wish.product_id == goods.product_id)
        return [(w.person_id, w.state.value, w.quantity) for w in sorted(found, key=lambda w: (w.since, w.id))]

    async def says_yes(self, goods: Goods, receipt: Receipt) -> PlacedOrder:
        return await self.do(answers.answer_yes, parcel_of(receipt, goods), **self._as_farmer(goods))

    async def says_no(self, goods: Goods, receipt: Receipt) -> PlacedOrder:
        return await self.do(answers.answer_no, parcel_of(receipt, goods), **self._as_farmer(goods))

    async def says_less(self, goods: Goods, receipt: Receipt, quantities: dict[int, int]) -> PlacedOrder:
        """Quantities by product id."""
        by_line = {line.line_id: quantities[line.product_id] for line in receipt.lines if line.product_id in quantities}
        return await self.do(answers.answer_less, parcel_of(receipt, goods), by_line, **self._as_farmer(goods))

    async def moves(self, goods: Goods, receipt: Receipt, *events: ParcelEvent) -> PlacedOrder:
        """The coordinator takes steps with one farm's parcel."""
        for event in events:
            order = await self.do(
                handover.move_parcel,
                parcel_of(receipt, goods),
                event,
                actor_id=self.coordinator_id,
                is_admin=True,
                now=self.now,
            )
        return order

    def code(self, length: int) -> str:
        """Codes one after the other, so that tests know them."""
        number = next(self._numbers)
        letters = []
        for _ in range(length):
            number, digit = divmod(number, len(CODE_LETTERS))
            letters.append(CODE_LETTERS[digit])
        return "".join(letters)

    def passes(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)

    def _as_farmer(self, goods: Goods) -> dict[str, Any]:
        return {"actor_id": goods.farmer_id, "farm_ids": {goods.farm_id}, "is_admin": False, "now": self.now}


@asynccontextmanager
async def open_market(url: str, *, books_balance: bool = True) -> AsyncIterator[Market]:
    """Open a market on a fresh database, and check its books at the end."""
    database = open_database(url)
    try:
        market = Market(database)
        await market.open()
        yield market
        if books_balance:
            assert await database.read(faults) == []
            assert await database.read(_ills) == []
    finally:
        await database.close()


def _ills(session: Session) -> list[str]:
    """What the doctor, who shares nothing with the books, says of the same tables; a shortage is no fault of them."""
    looked = [check.look(session) for check in (*stock.CHECKS, *orders.CHECKS) if check is not stock.SHORTAGES]
    return [finding.what for finding in looked if finding.todo]


def receive(session: Session, lot_id: int, quantity: int) -> None:
    """Bring goods in, as the seed and the coordinator do."""
    apply_changes(session, [Change(lot_id, MoveKind.RECEIVED, quantity, 0)], actor_id=None, cause="test", now=NOW)


def open_shortage(session: Session, lot_id: int, missing: int) -> None:
    """More was promised of a lot than is there."""
    _added(session, Shortage(lot_id=lot_id, missing=missing, opened_at=NOW))


def parcel_of(receipt: Receipt, goods: Goods) -> int:
    return next(parcel.parcel_id for parcel in receipt.parcels if parcel.farm_id == goods.farm_id)


def _furnish(session: Session) -> None:
    for row in (
        Shop(),
        Category(slug="mushrooms"),
        Sale(id=SHOP_SALE_ID),
        Point(slug="centre", names={"en": "Centre"}),
        Point(slug="gate", names={"en": "Gate"}, position=1),
    ):
        session.add(row)
        session.flush()


def _added(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row


def _detached(row: Row) -> Row:
    return type(row)(**row.model_dump())
