"""Turns on PostgreSQL by one process, beside pgbench with eight clients that says the same words.

Ours: 32 callers, the whole turn through dispatch, the sender at rest, a pool of eight connections.  The server syncs
each commit to the disk, and runs beside us on the same cores.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.clocks import Spent, best, least_cpu_ms, timed
from benchmarks.markets import PostgresServer, Rows
from benchmarks.pgbench import NothingToCompare, Script, run, script_of
from benchmarks.recording import recorded
from benchmarks.report import Figure, ratio
from benchmarks.stage import Stage, Visit, stage

ROUNDS = 5
WARM_UP = 64  # visits
RECORDED = 8  # visits
# How many rows each turn leaves here says whether pgbench did the same.
TABLES = ("inbox", "outbox_message", "parcel", "payment", "notice", "audit_entry", "orders WHERE state = 'placed'")

Plan = Callable[[Stage, range], Awaitable[list[Visit]]]


@dataclass(frozen=True, slots=True)
class _Contest:
    """One kind of turn: where it starts, and what is tapped."""

    server: PostgresServer
    start: str  # name of the database
    plan: Plan
    buyers: int
    folder: Path


async def measure(server: PostgresServer, buyers: int, folder: Path) -> list[Figure]:
    """Measure on a database of reviewed baskets, and on one in which they have been ordered."""
    browse = _Contest(server, "ordered", Stage.browsing, buyers, folder)
    confirm = _Contest(server, "reviewed", Stage.confirming, buyers, folder)
    return [
        *await _compare("browse", browse, cpu_ms=1.8),
        *await _compare("Confirm", confirm, cpu_ms=3.5),
    ]


async def _compare(name: str, contest: _Contest, *, cpu_ms: float) -> list[Figure]:
    scripts = await _scripts(contest)
    our_rounds, their_rounds = [], []
    for _ in range(ROUNDS):
        spent, our_rows = await _perform(contest)
        our_rounds.append(spent)
        spent, their_rows = await _replay(contest, scripts)
        their_rounds.append(spent)
        if our_rows != their_rows:
            raise NothingToCompare(f"rows that {name} leaves: ours {our_rows}, pgbench {their_rows}")
    ours, theirs = best(our_rounds), best(their_rounds)
    return [
        ratio(f"{name}: ours beside pgbench -c 8 -M prepared", ours.per_s / theirs.per_s, at_least=0.15),
        Figure(f"{name}: ours", ours.per_s, "turns/s"),
        Figure(f"{name}: pgbench", theirs.per_s, "turns/s"),
        Figure(f"{name}: our CPU", least_cpu_ms(our_rounds), "ms/turn", cpu_ms),
    ]


async def _scripts(contest: _Contest) -> list[Script]:
    """Write one script for each screen of a visit."""
    async with contest.server.copy_of(contest.start) as url, stage(url) as market:
        visits = await contest.plan(market, range(RECORDED))
        with recorded(market.database) as tape:
            await market.perform(visits, callers=1)
    screens = len(visits[0].buttons)
    turns = [tape.turns[screen::screens] for screen in range(screens)]
    return [script_of(alike, contest.buyers, prefix=f"s{screen}_") for screen, alike in enumerate(turns)]


async def _perform(contest: _Contest) -> tuple[Spent, Rows]:
    async with contest.server.copy_of(contest.start) as url:
        async with stage(url) as market:
            visits = await contest.plan(market, range(contest.buyers))
            await market.perform(visits[:WARM_UP])
            rest = visits[WARM_UP:]
            spent = await timed(sum(len(visit.buttons) for visit in rest), market.perform(rest))
        return spent, await contest.server.rows(url, TABLES)


async def _replay(contest: _Contest, scripts: list[Script]) -> tuple[Spent, Rows]:
    async with contest.server.copy_of(contest.start) as url:
        turns = contest.buyers * len(scripts)
        spent = await run(contest.server.program("pgbench"), url, scripts, turns, contest.folder)
        return spent, await contest.server.rows(url, TABLES)
