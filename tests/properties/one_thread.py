"""A market that can be had anew in a millisecond: one SQLite database in memory, no threads, nothing awaited.

The services are the real ones, each in a transaction of its own.  What is left out is the shell around them (event loop,
writer's thread, group commit), which has tests of its own and takes most of the time of a small step.
"""

import sqlite3
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, TypeVar

from sqlmodel import Session

from bot.database import Database, Lease
from bot.database.migrations import upgrade
from bot.database.sqlite_engine import driver_connection, writing_engine
from tests.orders.market import Goods, Market

T = TypeVar("T")

FARMS = ("Hill", "Hill", "Lake")
STOCK, PRICE_MINOR, LIMIT = 20, 600, 12  # grams; the last is one buyer's, of the third product
BUYERS = 3


class OneThread(Database):
    """Does at once what it is asked, on its one connection."""

    dialect = "sqlite"

    def __init__(self) -> None:
        engine = writing_engine(None)
        self.engines = (engine,)
        self.connection = engine.connect()
        with self.connection.begin():
            upgrade(self.connection)
        self.driver = driver_connection(self.connection)

    async def transact(self, work: Callable[[Session], T]) -> T:
        with self.connection.begin(), Session(self.connection, expire_on_commit=False) as session:
            result = work(session)
            session.flush()
            return result

    async def read(self, work: Callable[[Session], T]) -> T:
        return await self.transact(work)

    def lease(self, name: str) -> AbstractAsyncContextManager[Lease]:
        raise NotImplementedError

    async def close(self) -> None:
        self.connection.close()
        self.engines[0].dispose()


def at_once(step: Coroutine[Any, Any, T]) -> T:
    """Run what never waits."""
    try:
        step.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    raise AssertionError("something waits in a database that is in memory")


@dataclass
class Stall:
    """A market as it is before anybody came, and the means to have it so again."""

    market: Market
    goods: list[Goods]
    buyers: list[int]
    empty: sqlite3.Connection

    @classmethod
    def build(cls) -> "Stall":
        market = Market(OneThread())
        at_once(market.open())
        limits = (None, None, LIMIT)
        goods = [
            at_once(market.sells(available=STOCK, farm=farm, price_minor=PRICE_MINOR, per_buyer_max=limit))
            for farm, limit in zip(FARMS, limits, strict=True)
        ]
        buyers = [at_once(market.person(f"Buyer {number}")) for number in range(BUYERS)]
        empty = sqlite3.connect(":memory:")
        _driver(market).backup(empty)
        return cls(market, goods, buyers, empty)

    def opened(self) -> Market:
        """Give the market as if nothing had happened."""
        self.empty.backup(_driver(self.market))
        market = replace(self.market, _numbers=count(1000))
        market.coordinator_id = self.market.coordinator_id
        at_once(market.reload())
        return market

    def close(self) -> None:
        self.empty.close()
        at_once(self.market.database.close())


def _driver(market: Market) -> sqlite3.Connection:
    assert isinstance(market.database, OneThread)
    return market.database.driver
