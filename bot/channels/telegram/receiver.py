"""One update, from the wire to its commit, and what is left to say to the platform then."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from telegram import InlineQuery

from bot.channels.telegram.groups import Me, Moved
from bot.channels.telegram.updates import Reading, read
from bot.clock import Clock
from bot.database.errors import DatabaseUnavailable
from bot.messages import Incoming

log = structlog.get_logger()


class Receipt(Protocol):
    """What comes back for an event: it is stored for good."""

    @property
    def toast(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """A press to be answered, once, so that its button stops turning."""

    press_id: str
    toast: str | None = None


class Receiver:
    """Takes updates, by whatever way they come."""

    def __init__(
        self,
        *,
        receive: Callable[[Incoming], Awaitable[Receipt]],
        move: Callable[[Moved], Awaitable[None]],
        search: Callable[[InlineQuery], None],
        me: Callable[[], Me],
        clock: Clock,
    ) -> None:
        """Say where everything goes.

        move: gives a group its new id, in a transaction; twice is once.
        search: sees to an inline query, for which nobody waits.
        """
        self._receive = receive
        self._move = move
        self._search = search
        self._me = me
        self._clock = clock

    def read(self, raw: Mapping[str, Any]) -> Reading:
        return read(raw, self._me(), self._clock())

    async def take(self, reading: Reading) -> Answer | None:
        """Carry an update out.  Once this returns, the platform may forget it; the answer may be lost.

        Raises:
            DatabaseUnavailable: nothing was done; the platform should send the update again.
        """
        toast = None
        try:
            if reading.incoming is not None:
                toast = (await self._receive(reading.incoming)).toast
            if reading.moved is not None:
                await self._move(reading.moved)
        except DatabaseUnavailable:
            raise
        except Exception as error:
            # Whoever handles it has tried again and put it aside; sent again it would stand in everybody's way.
            log.error("update was given up", error=type(error).__name__, exc_info=error)
        if reading.query is not None:
            self._search(reading.query)
        if reading.press_id is None:
            return None
        return Answer(reading.press_id, toast)
