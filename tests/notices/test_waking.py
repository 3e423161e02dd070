"""The clock that stands still at night."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.notices.waking import add_waking, is_quiet

NIGHT = {"quiet_from": time(21), "quiet_until": time(6)}
ZONES = [
    "Asia/Shanghai", "Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati", "Europe/Berlin", "America/New_York",
    "Australia/Lord_Howe", "Africa/Casablanca", "America/Santiago", "Asia/Tehran", "Pacific/Apia", "UTC",
    "Pacific/Chatham", "America/Havana",
]  # fmt: skip


def at(text: str, zone: str = "Asia/Shanghai", fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


@pytest.mark.parametrize(
    ("start", "minutes", "expected"),
    [
        ("2026-11-24 12:00", 30, "2026-11-24 12:30"),
        ("2026-11-24 20:00", 30, "2026-11-24 20:30"),
        ("2026-11-24 20:45", 30, "2026-11-25 06:15"),  # fifteen before the night, fifteen after it
        ("2026-11-24 20:30", 30, "2026-11-25 06:00"),  # at nine people sleep already
        ("2026-11-24 21:00", 30, "2026-11-25 06:30"),
        ("2026-11-24 23:59", 30, "2026-11-25 06:30"),
        ("2026-11-25 00:00", 30, "2026-11-25 06:30"),
        ("2026-11-25 05:59", 0, "2026-11-25 06:00"),
        ("2026-11-25 06:00", 0, "2026-11-25 06:00"),
        ("2026-11-24 17:00", 210, "2026-11-24 20:30"),  # the parcel's deadline after the usual cut-off
        ("2026-11-24 12:00", 15 * 60, "2026-11-25 12:00"),  # one waking day is fifteen hours
        ("2026-11-24 12:00", 45 * 60, "2026-11-27 12:00"),
        ("2026-12-31 20:45", 30, "2027-01-01 06:15"),
        ("2028-02-28 20:45", 16 * 60, "2028-03-01 06:45"),  # over the 29th
    ],
)
def test_night_stops_the_clock(start, minutes, expected):
    assert add_waking(at(start), minutes, zone=ZoneInfo("Asia/Shanghai"), **NIGHT) == at(expected)


@pytest.mark.parametrize(
    ("zone", "night", "start", "minutes", "expected"),
    [
        # Clocks go forward in the night of 29 March 2026: the night is an hour shorter, the morning at its usual hour.
        ("Europe/Berlin", ("21:00", "06:00"), "2026-03-28 20:45", 30, "2026-03-29 06:15"),
        # Clocks go back in the night of 25 October 2026.
        ("Europe/Berlin", ("21:00", "06:00"), "2026-10-24 20:45", 30, "2026-10-25 06:15"),
        # Real minutes on a day of change: 00:30 and an hour is 01:30, and an hour more is 03:30 on the wall.
        ("Europe/Berlin", ("21:00", "00:00"), "2026-03-29 00:30", 120, "2026-03-29 03:30"),
        # A night that ends at 02:30, an hour that is skipped: at the skip, so 03:00.
        ("Europe/Berlin", ("21:00", "02:30"), "2026-03-29 01:00", 0, "2026-03-29 03:00"),
        # A night that ends at 02:30, an hour that comes twice: the first, and the second is no night again.
        ("Europe/Berlin", ("21:00", "02:30"), "2026-10-25 01:00", 40, "2026-10-25 02:10+1"),
        # Clocks that move at midnight itself.
        ("America/Santiago", ("22:00", "00:00"), "2026-09-05 21:50", 20, "2026-09-06 01:10"),
        # By half an hour only.
        ("Australia/Lord_Howe", ("21:00", "06:00"), "2026-10-03 20:45", 30, "2026-10-04 06:15"),
        # A night within one day, and one that begins at midnight.
        ("Asia/Kathmandu", ("01:00", "05:00"), "2026-11-24 00:50", 20, "2026-11-24 05:10"),
        ("America/St_Johns", ("00:00", "06:00"), "2026-11-24 23:50", 20, "2026-11-25 06:10"),
        # Nights that end, or lie altogether, in an hour that the clocks skip.
        ("Asia/Tehran", ("21:00", "00:30"), "2020-03-20 20:50", 20, "2020-03-21 01:10"),
        ("Asia/Tehran", ("00:01", "01:00"), "2020-03-20 23:50", 20, "2020-03-21 01:10"),
        ("Asia/Tehran", ("00:01", "01:00"), "2020-03-20 12:00", 20, "2020-03-20 12:20"),
        # No quiet hours at all.
        ("Asia/Shanghai", ("00:00", "00:00"), "2026-11-24 23:50", 20, "2026-11-25 00:10"),
        # A date that never was: Samoa had no 30 December 2011.
        ("Pacific/Apia", ("21:00", "06:00"), "2011-12-29 20:45", 30, "2011-12-31 06:15"),
    ],
)
def test_waking_time_where_clocks_move(zone, night, start, minutes, expected):
    quiet_from, quiet_until = map(time.fromisoformat, night)
    text, _, fold = expected.partition("+")

    moment = add_waking(at(start, zone), minutes, zone=ZoneInfo(zone), quiet_from=quiet_from, quiet_until=quiet_until)

    assert moment == at(text, zone, int(fold or 0)).astimezone(UTC)


# As the shop's rules hold them: with days of a microsecond there are not dates enough.
HOURS = st.times().map(lambda hour: hour.replace(second=0, microsecond=0))


@given(
    zone=st.sampled_from(ZONES),
    start=st.integers(0, 10 * 365 * 24 * 60).map(
        lambda after: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=after)
    ),
    minutes=st.integers(0, 5000),
    quiet_from=HOURS,
    quiet_until=HOURS,
)
def test_never_in_the_night_never_too_early(zone, start, minutes, quiet_from, quiet_until):
    night = {"zone": ZoneInfo(zone), "quiet_from": quiet_from, "quiet_until": quiet_until}

    moment = add_waking(start, minutes, **night)

    assert not is_quiet(moment, **night)
    assert moment >= start + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [("20:59:59", False), ("21:00", True), ("00:00", True), ("05:59:59", True), ("06:00", False), ("12:00", False)],
)
def test_night_begins_and_ends_on_the_hour(moment, quiet):
    assert is_quiet(at(f"2026-11-24 {moment}"), zone=ZoneInfo("Asia/Shanghai"), **NIGHT) is quiet


def test_a_clock_without_a_night_would_wake_people():
    """Control: plain addition sends at half past nine in the evening."""
    naive = at("2026-11-24 20:45") + timedelta(minutes=45)

    assert is_quiet(naive, zone=ZoneInfo("Asia/Shanghai"), **NIGHT)
