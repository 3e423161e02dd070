"""The asynchronous shell around a turn: order per person, refusals, retries, dead letters, quarantine."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlmodel import Session

from bot import inbox
from bot.database import Database, DatabaseBusy, DatabaseUnavailable
from bot.dispatch.failed import bury, bury_unheard, refuse
from bot.dispatch.in_turn import InTurn
from bot.dispatch.patience import Heard, Patience
from bot.dispatch.turn import House, TurnDone, turn
from bot.messages import GroupCall, Incoming, Membership, Reachability, Text
from bot.refusals import Refusal, TooMuchAtOnce

TRIES = 3  # of a turn that fails with a bug, before it is put aside
QUARANTINE = timedelta(minutes=1)  # after a start that found no mark of a clean stop
IN_HAND = timedelta(seconds=5)  # so long a turn may wait for a connection (design §3.1) before it is given up

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The event is committed; the platform may forget it."""

    toast: str | None = None


class Dispatch:
    """Takes each event of each channel through its one transaction."""

    def __init__(
        self,
        database: Database,
        house: House,
        wake_sender: Callable[[], None],
        *,
        patience: Patience | None = None,
        time_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """`patience`: with how much one person may say; None: with all of it.  `time_s`: what it counts by."""
        self._patience = patience
        self._time_s = time_s
        self._database = database
        self._house = house
        self._wake_sender = wake_sender
        self._in_turn = InTurn()
        self._quarantined_until: datetime | None = None
        self._survived: set[tuple[str, str]] = set()  # counted events that the database was too busy for
        self._running: set[asyncio.Task[Acknowledged]] = set()

    def quarantine(self) -> None:
        """Count each event before handling it for a while: the process before this one was killed, perhaps by one."""
        self._quarantined_until = self._house.clock() + QUARANTINE

    async def receive(self, incoming: Incoming) -> Acknowledged:
        """Handle an event.  Returns once it is committed, exactly once per (channel, event id).

        A caller that is cancelled does not stop the turn: only the inbox row knows whether it happened.

        Raises:
            DatabaseUnavailable: nothing was done; the platform should send the event again.
        """
        task = asyncio.create_task(self._in_order(incoming))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    async def drain(self) -> None:
        """Wait for the turns under way."""
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _in_order(self, incoming: Incoming) -> Acknowledged:
        heard = self._heard(incoming)
        if heard is Heard.NO:
            return Acknowledged()
        async with self._in_turn.of(incoming.sender):
            if isinstance(incoming.content, Text):
                await self._house.shelf.readable()  # before a connection is taken, so that nobody else waits
            done = await (self._handle(incoming) if heard is Heard.YES else self._refuse(incoming, TooMuchAtOnce()))
        if done.catalogue is not None:
            self._house.shelf.put(done.catalogue)
        if done.posted:
            self._wake_sender()
        return Acknowledged(done.toast)

    def _heard(self, incoming: Incoming) -> Heard:
        """Count what a person says or taps.  What the platform itself tells of a chat is always heard."""
        if self._patience is None or isinstance(incoming.content, Reachability | Membership):
            return Heard.YES
        heard = self._patience.hear(incoming.sender, self._time_s())
        # In a group everybody would read that one of them said too much.
        return Heard.NO if heard is Heard.TOLD and isinstance(incoming.content, GroupCall) else heard

    async def _handle(self, incoming: Incoming) -> TurnDone:
        if await self._killed_before(incoming):
            return await self._bury(incoming, None)
        try:
            return await self._try(incoming)
        except DatabaseUnavailable:
            await self._forgive(incoming)
            raise

    async def _try(self, incoming: Incoming) -> TurnDone:
        error: Exception | None = None
        for _ in range(TRIES):
            try:
                return await self._turn(incoming)
            except DatabaseUnavailable:
                raise
            except Exception as failure:  # noqa: BLE001 - a bug: one apology for the person, one traceback for us
                error = failure
        log.error("turn failed", channel=incoming.sender.channel, error=type(error).__name__, exc_info=error)
        return await self._bury(incoming, error)

    async def _turn(self, incoming: Incoming) -> TurnDone:
        try:
            return await self._database.transact(partial(turn, incoming=incoming, house=self._house))
        except Refusal as refusal:
            # Rolled back, so this answer is all that the message leaves behind.
            return await self._refuse(incoming, refusal)

    async def _refuse(self, incoming: Incoming, refusal: Refusal) -> TurnDone:
        return await self._database.transact(partial(refuse, incoming=incoming, refusal=refusal, house=self._house))

    async def _bury(self, incoming: Incoming, error: Exception | None) -> TurnDone:
        try:
            return await self._database.transact(partial(bury, incoming=incoming, error=error, house=self._house))
        except DatabaseUnavailable:
            raise
        except Exception as second:
            log.error("apology failed", error=type(second).__name__, exc_info=second)
            return await self._database.transact(
                partial(bury_unheard, incoming=incoming, error=error or second, house=self._house)
            )

    async def _killed_before(self, incoming: Incoming) -> bool:
        now = self._house.clock()
        if not self._is_quarantined(now):
            self._survived.clear()
            return False
        if _key(incoming) in self._survived:
            return False
        return await self._database.transact(partial(_was_begun, incoming=incoming, now=now))

    async def _forgive(self, incoming: Incoming) -> None:
        """We live, so the event killed nobody: it may come again, to this process or to another."""
        if not self._is_quarantined(self._house.clock()):
            return
        self._survived.add(_key(incoming))
        with suppress(DatabaseUnavailable):
            await self._database.transact(
                partial(inbox.forgive, channel=incoming.sender.channel, event_id=incoming.event_id)
            )

    def _is_quarantined(self, now: datetime) -> bool:
        return self._quarantined_until is not None and now < self._quarantined_until


def _was_begun(session: Session, incoming: Incoming, now: datetime) -> bool:
    """Count a try, and say whether one before it came to no end.

    Raises:
        DatabaseBusy: that one began a moment ago, perhaps in a process beside us that is well; nothing is counted.
    """
    begun = inbox.begin(session, incoming.sender.channel, incoming.event_id, now=now)
    if begun.tries > 1 and now - begun.first_at < IN_HAND:
        raise DatabaseBusy("another process may have this event in hand")
    return begun.tries > 1


def _key(incoming: Incoming) -> tuple[str, str]:
    return incoming.sender.channel, incoming.event_id
