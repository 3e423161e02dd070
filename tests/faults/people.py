"""People on Telegram who do what people do: they tap what leads on, and tap again when nothing happens."""

import asyncio
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from bot.handlers.buyer.buttons import CancelMyOrder, ConfirmOrder
from bot.handlers.farmer.buttons import SayYes
from tests.faults.history import History
from tests.telegram.fake.account import Tap
from tests.telegram.fake.chats import Message
from tests.telegram.fake.people import Person

PATIENCE_S = 3.0  # before somebody tries again
LOOK_S = 0.05
BREATH_S = 0.3  # between two taps: who is faster for long is asked to wait (`bot.dispatch.patience`)
CODE = re.compile(r"Pickup code: (\w{4})")
FRESH = 10  # messages, the newest, among which somebody looks for what to tap


class Shopper:
    """One buyer who orders the same thing again and again, and notes how each Confirm ended."""

    def __init__(self, person: Person, product: str, history: History) -> None:
        self.person = person
        self.codes: list[str] = []
        self._history = history
        self._way = ("Confirm", "Review", "1 jin", product)
        # By order, which versions were pressed, and when first.
        self._confirmed: defaultdict[int, dict[int, float]] = defaultdict(dict)

    async def shops(self, evening: asyncio.Event) -> None:
        """Place one order after the other until the evening, however long the shop is away meanwhile."""
        while not evening.is_set():
            while not (found := list(self._new_receipts())):
                await self._goes_on()
            for code, order_id in found:
                self._ends(order_id, code)
        for order_id in list(self._confirmed):
            self._ends(order_id, None)

    async def _goes_on(self) -> None:
        """Do the next thing, and wait until it has changed what there is to see."""
        seen = self._view()
        label = next((label for label in self._way if label in seen[1]), None)
        if label is None:  # a receipt, an apology, or nothing yet
            self.person.starts()
        else:
            self._notes(self.person.taps(label))
        await asyncio.sleep(BREATH_S)
        for _ in range(int(PATIENCE_S / LOOK_S)):
            if self._view() != seen:
                return
            await asyncio.sleep(LOOK_S)

    def _notes(self, tap: Tap) -> None:
        verb, *words = tap.data.split(":")
        if verb == ConfirmOrder.verb:
            order_id, version = map(int, words)
            self._confirmed[order_id].setdefault(version, tap.at)

    def _ends(self, order_id: int, code: str | None) -> None:
        """Note how the presses of Confirm for one order ended: the last one is the one that counts."""
        versions = self._confirmed.pop(order_id, {})
        for version, at in versions.items():
            is_it = code is not None and version == list(versions)[-1]
            facts = {"order_id": order_id, "version": version, "code": code if is_it else None}
            self._history.note(self.person.id, "confirm", "ok" if is_it else "unknown", at=at, **facts)

    def _view(self) -> tuple[str, list[str]]:
        newest = next(_newest(self.person), None)
        return (newest.words, newest.labels) if newest else ("", [])

    def _new_receipts(self) -> Iterator[tuple[str, int]]:
        """Read the receipts; a tap made twice may have put something else below one already."""
        for message in reversed(list(islice(_newest(self.person), FRESH))):
            found = CODE.search(message.words)
            if found and found[1] not in self.codes:
                self.codes.append(found[1])
                yield found[1], _order_of(message) or next(iter(self._confirmed), 0)


class Farmer:
    """A farm's first contact, who says Yes to one alert after the other."""

    def __init__(self, person: Person, history: History) -> None:
        self.person = person
        self._history = history
        self._answered: set[str] = set()

    async def answers(self, evening: asyncio.Event) -> None:
        while not evening.is_set():
            if alert := next(self._open_alerts(), None):
                message, payload = alert
                self._answered.add(payload)
                self.person.presses(payload, message.message_id)
                self._history.note(self.person.id, "yes", "unknown", parcel_id=int(payload.split(":")[1]))
            await asyncio.sleep(BREATH_S)

    def _open_alerts(self) -> Iterator[tuple[Message, str]]:
        for message in islice(_newest(self.person), FRESH):
            for payload in _payloads(message):
                if payload.startswith(f"{SayYes.verb}:") and payload not in self._answered:
                    yield message, payload


class Admin:
    """Somebody who brings more of everything, again and again."""

    def __init__(self, person: Person, products: tuple[str, ...], history: History) -> None:
        self.person = person
        self._products = products
        self._history = history

    async def stocks(self, evening: asyncio.Event) -> None:
        """Go on until the evening, and until at least one change was made."""
        number, done = 0, 0
        while not (evening.is_set() and done):
            number += 1
            self.person.says(f"/stock {self._products[number % len(self._products)]} +1 jin")
            await asyncio.sleep(BREATH_S)
            if await self._sees("Apply"):
                self.person.taps("Apply")
                was_done = await self._sees("Undo")
                done += was_done
                self._history.note(self.person.id, "stock", "ok" if was_done else "unknown", number=number)
            await asyncio.sleep(BREATH_S)

    async def _sees(self, label: str) -> bool:
        for _ in range(int(PATIENCE_S / LOOK_S)):
            if label in self.person.labels:
                return True
            await asyncio.sleep(LOOK_S)
        return False


def _newest(person: Person) -> Iterator[Message]:
    """What the bot has said to somebody, newest first; whoever looks fifty times a second takes a few of them."""
    return (message for message in reversed(person.chat.messages.values()) if message.own)


def _order_of(message: Message) -> int | None:
    """The order that a receipt belongs to, by its own button."""
    cancels = (payload.split(":") for payload in _payloads(message) if payload.startswith(f"{CancelMyOrder.verb}:"))
    return next((int(words[1]) for words in cancels), None)


def _payloads(message: Message) -> list[str]:
    return [button["callback_data"] for row in message.keyboard for button in row if "callback_data" in button]
