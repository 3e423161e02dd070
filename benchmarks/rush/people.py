"""The buyers of the rush: they tap, tap again, confirm what they get, and some of them give it back."""

import asyncio
import time
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from benchmarks.rush.plan import Plan, Way
from benchmarks.telegram.crowd import Counted
from benchmarks.telegram.watching import watch
from bot.handlers.buyer.buttons import CancelMyOrder, ConfirmOrder, StartReview
from tests.telegram.fake.account import Tap
from tests.telegram.fake.chats import Message
from tests.telegram.fake.people import Person
from tests.telegram.fake.platform import PACED


class Seen(StrEnum):
    """What a buyer was last told."""

    NOTHING = "nothing yet"
    HELD = "put aside"
    ORDERED = "ordered"
    NOT_ORDERED = "sold out, or cancelled"


class Taps(Counted):
    """Times each tap from the finger to the answer that its turn is committed."""

    def __init__(self) -> None:
        super().__init__()
        self.took_s: list[float] = []
        self.messages = 0  # what counts against Telegram's limits
        self._waiting: dict[str, float] = {}

    def tapped(self, tap: Tap) -> None:
        self._waiting[tap.id] = time.perf_counter()

    def accept(
        self, method: str, parameters: Mapping[str, Any], at: float, token: str, result: Any, ending: str = "answer"
    ) -> None:
        super().accept(method, parameters, at, token, result, ending)
        self.messages += method.startswith(PACED)
        if method == "answerCallbackQuery":
            self.took_s.append(time.perf_counter() - self._waiting.pop(str(parameters["callback_query_id"])))

    @property
    def unanswered(self) -> int:
        return len(self._waiting)


class Buyer:
    """One of them, with the shop's message on the phone under which to tap."""

    def __init__(self, person: Person, way: Way, plan: Plan, taps: Taps) -> None:
        self.person = person
        self.seen = Seen.NOTHING
        self.told_at = 0.0  # the last time that something new was seen
        self._has_decided = False  # to keep the order
        self._way = way
        self._plan = plan
        self._taps = taps
        self._news = asyncio.Event()
        self._card = 0
        self._offered: list[str] = []
        watch(person, self._sees)
        card = Message(person.chat.next_id(), int(time.time()), own=True, text="Your basket")
        person.chat.messages[card.message_id] = card
        self._card = card.message_id

    async def goes(self, began: float) -> None:
        """Come at one's moment, and answer whatever is said, until cancelled."""
        await asyncio.sleep(began + self._way.comes_s - time.perf_counter())
        await self._taps_until_told(StartReview().pack())
        while True:
            in_time = time.perf_counter() - began < self._plan.gives_back_until_s
            if self.seen is Seen.HELD:
                await self._taps_until_told(self._button(ConfirmOrder))
            elif self.seen is Seen.ORDERED and in_time and not self._has_decided and self._way.gives_back():
                await self._taps_until_told(self._button(CancelMyOrder))
            else:
                # Not the end: a later tap of the same minute may still get what somebody gives back.
                self._has_decided = self.seen is Seen.ORDERED
                self._news.clear()
                await self._news.wait()

    @property
    def comes_s(self) -> float:
        """When they come, from the beginning."""
        return self._way.comes_s

    @property
    def is_done(self) -> bool:
        """Whether there is nothing more to tap, unless something new is said."""
        return self.seen is Seen.NOT_ORDERED or (self.seen is Seen.ORDERED and self._has_decided)

    async def _taps_until_told(self, data: str) -> None:
        """Tap a button, several times if nothing happens, and wait for what it brings."""
        if self.seen is not Seen.NOTHING:
            await asyncio.sleep(self._way.thinks_s())
        self._news.clear()
        for pause_s in self._way.taps():
            await asyncio.sleep(pause_s)
            if self._news.is_set():
                break
            self._taps.tapped(self.person.presses(data, self._card))
        await self._news.wait()

    def _button(self, kind: type[ConfirmOrder | CancelMyOrder]) -> str:
        return next(data for data in self._offered if data.partition(":")[0] == kind.verb)

    def _sees(self, message: Message) -> None:
        self._offered = [button.get("callback_data", "") for row in message.keyboard for button in row]
        verbs = {data.partition(":")[0] for data in self._offered}
        if ConfirmOrder.verb in verbs:
            self.seen = Seen.HELD
        else:
            self.seen = Seen.ORDERED if CancelMyOrder.verb in verbs else Seen.NOT_ORDERED
        self._card = message.message_id
        self.told_at = time.perf_counter()
        self._news.set()
