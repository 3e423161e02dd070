"""One bot as the platform knows it: its chats, its profile, its queue of updates."""

import itertools
from dataclasses import dataclass, field
from typing import Any

from tests.telegram.fake.chats import Chat, Kind
from tests.telegram.fake.clock import Clock
from tests.telegram.fake.delivery import Updates
from tests.telegram.fake.profile import Profile
from tests.telegram.fake.webhooks import Webhook


@dataclass(slots=True)
class Tap:
    """A press of a button, and what the person was shown for it."""

    id: str
    data: str
    chat_id: int
    message_id: int
    at: float
    answered: bool = False
    toast: str | None = None
    is_alert: bool = False
    url: str | None = None


@dataclass(slots=True)
class Asking:
    """An inline query, and what the person was offered."""

    id: str
    query: str
    at: float
    answered: bool = False
    results: list[dict[str, Any]] = field(default_factory=list)
    answer: dict[str, Any] = field(default_factory=dict)  # cache_time, is_personal, next_offset, button


class Account:
    """Everything that belongs to one token."""

    def __init__(self, token: str, name: str, username: str, clock: Clock) -> None:
        self.token = token
        self.id = int(token.partition(":")[0])
        self.name = name
        self.username = username
        self.reads_all_in_groups = False  # privacy mode is on unless BotFather is told otherwise
        self.answers_inline = True
        self.revoked = False
        self.chats: dict[int, Chat] = {}
        self.taps: dict[str, Tap] = {}
        self.askings: dict[str, Asking] = {}
        self.profile = Profile()
        self.updates = Updates(clock)
        self.webhook: Webhook | None = None
        self._query_ids = itertools.count(self.id * 1000 + 1)

    def user(self) -> dict[str, Any]:
        """The bot as a User, as it stands in messages."""
        return {"id": self.id, "is_bot": True, "first_name": self.name, "username": self.username}

    def query_id(self) -> str:
        return str(next(self._query_ids))

    def find_chat(self, chat_id: int | str) -> Chat | None:
        """Find a chat by its number, or by the @name of a public one."""
        if isinstance(chat_id, int):
            return self.chats.get(chat_id)
        name = chat_id.removeprefix("@").lower()
        public = (one for one in self.chats.values() if one.kind is not Kind.PRIVATE)
        return next((one for one in public if one.about.get("username", "").lower() == name), None)
