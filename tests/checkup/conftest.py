"""A small market with something of everything in it, and nothing wrong with it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from bot.checkup import Finding, examine_market
from bot.inbox import ProcessRun
from tests.orders.market import NOW, Goods, Market, open_market


@dataclass
class Ward:
    """The market that the doctor looks at."""

    market: Market
    mushrooms: Goods
    tomatoes: Goods
    placed_id: int  # of mushrooms and tomatoes, from two farms; the mushrooms' has said yes
    done_id: int  # the farm had none
    basket_id: int  # reviewed, so that goods are held; and honey is offered to somebody who waited

    async def tampers(self, *statements: sa.Executable) -> None:
        """Do what nothing of ours does."""
        for statement in statements:
            await self.market.do(lambda session, what=statement: session.connection().execute(what) and None)

    async def examines(self) -> list[Finding]:
        return await self.market.database.read(partial(examine_market, now=self.market.now))

    async def ills(self) -> list[str]:
        """What the doctor would have somebody do something about, without numbers and names."""
        return [finding.what.partition(":")[0] for finding in await self.examines() if finding.todo]


@pytest.fixture
async def ward(database_url: str) -> AsyncIterator[Ward]:
    async with open_market(database_url, books_balance=False) as market:
        mushrooms, tomatoes = await market.sells("mushrooms"), await market.sells("tomatoes", farm="Wangmo")
        ana, ben, cleo = [await market.person(name) for name in ("Ana", "Ben", "Cleo")]
        placed = await market.orders(ana, (mushrooms, 1500), (tomatoes, 500))
        await market.says_yes(mushrooms, placed)
        done = await market.orders(ben, (tomatoes, 700))
        await market.says_no(tomatoes, done)
        await market.puts(cleo, mushrooms, 250)
        review = await market.reviews(cleo)
        honey = await market.sells("honey", available=0)
        await market.waits(ben, honey, 100)
        await market.receives(honey, 100)
        await market.serves()
        await market.add(ProcessRun(command="run", started_at=NOW, heartbeat_at=NOW))
        yield Ward(market, mushrooms, tomatoes, placed.order_id, done.order_id, review.order_id)


def table(model: Any) -> sa.Table:
    found: sa.Table = model.__table__
    return found
