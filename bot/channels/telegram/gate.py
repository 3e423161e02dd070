"""One account's silence: what the platform said to one message holds for all of them.

For messages alone: who is asked not to change a menu so often may still tell a farmer of an order.
"""

from datetime import UTC, datetime, timedelta

from bot.clock import Clock

LONG_AGO = datetime.fromtimestamp(0, UTC)


class Gate:
    """Closed while a penalty lasts.  Every call that sends, edits or deletes a message passes here."""

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
