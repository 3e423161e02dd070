"""The sender's loop: woken by commits, one for each account among all processes, and clean at its end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import sqlalchemy as sa

from bot.database import open_database
from bot.notices import accounts
from bot.notices.models import OutboxState
from bot.notices.sender import OUTBOX_SIGNAL, SHOWN_SIGNAL
from tests.notices.world import WEBCHAT, World

PATIENCE_S = 15


@asynccontextmanager
async def running(sender) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(sender.run())
    await asyncio.sleep(0)
    try:
        yield task
    finally:
        sender.stop()
        async with asyncio.timeout(PATIENCE_S):
            await task


async def until(condition) -> None:
    """Wait for something that another task does."""
    async with asyncio.timeout(PATIENCE_S):
        while not await condition():
            await asyncio.sleep(0.005)


def all_in(state, world):
    async def condition():
        return {row.state for row in await world.outbox()} == {state}

    return condition


@pytest.fixture
def never_polls(monkeypatch):
    monkeypatch.setattr(accounts, "POLL_S", 3600.0)


@pytest.mark.parametrize("channel", ["messenger", WEBCHAT])
async def test_a_wake_up_sends_at_once(world, channel, never_polls):
    ana = await world.someone(channel)
    async with running(world.sender):
        for n in range(3):
            await world.says(ana, f"hello {n}")
            world.sender.wake()
            await until(all_in(OutboxState.SENT, world))


async def test_a_signal_from_another_process_wakes(world, database_url, never_polls):
    ana = await world.someone()
    other = open_database(database_url) if world.database.dialect == "postgresql" else world.database
    async with running(world.sender):
        await world.says(ana, "first")
        world.sender.wake()
        await until(all_in(OutboxState.SENT, world))

        await world.says(ana, "second")
        other.notify(OUTBOX_SIGNAL)
        await until(all_in(OutboxState.SENT, world))
    if other is not world.database:
        await other.close()


async def test_without_any_wake_up_it_looks_by_itself(world, monkeypatch):
    monkeypatch.setattr(accounts, "POLL_S", 0.01)
    ana = await world.someone()
    async with running(world.sender):
        await world.says(ana, "hello")
        await until(all_in(OutboxState.SENT, world))


async def test_open_pages_are_told_here_and_elsewhere(world):
    told = asyncio.Event()
    world.database.listen(SHOWN_SIGNAL, told.set)
    ana = await world.someone(WEBCHAT)
    async with running(world.sender), asyncio.timeout(PATIENCE_S):
        if world.database.dialect == "postgresql":  # who begins to listen is called once, for what was said before
            await told.wait()
            told.clear()
        await world.says(ana, "hello")
        world.sender.wake()
        await told.wait()

    assert world.shown == [ana.identity_id]


async def test_a_slow_message_delays_nobody_else(world, never_polls):
    ana, ben = await world.someone(), await world.someone()
    world.platform.gate.clear()
    async with running(world.sender):
        await world.says(ana, "slow")
        world.sender.wake()
        async with asyncio.timeout(PATIENCE_S):
            await world.platform.called.wait()
        world.platform.gate.set()
        await world.says(ben, "quick")
        world.sender.wake()
        await until(all_in(OutboxState.SENT, world))

    assert set(world.platform.accepted) == {"slow", "quick"}


async def test_at_the_end_what_is_on_the_wire_is_waited_for_and_written_down(world):
    ana = await world.someone()
    await world.says(ana, "one", "two")
    world.platform.gate.clear()
    task = asyncio.create_task(world.sender.run())
    async with asyncio.timeout(PATIENCE_S):
        await world.platform.called.wait()

    world.sender.stop()
    world.platform.gate.set()
    async with asyncio.timeout(PATIENCE_S):
        await task

    assert [row.state for row in await world.outbox()] == [OutboxState.SENT, OutboxState.QUEUED]
    assert world.platform.accepted == ["one"]


async def test_what_hangs_at_the_end_is_unknown(world, monkeypatch):
    monkeypatch.setattr(accounts, "FINISH_WITHIN_S", 0.01)
    ana = await world.someone()
    await world.says(ana, "one")
    world.platform.gate.clear()
    task = asyncio.create_task(world.sender.run())
    async with asyncio.timeout(PATIENCE_S):
        await world.platform.called.wait()

    world.sender.stop()
    async with asyncio.timeout(PATIENCE_S):
        await task

    (row,) = await world.outbox()
    assert (row.state, row.repeats) == (OutboxState.QUEUED, True)
    assert [row.reason for row in await world.attempts()] == ["stopped"]


async def test_a_platform_that_hangs_is_given_up_on(world, monkeypatch):
    monkeypatch.setattr(accounts, "SEND_WITHIN_S", 0.01)
    world.platform.gate.clear()
    await world.says(await world.someone(), "one")

    await world.sender.drain_once()

    assert [row.reason for row in await world.attempts()] == ["timeout"]


@pytest.mark.postgres
class TestSeveralProcesses:
    @pytest.fixture
    async def worlds(self, postgres_cluster):
        """Two processes on one database, which talk to one messenger."""
        with postgres_cluster.fresh() as url:
            databases = [open_database(url), open_database(url)]
            worlds = [World(database) for database in databases]
            worlds[1].platform = worlds[0].platform
            worlds[1].sender = worlds[1].new_sender()
            yield worlds
            for database in databases:
                await database.close()

    async def test_one_sends_and_the_other_takes_over(self, worlds):
        first, second = worlds
        ana = await first.someone()
        async with running(second.sender):
            async with running(first.sender):
                for n in range(10):
                    await first.says(ana, f"{n}")
                    first.sender.wake()
                    second.sender.wake()
                await until(all_in(OutboxState.SENT, first))
            await first.says(ana, "10")
            await until(all_in(OutboxState.SENT, first))

        assert first.platform.texts(ana.external_id) == [str(n) for n in range(11)]
        assert not first.platform.violations

    async def test_who_stands_by_stops_at_once(self, worlds):
        first, second = worlds
        async with running(first.sender):
            await first.says(await first.someone(), "hello")
            first.sender.wake()
            await until(all_in(OutboxState.SENT, first))
            async with running(second.sender):
                await asyncio.sleep(0.05)

    async def test_a_lost_lease_is_taken_again(self, worlds):
        first, _ = worlds
        ana = await first.someone()
        async with running(first.sender):
            await first.says(ana, "before")
            first.sender.wake()
            await until(all_in(OutboxState.SENT, first))

            await first.database.transact(_cut_everybody_else_off)
            await first.says(ana, "after")
            await until(all_in(OutboxState.SENT, first))

        assert first.platform.texts(ana.external_id) == ["before", "after"]


def _cut_everybody_else_off(session):
    session.connection().execute(
        sa.text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    )
