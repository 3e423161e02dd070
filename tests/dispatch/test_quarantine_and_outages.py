"""After a kill each event is counted before it is handled; a database that was away meanwhile is not a kill."""

from functools import partial

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from bot import inbox
from bot.database import DatabaseBusy
from bot.handlers.context import Context
from bot.handlers.routes import Replies, Route, Who
from bot.inbox import DeadLetter
from bot.messages import Address, Incoming, Outgoing, Text
from tests.market import CHANNEL, Market


def busy_twice(market: Market) -> Incoming:
    """An event for which the database has no time at first."""
    left = [True, True]

    def handle(ctx: Context, words: str) -> Replies:
        if left:
            left.pop()
            raise DatabaseBusy("later")
        return [Outgoing("done")]

    market.app.house.routes.commands["busy"] = Route(Who.ANYONE, handle)
    return Incoming(Address(CHANNEL, "buyer-ana"), "e1", Text("/busy"), market.clock(), language="en")


async def letters(market: Market) -> int:
    def counted(session: Session) -> int:
        return int(session.connection().execute(sa.select(sa.func.count()).select_from(DeadLetter)).scalar_one())

    return await market.database.read(counted)


async def test_event_for_which_the_database_was_busy_is_not_taken_for_a_killer(market: Market) -> None:
    event = busy_twice(market)
    market.app.dispatch.quarantine()

    for _ in range(2):
        with pytest.raises(DatabaseBusy):
            await market.receive(event)
    await market.receive(event)
    await market.settle()

    assert await letters(market) == 0
    assert await market.buyer("Ana").sees() == "done"


async def test_nor_by_the_process_to_which_the_platform_sends_it_next(market: Market) -> None:
    event = busy_twice(market)
    market.app.dispatch.quarantine()
    for _ in range(2):
        with pytest.raises(DatabaseBusy):
            await market.receive(event)
    neighbour = Market(market.database, market.clock)
    neighbour.app.dispatch.quarantine()

    await neighbour.receive(event)

    assert await letters(market) == 0


async def test_copy_of_what_another_process_has_just_begun_is_told_to_come_again(market: Market) -> None:
    event = Incoming(Address(CHANNEL, "buyer-ana"), "e1", Text("/start"), market.clock(), language="en")
    begun_next_door = partial(inbox.begin, channel=CHANNEL, event_id="e1", now=market.clock())
    await market.database.transact(begun_next_door)
    market.app.dispatch.quarantine()

    with pytest.raises(DatabaseBusy):
        await market.receive(event)

    await Market(market.database, market.clock).receive(event)  # next door it goes on
    await market.receive(event)  # and here it comes again
    await market.settle()
    assert await letters(market) == 0
    assert len(await market.buyer("Ana").messages()) == 1
