"""Buyers on Telegram who do what people do: they tap what leads on, and tap again when nothing happens."""

import asyncio
import re

from tests.telegram.fake.people import Person

PATIENCE_S = 3.0  # before somebody tries again
LOOK_S = 0.02
CODE = re.compile(r"Pickup code: (\w{4})")


class Shopper:
    """One buyer who orders the same thing again and again, and notes each pickup code."""

    def __init__(self, person: Person, product: str) -> None:
        self.person = person
        self.codes: list[str] = []
        self._way = ("Confirm", "Review", "1 jin", product)

    async def shops(self, evening: asyncio.Event) -> None:
        """Place one order after the other until the evening, however long the shop is away meanwhile."""
        while not evening.is_set():
            while not (found := self._new_codes()):
                await self._goes_on()
            self.codes += found

    async def _goes_on(self) -> None:
        """Do the next thing, and wait until it has changed what there is to see."""
        seen = self._view()
        label = next((label for label in self._way if label in self.person.labels), None)
        if label is None:  # a receipt, an apology, or nothing yet
            self.person.starts()
        else:
            self.person.taps(label)
        for _ in range(int(PATIENCE_S / LOOK_S)):
            if self._view() != seen:
                return
            await asyncio.sleep(LOOK_S)

    def _view(self) -> tuple[str, list[str]]:
        return self.person.sees, self.person.labels

    def _new_codes(self) -> list[str]:
        """Read the receipts; a tap made twice may have put something else below one already."""
        found = (CODE.search(message.words) for message in self.person.messages)
        return [code[1] for code in found if code and code[1] not in self.codes]
