"""Two transactions in the order that hurts: one has written and not committed when the other comes."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import pytest
import sqlalchemy as sa
from sqlalchemy.util import await_only
from sqlmodel import Session

from bot.database import Database

T = TypeVar("T")
Work = Callable[[Session], object]

PATIENCE_S = 10

# SQLite has one writer, so there is nothing to race.
on_postgres = pytest.mark.parametrize(
    "market_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)

_WAITS = sa.text(
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


async def while_uncommitted(
    database: Database, first: Work, other: Coroutine[Any, Any, T], meanwhile: Work | None = None
) -> T:
    """Let `first` write, and commit only when `other` stands in its way or has done all it wants to.

    meanwhile: what a third one does before that commit.
    """
    written, go_on = asyncio.Event(), asyncio.Event()

    def writes(session: Session) -> None:
        first(session)
        written.set()
        await_only(go_on.wait())

    one, then = asyncio.create_task(database.transact(writes)), asyncio.create_task(_after(written, other))
    try:
        await written.wait()
        async with asyncio.timeout(PATIENCE_S):
            while not then.done() and not await database.read(_somebody_waits):
                await asyncio.sleep(0.01)
            if meanwhile is not None:
                await database.transact(meanwhile)
    finally:
        go_on.set()
        await one
    return await then


async def _after(event: asyncio.Event, work: Coroutine[Any, Any, T]) -> T:
    await event.wait()
    return await work


def _somebody_waits(session: Session) -> bool:
    return bool(session.connection().execute(_WAITS).scalar_one())
