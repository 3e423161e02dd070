"""A platform that is away for an hour, and what happens once it is back: a thousand alerts wait, behind older news.

The hour is the clock's, the minutes after it are real.  Buyers and the coordinator are in the web chat, farmers and
followers on a platform of our own, with the limits that Telegram has.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from benchmarks.markets import postgres_server, sqlite_markets
from benchmarks.report import Figure
from benchmarks.stage import Stage, stage
from benchmarks.stalls import phone_of
from benchmarks.telegram.markets import CHANNEL as PLATFORM
from benchmarks.telegram.markets import broadcast
from bot.app import App
from bot.channels.telegram.limits import telegram_limits
from bot.notices.models import Lane, Notice, NoticeState
from bot.notices.ports import Capabilities, Delivered, SendLater, Ticket
from bot.orders.alerts import UNANSWERED
from bot.people.models import Identity
from bot.people.service import ensure_admin
from tests import postgres
from tests.market import CHANNEL as WEBCHAT
from tests.market import HeldClock

AWAY_S = 3600
STEP_S = 5  # of the clock, while it is away
STEP_TAKES_S = 0.01  # ours: enough for the sender to look once
LATENCY_S = 0.05
RATE, CHAT_RATE = 30, 1  # messages a second, of Telegram
DRAINED_PER_S = 25.0
ALERTED_WITHIN_S = 60.0
TICK_S = 0.002
STUCK_AFTER_S = 240.0

_IDENTITY = Identity.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_NOTICE = Notice.__table__  # type: ignore[attr-defined]

Section = tuple[str, list[Figure]]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is owed when the platform comes back: one alert to each of so many farmers, and news to followers."""

    alerts: int = 1_000
    news: int = 500
    away_s: int = AWAY_S


@dataclass
class Platform:
    """Takes messages after a while, or none at all."""

    is_away: bool = False
    refused: int = 0
    accepted: list[tuple[float, str]] = field(default_factory=list)  # when, and to whom
    capabilities: Capabilities = field(default_factory=Capabilities)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def accepts(self, count: int) -> None:
        """Wait until so many messages have been accepted."""
        async with self._news:
            await self._news.wait_for(lambda: len(self.accepted) >= count)

    async def deliver(self, ticket: Ticket) -> Delivered:
        if self.is_away:
            self.refused += 1
            raise SendLater("ClientConnectorError")
        self.accepted.append((time.perf_counter(), ticket.address.external_id))
        message_id = str(len(self.accepted))
        async with self._news:
            self._news.notify_all()
        await asyncio.sleep(LATENCY_S)
        return Delivered(message_id)

    def moments(self, is_wanted: Callable[[str], bool]) -> list[float]:
        return [moment for moment, chat in self.accepted if is_wanted(chat)]


class TwoChannels(App):
    """The parts of one process that has a platform beside the web chat."""

    def __init__(self, database: Any, house: Any, ports: Any) -> None:
        self.platform = Platform()
        limits = {PLATFORM: telegram_limits(RATE, CHAT_RATE)}
        super().__init__(database, house, {**ports, PLATFORM: self.platform}, limits)


async def measure(folder: Path, waiting: Waiting | None = None) -> AsyncIterator[Section]:
    """On both engines at once: each waits for the pace of sending most of the time."""
    waiting = waiting or Waiting()
    reviewed, _ = await sqlite_markets(folder, waiting.alerts)
    if not postgres.available():
        print("\n!!! no PostgreSQL: nothing was measured on it")
        yield await play("SQLite", f"sqlite:///{reviewed}", waiting)
        return
    async with postgres_server() as server:
        await server.set_up(waiting.alerts)
        async with server.copy_of("reviewed") as url:
            urls = {"SQLite": f"sqlite:///{reviewed}", "PostgreSQL": url}
            for section in await asyncio.gather(*(play(name, url, waiting) for name, url in urls.items())):
                yield section


