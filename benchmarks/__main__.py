"""`make bench`: every budget beside what was measured; a run takes about ten minutes.

`python -m benchmarks sqlite sizes` measures only those.  `--json FILE` keeps the figures, `--plot FILE` draws them.
"""

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

from benchmarks import alerts, demo, memory, outage, postgres_turns, profiling, sizes, sqlite_turns
from benchmarks.clocks import fdatasync_ms
from benchmarks.markets import postgres_server, sqlite_markets
from benchmarks.plot import write_plot
from benchmarks.report import Figure, print_section, print_sum, write_json
from benchmarks.rush import part as rush
from benchmarks.telegram import part as telegram
from tests import postgres

SQLITE_BUYERS = 640
POSTGRES_BUYERS = 384  # a multiple of pgbench's clients
RESULTS = Path("data/bench.json")

Section = tuple[str, list[Figure]]


async def _machine(folder: Path) -> AsyncIterator[Section]:
    sync = Figure("one fdatasync of 8 kB on this disk, p50", fdatasync_ms(folder), "ms")
    yield "The machine", [sync, Figure("load before, a minute's mean", os.getloadavg()[0], f"of {os.cpu_count()}")]


async def _sqlite(folder: Path) -> AsyncIterator[Section]:
    reviewed, ordered = await sqlite_markets(folder, SQLITE_BUYERS)
    turns = await sqlite_turns.measure(reviewed, ordered, SQLITE_BUYERS)
    yield "SQLite, synchronous=FULL, 32 callers, the sender at rest", turns
    yield "SQLite, where our work goes", await profiling.measure(reviewed, ordered, SQLITE_BUYERS)
    yield "SQLite, the sender at work", await alerts.measure("SQLite", f"sqlite:///{reviewed}")


async def _postgres(folder: Path) -> AsyncIterator[Section]:
    if not postgres.available():
        print("\n!!! no PostgreSQL: nothing was measured on it")
        return
    async with postgres_server() as server:
        await server.set_up(POSTGRES_BUYERS)
        turns = await postgres_turns.measure(server, POSTGRES_BUYERS, folder)
        yield "PostgreSQL, fsync=on, one process, 32 callers, the sender at rest", turns
        async with server.copy_of("reviewed") as url:
            yield "PostgreSQL, the sender at work", await alerts.measure("PostgreSQL", url)


async def _demo(folder: Path) -> AsyncIterator[Section]:
    yield "The demo", await demo.measure(folder)


PARTS: dict[str, Callable[[Path], AsyncIterator[Section]]] = {
    "machine": _machine,
    "sqlite": _sqlite,
    "postgres": _postgres,
    "sizes": sizes.measure,
    "demo": _demo,
    "telegram": telegram.measure,
    "memory": memory.measure,
    "outage": outage.measure,
    "rush": rush.measure,
}


async def _run(names: Sequence[str], folder: Path) -> dict[str, list[Figure]]:
    sections: dict[str, list[Figure]] = {}
    for name in names:
        part_folder = folder / name
        part_folder.mkdir()
        async for title, figures in PARTS[name](part_folder):
            print_section(title, figures)
            sections[title] = figures
        shutil.rmtree(part_folder)
    return sections


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 if every budget is met, 1 if one is missed, 2 for what cannot be asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Every budget beside what was measured.")
    parser.add_argument("parts", nargs="*", metavar="part", help=", ".join(PARTS))
    parser.add_argument("--json", type=Path, default=RESULTS, metavar="FILE", help=f"instead of {RESULTS}")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw the budgets as SVG")
    given = parser.parse_args(arguments)
    names = given.parts or list(PARTS)
    if unknown := set(names) - PARTS.keys():
        parser.error(f"there is no {', '.join(sorted(unknown))}: {', '.join(PARTS)}")
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="farmgate-bench-") as folder:
        sections = asyncio.run(_run(names, Path(folder)))
    write_json(given.json, sections)
    if given.plot:
        write_plot(given.plot, sections)
    print_sum(sections)
    print(f"\n{time.perf_counter() - began:.0f} s; the figures are in {given.json}")
    return 0 if all(figure.holds for figures in sections.values() for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
