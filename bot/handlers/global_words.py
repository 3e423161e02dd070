"""Words that mean the same at any moment, each language with its own: menu, stop, help, language, my orders."""

import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import lru_cache

from bot.catalog.typed import plain, within
from bot.i18n import Reader

_BETWEEN = re.compile(r"[,，、،]")
_LISTS_KEPT = 200  # as they are compared: a dozen in each language


class GlobalWord(StrEnum):
    MENU = "menu"
    BASKET = "basket"
    REVIEW = "review"
    HOW_TO_GET_IT = "how to get it"
    MY_ORDERS = "my orders"
    LANGUAGE = "language"
    HELP = "help"
    STOP = "stop"
    PERSON = "person"
    NEW = "new"
    SEASON = "season"
    ALL_GOODS = "all goods"
    REPEAT = "repeat"
    EMPTY = "empty"
    PAYING = "paying"
    THANKS = "thanks"


def is_listed(words: str, listed: str) -> bool:
    """Say whether a whole message is one of some words that a translator has put between commas."""
    return _plain(words) in _listed(listed)


def global_word(reader: Reader, words: str) -> GlobalWord | None:
    """Say which global word a whole message is, in the reader's language or in English."""
    if words == reader.gettext("Back"):  # a keyboard that once stood below a question types it at any later time
        return GlobalWord.STOP
    for vocabulary in (_vocabulary(reader.pgettext), _vocabulary(_as_it_is)):
        for meaning, listed in vocabulary.items():
            if is_listed(words, listed):
                return meaning
    return None


def listed_words(reader: Reader) -> Iterator[tuple[GlobalWord, str]]:
    """Give every word of the reader's language with what it means."""
    for meaning, listed in _vocabulary(reader.pgettext).items():
        yield from ((meaning, word) for word in _BETWEEN.split(listed))


def _vocabulary(pgettext: Callable[[str, str], str]) -> dict[GlobalWord, str]:
    # Translators: "global words" are words that people type, separated by commas: give as many as your language knows.
    return {
        GlobalWord.MENU: pgettext("global words", "menu, shop, goods, catalogue, catalog, hello, hi, buy"),
        GlobalWord.BASKET: pgettext("global words", "basket, cart, my basket"),
        GlobalWord.REVIEW: pgettext("global words", "review, confirm, order, checkout, check out"),
        GlobalWord.HOW_TO_GET_IT: pgettext(
            "global words",
            "delivery, deliver to my house, bring it to my house, courier, pickup, pickup point, how to get it, "
            "do you deliver, can you deliver, when do you deliver, I want it delivered, deliver it, home delivery, "
            "how much is delivery, delivery fee, do you deliver to my house, where do I pick up, "
            "where can I pick it up",
        ),
        GlobalWord.MY_ORDERS: pgettext(
            "global words",
            "my orders, my order, orders, where is my order, status, order status, cancel order, cancel my order",
        ),
        GlobalWord.LANGUAGE: pgettext("global words", "language, languages, change language"),
        GlobalWord.HELP: pgettext("global words", "help, help me, how, what can you do"),
        GlobalWord.STOP: pgettext("global words", "stop, quit, cancel, leave it, never mind, nevermind"),
        GlobalWord.PERSON: pgettext("global words", "person, a person, human, talk to a person"),
        GlobalWord.NEW: pgettext("global words", "new, new goods, what is new, what's new, anything new"),
        GlobalWord.SEASON: pgettext("global words", "in season, season, seasonal, what is in season"),
        GlobalWord.ALL_GOODS: pgettext(
            "global words", "all goods, all products, everything, show me everything, list of goods"
        ),
        GlobalWord.REPEAT: pgettext(
            "global words",
            "repeat, repeat order, repeat my order, repeat last order, order again, reorder, same again, "
            "same as last time, the usual, as usual",
        ),
        GlobalWord.EMPTY: pgettext(
            "global words",
            "clear, clear basket, clear my basket, clear the basket, empty, empty basket, empty my basket, "
            "empty the basket, clear cart, empty cart, remove all, remove everything, delete everything, start over",
        ),
        GlobalWord.PAYING: pgettext(
            "global words",
            "how do I pay, how can I pay, payment, pay by card, can I pay by card, do you take cards, card, cash, "
            "can I pay cash, can I pay online",
        ),
        GlobalWord.THANKS: pgettext(
            "global words", "thanks, thank you, thanks a lot, thank you very much, many thanks, thx, ty, cheers"
        ),
    }


def _as_it_is(context: str, words: str) -> str:
    return words


@lru_cache(maxsize=_LISTS_KEPT)
def _listed(words: str) -> frozenset[str]:
    return frozenset(map(_plain, _BETWEEN.split(words)))


def _plain(words: str) -> str:
    return within(" ".join(plain(words).split()))
