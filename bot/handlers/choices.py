"""Buttons that many screens share, and how buttons are laid out in rows."""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

from bot.handlers.buyer.buttons import (
    AskDetail,
    AskPerson,
    OpenBasket,
    OpenFavourites,
    OpenMyOrders,
    OpenShop,
    OpenWaits,
    RepeatOrder,
    StartReview,
)
from bot.i18n import Reader
from bot.messages import Choice

T = TypeVar("T")
Rows = tuple[tuple[Choice, ...], ...]

CHOICES_MAX = 8  # a screen; product.md G13. Back, Next page, Basket and Pictures do not count
# Columns a label may take when it shares its row, so that nothing is cut on a phone 360 points wide.
_COLUMNS_WHEN_TWO = 17
_COLUMNS_WHEN_THREE = 9


def in_rows(choices: Iterable[Choice]) -> Rows:
    """Lay choices out in their order, as many side by side as a narrow phone shows uncut."""
    rows: list[tuple[Choice, ...]] = []
    for choice in choices:
        if rows and _fit((*rows[-1], choice)):
            rows[-1] = (*rows[-1], choice)
        else:
            rows.append((choice,))
    return tuple(rows)


def page_of(things: Sequence[T], page: int, size: int = CHOICES_MAX) -> tuple[Sequence[T], bool]:
    """Cut out one screenful.

    Pages count from 1, and a page that is not there is the nearest one that is.  The flag says whether another follows.
    """
    last = max(1, -(-len(things) // size))
    page = min(max(page, 1), last)
    return things[(page - 1) * size : page * size], page < last


def shop_choice(reader: Reader) -> Choice:
    return OpenShop().choice(reader.gettext("Shop"))


def basket_choice(reader: Reader, lines: int = 0) -> Choice:
    """Give the way to the basket, with the number of its lines where it is known and not zero."""
    if not lines:
        return OpenBasket().choice(reader.gettext("Basket"))
    return OpenBasket().choice(reader.gettext("Basket (%(lines)d)") % {"lines": lines})


def review_choice(reader: Reader) -> Choice:
    return StartReview().choice(reader.gettext("Review"), "primary")


def my_orders_choice(reader: Reader) -> Choice:
    return OpenMyOrders(1).choice(reader.gettext("My orders"))


def repeat_choice(reader: Reader, order_id: int, style: str = "") -> Choice:
    # Translators: a button, at most 20 characters: order the same goods again.
    return RepeatOrder(order_id).choice(reader.gettext("🔄 Repeat"), style)


def waits_choice(reader: Reader) -> Choice:
    # Translators: a button, at most 20 characters: the goods that somebody waits for until they are back.
    return OpenWaits(1).choice(reader.gettext("My waits"))


def favourites_choice(reader: Reader) -> Choice:
    return OpenFavourites(1).choice(reader.gettext("⭐ My favourites"))


def phone_choice(reader: Reader) -> Choice:
    # Translators: a button, at most 20 characters.
    return AskDetail("phone").choice(reader.gettext("📞 My phone"))


def person_choice(reader: Reader) -> Choice:
    # Translators: a button, at most 20 characters: to talk to a human being instead of the bot.
    return AskPerson().choice(reader.gettext("A person"))


def _fit(row: Sequence[Choice]) -> bool:
    limit = {2: _COLUMNS_WHEN_TWO, 3: _COLUMNS_WHEN_THREE}.get(len(row), 0)
    return all(_columns(choice.label) <= limit for choice in row)


@lru_cache(maxsize=10_000)  # the shop's labels are few and drawn all day
def _columns(label: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in label)
