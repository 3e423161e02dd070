"""Chats as people's phones show them: plain data that anything may read, check or draw."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Json = dict[str, Any]


class Membership(StrEnum):
    """What the bot is in a chat; in a private one `MEMBER` means started, `KICKED` means blocked."""

    STRANGER = "stranger"
    MEMBER = "member"
    ADMINISTRATOR = "administrator"
    LEFT = "left"
    KICKED = "kicked"


class Kind(StrEnum):
    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


@dataclass(slots=True)
class Message:
    """One message; `text` and `caption` are the words people see, without any markup."""

    message_id: int
    date: int  # Unix time
    own: bool  # said by the bot
    sender: Json | None = None  # a User
    sender_chat: Json | None = None  # who speaks for a channel or an anonymous admin
    text: str | None = None
    entities: list[Json] = field(default_factory=list)
    caption: str | None = None
    caption_entities: list[Json] = field(default_factory=list)
    attachment: Json = field(default_factory=dict)  # {"photo": [...]}, {"voice": {...}}, a service message's content
    keyboard: list[list[Json]] = field(default_factory=list)  # InlineKeyboardButtons, row by row
    silent: bool = False
    edited_at: int | None = None
    reply_to: int | None = None
    frozen: bool = False  # can no longer be edited, whoever asks

    @property
    def words(self) -> str:
        """What there is to read, under a picture or without one."""
        return self.text or self.caption or ""

    @property
    def labels(self) -> list[str]:
        return [button["text"] for row in self.keyboard for button in row]

    @property
    def photo(self) -> str | None:
        """The file id of the largest size of a photo."""
        sizes = self.attachment.get("photo")
        return sizes[-1]["file_id"] if sizes else None

    def shown(self) -> Json:
        """All that an edit could change; equal before and after means "not modified"."""
        return {
            "text": self.text,
            "entities": self.entities,
            "caption": self.caption,
            "caption_entities": self.caption_entities,
            "attachment": self.attachment,
            "keyboard": self.keyboard,
        }


@dataclass(slots=True)
class Chat:
    """One chat of one bot. Messages that were deleted stay in `deleted`, for whoever asks what had been there."""

    id: int
    kind: Kind
    about: Json  # the rest of a Chat object: title or first_name, username
    bot: Membership = Membership.STRANGER
    messages: dict[int, Message] = field(default_factory=dict)
    deleted: dict[int, Message] = field(default_factory=dict)
    admins: set[int] = field(default_factory=set)  # people's ids
    members: dict[int, Json] = field(default_factory=dict)  # Users by id
    reply_keyboard: list[list[Json]] = field(default_factory=list)  # what stands under the input field
    deactivated: bool = False
    migrated_to: int | None = None
    actions: list[str] = field(default_factory=list)  # "typing", as the bot sent them
    newest_id: int = 0

    def next_id(self) -> int:
        self.newest_id += 1
        return self.newest_id

    def of_bot(self) -> list[Message]:
        """What the bot has said here and not taken away, oldest first."""
        return [message for message in self.messages.values() if message.own]

    def as_json(self) -> Json:
        """A Chat object of the Bot API."""
        return {"id": self.id, "type": self.kind.value, **self.about}


def message_json(chat: Chat, message: Message, *, with_reply: bool = True) -> Json:
    """A Message object of the Bot API; a quoted message does not quote in its turn."""
    said: Json = {"message_id": message.message_id, "date": message.date, "chat": chat.as_json(), **message.attachment}
    optional = {
        "from": message.sender,
        "sender_chat": message.sender_chat,
        "edit_date": message.edited_at,
        "text": message.text,
        "entities": message.entities,
        "caption": message.caption,
        "caption_entities": message.caption_entities,
    }
    said.update({key: value for key, value in optional.items() if value})
    if message.keyboard:
        said["reply_markup"] = {"inline_keyboard": message.keyboard}
    quoted = chat.messages.get(message.reply_to or 0)
    if with_reply and quoted:
        said["reply_to_message"] = message_json(chat, quoted, with_reply=False)
    return said
