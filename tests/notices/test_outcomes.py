"""What follows from how a try ended."""

from datetime import timedelta

import pytest

from bot.notices.models import Lane, OutboxState, Outcome
from bot.notices.outcomes import Fate, Result, Tried, Verdict, fate_of, pause_s
from tests.notices.world import NOON

OK = Result(Outcome.OK, "p1")
LATER = Result(Outcome.RETRY, reason="503")
PENALTY = Result(Outcome.RETRY, reason="429", retry_after_s=30)
REFUSED = Result(Outcome.PERMANENT, reason="400")
BLOCKED = Result(Outcome.PERMANENT, reason="403", blocked=True)
UNKNOWN = Result(Outcome.UNKNOWN, reason="timeout")
REVOKED = Result(Outcome.RETRY, reason="InvalidToken", account_refused=True)
MOVED = Result(Outcome.RETRY, reason="moved", moved_to="-100")
LOCAL = Result(Outcome.RETRY, reason="uploading", local=True)
DOWN = Result(Outcome.RETRY, reason="503", down_for_s=30)
QUEUED, SENT, FAILED, LOST = OutboxState.QUEUED, OutboxState.SENT, OutboxState.FAILED, OutboxState.UNKNOWN


def seconds(value):
    return NOON + timedelta(seconds=value)


def tried(lane=Lane.ALERT, attempts=1, age_s=0, repeats=False):
    return Tried(lane, attempts, repeats, NOON - timedelta(seconds=age_s))


@pytest.mark.parametrize(
    ("result", "message", "expected"),
    [
        (OK, tried(), Fate(SENT, Verdict.ACCEPTED)),
        (OK, tried(repeats=True), Fate(SENT, Verdict.ACCEPTED, repeats=True)),
        (REFUSED, tried(), Fate(FAILED, Verdict.UNDELIVERABLE)),
        (BLOCKED, tried(), Fate(FAILED, Verdict.NEXT_IDENTITY)),
        (LATER, tried(attempts=1), Fate(QUEUED, Verdict.WAITING, seconds(1))),
        (LATER, tried(attempts=3), Fate(QUEUED, Verdict.WAITING, seconds(5))),
        (LATER, tried(attempts=5, age_s=23), Fate(QUEUED, Verdict.WAITING, seconds(30))),
        (LATER, tried(attempts=6, age_s=53), Fate(QUEUED, Verdict.OVERDUE, seconds(60))),
        (LATER, tried(attempts=9, age_s=600), Fate(QUEUED, Verdict.OVERDUE, seconds(210))),
        (LATER, tried(attempts=99, age_s=24 * 3600), Fate(FAILED, Verdict.UNDELIVERABLE)),
        # A day alone, or many tries alone, are not enough.
        (LATER, tried(attempts=9, age_s=48 * 3600), Fate(QUEUED, Verdict.OVERDUE, seconds(210))),
        (LATER, tried(attempts=99, age_s=23 * 3600), Fate(QUEUED, Verdict.OVERDUE, seconds(210))),
        (LATER, tried(attempts=10, age_s=48 * 3600), Fate(FAILED, Verdict.UNDELIVERABLE)),
        (PENALTY, tried(), Fate(QUEUED, Verdict.WAITING, counts=False)),
        (PENALTY, tried(age_s=60), Fate(QUEUED, Verdict.OVERDUE, counts=False)),
        # What says nothing about the message never ends it.
        (PENALTY, tried(attempts=99, age_s=72 * 3600), Fate(QUEUED, Verdict.OVERDUE, counts=False)),
        (PENALTY, tried(Lane.BROADCAST, attempts=9), Fate(QUEUED, Verdict.WAITING, counts=False)),
        (MOVED, tried(attempts=99, age_s=72 * 3600), Fate(QUEUED, Verdict.OVERDUE, seconds(210))),
        (MOVED, tried(Lane.BROADCAST, attempts=9), Fate(QUEUED, Verdict.OVERDUE, seconds(210))),
        (LOCAL, tried(), Fate(QUEUED, Verdict.WAITING, seconds(1), counts=False)),
        (LOCAL, tried(attempts=99, age_s=72 * 3600), Fate(QUEUED, Verdict.OVERDUE, seconds(210), counts=False)),
        (DOWN, tried(attempts=99, age_s=72 * 3600), Fate(QUEUED, Verdict.OVERDUE, seconds(31), counts=False)),
        (DOWN, tried(Lane.BROADCAST, attempts=9), Fate(QUEUED, Verdict.WAITING, seconds(31), counts=False)),
        (REVOKED, tried(), Fate(QUEUED, Verdict.WAITING, counts=False)),
        (REVOKED, tried(age_s=60), Fate(QUEUED, Verdict.OVERDUE, counts=False)),
        (REVOKED, tried(age_s=72 * 3600, attempts=99), Fate(QUEUED, Verdict.OVERDUE, counts=False)),
        (REVOKED, tried(Lane.BROADCAST, attempts=9), Fate(QUEUED, Verdict.WAITING, counts=False)),
        (REVOKED, tried(repeats=True), Fate(QUEUED, Verdict.WAITING, repeats=True, counts=False)),
        (MOVED, tried(), Fate(QUEUED, Verdict.WAITING)),
        (MOVED, tried(attempts=3), Fate(QUEUED, Verdict.WAITING, seconds(5))),
        (LATER, tried(Lane.BROADCAST, attempts=4), Fate(QUEUED, Verdict.WAITING, seconds(15))),
        (LATER, tried(Lane.BROADCAST, attempts=5), Fate(FAILED, Verdict.UNDELIVERABLE)),
        (UNKNOWN, tried(), Fate(QUEUED, Verdict.WAITING, seconds(5), repeats=True)),
        (UNKNOWN, tried(Lane.REPLY), Fate(QUEUED, Verdict.WAITING, seconds(5), repeats=True)),
        (UNKNOWN, tried(repeats=True), Fate(LOST, Verdict.ACCEPTED, repeats=True)),
        (UNKNOWN, tried(Lane.BROADCAST), Fate(LOST, Verdict.ACCEPTED)),
        (LATER, tried(repeats=True), Fate(QUEUED, Verdict.WAITING, seconds(1), repeats=True)),
    ],
)
def test_fate(result, message, expected):
    assert fate_of(result, message, now=NOON, chance=0.5) == expected


@pytest.mark.parametrize("attempts", range(1, 30))
def test_pauses_are_spread_and_end_at_five_minutes(attempts):
    shortest, longest = pause_s(attempts, 0.0), pause_s(attempts, 1.0)

    assert 0 < shortest < longest <= 300


def test_who_failed_together_does_not_come_back_together():
    """Control: without chance every pause is the same."""
    assert pause_s(3, 0.5) == pause_s(3, 0.5)
    assert len({pause_s(3, chance / 10) for chance in range(10)}) == 10
