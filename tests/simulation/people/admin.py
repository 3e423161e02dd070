"""Admins: they raise and lower stock and prices, move parcels on, answer for farms, and undo."""

from collections.abc import Callable, Sequence
from random import Random

from tests.simulation.people.phone import Phone, Seen
from tests.simulation.people.somebody import Somebody
from tests.simulation.plan import one_of

STOCK = ("+3", "+30", "-2", "-1", "=0", "=1", "=4", "=40", "-100000")
PRICES = ("1", "3.50", "12", "0", "abc")
FEES = ("/courier", "/courier 6, 50: 3, 100: 0", "/courier 4", "/courier 9, 30: 0", "/courier 5, 50: 8")
FORWARD = ("pack", "arrive", "collect")
APPLY = ("stock", "price", "hide", "setapply")


class Admin(Somebody):
    """`others`: as for the others, and unused, as little here is not theirs; `goods`: what they look after."""

    role = "admin"

    def __init__(self, phone: Phone, chance: Random, others: Callable[[], list[Seen]], goods: Sequence[str]) -> None:
        self.phone = phone
        self._goods = goods
        self._chance = chance

    def stock(self) -> bool:
        return self.phone.says(f"/stock {self._chance.choice(self._goods)} {self._chance.choice(STOCK)}")

    def price(self) -> bool:
        return self.phone.says(f"/price {self._chance.choice(self._goods)} {self._chance.choice(PRICES)}")

    def shelf(self) -> bool:
        return self.phone.says(f"/{self._chance.choice(('hide', 'show', 'show'))} {self._chance.choice(self._goods)}")

    def apply(self) -> bool:
        """Apply what is previewed, or begin with something to preview."""
        return self.phone.tap(one_of(self._chance, self.phone.newest(*APPLY))) or self.stock()

    def orders(self) -> bool:
        if (shown := self.phone.newest("deskorder")) and self._chance.random() < 0.7:
            return self.phone.tap(one_of(self._chance, shown))
        return self.phone.says("/orders")

    def move(self) -> bool:
        """Pack, bring, hand over; sometimes the other way, or take a farm's share out."""
        shown = self.phone.newest("parcel", "drop")
        forward = [one for one in shown if one.data.endswith(FORWARD)]
        if forward and self._chance.random() < 0.8:
            return self.phone.tap(one_of(self._chance, forward))
        if shown and self._chance.random() < 0.3:
            return self.phone.tap(one_of(self._chance, shown))
        return self.phone.tap(one_of(self._chance, self.phone.newest("deskorder"))) or self.phone.says("/orders")

    def answer(self) -> bool:
        """Answer for a farm, mostly with a Yes."""
        asking = self.phone.newest("lessline", "lesssend") or self.phone.buttons("yes", "less", "no")
        yes = [one for one in asking if one.verb == "yes"]
        return self.phone.tap(one_of(self._chance, yes if yes and self._chance.random() < 0.7 else asking))

    def undo(self) -> bool:
        return self.phone.tap(one_of(self._chance, self.phone.buttons("undo")))

    def courier(self) -> bool:
        """Change what the courier costs, or whether he drives."""
        if shown := self.phone.newest("feeset", "feepre"):
            return self.phone.tap(one_of(self._chance, shown))
        return self.phone.says(self._chance.choice(FEES))

    def teach(self) -> bool:
        """Say which goods it is that somebody typed and nobody understood."""
        if shown := self.phone.newest("wordis", "wordof"):
            return self.phone.tap(one_of(self._chance, shown))
        if other := self.phone.newest("wordask" if self._chance.random() < 0.8 else "wordnot"):
            self.phone.tap(other[0])
            return other[0].verb == "wordnot" or self.phone.says(self._chance.choice(self._goods).replace("-", " "))
        return self.phone.says("/words")

    def hang(self) -> bool:
        """Hang up a picture that was sent, or send one; sometimes take one off."""
        if (
            shown := self.phone.newest("photosadd", "photo", "photofirst", "photodrop")
        ) and self._chance.random() < 0.7:
            return self.phone.tap(one_of(self._chance, shown))
        return self.phone.sends_photo(self._chance.choice(self._goods).replace("-", " "))

    def setting(self) -> bool:
        if shown := self.phone.newest("setting", "setapply"):
            return self.phone.tap(one_of(self._chance, shown))
        return self.phone.says(self._chance.choice(("/setup", "20", "17:00", "21:00-06:00")))
