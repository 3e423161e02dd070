"""Wake-up calls and leases, within a process and between two."""

import asyncio

import asyncpg
import pytest

from bot.database import leases, open_database

KILL_ALL_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
SOON_S = 10
AT_ONCE_S = 2  # before anyone has asked whether the connection still stands


class Bell:
    """A listener that can be waited for."""

    def __init__(self) -> None:
        self.times = 0
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self.times += 1
        self._rung.set()

    async def rings(self) -> None:
        async with asyncio.timeout(SOON_S):
            await self._rung.wait()
        self._rung.clear()


@pytest.fixture
async def two(postgres_url):
    """Two processes, as far as PostgreSQL can tell."""
    one, other = open_database(postgres_url), open_database(postgres_url)
    yield one, other
    await one.close()
    await other.close()


@pytest.fixture
async def server(postgres_url):
    connection = await asyncpg.connect(postgres_url)
    yield connection
    await connection.close()


async def test_who_listens_in_the_same_process_is_called_once_for_each_call(database):
    bell, other = Bell(), Bell()
    stop = database.listen("outbox", bell.ring)
    database.listen("jobs", other.ring)
    await asyncio.sleep(0.2)  # on PostgreSQL the first connection calls everyone once
    bell.times = other.times = 0

    database.notify("outbox")
    database.notify("outbox")
    await asyncio.sleep(0.1)
    stop()
    stop()
    database.notify("outbox")
    await asyncio.sleep(0.1)

    assert (bell.times, other.times) == (2, 0)


async def test_a_listener_that_fails_stops_nobody_else(database):
    failed = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: failed.append(context["exception"]))
    bell = Bell()
    database.listen("outbox", lambda: 1 / 0)
    database.listen("outbox", bell.ring)

    database.notify("outbox")

    await bell.rings()
    assert isinstance(failed[0], ZeroDivisionError)


@pytest.mark.postgres
async def test_another_process_is_woken(two):
    one, other = two
    bell = Bell()
    other.listen("outbox", bell.ring)
    await bell.rings()  # it listens now

    one.notify("outbox")

    await bell.rings()


@pytest.mark.postgres
async def test_a_burst_of_calls_is_sent_as_a_few(two, server):
    heard = []
    await server.add_listener("outbox", lambda *_: heard.append("heard"))
    one, _ = two

    for _ in range(20):
        one.notify("outbox")
        await asyncio.sleep(0.001)
    await one.close()
    await server.execute("SELECT 1")

    assert 1 <= len(heard) <= 5


@pytest.mark.postgres
async def test_a_listener_is_called_after_a_lost_connection_since_it_may_have_missed_something(two, server):
    one, other = two
    bell = Bell()
    other.listen("outbox", bell.ring)
    await bell.rings()

    await server.execute(KILL_ALL_OTHERS)
    await bell.rings()

    one.notify("outbox")
    await bell.rings()


async def test_a_lease_is_granted_where_nobody_else_is(database):
    async with asyncio.timeout(SOON_S), database.lease("sender") as lease:
        assert not lease.lost.is_set()


@pytest.mark.postgres
async def test_one_process_at_a_time_has_a_lease(two):
    one, other = two

    async def take_over() -> None:
        async with other.lease("sender"):
            pass

    async with one.lease("sender"), asyncio.timeout(SOON_S):
        async with other.lease("another sender"):
            pass
        waiting = asyncio.create_task(take_over())
        await asyncio.sleep(0.3)
        assert not waiting.done()
    async with asyncio.timeout(SOON_S):
        await waiting


@pytest.mark.postgres
async def test_a_lease_whose_connection_is_gone_is_lost_and_another_process_takes_it(two, server):
    one, other = two

    async with asyncio.timeout(SOON_S), one.lease("sender") as lease:
        await server.execute(KILL_ALL_OTHERS)
        await asyncio.wait_for(lease.lost.wait(), AT_ONCE_S)
        async with other.lease("sender") as next_lease:
            assert not next_lease.lost.is_set()


@pytest.mark.postgres
async def test_a_process_that_stands_still_loses_its_lease_though_its_connection_stands(two, monkeypatch):
    monkeypatch.setattr(leases, "SILENT_AFTER_S", 1)
    monkeypatch.setattr(leases, "CHECK_EVERY_S", 2 * SOON_S)  # as if it were frozen
    one, other = two

    async with asyncio.timeout(SOON_S), one.lease("sender") as lease, other.lease("sender") as next_lease:
        await lease.lost.wait()
        assert not next_lease.lost.is_set()


@pytest.mark.postgres
async def test_who_stops_waiting_for_a_lease_leaves_no_lock_behind(two):
    one, other = two

    async def take() -> None:
        async with other.lease("sender"):
            await asyncio.Event().wait()

    async with one.lease("sender"):
        waiting = asyncio.create_task(take())
        await asyncio.sleep(0.3)
        waiting.cancel()
        await asyncio.wait([waiting])

    async with asyncio.timeout(SOON_S), one.lease("sender"):
        pass
