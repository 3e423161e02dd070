"""Reads the answers of the setup and the shop's rules: names, currencies, zones, hours.  Pure."""

import re
from datetime import time
from functools import lru_cache
from zoneinfo import available_timezones

from babel.core import get_global
from babel.dates import get_timezone_location
from babel.numbers import get_territory_currencies

from bot.catalog.desk_refusals import BadSetting
from bot.catalog.typed import folded, plain, within
from bot.i18n import Language
from bot.people.names import clean_name

NAME_MAX = 60  # characters
ADDRESS_MAX = 120
HOLD_MINUTES = range(5, 241)  # shorter than a walk to the phone, longer than a morning: neither holds goods fairly
QUIET_HOURS_MAX = 14  # a longer night leaves farmers no time in which to answer

# What stands around an hour, and between two, in five languages; in the plain form of `typed`.
_THE = r"(?:(?:las?|الساعه)\s+)?"
_HOURS = r"(?:\s*(?:hours|hrs?|h|horas|hs|часов|часа|час|ч|ساعه)(?!\w)\.?)?"
_TIME = rf"{_THE}(\d{{1,2}})(?:[:.](\d{{2}}))?{_HOURS}"
_ONE_TIME = re.compile(rf"(?:(?:at|a|в|до|until|hasta)\s+)?{_TIME}")
_FROM, _TO = r"(?:(?:from|de|desde|с|от|من)\s+|从)?", r"(?:-|(?:to|till|until|a|hasta|до|الي|حتي)\s)"
_BETWEEN, _AND = r"(?:between|entre|между|بين)\s+", r"(?:(?:and|y|и)\s|و)"
_TWO_TIMES = (
    re.compile(rf"{_FROM}{_TIME}\s*{_TO}\s*{_TIME}"),
    re.compile(rf"{_BETWEEN}{_TIME}\s*{_AND}\s*{_TIME}"),
)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−~～至到"), "-") | dict.fromkeys(map(ord, "时時点點分"))
_CLOCK = ((re.compile(r"(?<=\d)[点點时時]半"), ":30"), (re.compile(r"(?<=\d)[点點时時](?=\d)"), ":"))


def read_name(words: str, key: str, longest: int = NAME_MAX) -> str:
    """Take a name or an address as it was typed, without what cannot be shown.

    Raises:
        BadSetting: nothing is left of it, it is too long, or it looks like a command.
    """
    if len(words.strip()) > longest or words.lstrip().startswith("/"):
        raise BadSetting(key)
    # Pieces, because a name has at most 64 characters and an address more.
    parts = (clean_name(words[at : at + 32]) for at in range(0, len(words), 32))
    name = clean_name(words) if longest <= NAME_MAX else " ".join(filter(None, parts))
    if not name:
        raise BadSetting(key)
    return name


def read_currency(words: str, language: Language) -> str:
    """Read a currency by its code or its name; only those that are legal tender somewhere today.

    Raises:
        BadSetting: there is none of that name.
    """
    typed = folded(words)
    code = typed.upper()
    if code in _currencies():
        return code
    names: dict[str, str] = dict(language.formatting.currencies)
    for code in sorted(_currencies()):
        if folded(names.get(code, "")) == typed:
            return code
    raise BadSetting("currency")


def read_zone(words: str, language: Language) -> str:
    """Read a time zone by its name, or by its city in English or the reader's language.

    Raises:
        BadSetting: there is none of that name.
    """
    typed = folded(words).replace(" ", "_")
    zones = _zones()
    for zone in zones:
        if typed in (folded(zone).replace(" ", "_"), folded(zone.rpartition("/")[2]).replace(" ", "_")):
            return zone
    for zone in zones:
        if typed and typed == folded(zone_city(zone, language)).replace(" ", "_"):
            return zone
    raise BadSetting("zone")


def zone_city(zone: str, language: Language) -> str:
    """Name a zone by its city in a language."""
    # CLDR keeps a city's words under the zone's first name: Asia/Calcutta, which is Asia/Kolkata to everybody else.
    cities = (language.formatting.time_zones.get(name, {}).get("city") for name in (zone, *_old_names().get(zone, ())))
    known = next(filter(None, cities), None)
    return str(known or get_timezone_location(zone, locale=language.formatting, return_city=True))


def read_time(words: str, key: str) -> time:
    """Read an hour, as "17" or "17:00".

    Raises:
        BadSetting: it is none.
    """
    found = _ONE_TIME.fullmatch(_plain(words))
    if found is None:
        raise BadSetting(key)
    return _time(found[1], found[2], key)


def read_hours(words: str, key: str) -> tuple[time, time]:
    """Read from when to when, as "8-18" or "08:30-18:00".

    Raises:
        BadSetting: it is no such span.
    """
    typed = _plain(words)
    found = next(filter(None, (each.fullmatch(typed) for each in _TWO_TIMES)), None)
    if found is None:
        raise BadSetting(key)
    return _time(found[1], found[2], key), _time(found[3], found[4], key)


def read_opening(words: str) -> str:
    """Read the hours of a pickup point as they are stored and shown: "08:30-18:00".

    Raises:
        BadSetting: it is no span, or ends before it begins.
    """
    opens, closes = read_hours(words, "hours")
    if closes <= opens:
        raise BadSetting("hours")
    return f"{opens:%H:%M}-{closes:%H:%M}"


def read_rule(key: str, words: str) -> dict[str, str | int]:
    """Read a new value for one of the rules that an owner changes, as Setting rows have it.

    Raises:
        BadSetting: it is out of its range, or no value at all.
    """
    match key:
        case "hold_minutes":
            return {key: _minutes(words)}
        case "cut_off" | "pickup_reminder":
            return {key: f"{read_time(words, key):%H:%M}"}
        case "quiet_hours":
            begins, ends = read_hours(words, key)
            if (ends.hour * 60 + ends.minute - begins.hour * 60 - begins.minute) % (24 * 60) > QUIET_HOURS_MAX * 60:
                raise BadSetting(key)
            return {"quiet_from": f"{begins:%H:%M}", "quiet_until": f"{ends:%H:%M}"}
        case _:
            raise BadSetting(key)


def _minutes(words: str) -> int:
    typed = re.fullmatch(r"(\d{1,4})\s*\D{0,12}", _plain(words))
    if typed is None or int(typed[1]) not in HOLD_MINUTES:
        raise BadSetting("hold_minutes")
    return int(typed[1])


def _plain(words: str) -> str:
    text = plain(words[:40])
    for written, meant in _CLOCK:
        text = written.sub(meant, text)
    return within(" ".join(text.translate(_DASHES).split()))


def _time(hour: str, minute: str | None, key: str) -> time:
    try:
        return time(int(hour), int(minute or 0))
    except ValueError:
        raise BadSetting(key) from None


@lru_cache(maxsize=1)
def _currencies() -> frozenset[str]:
    territories = get_global("territory_currencies")
    return frozenset(code for territory in territories for code in get_territory_currencies(territory))


@lru_cache(maxsize=1)
def _old_names() -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for old, new in get_global("zone_aliases").items():
        names[new] = (*names.get(new, ()), old)
    return names


@lru_cache(maxsize=1)
def _zones() -> tuple[str, ...]:
    """Zones that are named after a place; "Etc/GMT-8" means the opposite of what people think."""
    inner = ("posix/", "right/", "Etc/", "SystemV/", "US/")
    return tuple(sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(inner)))
