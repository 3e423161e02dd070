"""How much one account may send in all: so many messages within any second, counted where they arrive.

What was started within the second is remembered, since a bucket of tokens that never lets more through than that is
either slow or forgets what a late look has not taken, and a busy process often looks late.  A small bucket comes on top
of it, so that messages go out evenly: behind a burst of all that is allowed, the next tap would wait a whole second.
Plain values over seconds that come in as arguments.
"""

from collections import deque
from dataclasses import dataclass, field
from math import floor

ON_THE_WAY_S = 0.05  # by so much may one message be longer on its way than the next: the platform counts arrivals
BURST_SHARE = 5  # of what is allowed in a span, this part may go at once


@dataclass(frozen=True, slots=True)
class Ceiling:
    """At most so many starts within any span of seconds."""

    most: int
    span_s: float

    @classmethod
    def a_second(cls, rate: float) -> "Ceiling":
        """As much as no second, wherever it begins, sees more of, here or where they arrive."""
        return cls(floor(rate), 1 + ON_THE_WAY_S) if rate >= 1 else cls(1, 1 / rate + ON_THE_WAY_S)

    @property
    def each_s(self) -> float:
        """How long one takes, where they go out evenly."""
        return self.span_s / self.most

    @property
    def burst(self) -> int:
        return max(1, self.most // BURST_SHARE)


@dataclass(slots=True)
class Starts:
    """What one account has started.

    Whoever begins cannot know what somebody else has sent in the second before, so it counts as sent evenly.
    """

    ceiling: Ceiling
    _moments: deque[float] = field(default_factory=deque)  # within the last span, in order
    _even_until_s: float = 0.0  # up to when those started would fill the time, were they sent evenly
    _has_begun: bool = False

    def free(self, now_s: float) -> int:
        """How many may start now."""
        self._look(now_s)
        ahead = max(0.0, self._even_until_s - now_s) / self.ceiling.each_s
        return max(0, min(self.ceiling.most - len(self._moments), floor(self.ceiling.burst - ahead)))

    def add(self, now_s: float) -> None:
        """Count one that starts now, even where none was free."""
        self._look(now_s)
        self._moments.append(now_s)
        self._even_until_s = max(self._even_until_s, now_s) + self.ceiling.each_s

    def wait_s(self, now_s: float) -> float:
        """Seconds until one may start; 0: one may now."""
        if self.free(now_s):
            return 0.0
        ceiling, moments = self.ceiling, self._moments
        oldest_s = moments[-ceiling.most] if len(moments) >= ceiling.most else now_s - ceiling.span_s
        evenly_s = self._even_until_s - (ceiling.burst - 1) * ceiling.each_s
        return max(0.0, oldest_s + ceiling.span_s - now_s, evenly_s - now_s)

    def _look(self, now_s: float) -> None:
        """Forget what is long ago; a clock that was set back makes all that lies ahead of it now."""
        moments, ceiling = self._moments, self.ceiling
        if not self._has_begun:
            self._has_begun = True
            moments.extend(now_s - ceiling.span_s + one * ceiling.each_s for one in range(1, ceiling.most))
            self._even_until_s = now_s + (ceiling.burst - 1) * ceiling.each_s
        while moments and moments[0] <= now_s - ceiling.span_s:
            moments.popleft()
        later = 0
        while moments and moments[-1] > now_s:
            moments.pop()
            later += 1
        moments.extend([now_s] * later)
        self._even_until_s = min(self._even_until_s, now_s + ceiling.burst * ceiling.each_s)
