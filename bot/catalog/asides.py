"""What people say around an amount: please, I would like, thank you.  Pure."""

import re

from bot.catalog.number_words import alternatives, phrases, runs_on
from bot.catalog.typed import within

_AROUND = phrases("around")
_CHINESE = frozenset(words for words in _AROUND if runs_on(words[-1]))
_BEFORE = re.compile(alternatives(_AROUND))
_BEHIND = re.compile(rf"(?<!\w)(?:{alternatives(_AROUND - _CHINESE)})$|(?:{alternatives(_CHINESE)})$")


def without_asides(text: str) -> str:
    """Take off what is said around an amount, and the marks of its sentence; something is always left.

    text: in the plain form of `typed`.
    """
    text = within(text)
    while rest := _once(_BEFORE.match(text), text) or _once(_BEHIND.search(text), text):
        text = rest
    return text


def _once(aside: re.Match[str] | None, text: str) -> str:
    return within(text[: aside.start()] + text[aside.end() :]) if aside else ""
