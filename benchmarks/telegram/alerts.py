"""How soon a farmer hears of an order while news goes out to everybody, with the limits that Telegram really has."""

import asyncio
import time
from functools import partial
from pathlib import Path

from benchmarks.report import Figure
from benchmarks.stalls import PACK, stall_slug
from benchmarks.telegram.bots import Served, shop
from benchmarks.telegram.crowd import Counted
from benchmarks.telegram.markets import STALLS, broadcast, give_phones, offers_of
from benchmarks.telegram.waiting import must_be_right, percentile
from benchmarks.telegram.watching import watch
from bot.clock import utc_now
from bot.database import open_database
from bot.handlers.buyer.buttons import PutAmount, StartReview
from tests.telegram.fake.chats import Message
from tests.telegram.fake.people import Person

FOLLOWERS = 30_000
UNDER_WAY = 50  # messages of the broadcast, before the first order
ORDER_EVERY_S = 0.4  # some 10 messages a second beside the broadcast's
ALERTED_WITHIN_S = 2.0
LOST_AFTER_S = 20.0


class Order:
    """A buyer who orders from one stall, and the farmer whose phone it must reach."""

    def __init__(self, buyer: Person, farmer: Person, offer_id: int) -> None:
        self.answered_s: list[float] = []
        self._buyer = buyer
        self._offer_id = offer_id
        self._answers: asyncio.Queue[Message] = asyncio.Queue()
        self._alerts: asyncio.Queue[Message] = asyncio.Queue()
        watch(buyer, self._answers.put_nowait)
        watch(farmer, self._alerts.put_nowait)

    async def goes(self) -> float:
        """Fill a basket, review it and confirm it; return the seconds from that tap until the farmer sees it."""
        await self._press(PutAmount(self._offer_id, 2 * PACK).pack())
        review = await self._press(StartReview().pack())
        offered = [button.get("callback_data", "") for row in review.keyboard for button in row]
        tapped_at = time.perf_counter()
        _, alerted_at = await asyncio.gather(
            self._press(next(data for data in offered if data.startswith("confirm:"))), self._alerted()
        )
        return alerted_at - tapped_at

    async def _press(self, data: str) -> Message:
        tapped_at = time.perf_counter()
        self._buyer.presses(data)
        answer = await asyncio.wait_for(self._answers.get(), LOST_AFTER_S)
        self.answered_s.append(time.perf_counter() - tapped_at)
        return answer

    async def _alerted(self) -> float:
        await asyncio.wait_for(self._alerts.get(), LOST_AFTER_S)
        return time.perf_counter()


async def measure(folder: Path, url: str) -> list[Figure]:
    """Order now and then, from one stall after the other."""
    async with shop(folder, url, limited=True) as served:
        ledger = served.api.platform.ledger = Counted()
        followers = [served.api.person("Follower", started=True) for _ in range(FOLLOWERS)]
        orders = await _prepare(served, followers, url)
        await served.api.until(lambda: ledger.count > UNDER_WAY, LOST_AFTER_S)
        sent, began = ledger.count, time.perf_counter()
        going = []
        for order in orders:
            going.append(asyncio.create_task(order.goes()))
            await asyncio.sleep(ORDER_EVERY_S)
        alerted_s = await asyncio.gather(*going)
        per_s = (ledger.count - sent) / (time.perf_counter() - began)
        must_be_right(served, ledger)
    answered_s = [one for order in orders for one in order.answered_s]
    return [
        Figure("Confirm tapped → alert on the farmer's phone, p50", percentile(alerted_s, 50), "s"),
        Figure(f"Confirm tapped → alert, the slowest of {len(alerted_s)}", max(alerted_s), "s", ALERTED_WITHIN_S),
        Figure("tap → answer, p50", percentile(answered_s, 50), "s"),
        Figure("tap → answer, the slowest", max(answered_s), "s"),
        Figure(f"followers told meanwhile, of {FOLLOWERS:,}", sum(bool(one.messages) for one in followers)),
        Figure("calls accepted, answers to presses among them", per_s, "/s"),
    ]


async def _prepare(served: Served, followers: list[Person], url: str) -> list[Order]:
    """Give stalls and followers their rows beside the running bot, as an operator's commands do."""
    farmers = [served.api.person(stall_slug(number), started=True) for number in range(STALLS)]
    database = open_database(url, role="guest")
    try:
        offers = await database.read(offers_of)
        await database.transact(partial(give_phones, phones=farmers))
        await database.transact(partial(broadcast, followers=[one.id for one in followers], now=utc_now()))
    finally:
        await database.close()
    buyers = [served.api.person(f"Buyer {number}", started=True) for number in range(STALLS)]
    return [Order(*one) for one in zip(buyers, farmers, offers, strict=True)]
