"""Counting the statements of each turn, on either engine, for the budgets of the hot path."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event

from bot.database import Database

# Part of every transaction, so they say nothing about a turn.
NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


class Statements:
    """The statements of each turn or read, in the order in which they began; an executemany is one."""

    def __init__(self) -> None:
        self._turns: list[list[str]] = []

    @property
    def turns(self) -> list[list[str]]:
        """The SQL of each turn that said anything; a repeated turn is there each time it ran."""
        return [turn for turn in self._turns if turn]

    @property
    def most(self) -> int:
        """Statements in the longest turn."""
        return max(map(len, self.turns), default=0)

    def touching(self, table: str) -> list[list[str]]:
        """Only the turns that name a table: `touching("inbox")` leaves out sender and sweeps."""
        return [turn for turn in self.turns if any(table in statement for statement in turn)]

    def begin(self, connection: Connection, *_: object) -> None:
        """Start a turn; turns that run side by side have a connection each."""
        self._turns.append([])
        connection.info[self] = self._turns[-1]

    def add(self, connection: Connection, _cursor: Any, statement: str, *_: object) -> None:
        if self in connection.info and not statement.startswith(NOT_COUNTED):
            connection.info[self].append(statement)


@contextmanager
def count_statements(database: Database) -> Iterator[Statements]:
    """Count while the block runs.  A turn that uses savepoints of its own counts as several on SQLite."""
    counted = Statements()
    # On SQLite a turn is a savepoint within the transaction of its group, on PostgreSQL a transaction.
    hooks: dict[str, Callable[..., None]] = {
        "begin": counted.begin,
        "savepoint": counted.begin,
        "before_cursor_execute": counted.add,
    }
    heard = [(engine, name, hook) for engine in database.engines for name, hook in hooks.items()]
    for engine, name, hook in heard:
        event.listen(engine, name, hook)
    try:
        yield counted
    finally:
        for engine, name, hook in heard:
            event.remove(engine, name, hook)
