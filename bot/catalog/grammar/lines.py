"""Brings a message into the plain form in which it is read, line by line, without bullets and pictures.  Pure."""

import re

from bot.catalog.numbers import normalised
from bot.catalog.typed import plain

LISTED_MIN = 2  # lines of a list that is written in one

_BULLET = re.compile(r"^[ \t]*[-–—*•·▪◦‣○●✓✔☑>]+[ \t]+|^[ \t]*[*•·▪●✓✔]+[ \t]*")
_NUMBERED = re.compile(r"^[ \t]*(\d{1,2})[.)、:：．] ?(?!\d)")
_DASHED = re.compile(r"^[ \t]*(\d{1,2}) ?[-–] ?(?!\d)")
_LONE_NUMBER = re.compile(r"^[ \t]*\d{1,2}[.)、] (?=[^\W\d].*\d)")  # a line of a list that others have begun
_IN_A_LINE = re.compile(r"(?:^|(?<=[\s,;，；、]))(\d{1,2})[)）](?!\d)")
_LEADER = re.compile(r"(?<=[^\W\d]) ?(?:\.{4,}|…{2,}|_{2,}|[-–—]{2,}) ?(?=\d)")  # huevos......30
_NICK = re.compile(r"@\w+|https?://\S+|\S+@\S+\.\w+")
_CIRCLED = re.compile(r"[①-⑳➀-➓❶-❿]")
_PICTURES = re.compile(r"[\U0001F000-\U0001FAFF\u2600-\u27BF\u2B00-\u2BFF\uFE0F\u20E3\u200d\u3030]")
# The house reads ١٫٢٥٠ as one and a quarter where an amount was asked for; in an order all marks are asked alike.
_DECIMAL_MARK = {0x66B: ","}
_PLUS_SIGN = str.maketrans({"➕": "+", "✖": "x", "✕": "x", "‧": ","})


def plain_lines(words: str) -> str:
    """Bring a message into plain form, line by line, without bullets, numbers of lines, and pictures."""
    marked = _LEADER.sub(": ", _CIRCLED.sub("\n", words.translate(_PLUS_SIGN)))
    lines = [_BULLET.sub("", _PICTURES.sub(" ", line)) for line in marked.splitlines()]
    lines = [_NICK.sub(" ", line) for line in lines if line.strip()]
    for numbered in (_NUMBERED, _DASHED):
        numbers = [found and int(found[1]) for line in lines if (found := numbered.match(line)) or True]
        from_one = numbered is _NUMBERED or numbers == [*range(1, len(lines) + 1)]  # elsewhere a dash is no full stop
        if len(lines) > 1 and all(numbers) and from_one and numbers == sorted(set(numbers)):  # type: ignore[type-var]
            lines = [numbered.sub("", line) for line in lines]
    lines = [_LONE_NUMBER.sub("", part) for line in lines for part in _listed_in(line)]
    return "\n".join(plain(normalised(line.translate(_DECIMAL_MARK))) for line in lines)


def _listed_in(line: str) -> list[str]:
    """Part a line that is a list by itself: 1) kiwis 5 kg 2) apples 5 kg."""
    parts = _IN_A_LINE.split(line)
    numbers = parts[1::2]
    if len(numbers) < LISTED_MIN or [*map(int, numbers)] != [*range(1, len(numbers) + 1)]:
        return [line]
    return [part for part in parts[::2] if part.strip()]
