"""The commands that end by themselves: what they say, and with which exit code."""

import asyncio
import shutil
from pathlib import Path

import pytest

from tests.processes.conftest import Release
from tests.processes.running import Operator

pytestmark = pytest.mark.slow


async def test_migrate_makes_the_file_and_its_folder(operator: Operator) -> None:
    ended = await operator.runs("migrate", cold=True, DATA_DIR="shop")

    assert (ended.code, ended.output, ended.log) == (0, "The database is up to date.\n", "")
    assert (operator.folder / "shop" / "farmgate.db").exists()


@pytest.mark.postgres
async def test_seeding_twice_changes_nothing(release: Release, operator: Operator) -> None:
    _, first = release.commands
    with release.market.fresh() as url:
        second = await operator.runs("seed", DATABASE_URL=url)

    assert first.output.startswith("Rows added: farm 12, ")
    assert " product 40," in first.output
    assert (second.code, second.output) == (0, "Nothing was added: the sample market is there.\n")
    assert (first.log, second.log) == ("", "")


async def test_doctor_names_the_next_step(operator: Operator, sqlite_template: Path) -> None:
    empty = shutil.copy(sqlite_template, operator.folder / "empty.db")

    doctors = await asyncio.gather(
        operator.runs("doctor", SECRET_KEY=""),
        operator.runs("doctor"),
        operator.runs("doctor", DATABASE_URL=f"sqlite:///{empty}"),
    )

    assert [(one.code, one.log) for one in doctors] == [(1, "")] * 3  # something must be done
    steps = [one.output.splitlines()[-1] for one in doctors]
    assert steps[0].startswith("Next: SECRET_KEY is missing; make one with python3 -c ")
    assert steps[1:] == ["Next: python -m bot migrate", "Next: python -m bot invite admin"]


async def test_tour_plays_a_whole_order_in_the_language_asked_for(operator: Operator) -> None:
    chinese, klingon = await asyncio.gather(
        operator.runs("tour", "--language", "zh_Hans"), operator.runs("tour", "--language", "tlh")
    )

    assert (chinese.code, chinese.log) == (0, "")
    assert "🍄 平菇" in chinese.output
    assert "Confirm" not in chinese.output
    assert "🤝" in chinese.output.splitlines()[-4]  # collected: the last that the buyer hears
    assert (klingon.code, klingon.output) == (1, "")
    assert klingon.log == "farmgate: there is no language 'tlh'; there are en, ar, es, ru, zh_Hans\n"
    assert list(operator.folder.glob("**/*.db")) == []
