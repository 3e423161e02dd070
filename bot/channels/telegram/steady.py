"""Work that goes on for as long as the process lives, in one process at a time."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn

from bot.database.contract import Database


async def under_lease(database: Database, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> NoReturn:
    """Do work while this process alone holds a lease, and begin anew whenever it has got it again.

    What the work raises is raised.
    """
    while True:
        async with database.lease(name) as lease:
            working = asyncio.create_task(work(), name=name)
            losing = asyncio.create_task(lease.lost.wait())
            try:
                await asyncio.wait({working, losing}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                working.cancel()
                losing.cancel()
                await asyncio.gather(working, losing, return_exceptions=True)
            if not working.cancelled() and (bug := working.exception()) is not None:
                raise bug
