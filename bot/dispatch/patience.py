"""How much one person may say: more than anybody types or taps, and less than what makes others wait.

It is counted before a message reaches the database, in this process alone.  Plain values over seconds that come in as
arguments; nothing here looks at a clock.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from enum import StrEnum

BURST = 100  # messages at once: a phone that was offline for an hour and sends what was tapped meanwhile
PER_S = 5.0  # in the long run; nobody taps faster for long
TOLD_EVERY_S = 60.0
TIDY_AT = 10_000  # people remembered before those are forgotten who have been quiet


class Heard(StrEnum):
    """What becomes of a message."""

    YES = "yes"
    TOLD = "told"  # it is not handled, and they are told so
    NO = "no"  # they have been told


@dataclass(slots=True)
class _Talk:
    """One person's tokens at a moment, and when they were told last."""

    tokens: float
    at_s: float
    told_s: float | None = None


@dataclass(slots=True)
class Patience:
    """Counts what each person says."""

    burst: float = BURST
    per_s: float = PER_S
    _talks: dict[Hashable, _Talk] = field(default_factory=dict)

    def hear(self, sender: Hashable, now_s: float) -> Heard:
        """Count one message, and say what becomes of it."""
        talk = self._talks.get(sender)
        if talk is None:
            self._tidy(now_s)
            talk = self._talks[sender] = _Talk(self.burst, now_s)
        talk.tokens = self._tokens(talk, now_s)
        talk.at_s = now_s
        if talk.tokens >= 1:
            talk.tokens -= 1
            return Heard.YES
        if talk.told_s is not None and now_s - talk.told_s < TOLD_EVERY_S:
            return Heard.NO
        talk.told_s = now_s
        return Heard.TOLD

    def _tokens(self, talk: _Talk, now_s: float) -> float:
        return min(self.burst, talk.tokens + max(0.0, now_s - talk.at_s) * self.per_s)

    def _tidy(self, now_s: float) -> None:
        if len(self._talks) >= TIDY_AT:
            self._talks = {one: talk for one, talk in self._talks.items() if self._tokens(talk, now_s) < self.burst}
