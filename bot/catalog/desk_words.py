"""Reads what admins type behind /stock and /price: which words are the name, which the amount.  Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.catalog.desk_refusals import BadCommand, Problem

WORDS_MAX = 120  # characters; the longest name is 64, and an amount is a few words

# Signs as keyboards of five languages put them.  Digits stay as typed: their reader knows which of them are numbers.
_PLAIN_SIGNS = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-") | dict.fromkeys(map(ord, "＋﹢"), "+") | {ord("＝"): "="}
_NUMBER = r"[\d½¼¾²³①-⑳一二两三四五六七八九十百千半零〇]"  # what can pass for the beginning of a number
_SIGNS = r"(?P<signs>[+=\-](?:\s*[+=\-])*)"
# A sign that stands apart, or one in front of a number: "oyster-mushroom" and "free-range eggs" hold none.
_APART = re.compile(rf"^(?P<name>.*?)(?:^|\s){_SIGNS}\s*(?P<amount>.*)$")
_JOINED = re.compile(rf"^(?P<name>.*?){_SIGNS}\s*(?P<amount>{_NUMBER}.*)$")
_UNSIGNED = re.compile(rf"^(?P<name>.*?)\s*(?:(?<!\d)(?=\d)|(?<=\s)(?={_NUMBER}))(?P<amount>.*)$")
_PRICE = re.compile(
    r"^(?P<name>.*?)\s*(?P<price>(?:[-+=¥￥$€£₹₽]\s*)*(?:[\d½²³].*|\b(?:nan|inf|infinity)))$", re.IGNORECASE
)


class Sign(StrEnum):
    """What an amount does to what is there."""

    ADD = "+"
    TAKE = "-"
    COUNT = "="  # it is so much, all in all


@dataclass(frozen=True, slots=True)
class StockWords:
    """A command's parts.  `sign` None: it was not said whether that came in or is all there is."""

    name: str
    sign: Sign | None
    amount: str


@dataclass(frozen=True, slots=True)
class PriceWords:
    """A command's parts; `price` is empty where only a name was typed."""

    name: str
    price: str


def one_line(command: str, words: str) -> str:
    """Give the words of one command with plain signs and single spaces.

    Raises:
        BadCommand: several lines, of which we would do the first and forget the rest; or too long to be one.
    """
    if len(words.strip().splitlines()) > 1:
        raise BadCommand(command, Problem.SEVERAL_LINES)
    if len(words) > WORDS_MAX:
        raise BadCommand(command, Problem.TOO_LONG)
    return " ".join(words.translate(_PLAIN_SIGNS).split())


def read_signed(words: str) -> StockWords | None:
    """Take "oyster mushroom +30 jin" apart; None: there is no sign in it.  The name may be empty.

    Raises:
        BadCommand: a sign without an amount, or two signs.
    """
    found = _APART.match(words) or _JOINED.match(words)
    if found is None:
        return None
    signs = found["signs"].replace(" ", "")
    if len(signs) > 1:
        raise BadCommand("stock", Problem.TWO_SIGNS)
    if not found["amount"]:
        raise BadCommand("stock", Problem.NO_AMOUNT)
    return StockWords(found["name"].strip(), Sign(signs), found["amount"])


def read_unsigned(words: str) -> StockWords | None:
    """Take "oyster mushroom 100 jin" apart; None: there is no number in it.  The name may be empty."""
    found = _UNSIGNED.match(f" {words}")
    return StockWords(found["name"].strip(), None, found["amount"]) if found else None


def read_price_words(words: str) -> PriceWords:
    """Take "oyster mushroom 12.50" apart."""
    found = _PRICE.match(words)
    return PriceWords(found["name"], found["price"]) if found else PriceWords(words, "")
