"""Waiting for answers no longer than they may take, and seeing that they were right."""

import asyncio
from collections.abc import Callable, Sequence

from benchmarks.telegram.bots import Served
from benchmarks.telegram.crowd import Counted
from benchmarks.telegram.process import BotProcess

STUCK_AFTER_S = 30.0
LOOK_S = 0.02


class Stuck(Exception):
    """Answers do not come, or the platform refused what a correct bot would not send."""


async def until(is_so: Callable[[], bool], bot: BotProcess) -> None:
    """Wait until something is so.

    Raises:
        BotEnded: the bot is not there any more.
        Stuck: it never was.
    """
    try:
        async with asyncio.timeout(STUCK_AFTER_S):
            while not is_so():
                bot.must_run()
                await asyncio.sleep(LOOK_S)
    except TimeoutError:
        raise Stuck(f"no answer in {STUCK_AFTER_S:g} s; the bot's last words: {bot.last_words}") from None


def must_be_right(served: Served, ledger: Counted) -> None:
    """Raise Stuck if the bot has ended, or did what no correct bot would do."""
    served.bot.must_run()
    if served.api.violations or ledger.refused:
        raise Stuck(f"the platform refused {ledger.refused.most_common(3)} {served.api.violations[:3]}")


def percentile(values: Sequence[float], percent: int) -> float:
    measured = sorted(values)
    return measured[min(len(measured) - 1, len(measured) * percent // 100)]
