"""On which day an order is collected, and until when it may be changed and must be answered."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bot.catalog.rules import Rules
from bot.notices.waking import add_waking
from bot.orders.refusals import NoCollectionDay

LOOK_AHEAD_DAYS = 366  # a shop whose whole year is holidays has no next day


@dataclass(frozen=True, slots=True)
class Collection:
    """A day of collection, and the moment until which orders for it are taken and may be cancelled."""

    day: date
    cut_off_at: datetime


def next_collection(rules: Rules, now: datetime) -> Collection:
    """Find the first day of collection whose cut-off, an hour of the day before in the seller's zone, is still ahead.

    Raises:
        NoCollectionDay: there is none within a year.
    """
    today = now.astimezone(rules.zone).date()
    for ahead in range(1, LOOK_AHEAD_DAYS):
        day = today + timedelta(days=ahead)
        cut_off_at = cut_off(rules, day)
        if now < cut_off_at and is_collection_day(rules, day):
            return Collection(day, cut_off_at)
    raise NoCollectionDay


def is_collection_day(rules: Rules, day: date) -> bool:
    """Say whether the points are open for collection on a day."""
    return day.weekday() in rules.collect_weekdays and day not in rules.holidays


def cut_off(rules: Rules, day: date) -> datetime:
    """The moment until which orders for a day are taken, in UTC."""
    before = day - timedelta(days=1)
    return datetime.combine(before, rules.cut_off, tzinfo=rules.zone).astimezone(UTC)


def answer_due(cut_off_at: datetime, rules: Rules) -> datetime:
    """Until when a farm may answer: so many minutes after the cut-off in which people are awake."""
    return add_waking(
        cut_off_at,
        rules.answer_grace_minutes,
        zone=rules.zone,
        quiet_from=rules.quiet_from,
        quiet_until=rules.quiet_until,
    )
