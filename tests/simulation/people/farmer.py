"""Farmers: they answer alerts with Yes, Less or No, sooner or later or never, and pack."""

from collections.abc import Callable
from random import Random

from tests.simulation.people.phone import Phone, Seen
from tests.simulation.people.somebody import Somebody
from tests.simulation.plan import one_of

NUMBERS = ("0", "1", "2", "0.5", "100", "三", "1 kg", "many", "2")


class Farmer(Somebody):
    """`others`: buttons that anybody has seen, which somebody may make up."""

    role = "farmer"

    def __init__(self, phone: Phone, chance: Random, others: Callable[[], list[Seen]]) -> None:
        self.phone = phone
        self._chance = chance
        self._others = others

    def answer(self) -> bool:
        """Answer what is asked: an open alert, a number, the filled card, a test."""
        asking = self.phone.newest("lesssend", "lessline", "test") or self.phone.buttons("yes", "less", "no", "yesall")
        yes = [one for one in asking if one.verb in ("yes", "yesall")]
        if yes and self._chance.random() < 0.5:
            asking = yes
        return self.phone.tap(one_of(self._chance, asking)) or self.phone.tap_any()

    def type_number(self) -> bool:
        return self.phone.says(self._chance.choice(NUMBERS))

    def command(self) -> bool:
        return self.phone.says(self._chance.choice(("/today", "/help", "/start", "/shop")))

    def attack(self) -> bool:
        foreign = [one for one in self._others() if one not in self.phone.memory]
        return self.phone.forge(one_of(self._chance, foreign))
