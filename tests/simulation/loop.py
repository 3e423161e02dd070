"""An event loop whose time is made up: nothing waits for a clock, and a run can be repeated step for step.

Callbacks run in the order in which they were called for.  Once none is left, the database does some of its waiting
work; once that is done too, time jumps to the next timer.  Nothing runs beside the loop: what would go to a thread is
done at once.
"""

import asyncio
import itertools
import math
import selectors
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary


class NothingLeft(Exception):
    """Nobody waits for a moment, for the database or for anything else that will come: a deadlock."""


class VirtualLoop(asyncio.SelectorEventLoop):
    """`idle`: asked for work whenever no callback is left; False: there was none."""

    def __init__(self, idle: Callable[[], bool] = lambda: False) -> None:
        self._moments = _Moments(self)
        self.idle = idle
        super().__init__(self._moments)
        self._numbers = itertools.count()
        self._born: WeakKeyDictionary[asyncio.Task[Any], int] = WeakKeyDictionary()
        self.set_task_factory(self._make_task)

    def time(self) -> float:
        """Seconds since the loop began."""
        return self._moments.now_s

    def tasks(self) -> list[asyncio.Task[Any]]:
        """All that run, the oldest first; asyncio itself keeps them in no order."""
        return sorted(asyncio.all_tasks(self), key=lambda task: self._born[task])

    def leap(self, seconds: float) -> None:
        """Let time pass in which nothing of ours runs, as on a machine that slept."""
        self._moments.now_s += seconds

    def call_soon_threadsafe(  # type: ignore[override]  # the stubs count the arguments
        self, callback: Callable[..., object], *args: Any, context: Any = None
    ) -> asyncio.Handle:
        return self.call_soon(callback, *args, context=context)

    def run_in_executor(  # type: ignore[override]  # as above
        self, executor: Any, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - the executor's caller is told, as it would be
            future.set_exception(error)
        return future

    def _make_task(self, loop: asyncio.AbstractEventLoop, work: Any, **context: Any) -> asyncio.Task[Any]:
        task = asyncio.Task(work, loop=loop, **context)
        self._born[task] = next(self._numbers)
        return task


class _Moments(selectors.SelectSelector):
    """Where a loop waits for its sockets, time is made to pass."""

    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self.now_s = 0.0
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is not None and timeout <= 0:
            return []
        if self._loop.idle():
            return []
        if timeout is None:
            raise NothingLeft
        self.now_s = max(self.now_s + timeout, math.nextafter(self.now_s, math.inf))
        return []
