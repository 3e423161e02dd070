"""Work that only one process may do at a time: each sender, each poller, the clock."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

ASK_AGAIN_S = 1.0  # how long a freed lease may lie unused
CHECK_EVERY_S = 5.0
ANSWER_WITHIN_S = 5.0
SILENT_AFTER_S = 15  # half of the 30 s after which a lease is to be in other hands

# The lock belongs to the connection, so the server frees it when the process dies; no clock decides.
TAKE = "SELECT pg_try_advisory_lock(hashtextextended('farmgate lease ' || $1, 0))"
# A process that stands still keeps its connections open, and with this one the lock: then the server hangs up.
# PostgreSQL has the setting since version 14; before that, such a process keeps its leases until it goes on or ends.
WATCH_FOR_SILENCE = (
    "SELECT set_config('idle_session_timeout', $1, false) WHERE current_setting('server_version_num')::int >= 140000"
)
# A process that stands still between two messages about one statement keeps its transaction, and the locks in it:
# no limit of the server's counts for a statement that is not over.  Whoever has a lease hangs up on it.
HANG_UP = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE datname = current_database() AND usename = current_user AND application_name LIKE 'farmgate %'
  AND state = 'active' AND wait_event = 'ClientRead' AND state_change < now() - make_interval(secs => $1)
"""

log = logging.getLogger(__name__)


class Lease:
    """The right to do `name`.  Who works for long looks at `lost` between two steps and stops when it is set."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lost = asyncio.Event()


@asynccontextmanager
async def always_granted(name: str) -> AsyncIterator[Lease]:
    """A lease where no other process can be: SQLite."""
    yield Lease(name)


@asynccontextmanager
async def advisory_lease(connect: Callable[[], Awaitable[Any]], name: str) -> AsyncIterator[Lease]:
    """Wait for the advisory lock `name` on a connection of its own, and watch that connection.

    While the server cannot be reached it keeps trying, as it does while another process holds the lease.
    """
    lease = Lease(name)
    connection = await _acquire(connect, name)
    connection.add_termination_listener(lambda _: lease.lost.set())
    watch = asyncio.get_running_loop().create_task(_watch(connection, lease), name=f"lease {name}")
    try:
        yield lease
    finally:
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)
        await _let_go(connection)


async def _acquire(connect: Callable[[], Awaitable[Any]], name: str) -> Any:
    connection = None
    try:
        while True:
            try:
                if connection is None:
                    connection = await connect()
                    await connection.fetchval(WATCH_FOR_SILENCE, f"{SILENT_AFTER_S}s")
                if await connection.fetchval(TAKE, name):
                    return connection
            except Exception as error:  # noqa: BLE001 - a restarting server must not end the worker
                log.warning("no lease on %s, trying again: %s", name, type(error).__name__)
                if connection is not None:
                    await _let_go(connection)
                    connection = None
            await asyncio.sleep(ASK_AGAIN_S)
    except asyncio.CancelledError:
        if connection is not None:
            await _let_go(connection)
        raise


async def _watch(connection: Any, lease: Lease) -> None:
    """Ask now and then: a network cut in the middle closes nothing by itself, and neither does one who stands still."""
    try:
        while True:
            if await asyncio.wait_for(connection.fetchval(HANG_UP, SILENT_AFTER_S), ANSWER_WITHIN_S):
                log.warning("hung up on a process that stands still in the middle of a statement")
            await asyncio.sleep(CHECK_EVERY_S)
    except Exception as error:  # noqa: BLE001 - any failure means that we can no longer be sure
        log.warning("lease on %s is lost: %s", lease.name, type(error).__name__)
        lease.lost.set()
        connection.terminate()


async def _let_go(connection: Any) -> None:
    with suppress(Exception):
        await connection.close(timeout=2)
    if not connection.is_closed():
        connection.terminate()
