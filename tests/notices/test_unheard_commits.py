"""A claim that was committed while its answer got lost: the messages are sent, once, and not by chance later."""

import asyncio

import pytest

from bot.database import open_database
from bot.notices import accounts
from bot.notices.models import OutboxState, Outcome
from bot.notices.sender import Sender
from tests.database.proxy import Proxy
from tests.notices.test_running import all_in, running, until
from tests.notices.world import MESSENGER, World
from tests.postgres import Cluster

pytestmark = pytest.mark.postgres


async def test_what_was_claimed_unheard_is_sent_once(
    postgres_cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "POLL_S", 3600.0)  # it looks when it is woken, so the commit is the claim's
    with postgres_cluster.fresh() as url:
        proxy, database = Proxy(url), open_database(url)
        async with proxy.serve() as through:
            outside = open_database(through)
            world = World(outside)
            ana, ben = await world.someone(), await world.someone()
            world.platform.gate.clear()  # what Ben is told is on the wire all the while
            # Of this channel alone: a web chat's account would commit beside it.
            sender = Sender(outside, {MESSENGER: world.platform}, clock=world.clock, remind_at=lambda sent_at: sent_at)
            async with running(sender):
                await world.says(ben, "on the wire")
                sender.wake()
                await world.platform.called.wait()
                await World(database).says(ana, "hello")
                proxy.lose_replies(1)
                sender.wake()
                await asyncio.wait_for(until_lost(proxy), 10)
                world.platform.gate.set()
                await until(all_in(OutboxState.SENT, world))

            assert proxy.lost == 1
            assert sorted(world.platform.accepted) == ["hello", "on the wire"]
            assert {(one.outcome, one.reason) for one in await world.attempts()} == {(Outcome.OK, "")}
            assert {row.attempts for row in await world.outbox()} == {1}
            await outside.close()
        await database.close()


async def until_lost(proxy: Proxy) -> None:
    while not proxy.lost:
        await asyncio.sleep(0.005)
