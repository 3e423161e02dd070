"""A small market for random steps: the real services over a database that is put back before each run."""

import sqlite3
from dataclasses import dataclass, replace
from itertools import count

from tests.one_thread import OneThread, at_once
from tests.orders.market import Goods, Market

FARMS = ("Hill", "Hill", "Lake")
STOCK, PRICE_MINOR, LIMIT = 20, 600, 12  # grams; the last is one buyer's, of the third product
BUYERS = 3


@dataclass
class Stall:
    """A market as it is before anybody came, and the means to have it so again."""

    database: OneThread
    market: Market
    goods: list[Goods]
    buyers: list[int]
    empty: sqlite3.Connection

    @classmethod
    def build(cls) -> "Stall":
        database = OneThread()
        market = Market(database)
        at_once(market.open())
        limits = (None, None, LIMIT)
        goods = [
            at_once(market.sells(available=STOCK, farm=farm, price_minor=PRICE_MINOR, per_buyer_max=limit))
            for farm, limit in zip(FARMS, limits, strict=True)
        ]
        buyers = [at_once(market.person(f"Buyer {number}")) for number in range(BUYERS)]
        return cls(database, market, goods, buyers, database.keep())

    def opened(self) -> Market:
        """Give the market as if nothing had happened."""
        self.database.put_back(self.empty)
        market = replace(self.market, _numbers=count(1000))
        market.coordinator_id = self.market.coordinator_id
        at_once(market.reload())
        return market

    def close(self) -> None:
        self.empty.close()
        at_once(self.database.close())
