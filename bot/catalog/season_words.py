"""Reads the months behind a product's name in /season.  Pure."""

import re
from dataclasses import dataclass

from bot.catalog.snapshot import MONTHS, Season

# As people write from when to when; a month may carry its Chinese name's ending: 10月-12月.
_MONTHS = re.compile(r"^(?P<name>.*?)[\s:]*\b(?P<first>\d{1,2})月?(?:\s*[-~～至到]\s*(?P<last>\d{1,2})月?)?$")
_NAME_ENDS = " ,，:：-"


@dataclass(frozen=True, slots=True)
class SeasonWords:
    """A command's parts; `season` None: no months that there are stand in it."""

    name: str
    season: Season | None


def read_season(words: str) -> SeasonWords:
    """Take "mandarins 10-12" apart; digits may be those of any script, and one month is a season as well."""
    found = _MONTHS.match(words)
    if found is None:
        return SeasonWords(words, None)
    first = int(found["first"])
    last = int(found["last"] or first)
    there_are = 1 <= first <= MONTHS and 1 <= last <= MONTHS
    return SeasonWords(found["name"].strip(_NAME_ENDS), Season(first, last) if there_are else None)
