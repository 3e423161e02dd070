"""Each guard that is taken out of the product is missed: a checker that says nothing then would say nothing ever."""

import pytest

from tests.checker.registry import RULES
from tests.simulation import run_seed
from tests.simulation.bugs import BUGS, Bug
from tests.simulation.plan import plan_of
from tests.simulation.run import OWN_RULES

TRIES = 5  # seeds from the one that showed it when it was written


@pytest.mark.slow
@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_the_bug_is_noticed(bug: Bug) -> None:
    broken: set[str] = set()
    seed = bug.first - 1
    while not broken & bug.rules and seed < bug.first + TRIES - 1:
        seed += 1
        with bug.planted() as template:
            broken = run_seed(seed, plan=bug.plan(plan_of(seed)), template=template).broken

    without_it = run_seed(seed, plan=bug.plan(plan_of(seed))).violations

    assert broken & bug.rules, f"{bug.name}: none of {sorted(bug.rules)} in {TRIES} seeds, but {sorted(broken)}"
    assert without_it == []


def test_bugs_name_rules_that_there_are() -> None:
    assert {rule for bug in BUGS for rule in bug.rules} <= RULES.keys() | OWN_RULES
