"""From when to when, as people write it in each language."""

import pytest

from bot.catalog.desk_refusals import BadSetting
from bot.catalog.setup_words import read_hours, read_time


@pytest.mark.parametrize(
    ("words", "span"),
    [
        ("8-18", "08:00-18:00"),
        ("8:30–18:00", "08:30-18:00"),
        ("8 to 18", "08:00-18:00"),
        ("from 8 to 18", "08:00-18:00"),
        ("between 8 and 18", "08:00-18:00"),
        ("de 8 a 14", "08:00-14:00"),
        ("8 a 14", "08:00-14:00"),
        ("De las 8 a las 14 horas.", "08:00-14:00"),
        ("desde las 8:30 hasta las 14", "08:30-14:00"),
        ("8h-14h", "08:00-14:00"),
        ("entre las 8 y las 14", "08:00-14:00"),
        ("с 8 до 18", "08:00-18:00"),
        ("С 8:00 до 18:00", "08:00-18:00"),
        ("с 8 ч. до 18 ч.", "08:00-18:00"),
        ("от 8 до 18 часов", "08:00-18:00"),
        ("من 8 إلى 18", "08:00-18:00"),
        ("من ٨ الى ١٨", "08:00-18:00"),
        ("من الساعة 8 حتى الساعة 18", "08:00-18:00"),
        ("بين 8 و18", "08:00-18:00"),
        ("\u200f8-18\u200f", "08:00-18:00"),
        ("8点到18点", "08:00-18:00"),
        ("8点半至18点", "08:30-18:00"),
        ("从8点30分到18点", "08:30-18:00"),
        ("22-7", "22:00-07:00"),
    ],
)
def test_hours(words: str, span: str) -> None:
    begins, ends = read_hours(words, "hours")

    assert f"{begins:%H:%M}-{ends:%H:%M}" == span


@pytest.mark.parametrize(
    "words", ["8", "8 18", "8 y 14", "с 8", "с 8 утра до 6 вечера", "de 8 a 2 de la tarde", "8-18-3"]
)
def test_hours_that_leave_a_doubt_are_asked_again(words: str) -> None:
    with pytest.raises(BadSetting):
        read_hours(words, "hours")


@pytest.mark.parametrize("words", ["17", "17:00", "a las 17", "в 17", "17 ч", "до 17:00", "الساعة 17", "17点"])
def test_one_hour(words: str) -> None:
    assert f"{read_time(words, 'cut_off'):%H:%M}" == "17:00"
