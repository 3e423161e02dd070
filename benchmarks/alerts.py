"""How soon a farmer hears of an order on a quiet machine, with the real sender at work.

From the commit of the buyer's Confirm until the alert stands in the farmer's web chat: its Shown row is committed,
which for that channel is the handing over.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from benchmarks.report import Figure
from benchmarks.stage import Stage, stage
from benchmarks.stalls import phone_of
from bot.app import App
from bot.people.models import Identity

ORDERS = 200
WARM_UP = 10  # orders
PAUSE_S = 0.01  # between two orders: the machine is quiet when the next one comes
LOST_AFTER_S = 5.0

_IDENTITY = Identity.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it


class WatchedApp(App):
    """The parts of one process, of which we see when a turn was committed and whose chats have changed."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.committed_at = 0.0
        self._awaited: dict[int, asyncio.Future[float]] = {}

    def alert_of(self, identity_id: int) -> asyncio.Future[float]:
        """Await the moment at which something new stands in a chat."""
        self._awaited[identity_id] = asyncio.get_running_loop().create_future()
        return self._awaited[identity_id]

    def _wake_sender(self) -> None:
        self.committed_at = time.perf_counter()
        super()._wake_sender()

    def _shown(self, identity_ids: Iterable[int]) -> None:
        for identity_id in identity_ids:
            if awaited := self._awaited.pop(identity_id, None):
                awaited.set_result(time.perf_counter())


async def measure(name: str, url: str) -> list[Figure]:
    """Let buyers confirm what they have reviewed, one after the other."""
    async with stage(url, WatchedApp) as market, _sending(market):
        app = market.app
        assert isinstance(app, WatchedApp)
        phones = await market.database.read(_phones)
        visits = await market.confirming(range(WARM_UP + ORDERS))
        from_tap, from_commit = [], []
        for visit in visits:
            await asyncio.sleep(PAUSE_S)
            alert = app.alert_of(phones[phone_of(visit.buyer)])
            tapped_at = time.perf_counter()
            await market.tap(visit.buyer, visit.buttons[0])
            committed_at = app.committed_at
            shown_at = await asyncio.wait_for(alert, LOST_AFTER_S)
            from_tap.append(1000 * (shown_at - tapped_at))
            from_commit.append(1000 * (shown_at - committed_at))
    return [
        Figure(f"{name}: commit → alert, p50", _percentile(from_commit, 50), "ms", 20),
        Figure(f"{name}: commit → alert, p99", _percentile(from_commit, 99), "ms", 200),
        Figure(f"{name}: tap → alert, p50", _percentile(from_tap, 50), "ms"),
    ]


@asynccontextmanager
async def _sending(market: Stage) -> AsyncIterator[None]:
    """Keep the sender at work, once it has sent what was said while the market was set up."""
    sender = market.app.sender
    while await sender.drain_once():
        pass
    running = asyncio.create_task(sender.run())
    try:
        yield
    finally:
        sender.stop()
        await running


def _phones(session: Session) -> dict[str, int]:
    rows = session.connection().execute(sa.select(_IDENTITY.c.external_id, _IDENTITY.c.id))
    return {row.external_id: row.id for row in rows}


def _percentile(times: Sequence[float], percent: int) -> float:
    measured = sorted(times[WARM_UP:])
    return measured[len(measured) * percent // 100]
