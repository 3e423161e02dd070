"""Everybody on the platform: where a test gets its people, groups and channels from."""

import itertools
from typing import Any

from tests.telegram.fake.account import Account
from tests.telegram.fake.chats import Chat, Kind, Membership
from tests.telegram.fake.people import Person
from tests.telegram.fake.platform import Platform
from tests.telegram.fake.rooms import Room

# Above 32 bits, as real ids are by now: whoever keeps them in a smaller column should hear of it.
FIRST_PERSON_ID = 7_000_000_001


class Crowd:
    """People and rooms around one bot, `bot`; name another account to put them around that one."""

    def __init__(self, platform: Platform, bot: Account) -> None:
        self.bot = bot
        self.people: dict[int, Person] = {}
        self.rooms: dict[int, Room] = {}
        self._platform = platform
        self._person_ids = itertools.count(FIRST_PERSON_ID)
        self._room_ids = itertools.count(1)

    def person(
        self,
        name: str,
        language: str | None = "en",
        *,
        username: str | None = None,
        bot: Account | None = None,
        started: bool = False,
    ) -> Person:
        """Somebody who has not pressed Start yet, or did so long ago."""
        user: dict[str, Any] = {"id": next(self._person_ids), "is_bot": False, "first_name": name}
        if username:
            user["username"] = username
        if language:
            user["language_code"] = language
        person = self.people[user["id"]] = Person(self._platform, bot or self.bot, user)
        if started:
            person.chat.bot = Membership.MEMBER
        return person

    def group(self, title: str, *, basic: bool = False) -> Room:
        """A supergroup, or one of the basic groups that may still become one."""
        number = next(self._room_ids)
        if basic:
            return self._room(-4_000_000_000 - number, Kind.GROUP, {"title": title})
        return self._room(-1_002_000_000_000 - number, Kind.SUPERGROUP, {"title": title})

    def channel(self, title: str, *, username: str | None = None) -> Room:
        about = {"title": title, **({"username": username} if username else {})}
        return self._room(-1_003_000_000_000 - next(self._room_ids), Kind.CHANNEL, about)

    def inject(self, update: dict[str, Any], line: object = None) -> dict[str, Any]:
        """Send an update as it is, however odd; `update_id` is filled in if it is missing."""
        return self.bot.updates.add_raw(update, line if line is not None else object())

    def _room(self, room_id: int, kind: Kind, about: dict[str, Any]) -> Room:
        room = self.rooms[room_id] = Room(self._platform, self.bot, Chat(room_id, kind, about))
        return room
