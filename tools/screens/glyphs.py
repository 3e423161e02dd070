"""Letters that this machine has no font for, and that a picture would show as boxes."""

import subprocess
import unicodedata
from collections.abc import Iterable

UNDRAWN = ("C", "Z", "Mn")  # controls, spaces and what joins itself to a letter


def missing(letters: Iterable[str]) -> list[str]:
    """Name the letters that no font draws."""
    drawn = _drawn()
    wanted = (one for one in set(letters) if not unicodedata.category(one).startswith(UNDRAWN))
    return [f"{one!r} {unicodedata.name(one, '?')}" for one in sorted(wanted) if ord(one) not in drawn]


def _drawn() -> set[int]:
    listed = subprocess.run(["fc-list", ":", "charset"], capture_output=True, text=True, check=True).stdout
    ranges = {each for line in listed.splitlines() for each in line.partition("charset=")[2].split()}
    return {code for each in ranges for code in _codes(each)}


def _codes(hexadecimal: str) -> range:
    first, _, last = hexadecimal.partition("-")
    return range(int(first, 16), int(last or first, 16) + 1)
