"""One small table of the tests' own, what they do with it, and a gate to hold work up at."""

import asyncio
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.util.concurrency import await_
from sqlmodel import Session

from bot.database import Database

metadata = sa.MetaData()
crate = sa.Table(
    "crate",
    metadata,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("amount", sa.Integer, sa.CheckConstraint("amount >= 0"), nullable=False, default=1),
    sa.Column("within", sa.String, sa.ForeignKey("crate.name", deferrable=True)),
    sa.Column("content", sa.LargeBinary),
)


def make_table(session: Session) -> None:
    metadata.create_all(session.connection())


def put(name: str, **values: Any) -> Callable[[Session], str]:
    """Work that adds a crate."""

    def work(session: Session) -> str:
        session.connection().execute(crate.insert(), {"name": name, **values})
        return name

    return work


def add_one(name: str) -> Callable[[Session], None]:
    """Work that reads an amount and writes it back: wrong, unless nobody else can come between."""

    def work(session: Session) -> None:
        connection = session.connection()
        amount = connection.scalar(sa.select(crate.c.amount).where(crate.c.name == name).with_for_update())
        connection.execute(crate.update().where(crate.c.name == name).values(amount=amount + 1))

    return work


def names(session: Session) -> set[str]:
    return set(session.connection().scalars(sa.select(crate.c.name)))


def amount(name: str) -> Callable[[Session], int | None]:
    return lambda session: session.connection().scalar(sa.select(crate.c.amount).where(crate.c.name == name))


class Gate:
    """Where work waits, wherever it runs, until the test opens it."""

    def __init__(self, database: Database) -> None:
        self._loop = asyncio.get_running_loop()
        self._on_thread = database.dialect == "sqlite"
        self._reached = asyncio.Semaphore(0)
        self._open = asyncio.Event()

    def wait(self, session: Session | None = None) -> None:
        """Called by the work, or as the work: then it takes a connection first."""
        if session is not None:
            session.connection()
        if self._on_thread:
            asyncio.run_coroutine_threadsafe(self._wait(), self._loop).result(timeout=10)
        else:
            await_(self._wait())

    async def reached(self, times: int = 1) -> None:
        """Until so many pieces of work wait here."""
        async with asyncio.timeout(10):
            for _ in range(times):
                await self._reached.acquire()

    def open(self) -> None:
        self._open.set()

    async def _wait(self) -> None:
        self._reached.release()
        async with asyncio.timeout(10):
            await self._open.wait()
