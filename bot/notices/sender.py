"""The sender: one for each channel's account, across all processes, woken by commits and looking by itself as well."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress

import structlog

from bot.clock import Clock
from bot.database.contract import Database
from bot.database.errors import DatabaseUnavailable
from bot.database.leases import Lease
from bot.notices.accepted import RemindAt
from bot.notices.accounts import Account, HistoryAccount, NetworkAccount, Surroundings
from bot.notices.pacing import Limits
from bot.notices.ports import Port

OUTBOX_SIGNAL = "outbox"  # `database.notify` it after a commit that has put something into the outbox
SHOWN_SIGNAL = "shown"  # notified after Shown rows of a history channel have changed

MISHAP_PAUSE_S = 1.0
# From one look to the next, at least: a look is two transactions, and what comes meanwhile shares them.
BREATH_S = 0.01

log = structlog.get_logger()


class Sender:
    """Sends what is in the outbox, on every channel it was given."""

    def __init__(
        self,
        database: Database,
        ports: Mapping[str, Port],
        *,
        clock: Clock,
        remind_at: RemindAt,
        limits: Mapping[str, Limits] | None = None,
        on_shown: Callable[[Sequence[int]], None] = lambda identity_ids: None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Put the sender together.

        ports: by channel. limits: by channel; one that has none is as fast as it goes.
        remind_at: when to take the next step of a question that was sent at a moment.
        on_shown: told whose chats have changed, on channels whose history we keep; other processes hear SHOWN_SIGNAL.
        chance: random numbers from 0 to 1, for the pauses between tries.
        """
        self._database = database
        self._stopping = asyncio.Event()
        self._standing_by: set[asyncio.Task[None]] = set()

        def shown(identity_ids: Sequence[int]) -> None:
            on_shown(identity_ids)
            database.notify(SHOWN_SIGNAL)

        around = Surroundings(database, clock, remind_at, shown, chance)
        self._accounts: list[Account] = [
            HistoryAccount(channel, port, around)
            if port.capabilities.stores_history
            else NetworkAccount(channel, port, (limits or {}).get(channel, Limits()), around)
            for channel, port in ports.items()
        ]

    def wake(self) -> None:
        """Look at once: something was committed."""
        for account in self._accounts:
            account.wake.set()

    async def run(self) -> None:
        """Send until `stop()`."""
        forget = self._database.listen(OUTBOX_SIGNAL, self.wake)
        try:
            async with asyncio.TaskGroup() as group:
                for account in self._accounts:
                    group.create_task(self._keep(account), name=f"sender {account.channel}")
        finally:
            forget()

    def stop(self) -> None:
        """Take nothing more in hand; `run` returns once what is on the wire has come back, within some seconds."""
        self._stopping.set()
        self.wake()
        for task in self._standing_by:  # another process may keep the lease for days
            task.cancel()

    async def drain_once(self) -> int:
        """Send all that may go now, and return how many messages that were; for tests and tours, without `run`."""
        return sum([await account.drain() for account in self._accounts])

    async def _keep(self, account: Account) -> None:
        while not self._stopping.is_set():
            try:
                await self._hold(account)
            except DatabaseUnavailable as error:
                log.warning("sender waits for the database", channel=account.channel, error=type(error).__name__)
            except Exception as error:  # whatever it was: a sender that has ended is an orchard of unsaid alerts
                log.error("sender failed", channel=account.channel, error=type(error).__name__, exc_info=error)
            else:
                continue
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), MISHAP_PAUSE_S)

    async def _hold(self, account: Account) -> None:
        """Send for as long as this process alone has the account."""
        async with self._leased(account) as lease:
            await account.take_over()
            try:
                loop = asyncio.get_running_loop()
                while not self._stopping.is_set() and not lease.lost.is_set():
                    next_look = loop.time() + BREATH_S
                    if pause_s := await account.advance():
                        with suppress(TimeoutError):
                            await asyncio.wait_for(account.wake.wait(), pause_s)
                    await asyncio.sleep(next_look - loop.time())
            finally:
                await account.finish()

    @asynccontextmanager
    async def _leased(self, account: Account) -> AsyncIterator[Lease]:
        task = asyncio.current_task()
        assert task is not None
        self._standing_by.add(task)
        try:
            async with self._database.lease(f"sender {account.channel}") as lease:
                self._standing_by.discard(task)
                yield lease
        finally:
            self._standing_by.discard(task)
