"""Typed button payloads: a verb and a few numbers or short words, in clear, measured when built.

A payload says what to do and to which row, never a name, a price or a right: whoever
guesses one gains nothing, because every query is filtered by party and every press is
checked against the roles of the moment.
"""

from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self

from bot.messages import LABEL_MAX, Choice

PAYLOAD_MAX_BYTES = 64  # Telegram Bot API, InlineKeyboardButton.callback_data


class StaleButton(ValueError):
    """A payload that no present button makes: an older release's, or a made-up one."""


@dataclass(frozen=True, slots=True)
class Button:
    """Base of all payloads.  Fields are `int` or short `str` without a colon; the verb is the class's own.

    class ShowProduct(Button, verb="product"):
        product_id: int
    """

    verb: ClassVar[str] = ""
    kinds: ClassVar[dict[str, type["Button"]]] = {}

    def __init_subclass__(cls, verb: str = "", **kwargs: Any) -> None:
        # dataclass(slots=True) builds the class a second time, without keywords: the second one is registered.
        super(Button, cls).__init_subclass__(**kwargs)
        cls.verb = verb or cls.verb
        other = Button.kinds.get(cls.verb, cls)
        if (other.__module__, other.__qualname__) != (cls.__module__, cls.__qualname__):
            raise TypeError(f"the verb {cls.verb!r} is {other.__qualname__}'s already")
        Button.kinds[cls.verb] = cls

    def pack(self) -> str:
        """Write the payload.

        Raises:
            ValueError: it is longer than the shortest platform allows, or a word holds a colon.
        """
        # Not `astuple`, which copies each value deeply: a screen packs a dozen buttons.
        names: tuple[str, ...] = self.__match_args__
        words = [str(getattr(self, name)) for name in names]
        payload = ":".join([self.verb, *words])
        if any(":" in word for word in words) or len(payload.encode()) > PAYLOAD_MAX_BYTES:
            raise ValueError(f"button payload does not fit: {payload!r}")
        return payload

    def choice(self, label: str, style: str = "") -> Choice:
        """Put this payload behind a label.

        Raises:
            ValueError: the label is longer than `LABEL_MAX` characters; translators give a shorter one.
        """
        if len(label) > LABEL_MAX:
            raise ValueError(f"label of {len(label)} characters: {label!r}")
        return Choice(label, self.pack(), style)

    @classmethod
    def _from_words(cls, words: list[str]) -> Self:
        expected = fields(cls)
        if len(words) != len(expected):
            raise StaleButton(cls.verb)
        return cls(*(_read(word, spec.type) for word, spec in zip(words, expected, strict=True)))


def unpack(payload: str) -> Button:
    """Read a payload back.

    Raises:
        StaleButton: no such verb, other fields than today's, or not a number where one belongs.
    """
    verb, *words = payload.split(":")
    kind = Button.kinds.get(verb)
    if kind is None or not verb:
        raise StaleButton(payload[:PAYLOAD_MAX_BYTES])
    return kind._from_words(words)


def _read(word: str, kind: Any) -> int | str:
    if kind is not int:
        return word
    digits = word.removeprefix("-")
    # isascii + isdigit: int() would also take "１２" and "1_000", and raise on thousands of digits.
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 18):
        raise StaleButton(word[:PAYLOAD_MAX_BYTES])
    return int(word)
