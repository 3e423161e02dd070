"""Seeing at once what the bot does in a chat, without looking again and again."""

from collections.abc import Callable

from tests.telegram.fake.chats import Message
from tests.telegram.fake.people import Person


class _Watched(dict[int, Message]):
    """A chat's messages, which tells of each of the bot's that appears or changes."""

    def __init__(self, seen: Callable[[Message], None]) -> None:
        super().__init__()
        self._seen = seen

    def __setitem__(self, message_id: int, message: Message) -> None:
        super().__setitem__(message_id, message)
        if message.own and message.keyboard:  # one that only loses its buttons is no answer
            self._seen(message)


def watch(person: Person, seen: Callable[[Message], None]) -> None:
    """Call `seen` with each message of the bot in a person's empty chat that has buttons, new or changed."""
    person.chat.messages = _Watched(seen)
