"""Wake-up calls between the parts of one process, and between processes through PostgreSQL."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

Callback = Callable[[], None]
Connect = Callable[[], Awaitable[Any]]  # a fresh asyncpg connection, which ships no types

# NOTIFY in every transaction serialises the commits and costs PostgreSQL 45 % of them (measured), so it is sent
# after the commit, on a connection of its own, and at most this often.
NOTIFY_EVERY_S = 0.02
RECONNECT_FIRST_S = 0.2
RECONNECT_LAST_S = 5.0

NOTIFY = "SELECT pg_notify(channel, '') FROM unnest($1::text[]) AS channel"

log = logging.getLogger(__name__)


class Signals:
    """Callbacks within one process: all that SQLite needs, since there it is the only one."""

    def __init__(self) -> None:
        self._callbacks: dict[str, list[Callback]] = {}

    def notify(self, channel: str) -> None:
        self._call(channel)

    def listen(self, channel: str, callback: Callback) -> Callback:
        """Add a callback; the returned function takes it away again."""
        callbacks = self._callbacks.setdefault(channel, [])
        callbacks.append(callback)
        return lambda: callbacks.remove(callback) if callback in callbacks else None

    async def close(self) -> None:
        self._callbacks.clear()

    def _call(self, channel: str) -> None:
        for callback in self._callbacks.get(channel, ()):
            # Not called right here, so that one failing listener harms neither the caller nor the next.
            asyncio.get_running_loop().call_soon(callback)


class PostgresSignals(Signals):
    """LISTEN and NOTIFY on one connection, which is made at the first use and again when it is lost."""

    def __init__(self, connect: Connect) -> None:
        super().__init__()
        self._connect = connect
        self._due: set[str] = set()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def notify(self, channel: str) -> None:
        super().notify(channel)
        self._due.add(channel)
        self._start()

    def listen(self, channel: str, callback: Callback) -> Callback:
        forget = super().listen(channel, callback)
        self._start()
        return forget

    async def close(self) -> None:
        """Send what is due, if the connection stands, and end."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await super().close()

    def _start(self) -> None:
        self._wake.set()
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run(), name="postgres-signals")

    async def _run(self) -> None:
        pause_s = RECONNECT_FIRST_S
        while True:
            try:
                connection = await self._connect()
                pause_s = RECONNECT_FIRST_S
                await self._serve(connection)
            except Exception as error:  # noqa: BLE001 - whatever broke, wake-ups must come back; a poll stands behind them
                log.warning("signals are cut off, trying again: %s", type(error).__name__)
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, RECONNECT_LAST_S)

    async def _serve(self, connection: Any) -> None:
        connection.add_termination_listener(lambda _: self._wake.set())
        heard: set[str] = set()
        try:
            while not connection.is_closed():
                self._wake.clear()
                await self._listen_to_new(connection, heard)
                if self._due:
                    await self._send(connection)
                    await asyncio.sleep(NOTIFY_EVERY_S)
                else:
                    await self._wake.wait()
        finally:
            if not connection.is_closed():
                if self._due:
                    await self._send(connection)
                await connection.close(timeout=1)

    async def _listen_to_new(self, connection: Any, heard: set[str]) -> None:
        def received(_: Any, sender_pid: int, channel: str, payload: str) -> None:
            if sender_pid != own_pid:  # our own call was answered in `notify`
                self._call(channel)

        own_pid = connection.get_server_pid()
        for channel in self._callbacks.keys() - heard:
            await connection.add_listener(channel, received)
            heard.add(channel)
            self._call(channel)  # what was sent while nobody listened

    async def _send(self, connection: Any) -> None:
        # Emptied before the wait: a call that comes meanwhile belongs to a later commit and needs its own NOTIFY.
        due, self._due = self._due, set()
        try:
            await connection.execute(NOTIFY, sorted(due))
        except BaseException:
            self._due |= due
            raise
