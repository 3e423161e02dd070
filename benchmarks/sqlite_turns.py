"""Turns on SQLite, beside a plain loop over the standard library's driver that says the same words.

Ours: 32 callers, the whole turn through dispatch, the sender at rest, durable commits.  Theirs: the statements recorded
from the same turns on the same starting database, rows fetched, one durable commit a turn, no Python in between.
"""

import shutil
import sqlite3
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from benchmarks.clocks import Spent, best, least_cpu_ms, timed
from benchmarks.recording import Turn, recorded
from benchmarks.report import Figure, ratio
from benchmarks.stage import Stage, Visit, stage
from bot.database.sqlite_engine import CACHED_STATEMENTS

ROUNDS = 7
WARM_UP = 64  # visits

Plan = Callable[[Stage], Awaitable[list[Visit]]]


async def measure(reviewed: Path, ordered: Path, buyers: int) -> list[Figure]:
    """Measure on a database of reviewed baskets, and on one in which they have been ordered."""
    return [
        *await _compare("browse", ordered, lambda market: market.browsing(range(buyers)), at_least=0.5),
        *await _compare("Confirm", reviewed, lambda market: market.confirming(range(buyers)), at_least=0.3),
    ]


async def _compare(name: str, start: Path, plan: Plan, *, at_least: float) -> list[Figure]:
    turns = await _record(copy_of(start), plan)
    our_rounds, plain_rounds = [], []
    for _ in range(ROUNDS):
        our_rounds.append(await _perform(copy_of(start), plan))
        plain_rounds.append(_replay(copy_of(start), turns))
    ours, plain = best(our_rounds), best(plain_rounds)
    return [
        ratio(f"{name}: ours beside the plain loop", ours.per_s / plain.per_s, at_least=at_least),
        Figure(f"{name}: ours", ours.per_s, "turns/s"),
        Figure(f"{name}: plain loop, one commit each", plain.per_s, "turns/s"),
        Figure(f"{name}: our CPU", least_cpu_ms(our_rounds), "ms/turn"),
    ]


async def _record(file: Path, plan: Plan) -> tuple[list[Turn], list[Turn]]:
    """Give what was said while warming up, and after."""
    async with stage(f"sqlite:///{file}") as market:
        visits = await plan(market)
        with recorded(market.database) as warming:
            await market.perform(visits[:WARM_UP])
        with recorded(market.database) as measured:
            await market.perform(visits[WARM_UP:])
    return warming.turns, measured.turns


async def _perform(file: Path, plan: Plan) -> Spent:
    async with stage(f"sqlite:///{file}") as market:
        visits = await plan(market)
        await market.perform(visits[:WARM_UP])
        rest = visits[WARM_UP:]
        return await timed(sum(len(visit.buttons) for visit in rest), market.perform(rest))


def _replay(file: Path, turns: tuple[Sequence[Turn], Sequence[Turn]]) -> Spent:
    warming, measured = turns
    connection = sqlite3.connect(file, isolation_level=None, cached_statements=CACHED_STATEMENTS)
    try:
        for pragma in ("journal_mode=wal", "synchronous=full", "foreign_keys=on"):
            connection.execute(f"PRAGMA {pragma}")
        _say(connection, warming)
        began = time.perf_counter()
        _say(connection, measured)
        return Spent(len(measured), time.perf_counter() - began)
    finally:
        connection.close()


def _say(connection: sqlite3.Connection, turns: Sequence[Turn]) -> None:
    for turn in turns:
        connection.execute("BEGIN IMMEDIATE")
        for statement in turn:
            if statement.many:
                connection.executemany(statement.sql, statement.parameters)
            else:
                connection.execute(statement.sql, statement.parameters).fetchall()
        connection.execute("COMMIT")


def copy_of(start: Path) -> Path:
    """Copy a database that nobody has open; the last copy is thrown away."""
    return Path(shutil.copy(start, start.with_name("copy.db")))
