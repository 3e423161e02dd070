"""Healing a world, and waiting until nobody is owed anything any more."""

import asyncio
from typing import Any

import sqlalchemy as sa

from bot.database import open_database
from tests.faults.world import World
from tests.processes.running import PATIENCE_S

LOOK_S = 0.2
OWED = sa.text(
    "SELECT (SELECT count(*) FROM outbox_message WHERE state IN ('queued', 'sending'))"
    " + (SELECT count(*) FROM notice WHERE state = 'queued')"
)


async def rest(world: World) -> None:
    """Lift every fault, and wait until all that was said is heard, and all that is owed is sent.

    Raises:
        TimeoutError: it never was; what waits stands in the text.
    """
    world.api.faults.clear()
    world.api.disturbs()
    waits = (-1, -1)
    try:
        async with asyncio.timeout(PATIENCE_S):
            while any(waits := (world.api.undelivered, await owed(world.database_url))) or world.api.unanswered:
                for process in world.running.values():
                    assert process.runs, process.log
                await asyncio.sleep(LOOK_S)
    except TimeoutError:
        told = f"{waits[0]} updates are not taken, {waits[1]} messages not sent"
        raise TimeoutError(told) from None


async def owed(url: str) -> int:
    """How many messages and notices wait to be sent."""
    return int((await rows_of(url, OWED))[0][0])


async def rows_of(url: str, question: sa.TextClause) -> list[tuple[Any, ...]]:
    """Ask the database beside the shop, as a stranger would."""
    database = open_database(url, role="guest")
    try:
        return await database.read(lambda session: [tuple(row) for row in session.connection().execute(question)])
    finally:
        await database.close()
