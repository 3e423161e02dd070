"""What goes wrong between us and the platform: said once, waited out, and tried again for as long as we live."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import NoReturn, TypeVar

import structlog
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channels.telegram.request import TooManyRequests
from bot.database.errors import DatabaseUnavailable

T = TypeVar("T")

CONFLICT = "another process polls with this token, or somebody set a webhook: only one may have the updates"
REFUSED = "Telegram refuses the token: see TELEGRAM_TOKEN"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Pauses:
    """How long to wait before the next try; between two of them lies some chance, so that nobody knocks in step."""

    first_s: float = 1.0
    longest_s: float = 30.0
    refused_s: float = 60.0
    calm_s: float = 60.0  # two who take the updates from each other both succeed now and then

    def after(self, tries: int, chance: float) -> float:
        """Say how long to wait after so many tries.  `chance`: from 0 to 1."""
        return min(self.first_s * 2.0 ** min(tries - 1, 30), self.longest_s) * (0.5 + chance / 2)


PAUSES = Pauses()


class Troubles:
    """The troubles of one piece of work, for as long as they last."""

    def __init__(self, work: str, pauses: Pauses = PAUSES, chance: Callable[[], float] = random.random) -> None:
        self._work = work
        self._pauses = pauses
        self._chance = chance
        self._said = ""
        self._tries = 0
        self._failed_at = 0.0

    def over(self) -> None:
        """Note that it works again."""
        if self._said == CONFLICT and asyncio.get_running_loop().time() - self._failed_at < self._pauses.calm_s:
            return
        if self._said:
            log.info("works again", work=self._work)
        self._said, self._tries = "", 0

    def note(self, error: Exception) -> None:
        """Say what went wrong, unless that has been said."""
        what = _named(error)
        self._failed_at = asyncio.get_running_loop().time()
        if what != self._said:
            self._said = what
            self._say(what, error)

    def pause_s(self, error: Exception) -> float:
        """Note what went wrong, and give how long to wait."""
        self.note(error)
        if isinstance(error, InvalidToken):
            return self._pauses.refused_s
        self._tries += 1
        told_s = error.retry_after_s if isinstance(error, TooManyRequests) else 0.0
        return max(told_s, self._pauses.after(self._tries, self._chance()))

    def _say(self, what: str, error: Exception) -> None:
        if isinstance(error, InvalidToken):
            log.error("telegram failed", work=self._work, error=what)
        elif isinstance(error, TelegramError | DatabaseUnavailable):
            log.warning("telegram waits", work=self._work, error=what)
        else:
            log.error("telegram failed", work=self._work, error=what, exc_info=error)


async def patiently(step: Callable[[], Awaitable[T]], troubles: Troubles) -> T:
    """Try a step until it works, whatever goes wrong."""
    while True:
        try:
            done = await step()
        except Exception as error:  # noqa: BLE001 - who stops listening hears no order any more
            await asyncio.sleep(troubles.pause_s(error))
        else:
            troubles.over()
            return done


async def again(step: Callable[[], Awaitable[None]], troubles: Troubles) -> NoReturn:
    """Do a step again and again until cancelled."""
    while True:
        await patiently(step, troubles)


def _named(error: Exception) -> str:
    """Name a trouble, never with the platform's words, which may quote what people wrote."""
    if isinstance(error, Conflict):
        return CONFLICT
    return REFUSED if isinstance(error, InvalidToken) else type(error).__name__
