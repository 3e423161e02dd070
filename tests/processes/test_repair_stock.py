"""`doctor --repair-stock`: shows, asks, repairs; a second one finds nothing."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest

from tests.checker import check, gather
from tests.processes.conftest import Release
from tests.processes.running import Operator, Process, until

pytestmark = pytest.mark.slow

WRONG = "UPDATE lot SET available = available + 7000, held = 250 WHERE id = 1"
STOCK = "SELECT available, held FROM lot WHERE id = 1"
PREVIEW = """\
Lot 1: {product}, of {farm}
  its row says    {wrong} {unit} to sell, 250 {unit} promised
  its moves say   {right} {unit} to sell, 0 {unit} promised
  its holds say   0 {unit} promised
  it becomes      {right} {unit} to sell, 0 {unit} promised

"""
NOTHING = "Every lot's stock is what its moves and holds say; there is nothing to repair.\n"
DONE = "Lots counted anew: 1.  Each has a move and an entry in the record.\n"


@pytest.fixture
def file(operator: Operator, sqlite_market: Path) -> Path:
    """A market in a file, which the operator's settings name."""
    copy = Path(shutil.copy(sqlite_market, operator.folder / "market.db"))
    operator.settings["DATABASE_URL"] = f"sqlite:///{copy}"
    return copy


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """Two ends of a terminal: where somebody types, and where a command reads."""
    ends = os.openpty()
    yield ends
    for end in ends:
        os.close(end)


def tampers(file: Path) -> str:
    """Write into a row by hand; give what a preview says of it."""
    with closing(sqlite3.connect(file)) as connection:
        facts = connection.execute(
            "SELECT product.slug, farm.slug, dimension, available FROM lot JOIN product ON product.id = product_id"
            " JOIN farm ON farm.id = farm_id WHERE lot.id = 1"
        ).fetchone()
        connection.execute(WRONG)
        connection.commit()
    product, farm, dimension, right = facts
    unit = {"mass": "g", "volume": "ml", "piece": "pieces"}[dimension]
    return PREVIEW.format(product=product, farm=farm, unit=unit, right=right, wrong=right + 7000)


def stock(file: Path) -> tuple[int, int]:
    with closing(sqlite3.connect(file)) as connection:
        available, held = connection.execute(STOCK).fetchone()
        return available, held


async def test_it_repairs_once_with_a_yes_on_the_command_line(operator: Operator, file: Path) -> None:
    right = stock(file)
    preview = tampers(file)
    wrong = stock(file)

    unasked = await operator.runs("doctor", "--repair-stock")
    between = stock(file)
    repaired = await operator.runs("doctor", "--repair-stock", "--yes")
    again = await operator.runs("doctor", "--repair-stock", "--yes")

    assert (unasked.code, unasked.output) == (1, preview)
    assert unasked.log == "farmgate: nothing was changed: nobody can be asked here; look at the above, then say --yes\n"
    assert (repaired.code, repaired.output, repaired.log) == (0, preview + DONE, "")
    assert (again.code, again.output, again.log) == (0, NOTHING, "")
    assert (between, stock(file)) == (wrong, right)
    evidence = await asyncio.to_thread(gather, f"sqlite:///{file}")
    assert check(evidence).violations == []


async def asks(process: Process) -> None:
    await until(lambda: "Write yes to change this: " in process.output or not process.runs)


async def test_it_asks_on_a_terminal(operator: Operator, file: Path, terminal: tuple[int, int]) -> None:
    typing, reading = terminal
    right = stock(file)
    tampers(file)
    wrong = stock(file)
    answers = {}

    for words in ("no\n", "yes\n"):
        process = operator.start("doctor", "--repair-stock", stdin=reading)
        await asks(process)
        os.write(typing, words.encode())
        answers[words] = (await process.ends(), stock(file), process.log)

    assert answers == {"no\n": (1, wrong, "farmgate: nothing was changed\n"), "yes\n": (0, right, "")}


async def test_interrupted_at_the_question_it_has_changed_nothing(
    operator: Operator, file: Path, terminal: tuple[int, int]
) -> None:
    tampers(file)
    wrong = stock(file)
    process = operator.start("doctor", "--repair-stock", stdin=terminal[1])
    await asks(process)

    second = await operator.runs("doctor", "--repair-stock", "--yes")
    process.interrupt()

    assert await process.ends() == 130
    assert stock(file) == wrong
    assert "is in use by 'doctor --repair-stock'" in second.log


async def test_yes_alone_is_refused(operator: Operator) -> None:
    ended = await operator.runs("doctor", "--yes")

    assert (ended.code, ended.output) == (1, "")
    assert ended.log == "farmgate: --yes goes with --repair-stock: looking changes nothing\n"


@pytest.mark.postgres
async def test_doctor_sends_for_it_and_it_repairs_postgres(release: Release, operator: Operator) -> None:
    with release.market.fresh() as url:
        operator.settings["DATABASE_URL"] = url
        connection = await asyncpg.connect(url)
        right = await connection.fetchrow(STOCK)
        await connection.execute(WRONG)

        doctor = await operator.runs("doctor")
        first, second = await asyncio.gather(*(operator.runs("doctor", "--repair-stock", "--yes") for _ in range(2)))
        third = await operator.runs("doctor", "--repair-stock", "--yes")

        assert doctor.code == 1
        assert "✗ lots whose stock is not the sum of their moves: 1 (" in doctor.output
        assert {first.code, second.code} <= {0, 1}
        assert DONE in first.output + second.output
        assert (third.code, third.output) == (0, NOTHING)
        assert await connection.fetchrow(STOCK) == right
        assert await connection.fetchval("SELECT count(*) FROM stock_move WHERE cause LIKE 'recount:%'") == 1
        await connection.close()
