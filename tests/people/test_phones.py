"""Phone numbers as they are typed: one form for all that are numbers, and a no for all that are not."""

from zoneinfo import ZoneInfo

import pytest

from bot.people.phones import BadPhone, masked, read_phone, region_of, spaced

NUMBER = "+8613800138000"


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000",
        "138-0013-8000",
        "+86 138 0013 8000",
        "0086 138 0013 8000",
        "(00) 86-138-0013-8000",
        "００８６１３８００１３８０００",
        "＋８６１３８００１３８０００",
        "٠٠٨٦١٣٨٠٠١٣٨٠٠٠",
        "\u202d+8613800138000\u202c",
    ],
)
def test_one_number_in_many_forms(typed):
    assert read_phone(typed, "CN") == NUMBER


@pytest.mark.parametrize(
    "typed", ["", "12", "138001380", "+1 (555) 010-99", "+86", "eggs 13800138000", "1" * 60, "²" * 11, "0" * 20]
)
def test_what_is_no_number(typed):
    with pytest.raises(BadPhone):
        read_phone(typed, "CN")


@pytest.mark.parametrize(
    ("typed", "read"), [("+1 (415) 555-2671", "+14155552671"), ("+7 912 345-67-89", "+79123456789")]
)
def test_numbers_from_abroad(typed, read):
    assert read_phone(typed, "CN") == read


def test_where_the_shop_has_no_country_a_number_is_international():
    assert read_phone("+8613800138000", None) == NUMBER
    with pytest.raises(BadPhone):
        read_phone("13800138000", None)


@pytest.mark.parametrize(
    ("zone", "region"), [("Asia/Shanghai", "CN"), ("Europe/Moscow", "RU"), ("America/Lima", "PE"), ("UTC", None)]
)
def test_the_country_of_a_zone(zone, region):
    assert region_of(ZoneInfo(zone)) == region


def test_how_a_number_is_shown():
    assert (spaced(NUMBER), masked(NUMBER)) == ("+86 138 0013 8000", "••• 000")
