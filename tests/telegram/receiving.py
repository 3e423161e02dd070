"""A bot that listens to the fake platform, with a double of all that stands behind it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlmodel import Session
from telegram import Bot, InlineQuery

from bot.channels.telegram.account import Account
from bot.channels.telegram.asides import Asides
from bot.channels.telegram.groups import Me, Moved
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.port import TelegramPort
from bot.channels.telegram.receiver import Receiver
from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.troubles import Pauses
from bot.clock import utc_now
from bot.database import Database, DatabaseBusy
from bot.inbox import InboxState, accept
from bot.messages import Incoming, Text
from tests.telegram.fake.server import FakeBotApi

FAST = Pauses(first_s=0.01, longest_s=0.05, refused_s=0.05)  # nobody has time to wait in a test
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Receipt:
    toast: str | None = None


@dataclass
class Double:
    """Takes events as dispatch does: each once, in one transaction.

    away: the database is; `away_for`: for these people's events; `away_once_for`: for the next one of theirs, as when
    it is gone for a moment.
    breaks: there is a bug behind it.
    gate: nobody gets past it while it is closed, or nobody of `gate_for`; `inside` says how many wait there.
    """

    database: Database
    toast: str | None = None
    away: bool = False
    away_for: set[str] = field(default_factory=set)
    away_once_for: set[str] = field(default_factory=set)
    breaks: bool = False
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    gate_for: set[str] = field(default_factory=set)
    inside: int = 0
    calls: int = 0
    received: list[Incoming] = field(default_factory=list)
    groups: list[Moved] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.gate.set()

    async def receive(self, incoming: Incoming) -> Receipt:
        self.calls += 1
        self.inside += 1
        try:
            if not self.gate_for or incoming.sender.external_id in self.gate_for:
                await self.gate.wait()
        finally:
            self.inside -= 1
        if self.away or incoming.sender.external_id in self.away_for:
            raise DatabaseBusy
        if incoming.sender.external_id in self.away_once_for:
            self.away_once_for.remove(incoming.sender.external_id)
            raise DatabaseBusy
        if self.breaks:
            raise RuntimeError("a bug")
        if not await self.database.transact(partial(_take, incoming=incoming)):
            return Receipt()
        self.received.append(incoming)
        return Receipt(self.toast)

    async def move(self, moved: Moved) -> None:
        if self.away:
            raise DatabaseBusy
        self.groups.append(moved)

    def search(self, query: InlineQuery) -> None:
        self.asked.append(query.query)

    def texts(self, person_id: int | None = None) -> list[str]:
        """What was said, in the order in which it was committed."""
        return [
            one.content.text
            for one in self.received
            if isinstance(one.content, Text) and person_id in (None, int(one.sender.external_id))
        ]

    def receiver(self, me: Me) -> Receiver:
        return Receiver(
            receive=self.receive,
            move=self.move,
            search=self.search,
            me=lambda: me,
            clock=utc_now,
        )


@asynccontextmanager
async def client(api: FakeBotApi) -> AsyncIterator[Bot]:
    """A bot's client, and nothing more."""
    async with AiohttpRequest() as request:
        yield Account(api.token, api.url).client(request)


class Spy(AiohttpRequest):
    """Remembers the addresses that were asked."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[str] = []

    async def do_request(self, url: str, *given: Any, **named: Any) -> tuple[int, bytes]:
        self.urls.append(url)
        return await super().do_request(url, *given, **named)


@asynccontextmanager
async def polling(
    api: FakeBotApi, double: Double, asked: AiohttpRequest | None = None, pauses: Pauses = FAST
) -> AsyncIterator[asyncio.Task[None]]:
    """A process that polls, for the length of the block; the task may be cancelled before."""
    asides = Asides()
    async with client(api) as bot, asked or AiohttpRequest() as request:
        port = TelegramPort(bot, double.database)
        receiver = double.receiver(Me(api.bot.id, api.bot.username))
        poller = Poller(bot, request, receiver, double.database, asides, port.answer_press, pauses=pauses)
        task = asyncio.create_task(poller.run())
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await asides.close()


def _take(session: Session, incoming: Incoming) -> bool:
    return accept(session, incoming.sender.channel, incoming.event_id, now=NOW, state=InboxState.HANDLED)
