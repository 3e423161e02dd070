"""Days of collection, cut-offs and deadlines, by the seller's clock."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.rules import Rules
from bot.orders.calendar import Collection, answer_due, next_collection
from bot.orders.refusals import NoCollectionDay

RULES = Rules(zone=ZoneInfo("Asia/Shanghai"))
TUESDAY = date(2026, 3, 10)


def at(day: date, hour: int, minute: int = 0, rules: Rules = RULES) -> datetime:
    """A moment by the seller's clock."""
    return datetime.combine(day, time(hour, minute), rules.zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "days"),
    [(at(TUESDAY, 0, 0), 1), (at(TUESDAY, 16, 59), 1), (at(TUESDAY, 17, 0), 2), (at(TUESDAY, 23, 59), 2)],
)
def test_before_the_cut_off_it_is_tomorrow_and_after_it_the_day_after(now: datetime, days: int) -> None:
    day = TUESDAY + timedelta(days=days)

    assert next_collection(RULES, now) == Collection(day, at(day - timedelta(days=1), 17))


def test_days_without_collection_and_holidays_are_passed_over() -> None:
    weekends = replace(RULES, collect_weekdays=frozenset({5, 6}))
    with_holiday = replace(weekends, holidays=frozenset({date(2026, 3, 14)}))

    assert next_collection(weekends, at(TUESDAY, 9)).day == date(2026, 3, 14)
    assert next_collection(with_holiday, at(TUESDAY, 9)) == Collection(date(2026, 3, 15), at(date(2026, 3, 14), 17))


def test_a_year_of_holidays_has_no_day() -> None:
    with pytest.raises(NoCollectionDay):
        next_collection(replace(RULES, collect_weekdays=frozenset()), at(TUESDAY, 9))


def test_the_day_is_the_sellers_and_not_the_servers() -> None:
    samoa = replace(RULES, zone=ZoneInfo("Pacific/Apia"))  # UTC+13: already Wednesday there
    now = datetime(2026, 3, 10, 11, 30, tzinfo=UTC)

    assert next_collection(samoa, now).day == date(2026, 3, 12)


def test_the_cut_off_keeps_its_hour_when_clocks_change() -> None:
    spain = replace(RULES, zone=ZoneInfo("Europe/Madrid"))
    saturday, sunday = date(2026, 3, 28), date(2026, 3, 29)  # clocks go forward in this night

    first = next_collection(spain, at(saturday, 9, rules=spain))
    second = next_collection(spain, at(sunday, 9, rules=spain))

    assert second.cut_off_at - first.cut_off_at == timedelta(hours=23)


def test_a_farm_may_answer_for_three_and_a_half_waking_hours_after_the_cut_off() -> None:
    late = replace(RULES, cut_off=time(19))

    assert answer_due(at(TUESDAY, 17), RULES) == at(TUESDAY, 20, 30)
    assert answer_due(at(TUESDAY, 19), late) == at(TUESDAY + timedelta(days=1), 7, 30)  # quiet from 21:00 to 06:00


@given(
    minutes=st.integers(0, 60 * 24 * 400),
    zone=st.sampled_from(["Asia/Shanghai", "Europe/Madrid", "America/Havana", "Pacific/Apia", "UTC"]),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    hour=st.integers(0, 23),
)
def test_a_cut_off_is_always_ahead_and_never_two_days_before_collection(
    minutes: int, zone: str, weekdays: frozenset[int], hour: int
) -> None:
    rules = Rules(zone=ZoneInfo(zone), collect_weekdays=weekdays, cut_off=time(hour))
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)

    found = next_collection(rules, now)

    assert now < found.cut_off_at
    assert found.day.weekday() in weekdays
    assert (found.day - found.cut_off_at.astimezone(rules.zone).date()).days == 1
