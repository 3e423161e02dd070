"""What Telegram itself recognises in a text: commands, mentions, tags, addresses."""

import re
from typing import Any

from tests.telegram.fake.markup import length

_SPOKEN = re.compile(
    r"(?P<url>\bhttps?://[^\s<>\"']+)"
    r"|(?P<email>\b[\w.+-]+@[\w-]+\.[\w.-]*\w)"
    r"|(?P<bot_command>(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{2,31})?(?![\w/]))"
    r"|(?P<mention>(?<!\w)@[A-Za-z]\w{3,31}\b)"
    r"|(?P<hashtag>(?<!\w)#\w*[^\W\d]\w*)"
)
# Inside of these nothing is recognised.
_CLOSED = frozenset({"code", "pre", "text_link"})


def with_spoken(text: str, entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add what is recognised to the entities that were marked."""
    closed = [(one["offset"], one["offset"] + one["length"]) for one in entities if one["type"] in _CLOSED]
    added = [
        one
        for one in spoken(text)
        if not any(begin < one["offset"] + one["length"] and one["offset"] < end for begin, end in closed)
    ]
    return sorted([*entities, *added], key=lambda one: (one["offset"], -one["length"])) if added else entities


def spoken(text: str) -> list[dict[str, Any]]:
    """Entities of a text that nobody marked up."""
    if not any(sign in text for sign in "/@#:"):
        return []
    return [
        {"type": found.lastgroup, "offset": length(text[: found.start()]), "length": length(found[0])}
        for found in _SPOKEN.finditer(text)
    ]
