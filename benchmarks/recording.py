"""Recording what turns say to the database, so that the same words can be said by something smaller."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, event

from bot.database import Database
from tests.statements import NOT_COUNTED


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement as the driver got it.  `many`: once for each of several sets of parameters."""

    sql: str
    parameters: Sequence[Any]
    many: bool

    @property
    def sets(self) -> Sequence[Sequence[Any]]:
        return self.parameters if self.many else (self.parameters,)


Turn = list[Statement]


@dataclass
class Tape:
    """What was said, turn by turn, in the order in which the turns began."""

    all_turns: list[Turn] = field(default_factory=list)

    @property
    def turns(self) -> list[Turn]:
        return [turn for turn in self.all_turns if turn]


@contextmanager
def recorded(database: Database) -> Iterator[Tape]:
    """Keep every statement but BEGIN, COMMIT and savepoints while the block runs."""
    tape = Tape()

    def begin(connection: Connection, *_: object) -> None:
        tape.all_turns.append([])
        connection.info[recorded] = tape.all_turns[-1]

    def keep(connection: Connection, _cursor: Any, sql: str, parameters: Any, _context: Any, many: bool) -> None:
        if not sql.startswith(NOT_COUNTED):
            connection.info[recorded].append(Statement(sql, parameters, many))

    # On SQLite a turn is a savepoint within the transaction of its group, on PostgreSQL a transaction.
    hooks: dict[str, Callable[..., None]] = {"begin": begin, "savepoint": begin, "before_cursor_execute": keep}
    heard = [(engine, name, hook) for engine in database.engines for name, hook in hooks.items()]
    for engine, name, hook in heard:
        event.listen(engine, name, hook)
    try:
        yield tape
    finally:
        for engine, name, hook in heard:
            event.remove(engine, name, hook)
