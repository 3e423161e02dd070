"""A market in which many people tap at once, and what they tap."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import sqlalchemy as sa
from sqlmodel import Session

from benchmarks.stalls import GOODS_EACH, PACK, add_stalls, stall_slug
from bot.app import App, make_house
from bot.buttons import Button
from bot.catalog.seed import seed_market
from bot.catalog.snapshot import Catalogue, load_catalogue
from bot.database import Database, open_database
from bot.handlers.buyer.buttons import (
    ConfirmOrder,
    OpenAllGoods,
    OpenMyOrders,
    OpenProduct,
    OpenShelf,
    OpenShop,
    PutAmount,
    StartReview,
)
from bot.handlers.choices import CHOICES_MAX
from bot.links import Links
from bot.messages import Address, Content, Incoming, Press, Text
from bot.notices.ports import HistoryPort
from bot.orders.models import Order, OrderState
from bot.people.models import Identity
from tests.market import CHANNEL, LANGUAGES, HeldClock

CALLERS = 32
FAR = 7919  # a prime: visits one after the other look at goods far apart
FIRST_BUYER = 1_000_000

# Ids and codes are numbers, so that a replay can count them; one count for all stages, since they share databases.
_EVENTS = itertools.count(10_000_000)
_CODES = itertools.count(1_000_000)

_ORDER = Order.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_IDENTITY = Identity.__table__  # type: ignore[attr-defined]
_BASKETS = (
    sa.select(_IDENTITY.c.external_id, _ORDER.c.id, _ORDER.c.version)
    .join(_ORDER, _ORDER.c.buyer_id == _IDENTITY.c.person_id)
    .where(_ORDER.c.state == OrderState.BASKET)
)


@dataclass(frozen=True, slots=True)
class Visit:
    """What one buyer taps, one after the other."""

    buyer: int
    buttons: tuple[Button, ...]


class Stage:
    """The parts of one process without any network; the sender rests unless it is started.

    The clock stands still, which no statement minds.
    """

    def __init__(self, database: Database, app: type[App] = App) -> None:
        self.database = database
        self.clock = HeldClock()
        house = make_house(
            LANGUAGES, links=Links("http://shop.test"), clock=self.clock, random_code=lambda length: str(next(_CODES))
        )
        self.app = app(database, house, {CHANNEL: HistoryPort()})

    async def catalogue(self) -> Catalogue:
        return await self.database.read(self.app.house.catalogue)

    async def catalogue_from_rows(self) -> Catalogue:
        """Load it as the turn does that first finds a new version."""
        return await self.database.read(load_catalogue)

    async def tap(self, buyer: int, button: Button) -> None:
        await self._send(buyer, Press(button.pack()))

    async def greet(self, buyer: int) -> None:
        await self._send(buyer, Text("/start"))

    async def perform(self, visits: Iterable[Visit], callers: int = CALLERS) -> None:
        """Let so many callers make all visits; each caller taps again once the last tap is committed."""
        waiting = iter(visits)
        await asyncio.gather(*(self._make(waiting) for _ in range(callers)))

    async def browsing(self, buyers: Iterable[int], *, all_over: bool = False) -> list[Visit]:
        """Five screens a visit: shop, all goods, a shelf, a product card, my orders.

        all_over: each visit looks at other goods, instead of all at the best seller.
        """
        catalogue = await self.catalogue()
        visits = []
        for number, buyer in enumerate(buyers):
            item = catalogue.shelf[number * FAR % len(catalogue.shelf) if all_over else 0]
            page = catalogue.places[item.product_id] // CHOICES_MAX + 1
            shelf = OpenShelf(item.category_id, page)
            screens = (OpenShop(), OpenAllGoods(), shelf, OpenProduct(item.product_id), OpenMyOrders(1))
            visits.append(Visit(buyer, screens))
        return visits

    async def confirming(self, buyers: Iterable[int]) -> list[Visit]:
        """One tap a visit: Confirm of what the buyer has reviewed."""
        baskets = await self.database.read(_baskets)
        return [Visit(buyer, (baskets[buyer],)) for buyer in buyers]

    async def _make(self, visits: Iterator[Visit]) -> None:
        for visit in visits:
            for button in visit.buttons:
                await self.tap(visit.buyer, button)

    async def _send(self, buyer: int, content: Content) -> None:
        event_id = str(next(_EVENTS))
        address = Address(CHANNEL, str(FIRST_BUYER + buyer))
        incoming = Incoming(address, event_id, content, self.clock(), event_id, name="Ana", language="en")
        await self.app.dispatch.receive(incoming)


@asynccontextmanager
async def stage(url: str, app: type[App] = App) -> AsyncIterator[Stage]:
    """Open a database that has its market, and a stage on it."""
    database = open_database(url)
    try:
        opened = Stage(database, app)
        opened.app.house.shelf.put(await opened.catalogue())  # as every process does when it starts
        yield opened
    finally:
        await database.close()


async def set_up(url: str, buyers: int, *, callers: int) -> None:
    """Seed a market, and let each buyer review a basket with both goods of a stall of their own.

    With one caller the ids of the next buyer are those of the last one and a step.
    """
    async with stage(url) as market:
        now = market.clock() - timedelta(days=1)
        await market.database.transact(partial(seed_market, now=now, pictures=False))
        await market.database.transact(partial(add_stalls, count=buyers, now=now))
    async with stage(url) as market:
        offers = {item.slug: item.offer_id or 0 for item in (await market.catalogue()).items.values()}
        for first in range(0, buyers, callers):
            await asyncio.gather(
                *(_shop(market, buyer, offers) for buyer in range(first, min(first + callers, buyers)))
            )


async def _shop(market: Stage, buyer: int, offers: Mapping[str, int]) -> None:
    await market.greet(buyer)
    for goods in range(GOODS_EACH):
        await market.tap(buyer, PutAmount(offers[f"{stall_slug(buyer)}-{goods}"], 2 * PACK))
    await market.tap(buyer, StartReview())


def _baskets(session: Session) -> dict[int, ConfirmOrder]:
    """Give the Confirm button of each buyer's basket."""
    rows = session.connection().execute(_BASKETS)
    return {int(row.external_id) - FIRST_BUYER: ConfirmOrder(row.id, row.version) for row in rows}
