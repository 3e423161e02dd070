"""What everyone above may expect of the database, whichever engine keeps it."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import ClassVar, Literal, TypeVar

from sqlalchemy import Engine
from sqlmodel import Session

from bot.database.leases import Lease
from bot.database.signals import Signals

T = TypeVar("T")


class Database(ABC):
    """Transactions, reads, wake-up calls and leases on one SQLite file or one PostgreSQL database.

    Build it with `open_database` inside the event loop that will use it, and `close()` it there.
    """

    dialect: ClassVar[Literal["sqlite", "postgresql"]]
    engines: tuple[Engine, ...]  # for those who count or time statements; nobody else connects
    signals: Signals

    @abstractmethod
    async def transact(self, work: Callable[[Session], T]) -> T:
        """Run `work` in one transaction that may write, commit, and return what it returned.

        `work` may run more than once (after a deadlock, a lost connection, a neighbour in the same commit that
        filled the disk), so it has no effect outside its session, never commits, and returns plain values, never
        rows. A connection lost exactly at COMMIT leaves open whether it was committed; `work` then runs again,
        which is safe because the inbox row it inserts first tells it that all is done. The same row is the only
        witness when the caller was cancelled.

        Raises:
            DatabaseUnavailable: busy, full, unreachable or closed; ask again later.
            Exception: whatever `work` raised; nothing of it is stored.
        """

    @abstractmethod
    async def read(self, work: Callable[[Session], T]) -> T:
        """Run `work` beside the writers on one unchanging view of what is committed; it cannot write.

        For lists, reports, exports and the catalogue snapshot. `work` may run more than once.

        Raises:
            DatabaseUnavailable: busy, unreachable or closed; ask again later.
        """

    @abstractmethod
    def lease(self, name: str) -> AbstractAsyncContextManager[Lease]:
        """Wait until this process alone holds `name`, and hold it for the length of the block.

        On SQLite it is granted at once: there is only this process.
        """

    @abstractmethod
    async def close(self) -> None:
        """Refuse new work at once, finish what waits, then let go of every connection.  Twice is once."""

    def notify(self, channel: str) -> None:
        """Wake who listens to `channel`, in this process and the others; call it after the commit.

        A hint, not a message: several calls may arrive as one, and one may be lost with a connection.
        """
        self.signals.notify(channel)

    def listen(self, channel: str, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` in the event loop on every wake-up of `channel`, until the returned function is called."""
        return self.signals.listen(channel, callback)
