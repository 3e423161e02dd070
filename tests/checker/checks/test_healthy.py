"""A run without a fault passes, on either engine, and every rule had something to look at."""

from tests.checker import Evidence, check


def test_every_rule_holds_and_has_seen_something(healthy: Evidence):
    report = check(healthy)

    assert report.violations == [], str(report)
    assert report.empty == [], str(report)
