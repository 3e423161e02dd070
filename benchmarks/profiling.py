"""Where our own work of a turn goes on SQLite: shares of the writing thread's time, by what the code belongs to.

A profiler slows small functions down more than large ones, so the shares are no more than a direction.
"""

import cProfile
import pstats
from collections import Counter
from pathlib import Path

from benchmarks.report import Figure
from benchmarks.sqlite_turns import Plan, copy_of
from benchmarks.stage import stage

WARM_UP = 64  # visits
BUILT_IN = "~"  # where the profiler files what is written in C; its time is its callers'

# By what the path, or the name of a function in C, holds; the first that fits.
WAITING = "waiting for the disk and for work"
OWNERS = (
    (WAITING, ("'commit' of 'sqlite3", "SimpleQueue")),
    ("SQLite and its driver", ("sqlite3",)),
    ("SQLAlchemy", ("/sqlalchemy/", "/sqlmodel/")),
    ("our handlers and their words", ("/bot/handlers/", "/bot/buttons.py", "/bot/i18n.py", "/babel/", "/gettext.py")),
    ("our services, dispatch, outbox", ("/bot/",)),
)
REST = "Python's library"


async def measure(reviewed: Path, ordered: Path, buyers: int) -> list[Figure]:
    """Profile browsing and confirming."""
    return [
        *await _profile("browse", ordered, lambda market: market.browsing(range(buyers))),
        *await _profile("Confirm", reviewed, lambda market: market.confirming(range(buyers))),
    ]


async def _profile(name: str, start: Path, plan: Plan) -> list[Figure]:
    profile = cProfile.Profile()
    async with stage(f"sqlite:///{copy_of(start)}") as market:
        visits = await plan(market)
        await market.perform(visits[:WARM_UP])
        # The profiler watches the thread that switches it on, and all turns run in one.
        await market.database.transact(lambda session: profile.enable())
        await market.perform(visits[WARM_UP:])
        await market.database.transact(lambda session: profile.disable())
    spent = _by_owner(profile)
    waited = spent.pop(WAITING, 0.0)
    worked = sum(spent.values())
    shares = [Figure(f"{name}: {owner}", 100 * share / worked, "%") for owner, share in spent.most_common()]
    return [*shares, Figure(f"{name}: {WAITING}, beside all that", 100 * waited / worked, "%")]


def _by_owner(profile: cProfile.Profile) -> Counter[str]:
    spent: Counter[str] = Counter()
    for (path, _, function), (_, _, self_s, _, callers) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        if path != BUILT_IN:
            spent[_owner(path)] += self_s
        elif (owner := _owner(function)) != REST:
            spent[owner] += self_s
        else:
            for (caller_path, _, _), (_, _, for_caller_s, _) in callers.items():
                spent[_owner(caller_path)] += for_caller_s
    return spent


def _owner(place: str) -> str:
    return next((owner for owner, marks in OWNERS if any(mark in place for mark in marks)), REST)
