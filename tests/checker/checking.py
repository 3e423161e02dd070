"""Holding evidence against all rules."""

import traceback
from collections.abc import Collection

from tests.checker import rules  # noqa: F401 (they register)
from tests.checker.evidence import Evidence
from tests.checker.limits import Limits
from tests.checker.not_yet import NOT_YET
from tests.checker.registry import RULES, Inspection, Rule
from tests.checker.report import Report

NO_LIMITS = Limits()


def check(evidence: Evidence, *, may_be_empty: Collection[str] = (), limits: Limits = NO_LIMITS) -> Report:
    """Look with every rule.

    may_be_empty: rules for which this run may have left nothing to look at.

    Raises:
        ValueError: `may_be_empty` names a rule that there is not.
    """
    if unknown := set(may_be_empty) - RULES.keys() - NOT_YET.keys():
        raise ValueError(f"no such rules: {', '.join(sorted(unknown))}")
    looks = [_inspected(rule, evidence, limits) for rule in RULES.values()]
    return Report(
        violations=[violation for look in looks for violation in look.violations],
        examined={look.rule: look.examined for look in looks},
        may_be_empty=frozenset(may_be_empty),
        not_yet=NOT_YET,
        sentences={rule.id: rule.promise for rule in RULES.values()},
        measures={f"{look.rule} {name}": figure for look in looks for name, figure in look.measures.items()},
    )


def _inspected(rule: Rule, evidence: Evidence, limits: Limits) -> Inspection:
    inspection = Inspection(rule.id, limits)
    try:
        rule.look(evidence, inspection)
    except Exception as error:  # noqa: BLE001 - rows that belong together may be gone, which is what we are here for
        where = traceback.extract_tb(error.__traceback__)[-1]
        inspection.wrong(f"rows do not hang together: {error!r} at {where.name}:{where.lineno}")
    return inspection
