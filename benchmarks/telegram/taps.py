"""A hundred taps at the same moment, with the limits that Telegram really has."""

import asyncio
from pathlib import Path

from benchmarks.report import Figure
from benchmarks.telegram.bots import shop
from benchmarks.telegram.crowd import BUYERS, Crowd
from benchmarks.telegram.waiting import must_be_right, percentile, until

REST_S = 3.5  # after which each chat may have its short burst again
ANSWERED_WITHIN_S = 5.0


async def measure(folder: Path, url: str) -> list[Figure]:
    async with shop(folder, url, limited=True) as served:
        crowd = Crowd(served.api)
        crowd.start()
        crowd.rest()
        await until(lambda: not crowd.waiting, served.bot)
        await asyncio.sleep(REST_S)
        crowd.take()
        crowd.go_on()
        crowd.rest()
        await until(lambda: not crowd.waiting, served.bot)
        took_s = crowd.take()
        must_be_right(served, crowd.ledger)
    return [
        Figure(f"{BUYERS} taps at once: the last is answered", max(took_s), "s", ANSWERED_WITHIN_S),
        Figure(f"{BUYERS} taps at once: tap → answer, p50", percentile(took_s, 50), "s"),
    ]
