"""The rush at a tiny size: that it runs, and that it would see more sold than there is.  Nothing here is timed."""

import asyncio
import shutil
from pathlib import Path

import asyncpg
import pytest

from benchmarks.report import Figure
from benchmarks.rush.part import play
from benchmarks.rush.plan import Plan
from benchmarks.rush.unguarded import CHECK, COMMAND

# It starts the real process, and its buyers take a second to come.
pytestmark = pytest.mark.slow

TINY = Plan(buyers=40, units=10, span_s=1.0)
TIMED = ("→", "told, from")


async def test_forty_buyers_share_ten_units(sqlite_template: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'rush.db')}"

    title, figures = await play("tiny", url, tmp_path, TINY, asyncio.Lock())

    assert title == "The rush, tiny: 40 buyers in 1 s, sold 10 of 10, 0 double orders"
    assert [figure for figure in figures if not figure.holds and not any(mark in figure.name for mark in TIMED)] == []


async def test_control_without_the_guard_more_is_sold_than_there_is(database_url: str, tmp_path: Path) -> None:
    await _drop_check(database_url)

    _, figures = await play("control", database_url, tmp_path, TINY, asyncio.Lock(), COMMAND)

    assert _value(figures, "units promised at any moment") > TINY.units
    assert _value(figures, "units sold") > TINY.units
    assert _value(figures, "lots that differed from their holds") > 0


async def _drop_check(url: str) -> None:
    if url.startswith("postgresql"):
        connection = await asyncpg.connect(url)
        await connection.execute(f"ALTER TABLE lot DROP CONSTRAINT {CHECK}")
        await connection.close()


def _value(figures: list[Figure], name: str) -> float:
    return next(figure.value for figure in figures if figure.name.startswith(name))
