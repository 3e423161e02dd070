"""Groups and channels, and what happens in them."""

from typing import Any

from tests.telegram.fake.account import Account
from tests.telegram.fake.chats import Chat, Kind, Membership, Message
from tests.telegram.fake.people import Person
from tests.telegram.fake.platform import Platform
from tests.telegram.fake.telling import Teller

# Who stands as the sender when an admin hides behind the group.  Bot API, Message.from
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
CHANNEL_FORWARDER = {"id": 777000, "is_bot": False, "first_name": "Telegram"}


class Room:
    """A group, supergroup or channel that the bot is not in yet."""

    def __init__(self, platform: Platform, account: Account, chat: Chat) -> None:
        self.chat = account.chats[chat.id] = chat
        self._account = account
        self._teller = Teller(platform, account)

    @property
    def id(self) -> int:
        return self.chat.id

    @property
    def messages(self) -> list[Message]:
        """What the bot has said here and not taken away, oldest first."""
        return self.chat.of_bot()

    def adds_bot(self, by: Person, *, as_admin: bool = False) -> None:
        self.chat.members.setdefault(by.id, by.user)
        self.chat.admins.add(by.id)
        membership = Membership.ADMINISTRATOR if as_admin or self.chat.kind is Kind.CHANNEL else Membership.MEMBER
        self._teller.change_membership(self.chat, by.user, membership)
        if self.chat.kind is not Kind.CHANNEL:
            self._teller.say(self.chat, by.user, always_heard=True, new_chat_members=[self._account.user()])

    def promotes_bot(self, by: Person) -> None:
        self._teller.change_membership(self.chat, by.user, Membership.ADMINISTRATOR)

    def demotes_bot(self, by: Person) -> None:
        self._teller.change_membership(self.chat, by.user, Membership.MEMBER)

    def removes_bot(self, by: Person) -> None:
        """Kick the bot; it may not come back by itself."""
        self._teller.change_membership(self.chat, by.user, Membership.KICKED)

    def posts(self, text: str) -> Message:
        """Post in a channel."""
        return self._teller.say(self.chat, None, text, sender_chat=self.chat.as_json())

    def edits_post(self, message: Message, text: str) -> Message:
        return self._teller.edit(self.chat, message, text)

    def anonymous_says(self, text: str) -> Message:
        """Say something as an admin who hides behind the group."""
        return self._teller.say(self.chat, ANONYMOUS, text, sender_chat=self.chat.as_json())

    def channel_says(self, channel: "Room", text: str) -> Message:
        """Forward a post of a linked channel into the group."""
        post = channel.chat.as_json()
        return self._teller.say(self.chat, CHANNEL_FORWARDER, text, sender_chat=post, is_automatic_forward=True)

    def other_bot_says(self, text: str, username: str = "weather_bot") -> Message:
        """Let another bot speak, and ours hear it, as it may where bots may talk to bots."""
        other: dict[str, Any] = {"id": 6_666_000_001, "is_bot": True, "first_name": "Weather", "username": username}
        return self._teller.say(self.chat, other, text, always_heard=True)

    def upgrades(self, by: Person) -> Chat:
        """Turn a basic group into a supergroup: the old id leads nowhere from now on."""
        old, new_id = self.chat, -1_000_000_000_000 + self.chat.id
        new = self._account.chats[new_id] = Chat(new_id, Kind.SUPERGROUP, dict(old.about), old.bot)
        new.members, new.admins = old.members, old.admins
        self._teller.say(old, by.user, always_heard=True, migrate_to_chat_id=new_id)
        old.migrated_to, self.chat = new_id, new
        self._teller.say(new, by.user, always_heard=True, migrate_from_chat_id=old.id)
        return new