async def play(name: str, url: str, waiting: Waiting) -> Section:
    async with stage(url, TwoChannels) as market:
        app, clock = market.app, market.clock
        assert isinstance(app, TwoChannels)
        while await app.sender.drain_once():  # what was said while the market was set up
            pass
        app.platform.is_away = True
        await market.database.transact(partial(_owe_news, waiting=waiting, now=clock()))
        await market.perform(await market.confirming(range(waiting.alerts)))
        async with _running(app.sender.run(), app.sender.stop):
            await _an_hour_passes(market, waiting)
            handed_on = await market.database.read(_handed_on)
            app.platform.is_away, back_at = False, time.perf_counter()
            ticking = asyncio.create_task(_keep_time(clock))
            async with _running(app.worker.run(), app.worker.stop):
                await asyncio.wait_for(app.platform.accepts(waiting.alerts + waiting.news), STUCK_AFTER_S)
            ticking.cancel()
    return (
        f"The platform is back after an hour, {waiting.alerts:,} alerts wait behind {waiting.news:,} news, {name}",
        _figures(app.platform, waiting, back_at, handed_on),
    )


def _figures(platform: Platform, waiting: Waiting, back_at: float, handed_on: int) -> list[Figure]:
    every, alerts = platform.moments(lambda chat: True), platform.moments(_is_farmer)
    news = platform.moments(lambda chat: not _is_farmer(chat))
    per_s = (len(every) - 1) / (every[-1] - every[0])
    return [
        Figure("alerts that the coordinator had meanwhile", handed_on, "", waiting.alerts, at_least=True),
        Figure("calls while it was away", platform.refused),
        Figure("back → the first message accepted", every[0] - back_at, "s"),
        Figure("back → all alerts accepted", max(alerts) - back_at, "s", ALERTED_WITHIN_S),
        Figure("drained, from the first to the last", per_s, "/s", DRAINED_PER_S, at_least=True),
        Figure("most in any second", _most_in_a_second(every), "", RATE),
        Figure("news before the last alert", sum(moment < max(alerts) for moment in news), "", waiting.news // 100),
        Figure("alerts accepted twice", len(alerts) - waiting.alerts, "", 0),
    ]


async def _an_hour_passes(market: Stage, waiting: Waiting) -> None:
    for _ in range(waiting.away_s // STEP_S):
        market.clock.advance(seconds=STEP_S)
        await market.app.worker.run_due(market.clock())
        market.app.sender.wake()
        await asyncio.sleep(STEP_TAKES_S)


async def _keep_time(clock: HeldClock) -> None:
    """Let the clock go on as real ones do."""
    at = time.perf_counter()
    while True:
        await asyncio.sleep(TICK_S)
        at, before = time.perf_counter(), at
        clock.advance(seconds=at - before)


@asynccontextmanager
async def _running(work: Any, stop: Callable[[], None]) -> AsyncIterator[None]:
    running = asyncio.create_task(work)
    try:
        yield
    finally:
        stop()
        await running


def _owe_news(session: Session, waiting: Waiting, now: datetime) -> None:
    """Put the farmers on the platform and the coordinator into the web chat; owe followers the same news."""
    farmers = [phone_of(number) for number in range(waiting.alerts)]
    session.connection().execute(
        sa.update(_IDENTITY).where(_IDENTITY.c.external_id.in_(farmers)).values(channel=PLATFORM)
    )
    ensure_admin(session, WEBCHAT, "coordinator", now=now)
    broadcast(session, range(waiting.news), now)


def _handed_on(session: Session) -> int:
    """Count the alerts that have reached the coordinator."""
    sent = sa.select(sa.func.count()).where(
        _NOTICE.c.kind == UNANSWERED, _NOTICE.c.lane == Lane.ALERT, _NOTICE.c.state == NoticeState.SENT
    )
    return session.connection().scalar(sent) or 0


def _is_farmer(chat: str) -> bool:
    return not chat.isdecimal()


def _most_in_a_second(moments: Iterable[float]) -> int:
    sorted_ = sorted(moments)
    most = first = 0
    for last, moment in enumerate(sorted_):
        while sorted_[first] <= moment - 1:
            first += 1
        most = max(most, last - first + 1)
    return most
