"""Links that lead into a chat: what they carry, and where they begin on each channel.

What a link names is public or filtered by party when it is opened, so a guessed one gains nothing; only invites are
keys, and those are random codes (`bot.codes`).
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import quote, urlencode

# Telegram Bot API, deep linking: letters, digits, _ and -, at most 64.
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
# What a link says that only opens the shop: some platforms say nothing at all to those who have been there before.
SHOP = "shop"
# Where a platform lets people choose whom to send something: https://core.telegram.org/widgets/share
_SHARING = {"telegram": "https://t.me/share/url"}
# At most 18 digits, so that no random code, which has 22 characters, can look like one.
_TARGET = re.compile(r"([a-z])_([0-9]{1,18})", re.ASCII)


class TargetKind(StrEnum):
    """What a link may open, by the letter that it begins with."""

    PRODUCT = "p"
    CATEGORY = "c"
    ORDER = "o"


class Target(NamedTuple):
    """A row that a link opens."""

    kind: TargetKind
    row_id: int

    @property
    def payload(self) -> str:
        return f"{self.kind}_{self.row_id}"


def app_name(channel: str) -> str:
    """Name a messenger as its makers do: it is a brand, and the same in every language."""
    return channel.capitalize()


def read_target(payload: str) -> Target | None:
    """Read what a link carried; None: it names no row, and may be an invite's code."""
    found = _TARGET.fullmatch(payload)
    if found is None or found[1] not in set(TargetKind):
        return None
    return Target(TargetKind(found[1]), int(found[2]))


class Links:
    """Where links begin, by channel.  A channel that learns its own name late is added when it knows it."""

    def __init__(self, site_url: str) -> None:
        self.site_url = site_url
        self._starts = {"webchat": f"{site_url}/chat/?start="}
        self._late: set[str] = set()

    def expect(self, channel: str) -> None:
        """Note that a channel will be added, once it knows how its links begin."""
        self._late.add(channel)

    def add(self, channel: str, start: str) -> None:
        """Note that a channel's links begin so; the payload follows."""
        self._starts[channel] = start
        self._late.discard(channel)

    def is_late(self, channel: str) -> bool:
        """Whether a channel's links are not known yet: what leads to the web chat meanwhile must not be kept."""
        return channel in self._late

    def start(self, channel: str, payload: str) -> str:
        """Give the link that says "/start <payload>" on a channel, or in the web chat where that has no links."""
        return self._starts.get(channel, self._starts["webchat"]) + payload

    def chat(self, channel: str) -> str:
        """Give the link that opens the chat on a channel and says nothing there."""
        return self.start(channel, "").partition("?")[0]

    def sharing(self, channel: str, address: str, words: str) -> str | None:
        """Give the page on which people choose whom to send an address, if their channel has one."""
        page = _SHARING.get(channel)
        return page and f"{page}?{urlencode({'url': address, 'text': words}, quote_via=quote)}"

    @property
    def starts(self) -> Mapping[str, str]:
        """All channels that have links, with where they begin."""
        return self._starts
