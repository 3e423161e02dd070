"""A hundred buyers who browse: flat out, each tapping as soon as the last answer is there, or at a pace."""

import asyncio
import itertools
import random
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.telegram.watching import watch
from tests.telegram.fake.chats import Message
from tests.telegram.fake.ledger import NOTHING, Ledger
from tests.telegram.fake.people import Person
from tests.telegram.fake.server import FakeBotApi

BUYERS = 100
# Verbs of the buttons on the way: all goods, a shelf, a product, back to the shelf, back to all goods, the shop again.
WALK = ("goods", "shelf", "product", "shelf", "goods", "shop")


class Counted(Ledger):
    """Keeps nothing but the count of what was refused, which a correct bot never is here."""

    def __init__(self) -> None:
        super().__init__(keeps=False)
        self.refused: Counter[str] = Counter()

    def reject(
        self,
        method: str,
        parameters: Mapping[str, Any],
        at: float,
        code: int,
        description: str,
        told: Mapping[str, int] = NOTHING,
    ) -> None:
        self.refused[f"{method}: {description}"] += 1


class Buyer:
    """One of them."""

    def __init__(self, person: Person, number: int, rests: Callable[["Buyer"], None]) -> None:
        """`rests`: called when there is an answer and no tap to follow it."""
        self.person = person
        self.waits_since: float | None = None
        self.took_s: list[float] = []  # each of the answers since somebody has last emptied this
        self.goes_on = False
        self._rests = rests
        self._way = itertools.cycle(WALK)
        self._choices = itertools.count(number)
        watch(person, self._sees)

    def starts(self) -> None:
        self.waits_since = time.perf_counter()
        self.person.starts()

    def taps(self, due: float | None = None) -> None:
        """Tap the next button on the way that the newest card has; its answer is waited for since `due`, or now."""
        card = self.person.messages[-1]
        data = self._next(card)
        self.waits_since = time.perf_counter() if due is None else due
        self.person.presses(data, card.message_id)

    def _sees(self, message: Message) -> None:
        if self.waits_since is None:
            return
        self.took_s.append(time.perf_counter() - self.waits_since)
        self.waits_since = None
        # Not at once: the server is still busy with the call that brought this.
        asyncio.get_running_loop().call_soon(self._taps_again)

    def _taps_again(self) -> None:
        if self.goes_on:
            self.taps()
        else:
            self._rests(self)

    def _next(self, card: Message) -> str:
        offered: list[str] = [button.get("callback_data", "") for row in card.keyboard for button in row]
        for verb in itertools.islice(self._way, len(WALK)):
            if found := [data for data in offered if data.partition(":")[0] == verb]:
                return found[next(self._choices) % len(found)]
        raise LookupError(f"no way on from {card.words!r}, which offers {offered}")


class Crowd:
    """All of them, around one fake server."""

    def __init__(self, api: FakeBotApi, size: int = BUYERS) -> None:
        self.ledger = api.platform.ledger = Counted()
        self.buyers = [Buyer(api.person(f"Buyer {number}"), number, self._has_answer) for number in range(size)]
        self._due: deque[float] = deque()  # taps for which nobody was free

    def start(self) -> None:
        """Let each press Start, and browse from then on."""
        for buyer in self.buyers:
            buyer.goes_on = True
            buyer.starts()

    def go_on(self) -> None:
        """Let each browse who rests."""
        for buyer in self.buyers:
            buyer.goes_on = True
            buyer.taps()

    async def at_pace(self, per_s: float, seconds: float) -> None:
        """Let somebody who has their last answer tap, by chance, so often in all.

        A tap for which nobody is free is due all the same, and made by the first who is.
        """
        chance = random.Random(1)
        start = due = time.perf_counter()
        while (due := due + chance.expovariate(per_s)) < start + seconds:
            if (pause_s := due - time.perf_counter()) > 0:
                await asyncio.sleep(pause_s)
            if free := [buyer for buyer in self.buyers if buyer.waits_since is None]:
                chance.choice(free).taps(due)
            else:
                self._due.append(due)

    def _has_answer(self, buyer: Buyer) -> None:
        if self._due:
            buyer.taps(self._due.popleft())

    def rest(self) -> None:
        """Let nobody tap any more after the next answer."""
        for buyer in self.buyers:
            buyer.goes_on = False

    @property
    def answered(self) -> int:
        """Answers since they were last taken."""
        return sum(len(buyer.took_s) for buyer in self.buyers)

    @property
    def waiting(self) -> int:
        return len(self._due) + sum(buyer.waits_since is not None for buyer in self.buyers)

    def take(self) -> list[float]:
        """Take all answers' times, in seconds."""
        took_s = [one for buyer in self.buyers for one in buyer.took_s]
        for buyer in self.buyers:
            buyer.took_s.clear()
        return took_s
