"""What is said in a chat, and whether the bot hears of it."""

from dataclasses import dataclass
from typing import Any

from tests.telegram.fake.account import Account
from tests.telegram.fake.chats import Chat, Kind, Membership, Message, message_json
from tests.telegram.fake.markup import length
from tests.telegram.fake.members import bot_member
from tests.telegram.fake.platform import Platform
from tests.telegram.fake.spoken import spoken


@dataclass(frozen=True, slots=True)
class Teller:
    """Lets things happen on the platform, and one bot know of them."""

    platform: Platform
    account: Account

    def now(self) -> int:
        return int(self.platform.clock())

    def say(
        self,
        chat: Chat,
        sender: dict[str, Any] | None,
        text: str | None = None,
        *,
        sender_chat: dict[str, Any] | None = None,
        reply_to: int | None = None,
        caption: str | None = None,
        always_heard: bool = False,
        **attachment: Any,
    ) -> Message:
        """Put a message into a chat."""
        message = Message(chat.next_id(), self.now(), own=False, sender=sender, sender_chat=sender_chat)
        message.text, message.entities = text, spoken(text or "")
        message.caption, message.caption_entities = caption, spoken(caption or "")
        message.attachment, message.reply_to = attachment, reply_to
        chat.messages[message.message_id] = message
        if always_heard or self.hears(chat, message):
            kind = "channel_post" if chat.kind is Kind.CHANNEL else "message"
            self.tell(kind, message_json(chat, message), (sender or chat.as_json())["id"])
        return message

    def edit(self, chat: Chat, message: Message, text: str) -> Message:
        message.text, message.entities, message.edited_at = text, spoken(text), self.now()
        if self.hears(chat, message):
            kind = "edited_channel_post" if chat.kind is Kind.CHANNEL else "edited_message"
            self.tell(kind, message_json(chat, message), (message.sender or chat.as_json())["id"])
        return message

    def change_membership(self, chat: Chat, by: dict[str, Any], membership: Membership) -> None:
        """Let the bot become something else in a chat, and hear who did it."""
        before, chat.bot = chat.bot, membership
        content = {
            "chat": chat.as_json(),
            "from": by,
            "date": self.now(),
            "old_chat_member": bot_member(self.account, chat, before),
            "new_chat_member": bot_member(self.account, chat, membership),
        }
        self.tell("my_chat_member", content, by["id"])

    def tell(self, kind: str, content: dict[str, Any], line: object) -> dict[str, Any] | None:
        return self.platform.tell(self.account, kind, content, line)

    def hears(self, chat: Chat, message: Message) -> bool:
        """Whether the bot gets a message; in groups privacy mode hides what is not meant for it."""
        if chat.bot not in {Membership.MEMBER, Membership.ADMINISTRATOR}:
            return False
        if chat.kind in {Kind.PRIVATE, Kind.CHANNEL} or chat.bot is Membership.ADMINISTRATOR:
            return True
        return self.account.reads_all_in_groups or self._is_meant(chat, message)

    def _is_meant(self, chat: Chat, message: Message) -> bool:
        quoted = chat.messages.get(message.reply_to or 0)
        if (quoted and quoted.own) or (not message.text and "photo" not in message.attachment):
            return True  # service messages are for everybody
        me = f"@{self.account.username}".lower()
        return any(_means(message.words, entity, me) for entity in message.entities + message.caption_entities)


def _means(text: str, entity: dict[str, Any], me: str) -> bool:
    begin, end = entity["offset"], entity["offset"] + entity["length"]
    words = text.encode("utf-16-le")[begin * 2 : end * 2].decode("utf-16-le").lower()
    assert length(words) == entity["length"]
    match entity["type"]:
        case "bot_command":
            return "@" not in words or words.endswith(me)
        case "mention":
            return words == me
    return False
