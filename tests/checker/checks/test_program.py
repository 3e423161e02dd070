"""The checker as a program, and the ways in which it is kept apart."""

import ast
import asyncio
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from tests.checker import check, gather
from tests.checker.not_yet import NOT_YET
from tests.checker.registry import RULES
from tests.postgres import Cluster

HERE = Path(__file__).resolve().parents[1]
ROOT = HERE.parents[1]
# A shop that was only seeded: nobody has ordered, spoken or been told anything.
SEEDED = frozenset({"DB2", "ST1", "ST2", "ST3"})


@pytest.fixture
def market(sqlite_market: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sqlite_market, tmp_path / "market.db"))


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.checker", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_it_imports_nothing_of_the_product_and_of_other_tests():
    own = [path for path in HERE.rglob("*.py") if "checks" not in path.relative_to(HERE).parts]
    foreign = {
        name
        for path in own
        for name in imports(path)
        if name.partition(".")[0] not in sys.stdlib_module_names | {"sqlalchemy"}
        and not f"{name}.".startswith("tests.checker.")
    }

    assert len(own) > 10
    assert foreign == set()


def test_every_rule_is_built_or_has_a_reason_why_not():
    asked_for = "ST1 ST2 ST3 HO1 OR1 OR2 OR3 OR4 OR5 OR6 MO1 MO2 AL1 AL2 AL3 AL4 AL5 AL6 ES1 CO1 BC1 RL1 LO1 IN1 IN2"
    asked_for += " IN3 IN4 SP1 SE1 SE2 SE3 SE4 AU1 IM1 PR1 RT1 TM1 TM2 DB1 DB2 MG1 BK1 WL1"

    assert sorted([*RULES, *NOT_YET]) == sorted(asked_for.split())


def test_a_run_that_left_nothing_to_look_at_fails_and_says_so(market: Path):
    done = run("--database", f"sqlite:///{market}")

    assert done.returncode == 1
    assert "NOTHING  OR1" in done.stdout
    assert "not yet  BC1" in done.stdout


def test_what_may_be_empty_is_named(market: Path):
    others = sorted(RULES.keys() - SEEDED)

    done = run("--database", f"sqlite:///{market}", "--json", "--allow-empty", *others)

    assert done.returncode == 0, done.stdout + done.stderr
    facts = json.loads(done.stdout)
    assert facts["ok"]
    assert facts["examined"]["ST1"] > 0


def test_a_violation_is_told_with_its_rule_and_its_rows(market: Path):
    with sqlite3.connect(market) as connection:
        connection.execute("UPDATE lot SET available = available + 7 WHERE id = 3")
    connection.close()

    done = run("--database", f"sqlite:///{market}", "--allow-empty", *sorted(RULES))

    assert done.returncode == 1
    assert "BROKEN   ST1" in done.stdout
    assert "lot 3" in done.stdout
    assert "id=3, product_id=3" in done.stdout


def test_an_unknown_rule_cannot_be_allowed(market: Path):
    with pytest.raises(ValueError, match="XY9"):
        check(gather(f"sqlite:///{market}"), may_be_empty={"XY9"})


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE lot SET product_id = 99999 WHERE id = 1",  # a key that points nowhere
        "UPDATE lot SET held = -1 WHERE id = 1",  # a check that does not hold
    ],
)
def test_the_engine_is_asked_for_keys_and_checks(market: Path, damage: str):
    connection = sqlite3.connect(market)
    connection.executescript(f"PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; {damage}")
    connection.close()

    report = check(gather(f"sqlite:///{market}"))

    assert "DB2" in report.broken


@pytest.mark.postgres
def test_postgresql_is_asked_for_what_it_never_validated(postgres_market: Cluster):
    async def damage(url: str) -> None:
        connection = await asyncpg.connect(url)
        await connection.execute("ALTER TABLE lot ADD CONSTRAINT ck_lot_some CHECK (held >= 0) NOT VALID")
        await connection.close()

    with postgres_market.fresh() as url:
        asyncio.run(damage(url))
        report = check(gather(url))

    assert "DB2" in report.broken
    assert "ck_lot_some" in str(report)


def test_no_other_database_is_read():
    with pytest.raises(ValueError, match="mysql"):
        gather("mysql://root@/market")
