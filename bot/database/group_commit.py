"""The one thread that writes to SQLite: it takes whatever is queued and commits it together.

Measured against one commit a turn: six times the turns, since the disk is waited for once a group.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import groupby
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, NamedTuple, cast

from sqlalchemy import Connection
from sqlmodel import Session

from bot.database.errors import DatabaseBusy, DatabaseClosed, DatabaseUnavailable
from bot.database.sqlite_engine import driver_connection, own_fault

UNITS_PER_COMMIT = 32

log = logging.getLogger(__name__)


class Unit(NamedTuple):
    """One piece of work and the caller who waits for it."""

    work: Callable[[Session], Any]
    future: asyncio.Future[Any]


class Outcome(NamedTuple):
    """What became of a unit: a result, or why not."""

    future: asyncio.Future[Any]
    result: Any
    error: Exception | None


class UnitSession(Session):
    """A session on the writer's connection, which is inside the unit's savepoint whenever the session is used."""

    def connection(self, *_: object, **__: object) -> Connection:
        """Give the connection that the session was made with.

        The session's own way there begins a transaction and looks at it again for each statement, which takes a
        thirteenth of a small turn (measured); the savepoint is all the transaction that a unit needs.
        """
        return cast(Connection, self.bind)


class GroupCommit:
    """Runs units in the order they came, up to 32 a commit, each in a savepoint of its own."""

    def __init__(self, connection: Connection) -> None:
        """Take `connection` over: nobody else uses it, and the thread closes it."""
        self._connection = connection
        self._driver = driver_connection(connection)
        self._queue: SimpleQueue[Unit | None] = SimpleQueue()
        self._stopping = False
        self._ended = False
        self._thread = Thread(target=self._run, name="sqlite-writer", daemon=True)
        self._thread.start()

    def submit(self, unit: Unit) -> None:
        """Queue a unit; its future is settled in its own event loop."""
        self._queue.put(unit)
        if self._ended:  # asked after the put: either the thread still finds the unit, or we do
            self._refuse([])

    def finish(self) -> None:
        """Do all that is queued, then end the thread and its connection.  Blocks until it is done."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        group: list[Unit] = []
        try:
            while not self._stopping:
                group = self._next_group()
                deliver(self._commit(group))
        finally:
            # With units left over only after what nobody catches (SystemExit), and even then no one waits for ever.
            self._ended = True
            self._refuse(group)
            self._connection.close()

    def _next_group(self) -> list[Unit]:
        group: list[Unit] = []
        unit = self._queue.get()
        while unit is not None:
            group.append(unit)
            if len(group) == UNITS_PER_COMMIT or self._queue.empty():
                return group
            unit = self._queue.get()
        self._stopping = True
        return group

    def _commit(self, group: Sequence[Unit]) -> list[Outcome]:
        group = [unit for unit in group if not unit.future.done()]  # done before it began: cancelled
        if not group:
            return []
        try:
            with self._connection.begin():
                return [self._run_unit(unit) for unit in group]
        except Exception as error:  # noqa: BLE001 - handed to whoever waits
            if self._driver.in_transaction:  # a COMMIT that fails leaves it open, and SQLAlchemy takes it for ended
                self._driver.rollback()
            if len(group) == 1 or _is_busy(error):
                return [Outcome(unit.future, None, error) for unit in group]
            # COMMIT failed, or SQLite gave up the whole group: find out who can do without the others.
            log.warning("a commit of %d units failed, repeating them one by one: %s", len(group), type(error).__name__)
            return [outcome for unit in group for outcome in self._commit([unit])]

    def _run_unit(self, unit: Unit) -> Outcome:
        nested = self._connection.begin_nested()  # keeps a flush error inside its own unit
        session = UnitSession(self._connection, join_transaction_mode="rollback_only", expire_on_commit=False)
        try:
            result = unit.work(session)
            session.flush()
            nested.commit()
            return Outcome(unit.future, result, None)
        except Exception as error:
            if not self._driver.in_transaction:  # SQLite threw the whole group away: disk full, I/O error
                raise
            if nested.is_active:
                nested.rollback()
            return Outcome(unit.future, None, error)
        finally:
            session.close()

    def _refuse(self, units: list[Unit]) -> None:
        with suppress(Empty):
            while True:
                units += filter(None, [self._queue.get_nowait()])
        deliver([Outcome(unit.future, None, DatabaseClosed("the database is closed")) for unit in units])


def deliver(outcomes: Sequence[Outcome]) -> None:
    """Settle the futures in their event loop, with one call a group: each call wakes the loop through a socket."""
    for loop, some in groupby(outcomes, key=lambda outcome: outcome.future.get_loop()):
        try:
            loop.call_soon_threadsafe(_settle, list(some))
        except RuntimeError:  # that loop is closed, so nobody waits
            log.warning("a result came after its event loop had ended")


def readable(error: Exception) -> Exception:
    """Name the database's own faults, which say nothing about the work, as such."""
    if (fault := own_fault(error)) is None:
        return error
    kind = DatabaseBusy if _is_busy(error) else DatabaseUnavailable
    translated = kind(f"SQLite cannot do this now: {fault}")
    translated.__cause__ = error
    return translated


def _is_busy(error: Exception) -> bool:
    return "locked" in (own_fault(error) or "")


def _settle(outcomes: Sequence[Outcome]) -> None:
    for future, result, error in outcomes:
        if future.done():  # cancelled while it ran: it may have been committed all the same
            continue
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(readable(error))
