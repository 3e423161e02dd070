"""Each part of the benchmarks at a tiny size: that it runs and says what it should.  Nothing here is timed."""

from pathlib import Path

import pytest

from benchmarks import memory, outage, sizes
from benchmarks.report import Figure
from benchmarks.stage import set_up

# They set up whole markets, and some start the real process.
pytestmark = pytest.mark.slow


async def test_a_platform_that_was_away(database_url: str) -> None:
    waiting = outage.Waiting(alerts=6, news=4, away_s=outage.STEP_S)
    await set_up(database_url, waiting.alerts, callers=1)

    title, figures = await outage.play("tiny", database_url, waiting)

    assert title.startswith("The platform is back")
    assert _value(figures, "calls while it was away") > 0
    assert _value(figures, "alerts accepted twice") == 0


async def test_shops_of_two_sizes(database_url: str, tmp_path: Path) -> None:
    if database_url.startswith("sqlite"):
        urls = {100: database_url, 200: f"sqlite:///{tmp_path / 'large.db'}"}
        figures = await sizes.compare(urls, {100: 10, 200: 20}, rounds=1)
        assert _value(figures, "200 goods, 20 people: a Confirm beside 100 goods") > 0
    else:  # one database is what there is; the larger shop alone tells whether its rows can be filled in
        figures = await sizes.compare({200: database_url}, {200: 20}, rounds=1)
    assert [figure.name for figure in figures if "statements" in figure.name and not figure.holds] == []


async def test_memory_of_a_process(tmp_path: Path) -> None:
    walk = memory.Walk(small=100, large=120, warm_up=50, turns=100, look_every=50)

    sections = [section async for section in memory.measure(tmp_path, walk)]

    ((_, figures),) = sections
    assert min(figure.value for figure in figures if figure.unit == "MB" and "growth" not in figure.name) > 10


def _value(figures: list[Figure], name: str) -> float:
    return next(figure.value for figure in figures if figure.name.startswith(name))
