"""Every rule is seen to fire, and no other with it: a rule that cannot fail says nothing."""

import pytest

from tests.checker import Evidence, Limits, check
from tests.checker.checks.tampering import TAMPERINGS, Tampering
from tests.checker.registry import RULES

# Wide enough for a day that is played without a pace.
LIMITS = Limits(per_second=60, chat_burst=60, alert_within_s=3600)


def test_every_rule_has_a_tampering():
    assert {tampering.rule for tampering in TAMPERINGS} == RULES.keys()


def test_nothing_fires_without_one(day: Evidence):
    report = check(day, limits=LIMITS)

    assert report.violations == [], str(report)


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=str)
def test_it_is_noticed(day: Evidence, tampering: Tampering):
    evidence = day.copy()
    tampering.act(evidence)
    evidence = evidence.copy()  # nothing that was worked out while tampering

    report = check(evidence, limits=LIMITS)

    assert report.broken == {tampering.rule, *tampering.also}, str(report)


@pytest.mark.parametrize("rule", sorted(RULES))
def test_a_rule_that_saw_nothing_fails_the_run(rule: str):
    report = check(_nothing())

    assert rule in report.empty
    assert not report.ok
    assert rule not in check(_nothing(), may_be_empty={rule}).empty


def _nothing() -> Evidence:
    tables = (
        "alembic_version audit_entry dead_letter entry farm_member hold identity inbox invite line lot notice offer"
    )
    tables += (
        " orders outbox_message parcel payment person process_run product role send_attempt setting stock_move wish"
    )
    return Evidence(tables={table: [] for table in tables.split()})
