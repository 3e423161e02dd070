"""What can be done for hours: each in pieces of a minute or so, which count when they are whole."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.soak.markets import Markets

Run = Callable[[Markets, Path, int], int]

# A minute or so of each, beside a market that opens and comes to rest.
KILLS, RESTARTS, CUTS, IMAGES, SEEDS, STEPS = 10, 6, 50, 500, 25, 2_000


@dataclass(frozen=True)
class Piece:
    """One kind of piece.

    what: the unit that is counted, as the table of docs/reliability.md says it.
    aim: how many there are to be before a release.
    seeds: how many a piece uses up, from its first one on.
    run: do one piece in a folder of its own, beginning with a seed; returns how many units were done, raises on a
    broken promise.
    """

    what: str
    aim: int
    run: Run
    seeds: int = 1


def _kills(markets: Markets, folder: Path, seed: int) -> int:
    from tests.faults.kills import run_kills

    # The engines take turns.
    with markets.on_sqlite(folder) if seed % 2 else markets.on_postgres() as url:
        return asyncio.run(run_kills(url, folder, times=KILLS, seed=seed)).done


def _restarts(_: Markets, folder: Path, seed: int) -> int:
    from tests.faults.restarts import run_restarts

    restarts = asyncio.run(run_restarts(folder, times=RESTARTS, seed=seed))
    assert restarts.taken_meanwhile == 0, f"{restarts.taken_meanwhile} updates acknowledged without a database"
    return restarts.done


def _cuts(markets: Markets, folder: Path, seed: int) -> int:
    from tests.faults.commit_cuts import run_commit_cuts

    with markets.on_postgres() as url:
        return asyncio.run(run_commit_cuts(url, folder, times=CUTS, seed=seed))


def _images(markets: Markets, folder: Path, seed: int) -> int:
    from tests.faults.power_cuts import run_power_cuts

    with markets.on_sqlite(folder) as url:
        return asyncio.run(run_power_cuts(url, folder, times=IMAGES, seed=seed))


def _days(_: Markets, __: Path, seed: int) -> int:
    from tests.simulation import run_seed

    for one in range(seed, seed + SEEDS):
        outcome = run_seed(one)
        assert not outcome.violations, "\n".join([f"seed {one}", *outcome.violations])
    return SEEDS


def _steps(_: Markets, __: Path, seed: int) -> int:
    from tests.properties import run_steps

    return run_steps(seed, STEPS)


PIECES: Mapping[str, Piece] = {
    "seeds": Piece("simulated days", 5_000, _days, SEEDS),
    "kills": Piece("processes killed under load (SIGKILL)", 200, _kills),
    "restarts": Piece("database restarts under load (fast, immediate, kill -9)", 50, _restarts),
    "cuts": Piece("connections cut at COMMIT", 1_000, _cuts),
    "images": Piece("power-cut images of SQLite", 2_000, _images),
    "properties": Piece("steps of the model of stock, holds and orders", 100_000, _steps),
}
