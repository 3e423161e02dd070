"""Recording what a turn says to the database, so that the same words can be said by something smaller."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, event


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement as the driver got it."""

    sql: str
    parameters: tuple[Any, ...] | Sequence[tuple[Any, ...]]
    many: bool


@dataclass(slots=True)
class Tape:
    """The statements of each turn, in order."""

    turns: list[list[Statement]] = field(default_factory=list)

    def next_turn(self) -> None:
        self.turns.append([])


@contextmanager
def recorded(engine: Engine) -> Iterator[Tape]:
    """Keep every statement of the engine but BEGIN, COMMIT and savepoints, while the block runs."""
    tape = Tape()

    def keep(_connection: Any, _cursor: Any, sql: str, parameters: Any, _context: Any, many: bool) -> None:
        if not tape.turns:
            tape.next_turn()
        tape.turns[-1].append(Statement(sql, parameters, many))

    event.listen(engine, "before_cursor_execute", keep)
    try:
        yield tape
    finally:
        event.remove(engine, "before_cursor_execute", keep)
