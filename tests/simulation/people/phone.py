"""A phone in somebody's hand: what it shows, what it has shown, and what its owner does with it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from tests.simulation.phrases import Phrase
from tests.simulation.plan import one_of
from tests.telegram.fake.chats import Membership
from tests.telegram.fake.people import Person

# A receipt offers to cancel its order, and its first line names the code.
CANCEL = re.compile(r"cancel:(\d+):0")
CODE = re.compile(r"\b[2-9A-HJ-NP-Z]{4}\b")

Confirmed = Callable[["Phone", int, int], None]  # whose phone, order, version
Ordered = Callable[["Phone", Phrase], None]  # whose phone, and what is about to be typed


class Seen(NamedTuple):
    """A button, and the message under which it stood."""

    data: str
    message_id: int

    @property
    def verb(self) -> str:
        return self.data.partition(":")[0]

    @property
    def numbers(self) -> list[int]:
        return [int(word) for word in self.data.split(":")[1:] if re.fullmatch(r"-?\d+", word)]


@dataclass
class Phone:
    """`told`: what somebody reads aloud of what happens on it, for `--verbose`."""

    person: Person
    name: str
    chance: Random
    confirmed: Confirmed
    ordered: Ordered
    told: Callable[[str], None] = lambda line: None
    memory: dict[Seen, None] = field(default_factory=dict)  # in the order in which they were seen
    receipts: dict[int, str] = field(default_factory=dict)  # the codes of orders, by the order's id

    @property
    def id(self) -> int:
        return self.person.id

    @property
    def language(self) -> str:
        """As it tells the platform."""
        return str(self.person.user["language_code"])

    @property
    def is_blocking(self) -> bool:
        return self.person.chat.bot is Membership.KICKED

    def buttons(self, *verbs: str) -> list[Seen]:
        """What can be tapped now, the newest message's last; `verbs`: of these kinds alone."""
        return [one for one in self.look() if not verbs or one.verb in verbs]

    def look(self) -> list[Seen]:
        """See what stands there, and remember it."""
        shown = []
        for message in self.person.messages:
            buttons = [
                button["callback_data"] for row in message.keyboard for button in row if "callback_data" in button
            ]
            shown += [Seen(data, message.message_id) for data in buttons]
            for data in buttons:
                if (found := CANCEL.fullmatch(data)) and (code := CODE.search(message.words.partition("\n")[0])):
                    self.receipts[int(found[1])] = code[0]
        self.memory.update(dict.fromkeys(shown))
        return shown

    def newest(self, *verbs: str) -> list[Seen]:
        """What can be tapped below the newest message that has such buttons."""
        shown = self.buttons(*verbs)
        return [one for one in shown if one.message_id == shown[-1].message_id] if shown else []

    def tap(self, button: Seen | None, times: int = 1) -> bool:
        """Tap; False: there is nothing to tap, or nobody to hear of it."""
        if button is None or self.is_blocking:
            return False
        for _ in range(times):
            self.told(f"{self.name} taps [{button.data}] under {button.message_id}")
            self.person.presses(button.data, button.message_id)
        if button.verb == "confirm":
            self.confirmed(self, *button.numbers)
        return True

    def forge(self, button: Seen | None) -> bool:
        """Send what somebody else's button carries, as if it stood below the newest message here."""
        if button is None or not self.person.messages:
            return False
        return self.tap(button._replace(message_id=self.person.messages[-1].message_id))

    def says(self, words: str) -> bool:
        if self.is_blocking:
            self.person.unblocks()
        self.told(f"{self.name} says {words!r}")
        self.person.says(words)
        return True

    def types(self, phrase: Phrase) -> bool:
        """Type a whole order."""
        if self.is_blocking:
            self.person.unblocks()
        self.ordered(self, phrase)
        return self.says(phrase.words)

    def tap_any(self) -> bool:
        """Tap something, most likely below the newest message."""
        shown = self.newest() if self.chance.random() < 0.8 else self.buttons()
        return self.tap(one_of(self.chance, shown))

    def tap_twice(self) -> bool:
        shown = [one for one in self.newest() if one.verb in IMPATIENT] or self.newest()
        return self.tap(one_of(self.chance, shown), times=self.chance.choice((2, 2, 3)))

    def tap_stale(self) -> bool:
        """Tap what has stood there once: the phone had not drawn the change yet, or somebody scrolled far up."""
        return self.tap(one_of(self.chance, self.stale()))

    def stale(self, *verbs: str) -> list[Seen]:
        """What could be tapped once and cannot now, the longest known first."""
        now = set(self.buttons())
        return [one for one in self.memory if one not in now and (not verbs or one.verb in verbs)]

    def toggle_block(self) -> bool:
        self.told(f"{self.name} {'lets us in' if self.is_blocking else 'blocks us'}")
        if self.is_blocking:
            self.person.unblocks()
        else:
            self.person.blocks()
        return True

    def edits(self, words: str) -> bool:
        if self.is_blocking or not any(not one.own for one in self.person.chat.messages.values()):
            return False
        self.person.edits(words)
        return True

    def deletes(self) -> bool:
        """Take one of our messages off their phone, of which nobody tells us."""
        message = one_of(self.chance, self.person.messages)
        if message is not None:
            self.person.deletes(message)
        return message is not None

    def locates(self) -> bool:
        """Share where they are."""
        if self.is_blocking:
            return False
        self.told(f"{self.name} shares a location")
        self.person.shares_location(26.38, 108.07)
        return True

    def sends_photo(self, words: str) -> bool:
        if self.is_blocking:
            return False
        self.told(f"{self.name} sends a photo: {words!r}")
        self.person.sends_photo(caption=words)
        return True

    def hands_over_number(self) -> bool:
        if self.is_blocking:
            return False
        self.person.shares_contact("8613842420117")
        return True

    def shows(self) -> bool:
        """Send what is no text."""
        if self.is_blocking:
            return False
        self.chance.choice(
            (
                self.person.sends_sticker,
                self.person.sends_voice,
                lambda: self.person.shares_location(26.38, 108.07),
                self.person.shares_contact,
            )
        )()
        return True


# What people tap a second time when nothing happens.
IMPATIENT = frozenset(
    {
        *("put", "review", "confirm", "add", "cancel", "repeat", "fit"),
        *("wait", "take", "leave", "wait-on", "unwait"),
        *("yes", "no", "yesall", "lesssend", "soldout", "packed", "unpacked", "test"),
        *("stock", "price", "hide", "undo", "parcel", "drop"),
    }
)
