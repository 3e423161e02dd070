"""Reads the days that an admin types: 2027-02-16, 16.2.2027, 2027年2月16日, and from one to another.  Pure."""

import re
from datetime import date, timedelta

from bot.catalog.desk_refusals import BadSetting
from bot.catalog.typed import plain

WORDS_MAX = 200  # characters
DAYS_MAX = 60  # of holidays that are known ahead
AHEAD = timedelta(days=366)  # as far as anybody looks for a day of collection

# Slashes are read as month and day by some and as day and month by others, so they are not read at all.
_DAY = r"(?:(\d{4})[-年](\d{1,2})[-月](\d{1,2})日?|(\d{1,2})\.(\d{1,2})\.(\d{4}))"
_SPAN = re.compile(rf"{_DAY}(?:\s*(?:-|to|a|до|по|hasta|الي|حتي|至|到|~)\s*{_DAY})?")
_BETWEEN = re.compile(r"[,;，；、،؛\n]")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_NONE = frozenset({"0", "none", "no", "нет", "ninguno", "无", "没有", "لا"})


def read_holidays(words: str, today: date) -> tuple[date, ...]:
    """Read days from today on, at most a year ahead, in their order; "0" is none.

    Raises:
        BadSetting: something of it is no day, too far away or too much.
    """
    text = " ".join(plain(words[: WORDS_MAX + 1]).translate(_DASHES).split())
    if len(words) > WORDS_MAX:
        raise BadSetting("holidays")
    if text in _NONE:
        return ()
    days = sorted({day for part in _BETWEEN.split(text) if part.strip() for day in _span(part.strip())})
    if not days or days[0] < today or days[-1] > today + AHEAD or len(days) > DAYS_MAX:
        raise BadSetting("holidays")
    return tuple(days)


def _span(part: str) -> list[date]:
    found = _SPAN.fullmatch(part)
    if found is None:
        raise BadSetting("holidays")
    first = _day(found.groups()[:6])
    last = _day(found.groups()[6:]) if any(found.groups()[6:]) else first
    if not first <= last <= first + AHEAD:
        raise BadSetting("holidays")
    return [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]


def _day(parts: tuple[str | None, ...]) -> date:
    year, month, day = (parts[0], parts[1], parts[2]) if parts[0] else (parts[5], parts[4], parts[3])
    try:
        return date(int(year or 0), int(month or 0), int(day or 0))
    except ValueError:
        raise BadSetting("holidays") from None
