"""People with a phone: what they do becomes updates, what the bot does they see."""

from typing import Any, Protocol

from tests.telegram.fake import attachments
from tests.telegram.fake.account import Account, Asking, Tap
from tests.telegram.fake.chats import Chat, Kind, Membership, Message, message_json
from tests.telegram.fake.platform import Platform
from tests.telegram.fake.telling import Teller


class HasChat(Protocol):
    """A group, or anything else to act in."""

    chat: Chat


class Person:
    """One person and their private chat with one bot; `where` lets them act in a group instead."""

    def __init__(self, platform: Platform, account: Account, user: dict[str, Any]) -> None:
        self.user = user
        about: dict[str, Any] = {key: user[key] for key in ("first_name", "last_name", "username") if key in user}
        self.chat = account.chats[user["id"]] = Chat(user["id"], Kind.PRIVATE, about)
        self._platform = platform
        self._account = account
        self._teller = Teller(platform, account)
        self._last_tap: Tap | None = None

    @property
    def id(self) -> int:
        return self.chat.id

    def starts(self, payload: str = "") -> Message:
        """Press Start, or open a link that carries a payload; a bot that was blocked is unblocked by it."""
        if self.chat.bot is Membership.KICKED:
            self.unblocks()
        return self.says(f"/start {payload}".strip())

    def says(self, text: str, where: HasChat | None = None, *, reply_to: Message | None = None) -> Message:
        return self._say(where, text, reply_to=reply_to.message_id if reply_to else None)

    def edits(self, text: str, message: Message | None = None, where: HasChat | None = None) -> Message:
        """Change a message of theirs, the newest unless another is named."""
        chat = self._in(where)
        mine = [one for one in chat.messages.values() if one.sender == self.user]
        return self._teller.edit(chat, message or mine[-1], text)

    def taps(self, label: str, where: HasChat | None = None) -> Tap:
        """Tap the newest button that reads so."""
        messages = self._in(where).of_bot()
        for message in reversed(messages):
            for button in (button for row in message.keyboard for button in row):
                if button["text"] == label:
                    assert "callback_data" in button, f"{label!r} is no button for the bot: {button}"
                    return self.presses(button["callback_data"], message.message_id, where)
        shown = [message.labels for message in messages[-3:]]
        raise AssertionError(f"{self.user['first_name']} has no button {label!r}; the last messages offer {shown}")

    def presses(self, data: str, message_id: int | None = None, where: HasChat | None = None) -> Tap:
        """Press a button with this payload, be it stale or made up, under a message that may be gone."""
        chat = self._in(where)
        if message_id is None:
            message_id = next((one.message_id for one in reversed(chat.of_bot())), 1)
        tap = Tap(self._account.query_id(), data, chat.id, message_id, self._platform.clock())
        self._account.taps[tap.id] = self._last_tap = tap
        content = {"id": tap.id, "from": self.user, "message": _under(chat, message_id), "data": data}
        content["chat_instance"] = str(chat.id * 7919)
        self._teller.tell("callback_query", content, self.id)
        return tap

    def shares_contact(self, phone: str = "+48600100200", *, of_other: str | None = None) -> Message:
        """Share their own number, or somebody else's by name."""
        contact: dict[str, Any] = {"phone_number": phone, "first_name": of_other or self.user["first_name"]}
        if of_other is None:
            contact["user_id"] = self.id
        return self.sends(contact=contact)

    def shares_location(self, latitude: float, longitude: float) -> Message:
        return self.sends(location={"latitude": latitude, "longitude": longitude})

    def sends_photo(self, content: bytes | None = None, caption: str | None = None, **more: Any) -> Message:
        """Send one; `media_group_id` makes it a part of an album."""
        picture = content or attachments.a_picture()
        photo = attachments.photo(self._platform.files, self._account.id, picture)
        return self.sends(caption=caption, **photo, **more)

    def sends_voice(self, seconds: int = 3, content: bytes | None = None) -> Message:
        return self.sends(**attachments.voice(self._platform.files, self._account.id, seconds, content))

    def sends_video(self, seconds: int = 3, caption: str | None = None, **file: Any) -> Message:
        """Send one; `content` and `mime` are those of its file."""
        return self.sends(caption=caption, **attachments.video(self._platform.files, self._account.id, seconds, **file))

    def sends_video_note(self, seconds: int = 3) -> Message:
        return self.sends(**attachments.video_note(self._platform.files, self._account.id, seconds))

    def sends_audio(self, content: bytes, mime: str, seconds: int = 3, caption: str | None = None) -> Message:
        sound = attachments.audio(self._platform.files, self._account.id, seconds, content, mime)
        return self.sends(caption=caption, **sound)

    def sends_sticker(self, emoji: str = "🍅") -> Message:
        return self.sends(**attachments.sticker(self._platform.files, self._account.id, emoji))

    def sends(self, where: HasChat | None = None, **content: Any) -> Message:
        """Send anything else, as the fields of a Message."""
        return self._say(where, **content)

    def deletes(self, message: Message) -> None:
        """Take a message away from both sides; Telegram tells no bot of it."""
        self.chat.deleted[message.message_id] = self.chat.messages.pop(message.message_id)

    def blocks(self) -> None:
        self._teller.change_membership(self.chat, self.user, Membership.KICKED)

    def unblocks(self) -> None:
        self._teller.change_membership(self.chat, self.user, Membership.MEMBER)

    def leaves_telegram(self) -> None:
        self.chat.deactivated = True

    def asks_inline(self, query: str, offset: str = "", chat_type: str = "sender") -> Asking:
        """Type the bot's name and a query into any chat."""
        asking = Asking(self._account.query_id(), query, self._platform.clock())
        self._account.askings[asking.id] = asking
        content = {"id": asking.id, "from": self.user, "query": query, "offset": offset, "chat_type": chat_type}
        self._teller.tell("inline_query", content, self.id)
        return asking

    def chooses(self, asking: Asking, result_id: str) -> None:
        """Pick one of the results that the bot has offered."""
        assert result_id in [one["id"] for one in asking.results], f"{result_id!r} was not offered"
        content = {"result_id": result_id, "from": self.user, "query": asking.query}
        self._teller.tell("chosen_inline_result", content, self.id)

    @property
    def messages(self) -> list[Message]:
        """What the bot has said to them and not taken away, oldest first."""
        return self.chat.of_bot()

    @property
    def sees(self) -> str:
        """The newest words of the bot."""
        return self.messages[-1].words if self.messages else ""

    @property
    def labels(self) -> list[str]:
        """The buttons under the newest message of the bot."""
        return self.messages[-1].labels if self.messages else []

    @property
    def toast(self) -> str | None:
        """What their last tap was answered with."""
        return self._last_tap.toast if self._last_tap else None

    def _in(self, where: HasChat | None) -> Chat:
        return where.chat if where else self.chat

    def _say(self, where: HasChat | None, text: str | None = None, **content: Any) -> Message:
        chat = self._in(where)
        if chat is self.chat:
            assert chat.bot is not Membership.KICKED, f"{self.user['first_name']} has blocked the bot"
            chat.bot = Membership.MEMBER  # whoever writes has started
        else:
            chat.members.setdefault(self.id, self.user)
        return self._teller.say(chat, self.user, text, **content)


def _under(chat: Chat, message_id: int) -> dict[str, Any]:
    """The message under a button; of one that is gone, only that it was there."""
    if message := chat.messages.get(message_id):
        return message_json(chat, message)
    return {"chat": chat.as_json(), "message_id": message_id, "date": 0}
