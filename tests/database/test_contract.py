"""What `transact`, `read` and `close` promise, on both engines alike."""

import asyncio

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import Session

from bot.catalog.models import Setting
from bot.database import DatabaseClosed
from tests.database.crates import Gate, add_one, amount, crate, names, put


async def test_what_work_returns_comes_back_and_what_it_wrote_stays(database):
    assert await database.transact(put("apples")) == "apples"

    assert await database.read(names) == {"apples"}


async def test_work_that_fails_leaves_nothing_and_its_neighbours_all(database):
    def fails(session: Session) -> None:
        put("rotten")(session)
        raise ValueError("no rotten crates")

    results = await asyncio.gather(
        *(database.transact(work) for work in [put("a"), fails, put("b"), fails, put("c")]), return_exceptions=True
    )

    assert [type(result) for result in results] == [str, ValueError, str, ValueError, str]
    assert await database.read(names) == {"a", "b", "c"}


async def test_an_error_that_shows_at_the_flush_stays_with_its_own_turn(database):
    def twice(session: Session) -> None:
        session.add(Setting(key="twice", value=1))
        session.flush()
        session.expunge_all()
        session.add(Setting(key="twice", value=2))  # flushed by the database, after the work has ended

    results = await asyncio.gather(
        *(database.transact(work) for work in [put("a"), twice, put("b")]), return_exceptions=True
    )

    assert isinstance(results[1], IntegrityError)
    assert await database.read(names) == {"a", "b"}
    assert not await database.read(lambda session: session.get(Setting, "twice"))


async def test_a_savepoint_of_the_work_takes_back_its_own_part_only(database):
    def work(session: Session) -> None:
        put("kept")(session)
        for name in ("kept", "other", "other"):
            try:
                with session.begin_nested():
                    put(name)(session)
            except IntegrityError:
                continue

    await database.transact(work)

    assert await database.read(names) == {"kept", "other"}


async def test_turns_that_read_and_write_do_not_come_between_each_other(database):
    await database.transact(put("apples", amount=0))

    await asyncio.gather(*(database.transact(add_one("apples")) for _ in range(100)))

    assert await database.read(amount("apples")) == 100


async def test_a_read_cannot_write(database):
    with pytest.raises(StatementError, match=r"readonly|read-only"):
        await database.read(put("apples"))

    assert await database.read(names) == set()


async def test_a_read_sees_one_moment_and_does_not_hold_up_the_writers(database):
    gate = Gate(database)

    def twice(session: Session) -> tuple[set[str], set[str]]:
        before = names(session)
        gate.wait()
        return before, names(session)

    reading = asyncio.create_task(database.read(twice))
    await gate.reached()
    await database.transact(put("late"))
    gate.open()

    assert await reading == (set(), set())
    assert await database.read(names) == {"late"}


async def test_what_is_json_comes_back_as_it_was_and_lies_there_readable(database):
    await database.transact(lambda session: session.add(Setting(key="name", value={"zh": "平菇"})))

    stored = await database.read(lambda session: session.connection().scalar(sa.text("SELECT value FROM setting")))
    assert (await database.read(lambda session: session.get_one(Setting, "name").value)) == {"zh": "平菇"}
    assert "平菇" in str(stored)


async def test_closing_finishes_what_waits_and_refuses_what_comes(database):
    gate = Gate(database)
    first = asyncio.create_task(database.transact(gate.wait))
    await gate.reached()
    waiting = [asyncio.create_task(database.transact(put(f"crate {number}"))) for number in range(50)]
    await asyncio.sleep(0)

    closing = asyncio.create_task(database.close())
    await asyncio.sleep(0)
    with pytest.raises(DatabaseClosed):
        await database.transact(put("too late"))
    with pytest.raises(DatabaseClosed):
        await database.read(names)
    assert not closing.done()
    gate.open()
    await closing
    await first

    assert {task.result() for task in waiting} == {f"crate {number}" for number in range(50)}


async def test_closing_twice_is_closing_once(database):
    await database.close()
    await database.close()


async def test_a_cancelled_caller_does_not_disturb_the_next(database):
    gate = Gate(database)

    def slow(session: Session) -> None:
        put("slow")(session)
        gate.wait()

    cancelled = asyncio.create_task(database.transact(slow))
    await gate.reached()
    cancelled.cancel()
    gate.open()
    with pytest.raises(asyncio.CancelledError):
        await cancelled

    assert await asyncio.gather(*(database.transact(put(name)) for name in "abc")) == ["a", "b", "c"]
    # Whether the slow one was committed nobody can tell without a row that says so; both are allowed.
    assert await database.read(names) - {"slow"} == {"a", "b", "c"}


async def test_rows_are_checked_by_the_database_itself(database):
    for wrong in (put("less than none", amount=-1), put("nowhere", within="no such crate")):
        with pytest.raises(IntegrityError):
            await database.transact(wrong)

    assert await database.read(lambda session: session.connection().scalar(sa.select(sa.func.count(crate.c.name)))) == 0
