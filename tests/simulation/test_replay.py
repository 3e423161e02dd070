"""A seed is the same day each time, to the last byte of the platform's log."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.simulation import run_seed
from tests.simulation.plan import plan_of

ROOT = Path(__file__).resolve().parents[2]
SEEDS = (0, 22, 38)  # with kills and lost commits, with nothing but people, with copies and faults


@pytest.mark.parametrize("seed", SEEDS)
def test_a_seed_repeats_itself(seed: int, tmp_path: Path) -> None:
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"

    run_seed(seed, log=first)
    run_seed(seed, log=second)

    assert first.read_bytes() == second.read_bytes() != b""


@pytest.mark.slow
def test_a_seed_repeats_itself_in_another_process(tmp_path: Path) -> None:
    here, there = tmp_path / "here.jsonl", tmp_path / "there.jsonl"
    command = [sys.executable, "-m", "tests.simulation", "--seed", str(SEEDS[0]), "--log", str(there)]

    run_seed(SEEDS[0], log=here)
    # Sets of words are in another order there.
    subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": "7"}, check=True, capture_output=True)

    assert here.read_bytes() == there.read_bytes()


def test_seeds_differ_in_kind() -> None:
    plans = [plan_of(seed) for seed in range(50)]

    assert any(not plan.fault_chance for plan in plans)
    assert any(plan.kill_chance for plan in plans)
    assert any("block" not in plan.buyer_habits for plan in plans)
    assert len({frozenset(plan.faults) for plan in plans}) > 10
