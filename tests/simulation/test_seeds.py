"""A hundred days, and those that once went wrong."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from tests.simulation import Outcome, run_seed
from tests.simulation.__main__ import summary

SEEDS, AT_ONCE = 100, 10  # some at once, so that workers share them
CORPUS = tomllib.loads((Path(__file__).parent / "corpus.toml").read_text(encoding="utf-8"))["seed"]
# What ten days may leave without a single row.
SELDOM = frozenset({"ES1", "IN4", "MO1", "SE4", "AL6", "WL1", "PHRASE"})


def failures(outcomes: list[Outcome]) -> str:
    return "\n".join(summary(outcome) for outcome in outcomes if outcome.violations)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, SEEDS, AT_ONCE))
def test_no_day_breaks_a_promise(first: int) -> None:
    outcomes = [run_seed(seed) for seed in range(first, first + AT_ONCE)]

    assert failures(outcomes) == ""
    examined = sum((outcome.examined for outcome in outcomes), Counter[str]())
    looked_at_nothing = {rule for outcome in outcomes for rule in outcome.examined if not examined[rule]}
    assert looked_at_nothing <= SELDOM


@pytest.mark.slow
@pytest.mark.parametrize("kept", CORPUS, ids=lambda kept: str(kept["number"]))
def test_what_once_went_wrong_goes_well(kept: dict[str, int | str]) -> None:
    assert failures([run_seed(int(kept["number"]))]) == ""
