"""Holidays as an admin types them."""

from datetime import date

import pytest

from bot.catalog.day_words import read_holidays
from bot.catalog.desk_refusals import BadSetting

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("2027-02-16", [(2027, 2, 16)]),
        ("16.2.2027", [(2027, 2, 16)]),
        ("2027年2月16日", [(2027, 2, 16)]),
        ("2027-05-01, 2027-02-16 - 2027-02-17", [(2027, 2, 16), (2027, 2, 17), (2027, 5, 1)]),
        ("2027年2月16日至2027年2月17日", [(2027, 2, 16), (2027, 2, 17)]),
        ("16.02.2027–17.02.2027; 16.02.2027", [(2027, 2, 16), (2027, 2, 17)]),
        ("2026-11-24", [(2026, 11, 24)]),
        ("0", []),
        ("нет", []),
    ],
)
def test_days_are_read_in_their_order(words, days):
    assert read_holidays(words, TODAY) == tuple(date(*day) for day in days)


@pytest.mark.parametrize(
    "words",
    [
        "", "tomorrow", "2/16/2027", "2027-02-30", "2027-13-01", "2026-11-23", "2028-02-16", "2027-02-17 - 2027-02-16",
        "2027-01-01 - 2027-10-01", "2027-02-16, soon", "0000-01-01", "2027-02-16 " * 30,
    ],
)  # fmt: skip
def test_what_is_no_day_within_a_year_is_refused(words):
    with pytest.raises(BadSetting):
        read_holidays(words, TODAY)
