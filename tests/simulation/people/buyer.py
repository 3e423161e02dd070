"""Buyers: they look around, order, change their minds, tap twice, type anything, and try what is not theirs."""

from collections.abc import Callable, Sequence
from random import Random

from tests.simulation.people.phone import Phone, Seen
from tests.simulation.people.somebody import Somebody
from tests.simulation.phrases import phrase
from tests.simulation.plan import one_of

AMOUNTS = (
    "1",
    "2",
    "3",
    "10",
    "0",
    "2 jin",
    "1.5 kg",
    "500 g",
    "半斤",
    "三斤",
    "1/2 kg",
    "2,5",
    "-1",
    "999999999",
    "٣",
)
WORDS = (
    "hello",
    "菜单",
    "меню",
    "ayuda",
    "stop",
    "yes",
    "x<y & y>z <tag",
    "🍄" * 30,
    "ten eggs",
    "." * 4000,
    "‮abc",
    ".",
)
# What is said with an order: a number, a note, a neighbour's name.  Nobody says so elsewhere: they are canaries.
DETAILS = ("13842420117", "00 86 138-4242-0117", "熟一点的，金丝雀", "Canary Auntie", "کناری")
DOORS = ("3 Lamplighter Lane", "花果园7号楼2单元", "ул. Садовая, 5, кв. 12", "12")
COMMANDS = (
    "/start",
    "/shop",
    "/basket",
    "/myorders",
    "/stop",
    "/help",
    "/language",
    "/person",
    "/share",
    "/waits",
    "/favourites",
    "/no_such",
)
# What no shelf has; an admin may say what it means, see /words.
UNKNOWN = ("2 jin flurble", "grumpkin", "3 kg of zorble please", "呱呱菜两斤", "брюзгва 2 кг", "flurble")
LINKS = ("/start p_1", "/start c_2", "/start o_1", "/start shop", "/start " + "A" * 26)
# What a stranger may try: commands of others, and what their buttons carry.
ATTACKS = (
    "/stock oyster-mushroom =0",
    "/price rice 1",
    "/hide rice",
    "/orders",
    "/invite",
    "/setup",
    "/today",
    "/post rice",
)


class Buyer(Somebody):
    """`others`: buttons that anybody has seen, which a stranger may make up; `goods`: what they are after."""

    role = "buyer"

    def __init__(self, phone: Phone, chance: Random, others: Callable[[], list[Seen]], goods: Sequence[str]) -> None:
        self.phone = phone
        self._goods = goods
        self._chance = chance
        self._others = others

    def tap(self) -> bool:
        return self.phone.tap_any() or self.command()

    def finish(self) -> bool:
        """Go on towards an order: the next step that the screen offers."""
        shown = self.phone.newest()
        for verbs in (("confirm", "add"), ("review",), ("put",), ("basket",)):
            if onward := [one for one in shown if one.verb in verbs]:
                # Mostly; who has just put something into the basket may want more.
                return self.phone.tap(one_of(self._chance, onward)) if self._chance.random() < 0.85 else self.tap()
        return self.ask_for_goods()

    def repeat(self) -> bool:
        """Want the same again, or what is left of it; sometimes from a receipt of long ago."""
        shown = self.phone.buttons("repeat", "fit")
        return self.phone.tap(one_of(self._chance, shown)) or self.phone.says("/start")

    def ask_for_goods(self) -> bool:
        return self.phone.says(self._chance.choice(self._goods).replace("-", " "))

    def wait(self) -> bool:
        """Stand in line for what is sold out, or answer what is offered: mostly take it; some let it lapse."""
        if offered := self.phone.newest("take", "wait-on", "leave"):
            take = [one for one in offered if one.verb == "take"]
            return self.phone.tap(one_of(self._chance, take if take and self._chance.random() < 0.5 else offered))
        if (ways := self.phone.newest("wait")) and self._chance.random() < 0.8:
            return self.phone.tap(one_of(self._chance, ways))
        if (waiting := self.phone.newest("unwait", "offer")) and self._chance.random() < 0.5:
            return self.phone.tap(one_of(self._chance, waiting))
        return self.phone.says("/waits") if self._chance.random() < 0.2 else self.ask_for_goods()

    def courier(self) -> bool:
        """Have it brought: to a door that is typed, or to one that was used before, which some forget."""
        if ways := self.phone.newest("address", "courier", "points"):
            return self.phone.tap(one_of(self._chance, ways))
        if (forget := self.phone.newest("forget")) and self._chance.random() < 0.3:
            return self.phone.tap(one_of(self._chance, forget))
        return self.phone.says(self._chance.choice(DOORS))

    def star(self) -> bool:
        """Mark goods as a favourite, or give stars for what was collected."""
        shown = self.phone.newest("rate", "stars") or self.phone.newest("fav", "favs")
        return self.phone.tap(one_of(self._chance, shown))

    def order(self) -> bool:
        """Type a whole order, in the words that the catalogue has in their language."""
        return self.phone.types(phrase(self._chance, self._goods, self.phone.language))

    def unknown(self) -> bool:
        return self.phone.says(self._chance.choice(UNKNOWN))

    def place(self) -> bool:
        """Share where they are, and have it brought there or collect it nearby."""
        if (near := self.phone.newest("here", "point")) and self._chance.random() < 0.6:
            return self.phone.tap(one_of(self._chance, near))
        return self.phone.locates() if self._chance.random() < 0.7 else self.phone.says(self._chance.choice(DOORS))

    def paper(self) -> bool:
        """Want a receipt as PDF, or see what there is one of."""
        return self.phone.tap(one_of(self._chance, self.phone.newest("paper"))) or self.phone.says("/myorders")

    def look(self) -> bool:
        """Look at all pictures of goods."""
        return self.phone.tap(one_of(self._chance, self.phone.newest("photos", "pictures"))) or self.ask_for_goods()

    def detail(self) -> bool:
        """Say something with the order, take it back, or change who may see it."""
        shown = self.phone.newest("details", "detail", "no-detail", "call", "for")
        if shown and self._chance.random() < 0.7:
            return self.phone.tap(one_of(self._chance, shown))
        if self._chance.random() < 0.1:
            return self.phone.hands_over_number()
        return self.phone.says(self._chance.choice(DETAILS)) if shown else self.finish()

    def confirm_stale(self) -> bool:
        """Confirm what the Review before the last one showed."""
        stale = self.phone.stale("confirm")
        return self.phone.tap(stale[-1] if stale else None)

    def type_amount(self) -> bool:
        """Type an amount, mostly where one was asked for."""
        if self._chance.random() < 0.5 and (asking := self.phone.buttons("amount", "line")):
            return self.phone.tap(one_of(self._chance, asking))
        return self.phone.says(self._chance.choice(AMOUNTS))

    def type_words(self) -> bool:
        return self.phone.says(self._chance.choice(WORDS))

    def command(self) -> bool:
        return self.phone.says(self._chance.choice(COMMANDS))

    def link(self) -> bool:
        return self.phone.says(self._chance.choice(LINKS))

    def edit(self) -> bool:
        return self.phone.edits(self._chance.choice(AMOUNTS))

    def show(self) -> bool:
        return self.phone.shows()

    def delete(self) -> bool:
        return self.phone.deletes()

    def attack(self) -> bool:
        """Try what is somebody else's."""
        foreign = [one for one in self._others() if one not in self.phone.memory]
        if foreign and self._chance.random() < 0.7:
            return self.phone.forge(one_of(self._chance, foreign))
        return self.phone.says(self._chance.choice(ATTACKS))
