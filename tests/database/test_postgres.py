"""What only PostgreSQL can do to us: deadlocks, lost connections, too few of them."""

import asyncio

import asyncpg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from bot.database import (
    Database,
    DatabaseBusy,
    DatabaseUnavailable,
    leases,
    normalise_url,
    open_database,
    postgres,
    postgres_engine,
)
from tests.database.crates import Gate, add_one, amount, crate, make_table, names, put
from tests.database.proxy import Proxy

pytestmark = pytest.mark.postgres

SLOW = "SELECT 1 FROM pg_sleep(0.5)"
KILL_ALL_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture
async def database(postgres_url):
    database = open_database(postgres_url)
    await database.transact(make_table)
    yield database
    await database.close()


@pytest.fixture
async def server(postgres_url):
    """A connection of the test's own."""
    connection = await asyncpg.connect(postgres_url)
    yield connection
    await connection.close()


async def crossing(database: Database) -> tuple[list[object], int]:
    """Two turns that lock the same two rows in opposite order, and how often they ran."""
    for name in "ab":
        await database.transact(put(name, amount=0))
    both_hold_one = asyncio.Barrier(2)
    runs = 0

    def lock(first: str, second: str):
        def work(session: Session) -> None:
            nonlocal runs
            runs += 1
            add_one(first)(session)
            if runs <= 2:
                sa.util.concurrency.await_(both_hold_one.wait())
            add_one(second)(session)

        return work

    turns = [database.transact(lock("a", "b")), database.transact(lock("b", "a"))]
    return await asyncio.gather(*turns, return_exceptions=True), runs


async def test_a_deadlock_is_run_again_and_nobody_hears_of_it(database):
    results, runs = await crossing(database)

    assert results == [None, None]
    assert [await database.read(amount(name)) for name in "ab"] == [2, 2]
    assert runs == 3


async def test_a_deadlock_reaches_the_caller_where_nothing_is_run_again(database, monkeypatch):
    """Control."""
    monkeypatch.setattr(postgres, "RETRIES", 0)

    results, _ = await crossing(database)

    assert sorted(type(result).__name__ for result in results) == ["DatabaseBusy", "NoneType"]


@pytest.mark.parametrize(
    ("state", "runs", "error"),
    [("40001", 4, DatabaseBusy), ("40P01", 4, DatabaseBusy), ("55P03", 4, DatabaseBusy), ("23505", 1, IntegrityError)],
)
async def test_what_collides_is_run_four_times_and_what_is_wrong_once(database, state, runs, error):
    ran = 0

    def work(session: Session) -> None:
        nonlocal ran
        ran += 1
        session.connection().exec_driver_sql(f"DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$")

    with pytest.raises(error):
        await database.transact(work)

    assert ran == runs


async def test_turns_see_what_others_committed_meanwhile_whatever_the_server_prefers(postgres_url, server):
    name = await server.fetchval("SELECT current_database()")
    await server.execute(f"ALTER DATABASE {name} SET default_transaction_isolation = 'serializable'")
    database = open_database(postgres_url)

    level = await database.transact(lambda session: session.connection().scalar(sa.text("SHOW transaction_isolation")))

    assert level == "read committed"
    await database.close()


async def test_a_server_that_hung_up_on_the_whole_pool_is_called_again(database, server):
    gate = Gate(database)
    all_connections = [asyncio.create_task(database.transact(gate.wait)) for _ in range(postgres.POOL_SIZE)]
    await gate.reached(postgres.POOL_SIZE)
    gate.open()
    await asyncio.gather(*all_connections)

    await server.execute(KILL_ALL_OTHERS)

    assert len(await asyncio.gather(*(database.transact(put(f"{n}")) for n in range(20)))) == 20
    assert len(await database.read(names)) == 20


async def test_a_table_that_a_release_changed_meanwhile_disturbs_nobody(database, server):
    await database.transact(put("apples", amount=1))
    assert await database.transact(amount("apples")) == 1

    await server.execute("ALTER TABLE crate ALTER amount TYPE bigint")

    assert await database.transact(amount("apples")) == 1


async def test_a_turn_cut_off_in_the_middle_runs_again(database, server):
    ran = 0

    def work(session: Session) -> None:
        nonlocal ran
        ran += 1
        put("once")(session)
        if ran == 1:
            sa.util.concurrency.await_(server.execute(KILL_ALL_OTHERS))
            session.connection().scalar(sa.select(1))

    await database.transact(work)

    assert ran == 2
    assert await database.read(names) == {"once"}


async def test_a_connection_lost_at_commit_is_harmless_to_work_that_leaves_a_mark(database, postgres_url):
    ran = 0

    def turn(session: Session) -> str:
        """As every turn: the event's row first, and nothing more if it is there."""
        nonlocal ran
        ran += 1
        mark = sa.dialects.postgresql.insert(crate).values(name="event", amount=0)
        if not session.connection().execute(mark.on_conflict_do_nothing()).rowcount:
            return "done before"
        add_one("apples")(session)
        return "done"

    await database.transact(put("apples", amount=0))
    proxy = Proxy(postgres_url)
    async with proxy.serve() as url:
        through = open_database(url)
        proxy.lose_replies(1)
        assert await through.transact(turn) == "done before"
        await through.close()

    assert ran == 2
    assert await database.read(amount("apples")) == 1


