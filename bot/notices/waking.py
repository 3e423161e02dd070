"""The waking clock: quiet hours stop it, so that a reminder never wakes a farmer at night."""

from bisect import bisect_left
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Protocol
from zoneinfo import ZoneInfo

DAYS_AHEAD = 3  # today's hour may be past, and a zone may have skipped tomorrow's date altogether (Samoa, 2011)


class QuietHours(Protocol):
    """When people sleep; the shop's rules say it."""

    @property
    def zone(self) -> ZoneInfo: ...

    @property
    def quiet_from(self) -> time: ...

    @property
    def quiet_until(self) -> time: ...


def is_quiet(moment: datetime, *, zone: tzinfo, quiet_from: time, quiet_until: time) -> bool:
    """Say whether people sleep at a moment.  The same hour twice means that there are no quiet hours."""
    if quiet_from == quiet_until:
        return False
    return _next(moment, quiet_until, zone) < _next(moment, quiet_from, zone)


def add_waking(start: datetime, minutes: float, *, zone: tzinfo, quiet_from: time, quiet_until: time) -> datetime:
    """Give the moment when so many waking minutes have passed; aware, in UTC.

    Minutes are real ones, also on the day the clocks change.  An hour that the clocks skip is the moment at which they
    skip it; of an hour that comes twice the first is meant.
    """
    left = timedelta(minutes=minutes)
    moment = start.astimezone(UTC)
    if quiet_from == quiet_until:
        return moment + left
    while True:
        if is_quiet(moment, zone=zone, quiet_from=quiet_from, quiet_until=quiet_until):
            moment = _next(moment, quiet_until, zone)
        night = _next(moment, quiet_from, zone)
        # Not at the very hour at which people go to bed: that would be a message in the quiet.
        if moment + left < night:
            return moment + left
        left -= night - moment
        moment = night


def _next(moment: datetime, hour: time, zone: tzinfo) -> datetime:
    """Give the first moment after this one at which a clock on the wall comes to an hour."""
    today = moment.astimezone(zone).date()
    days = (today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD))
    moments = (_moment(datetime.combine(day, hour, zone)) for day in days)
    return next(one for one in moments if one is not None and one > moment)


def _moment(shown: datetime) -> datetime | None:
    """Give the moment at which clocks come to what they show; None: on a date that they skip altogether."""
    before, after = (shown.replace(fold=fold).astimezone(UTC) for fold in (0, 1))  # read by either side's offset
    if after >= before:  # where clocks go back there are two such moments
        return before
    skipped = before - after
    if skipped >= timedelta(days=1):
        return None
    # Clocks jump over it: the moment of the jump, so that one hour never comes before an earlier one.
    offset = shown.replace(fold=1).utcoffset()
    seconds = bisect_left(
        range(int(skipped.total_seconds())),
        True,
        key=lambda seconds: (after + timedelta(seconds=seconds)).astimezone(shown.tzinfo).utcoffset() == offset,
    )
    return after + timedelta(seconds=seconds)
