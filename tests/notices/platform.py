"""A messenger of our own: it keeps what it accepts, refuses what real ones refuse, and breaks down on demand."""

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.messages import Outgoing
from bot.notices.ports import (
    AccountRefused,
    Capabilities,
    ChatMoved,
    Delivered,
    SendLater,
    SendRefused,
    SendUnknown,
    Ticket,
)


@dataclass(frozen=True)
class Call:
    """One call that the platform saw, whatever it answered."""

    chat: str
    text: str
    at: datetime
    accepted: bool
    silent: bool = False


class Lost(Exception):
    """A fault to script: the message is accepted, and the answer gets lost on the way back."""


class FakePlatform:
    """Chats by external id, each a dict of messages by id, oldest first."""

    def __init__(self, clock: Clock, can: Capabilities | None = None) -> None:
        self.capabilities = can or Capabilities()
        self.chats: dict[str, dict[str, Outgoing]] = defaultdict(dict)
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.blocked: set[str] = set()
        self.moved: dict[str, str] = {}  # chats that have another id now
        self.knows_us = True
        self.gate = asyncio.Event()
        self.gate.set()
        self.called = asyncio.Event()
        self._clock = clock
        self._faults: dict[str, deque[Exception]] = defaultdict(deque)
        self._silent_until: datetime | None = None
        self._on_the_wire: set[str] = set()
        self._ids = 0

    def fails(self, chat: str, *faults: Exception) -> None:
        """Answer the next calls for a chat with these, one after the other."""
        self._faults[chat].extend(faults)

    def recovers(self) -> None:
        """Forget the faults that were to come."""
        self._faults.clear()

    def texts(self, chat: str) -> list[str]:
        """What stands in a chat now."""
        return [words(outgoing) for outgoing in self.chats[chat].values()]

    @property
    def accepted(self) -> list[str]:
        """All that was ever accepted, in order."""
        return [call.text for call in self.calls if call.accepted]

    async def deliver(self, ticket: Ticket) -> Delivered:
        chat = ticket.address.external_id
        if chat in self._on_the_wire:
            self.violations.append(f"two messages for {chat} at once")
        self._on_the_wire.add(chat)
        try:
            self.called.set()
            await asyncio.sleep(0)  # real ones let others in between
            await self.gate.wait()
            return self._answer(chat, ticket)
        finally:
            self._on_the_wire.discard(chat)

    def _answer(self, chat: str, ticket: Ticket) -> Delivered:
        now = self._clock()
        call = Call(chat, words(ticket.outgoing), now, accepted=False, silent=ticket.silent)
        if self._silent_until and now < self._silent_until:
            self.violations.append(f"call during a penalty: {call.text}")
        fault = self._faults[chat].popleft() if self._faults[chat] else None
        if isinstance(fault, SendLater) and fault.retry_after_s:
            self._silent_until = now + timedelta(seconds=fault.retry_after_s)
        if chat in self.blocked:
            fault = SendRefused("Forbidden", blocked=True)
        if chat in self.moved:
            fault = ChatMoved(self.moved[chat])
        if not self.knows_us:
            fault = AccountRefused("InvalidToken")
        if fault is not None and not isinstance(fault, Lost):
            self.calls.append(call)
            raise fault
        message_id = self._accept(chat, ticket)
        self.calls.append(replace(call, accepted=True))
        if fault is not None:
            raise SendUnknown("reset")
        return Delivered(message_id)

    def _accept(self, chat: str, ticket: Ticket) -> str:
        messages = self.chats[chat]
        message_id = ticket.edit_message_id
        if message_id is not None and message_id in messages:
            if messages[message_id] == ticket.outgoing:
                raise SendRefused("message is not modified")
            messages[message_id] = ticket.outgoing
        else:
            # A message that is gone cannot be edited; the channel puts a new one in its place.
            self._ids += 1
            message_id = f"p{self._ids}"
            messages[message_id] = ticket.outgoing
        for older in ticket.remove_message_ids:
            messages.pop(older, None)
        for older in ticket.disarm_message_ids:
            messages[older] = replace(messages[older], rows=())
        return message_id


def words(outgoing: Outgoing) -> str:
    return outgoing.title or outgoing.text


@dataclass
class HeldClock:
    """A clock that moves only when told to."""

    now: datetime
    moves: list[datetime] = field(default_factory=list)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now
