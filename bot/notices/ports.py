"""What the sender asks of a channel, and how a channel answers.

`notices` stands below `channels`, so the words they share stand here.
"""

from dataclasses import dataclass
from typing import Protocol

from bot.messages import Address, Outgoing


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the sender must know of a channel to place a message in a chat.

    stores_history: the channel shows our Shown rows, so that storing one is all there is to sending.
    can_edit: a message in the chat can be changed, and so lose its buttons.
    can_remove: a message in the chat can be taken away.
    brings_media: people can send pictures and recordings there, and the port fetches them.
    """

    stores_history: bool = False
    can_edit: bool = True
    can_remove: bool = True
    brings_media: bool = False


@dataclass(frozen=True, slots=True)
class Ticket:
    """One message on its way to one chat.

    edit_message_id: the message it changes; None: a new one at the end of the chat.
    standing: what that message shows now, where we remember it; some platforms edit words and pictures by other calls.
    remove_message_ids: older copies that go once this one is there.
    disarm_message_ids: older copies that stay and lose their buttons.
    silent: no sound, it is night there.
    repeats: it may have come before, and its text says so.

    Older copies are a courtesy: a channel that cannot remove or disarm one goes on without a word.
    """

    address: Address
    outgoing: Outgoing
    edit_message_id: str | None = None
    standing: Outgoing | None = None
    remove_message_ids: tuple[str, ...] = ()
    disarm_message_ids: tuple[str, ...] = ()
    silent: bool = False
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Delivered:
    """The platform has accepted it.

    message_id: the message as it now stands in the chat; another than the edited one where that was gone, or could
    not be changed into this, and a new one took its place.
    """

    message_id: str


class SendLater(Exception):
    """It was not accepted, for sure, and may be later: refused connection, no such host, 5xx, 429."""

    def __init__(self, reason: str = "", retry_after_s: float | None = None, *, local: bool = False) -> None:
        """Say why.

        retry_after_s: the platform told this account to be silent for so long.
        local: it waits for something of ours, and the platform was not asked: nothing is known about that.
        """
        super().__init__(reason)
        self.reason = reason
        self.retry_after_s = retry_after_s
        self.local = local


class SendRefused(Exception):
    """It was not accepted and never will be.  `blocked`: nothing will, until the person writes again."""

    def __init__(self, reason: str = "", *, blocked: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.blocked = blocked


class SendUnknown(Exception):
    """It left, and nobody said whether it arrived."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


class AccountRefused(Exception):
    """The platform does not know us any more: a revoked token.  No message was at fault."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


class ChatMoved(Exception):
    """It was not accepted, for sure: the chat has another id now, under which it is to be sent again."""

    def __init__(self, external_id: str) -> None:
        super().__init__("chat moved")
        self.external_id = external_id


class CannotFetch(Exception):
    """What somebody sent could not be had: it is gone, is too big, or did not come in time."""


class Port(Protocol):
    """A channel, seen from the sender and from whoever needs what people sent.

    One that has a platform behind it may also say as whom it writes there, as `account` ("telegram:<bot's id>"):
    where that has changed, what the former one has written is left alone.
    """

    @property
    def capabilities(self) -> Capabilities: ...

    async def deliver(self, ticket: Ticket) -> Delivered:
        """Hand one message to the platform; called for many chats at once, for one chat after the other.

        Raises:
            SendLater, SendRefused, SendUnknown, AccountRefused, ChatMoved: as they say; `reason` is a short class of
                error, never a platform's text, which may quote what people wrote.
        """

    async def fetch(self, file: str, *, at_most: int) -> bytes:
        """Get the bytes of something that a person sent, by the channel's name for it; outside of any transaction.

        Raises:
            CannotFetch: also where it has more than `at_most` bytes, of which no more are read.
        """


class HistoryPort:
    """The port of a channel that shows what we keep: the sender stores, and that is all."""

    capabilities = Capabilities(stores_history=True)

    async def deliver(self, ticket: Ticket) -> Delivered:
        raise NotImplementedError("what is stored is sent")

    async def fetch(self, file: str, *, at_most: int) -> bytes:
        raise CannotFetch("nothing is brought here")
