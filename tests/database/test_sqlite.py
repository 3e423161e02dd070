"""What only SQLite can do to us: groups, a full disk, a file that several processes want."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from bot.database import DatabaseBusy, DatabaseClosed, DatabaseInUse, DatabaseUnavailable, normalise_url, open_database
from bot.database.urls import sqlite_file
from tests.database.crates import Gate, add_one, amount, make_table, names, put


async def in_one_group(database, *works):
    """Queue all of it while the writer is held up, so that it is committed together."""
    gate = Gate(database)
    first = asyncio.create_task(database.transact(gate.wait))
    await gate.reached()
    tasks = [asyncio.create_task(database.transact(work)) for work in works]
    await asyncio.sleep(0)
    gate.open()
    await first
    return await asyncio.gather(*tasks, return_exceptions=True)


def pragma(name: str, value: object = None):
    """Work that asks for a setting of the writing connection, or changes it."""
    statement = f"PRAGMA {name}" + (f" = {value}" if value is not None else "")
    return lambda session: session.connection().exec_driver_sql(statement).scalar()


def counted(work, runs: list[str]):
    def counting(session: Session) -> object:
        runs.append("ran")
        return work(session)

    return counting


async def test_a_full_disk_fails_the_turn_that_needs_room_and_no_other(sqlite):
    await sqlite.transact(pragma("max_page_count", await sqlite.transact(pragma("page_count")) + 4))
    runs: list[str] = []

    small, big, other = await in_one_group(
        sqlite, counted(put("small"), runs), put("big", content=b"x" * 1_000_000), put("other")
    )

    assert (small, other) == ("small", "other")
    assert isinstance(big, DatabaseUnavailable)
    assert "full" in str(big)
    assert await sqlite.read(names) == {"small", "other"}
    # SQLite threw the whole group away, so the small one ran again: otherwise this test shows nothing.
    assert len(runs) == 2


async def test_there_is_room_again_and_all_goes_on(sqlite):
    await sqlite.transact(pragma("max_page_count", await sqlite.transact(pragma("page_count")) + 4))
    with pytest.raises(DatabaseUnavailable):
        await sqlite.transact(put("big", content=b"x" * 1_000_000))

    await sqlite.transact(pragma("max_page_count", 1_000_000))

    assert await sqlite.transact(put("big", content=b"x" * 1_000_000)) == "big"


def test_sqlite_forgets_its_neighbours_when_the_disk_is_full(tmp_path):
    """Control: why a group has to be repeated."""
    with closing(sqlite3.connect(tmp_path / "full.db", isolation_level=None)) as connection:
        connection.execute("CREATE TABLE crate (content)")
        connection.execute("PRAGMA max_page_count = 10")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO crate VALUES ('neighbour')")
        connection.execute("SAVEPOINT unit")
        with pytest.raises(sqlite3.OperationalError, match="full"):
            connection.execute("INSERT INTO crate VALUES (zeroblob(1000000))")

        assert not connection.in_transaction
        assert connection.execute("SELECT count(*) FROM crate").fetchone() == (0,)


async def test_a_turn_that_makes_the_commit_fail_fails_alone(sqlite):
    def breaks_at_commit(session: Session) -> None:
        session.connection().exec_driver_sql("PRAGMA defer_foreign_keys = on")
        put("lost", within="no such crate")(session)

    results = await in_one_group(sqlite, put("a"), breaks_at_commit, put("b"))

    assert [type(result) for result in results] == [str, IntegrityError, str]
    assert await sqlite.read(names) == {"a", "b"}


async def test_a_caller_who_left_before_his_turn_began_is_passed_over(sqlite):
    gate = Gate(sqlite)
    first = asyncio.create_task(sqlite.transact(gate.wait))
    await gate.reached()
    left = asyncio.create_task(sqlite.transact(put("left")))
    stayed = asyncio.create_task(sqlite.transact(put("stayed")))
    await asyncio.sleep(0)

    left.cancel()
    await asyncio.sleep(0)
    gate.open()
    await asyncio.gather(first, stayed)

    assert await sqlite.read(names) == {"stayed"}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # the end of the thread is meant
async def test_nobody_waits_for_ever_for_a_writer_that_was_torn_down(sqlite):
    def tears_down(_: Session) -> None:
        raise SystemExit

    results = await in_one_group(sqlite, put("a"), tears_down, put("b"))

    assert {type(result) for result in results} == {DatabaseClosed}
    with pytest.raises(DatabaseClosed):
        await sqlite.transact(put("later"))
    assert await sqlite.read(names) == set()


async def test_what_was_acknowledged_is_on_the_disk(sqlite):
    settings = {name: await sqlite.transact(pragma(name)) for name in ("journal_mode", "synchronous", "foreign_keys")}

    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}  # 2 is FULL


def test_a_killed_process_loses_nothing_that_it_acknowledged(sqlite_url):
    process = subprocess.Popen([sys.executable, "-c", ENDLESS, sqlite_url], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    acknowledged = [process.stdout.readline().strip() for _ in range(300)]
    process.send_signal(signal.SIGKILL)
    acknowledged += process.stdout.read().split("\n")[:-1]  # what it said before it died, but for a torn last line
    process.stdout.close()
    process.wait()

    with closing(sqlite3.connect(file_of(sqlite_url))) as connection:
        stored = {name for (name,) in connection.execute("SELECT name FROM crate")}
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert set(acknowledged) <= stored


async def test_a_second_process_is_refused_by_name(sqlite, sqlite_url):
    with pytest.raises(DatabaseInUse, match=rf"in use by 'run' \(process {os.getpid()}\)"):
        open_database(sqlite_url, role="demo")


async def test_a_file_is_free_again_after_close_and_after_a_kill(sqlite, sqlite_url):
    await sqlite.close()
    process = subprocess.Popen([sys.executable, "-c", ENDLESS, sqlite_url], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline()
    with pytest.raises(DatabaseInUse):
        open_database(sqlite_url)
    process.kill()
    process.communicate()

    await open_database(sqlite_url).close()


async def test_a_damaged_file_is_the_databases_own_fault(sqlite, sqlite_url):
    await sqlite.close()
    with closing(sqlite3.connect(sqlite_file(normalise_url(sqlite_url)))) as connection:
        page = connection.execute("PRAGMA page_size").fetchone()[0]
        roots = connection.execute("SELECT rootpage FROM sqlite_master WHERE tbl_name = 'crate'").fetchall()
    with sqlite_file(normalise_url(sqlite_url)).open("r+b") as pages:
        for (root,) in roots:
            pages.seek((root - 1) * page)
            pages.write(b"\xff" * page)

    damaged = open_database(sqlite_url)
    try:
        for look in (damaged.read, damaged.transact):
            with pytest.raises(DatabaseUnavailable, match="malformed"):
                await look(names)
    finally:
        await damaged.close()


async def test_a_guest_writes_beside_the_process_that_has_the_file(sqlite, sqlite_url):
    guest = open_database(sqlite_url, role="guest")
    await sqlite.transact(put("apples", amount=0))

    await asyncio.gather(*(one.transact(add_one("apples")) for one in (sqlite, guest) * 50))

    assert await guest.read(amount("apples")) == 100
    await guest.close()


def test_a_transaction_that_only_later_wants_to_write_fails_at_once(tmp_path):
    """Control: why ours take the write lock when they begin."""
    with closing(sqlite3.connect(tmp_path / "a.db", isolation_level=None)) as one:
        one.execute("PRAGMA journal_mode = wal")
        one.execute("PRAGMA busy_timeout = 5000")
        one.execute("CREATE TABLE crate (amount)")
        with closing(sqlite3.connect(tmp_path / "a.db", isolation_level=None)) as other:
            one.execute("BEGIN DEFERRED")
            one.execute("SELECT * FROM crate").fetchall()
            other.execute("INSERT INTO crate VALUES (1)")

            with pytest.raises(sqlite3.OperationalError, match="locked"):
                one.execute("INSERT INTO crate VALUES (2)")


async def test_a_guest_who_keeps_the_lock_makes_the_others_come_again(sqlite, sqlite_url):
    await sqlite.transact(pragma("busy_timeout", 50))
    with closing(sqlite3.connect(file_of(sqlite_url), isolation_level=None)) as guest:
        guest.execute("BEGIN IMMEDIATE")

        results = await asyncio.gather(*(sqlite.transact(put(name)) for name in "ab"), return_exceptions=True)

        assert {type(result) for result in results} == {DatabaseBusy}
    assert await sqlite.transact(put("a")) == "a"


async def test_a_database_in_memory_has_its_tables_and_reads_what_was_written():
    database = open_database("sqlite://")
    await database.transact(make_table)
    await database.transact(put("apples"))

    assert await database.read(names) == {"apples"}
    tables = await database.read(lambda session: sa.inspect(session.connection()).get_table_names())
    assert {"inbox", "lot", "orders"} <= set(tables)
    await database.close()


def file_of(url: str) -> str:
    return str(sqlite_file(normalise_url(url)))


# Adds crates for ever, and says each name once it was told that the crate is stored.
ENDLESS = """
import asyncio, sys
from itertools import count
from bot.database import open_database
from tests.database.crates import make_table, put

async def main():
    database = open_database(sys.argv[1])
    await database.transact(make_table)
    numbers = count()
    async def add():
        for number in numbers:
            print(await database.transact(put(f"crate {number}")), flush=True)
    await asyncio.gather(*(add() for _ in range(8)))

asyncio.run(main())
"""
