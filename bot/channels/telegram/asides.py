"""Calls that nobody waits for and that may be lost: the words over a pressed button, the answer to a search.

Each kind has an `Asides` of its own, so that none takes the places of another.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

# More at once than a busy second brings; beyond it the platform has stopped answering, and they are late anyway.
AT_ONCE = 500

log = structlog.get_logger()


class Asides:
    """Runs them beside the work; one that fails leaves a line in the log."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, call: Coroutine[Any, Any, None]) -> None:
        if len(self._tasks) >= AT_ONCE:
            call.close()
            return
        task = asyncio.create_task(_run(call))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Give up what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _run(call: Coroutine[Any, Any, None]) -> None:
    try:
        await call
    except Exception as error:  # noqa: BLE001 - nobody waits for it
        log.warning("telegram call was lost", error=type(error).__name__)