async def test_a_connection_lost_at_commit_doubles_work_that_leaves_no_mark(database, postgres_url):
    """Control: the commit did happen, and running again is only safe because of the mark."""
    await database.transact(put("apples", amount=0))
    proxy = Proxy(postgres_url)
    async with proxy.serve() as url:
        through = open_database(url)
        proxy.lose_replies(1)
        await through.transact(add_one("apples"))
        await through.close()

    assert await database.read(amount("apples")) == 2


async def test_a_connection_lost_at_every_commit_is_said_to_be_unavailable(postgres_url):
    proxy = Proxy(postgres_url)
    async with proxy.serve() as url:
        through = open_database(url)
        proxy.lose_replies(100)
        with pytest.raises(DatabaseUnavailable):
            await through.transact(lambda session: session.connection().scalar(sa.select(1)))
        await through.close()


async def test_who_finds_no_connection_in_time_is_told_to_come_again(postgres_url, monkeypatch):
    monkeypatch.setattr(postgres_engine, "POOL_TIMEOUT_S", 0.1)
    database = open_database(postgres_url)
    gate = Gate(database)
    slow = [asyncio.create_task(database.transact(gate.wait)) for _ in range(postgres.POOL_SIZE)]
    await gate.reached(postgres.POOL_SIZE)

    with pytest.raises(DatabaseBusy, match="no connection"):
        await database.transact(put("one more"))

    gate.open()
    assert await asyncio.gather(*slow) == [None] * postgres.POOL_SIZE
    assert await database.transact(lambda session: session.connection().scalar(sa.select(1))) == 1
    await database.close()


async def test_a_queue_that_is_too_long_is_not_made_longer(database, monkeypatch):
    monkeypatch.setattr(postgres, "WAITING", 2)
    gate = Gate(database)
    accepted = [asyncio.create_task(database.transact(gate.wait)) for _ in range(postgres.POOL_SIZE + 2)]
    await gate.reached(postgres.POOL_SIZE)

    with pytest.raises(DatabaseBusy, match="turns wait"):
        await database.transact(lambda _: None)

    gate.open()
    await asyncio.gather(*accepted)
    assert await database.transact(lambda _: "room again") == "room again"


async def test_a_server_that_is_not_there_is_said_to_be_so_without_the_password(unused_tcp_port):
    database = open_database(f"postgresql://farm:s3cret@127.0.0.1:{unused_tcp_port}/farm")

    with pytest.raises(DatabaseUnavailable) as refused:
        await database.transact(lambda session: session.connection())

    assert "s3cret" not in repr(refused.value) + repr(refused.value.__cause__)
    await database.close()


async def test_a_turn_that_was_cancelled_leaves_nothing_and_gives_its_connection_back(database):
    for _ in range(2 * postgres.POOL_SIZE):
        gate = Gate(database)

        def slow(session: Session, gate: Gate = gate) -> None:
            put("cancelled")(session)
            gate.wait()

        turn = asyncio.create_task(database.transact(slow))
        await gate.reached()
        turn.cancel()
        with pytest.raises(asyncio.CancelledError):
            await turn

    assert await database.read(names) == set()


async def test_without_the_driver_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setattr(postgres_engine, "find_spec", lambda _: None)

    with pytest.raises(ValueError, match=r"DATABASE_URL.*farmgate\[postgres\]"):
        open_database("postgresql://h/farm")


async def test_an_error_does_not_quote_what_people_wrote(database):
    await database.transact(put("s3cret name"))

    with pytest.raises(IntegrityError) as failed:
        await database.transact(put("s3cret name", content=b"123"))

    assert "crate" in str(failed.value)
    assert "s3cret" not in str(failed.value)


async def stands_still(url: str, *, between_messages: bool) -> asyncpg.Connection:
    """Lock a row as a process of ours, and say nothing any more: between two statements, or in the middle of one."""
    connection = await postgres_engine.connect(normalise_url(url), "run")
    await connection.execute("BEGIN")
    await connection.execute("UPDATE crate SET amount = 5")
    if between_messages:
        await connection.prepare("SELECT amount FROM crate")  # behind which nothing tells the server to go on
    return connection


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setitem(postgres_engine.SETTINGS, "idle_in_transaction_session_timeout", "100ms")
    monkeypatch.setattr(leases, "SILENT_AFTER_S", 0.1)
    monkeypatch.setattr(leases, "CHECK_EVERY_S", 0.02)


@pytest.mark.parametrize("between_messages", [False, True])
async def test_who_stands_still_gives_the_locks_back(database, postgres_url, impatient, between_messages):
    await database.transact(put("apples", amount=0))
    still = await stands_still(postgres_url, between_messages=between_messages)

    async with database.lease("clock"):
        await database.transact(add_one("apples"))

    assert await database.read(amount("apples")) == 1
    still.terminate()


async def test_in_the_middle_of_a_statement_the_server_waits_for_ever(database, postgres_url, impatient, monkeypatch):
    """Control: nobody has a lease, and hangs up."""
    monkeypatch.setitem(postgres_engine.SETTINGS, "lock_timeout", "300ms")
    other = open_database(postgres_url)
    await database.transact(put("apples", amount=0))
    still = await stands_still(postgres_url, between_messages=True)

    with pytest.raises(DatabaseBusy):
        await other.transact(add_one("apples"))

    still.terminate()
    await other.close()


async def test_who_is_at_work_is_left_alone(database, postgres_url, server, impatient):
    working = asyncio.create_task(database.read(lambda session: session.connection().scalar(sa.text(SLOW))))
    idle = await postgres_engine.connect(normalise_url(postgres_url), "run")

    async with database.lease("clock"):
        assert await working == 1
        assert await idle.fetchval("SELECT 1") == 1

    await idle.close()
