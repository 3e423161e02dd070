"""The shelves that fill themselves: what is new, and what is in season.  Pure."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.catalog.snapshot import Catalogue, Item, newness


class Special(StrEnum):
    """A shelf that nobody fills."""

    NEW = "new"
    SEASON = "season"


def special_goods(special: Special, catalogue: Catalogue, *, now: datetime) -> Sequence[Item]:
    """Give what stands on such a shelf at a moment."""
    if special is Special.NEW:
        return new_goods(catalogue, now=now)
    return catalogue.by_month.get(now.astimezone(catalogue.rules.zone).month, ())


def new_goods(catalogue: Catalogue, *, now: datetime) -> Sequence[Item]:
    """Give what came to the shop within its `new_days`, the latest first.

    None where that is more than half of all that is on sale: in a new shop everything is new, which says nothing.
    """
    since = now - timedelta(days=catalogue.rules.new_days)
    count = bisect_right(catalogue.newest, newness(since), key=lambda item: newness(item.shown_at))
    return catalogue.newest[:count] if 2 * count <= len(catalogue.shelf) else ()


def is_in_season(item: Item, today: date) -> bool:
    return item.season is not None and today.month in item.season.months
