"""One account's silence: what the platform said to any call holds for all of them."""

from datetime import UTC, datetime, timedelta

from bot.clock import Clock

LONG_AGO = datetime.fromtimestamp(0, UTC)


class Gate:
    """Closed while a penalty lasts.  Every call of the account passes here, also those that nobody waits for."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until = LONG_AGO

    def close_until(self, moment: datetime) -> None:
        """Let nothing through before a moment; an earlier penalty that lasts longer stands."""
        self._until = max(self._until, moment)

    def close_for(self, seconds: float) -> None:
        self.close_until(self._clock() + timedelta(seconds=seconds))

    @property
    def left_s(self) -> float:
        """Seconds until it opens; 0: it is open."""
        return max(0.0, (self._until - self._clock()).total_seconds())
