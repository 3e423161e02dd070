"""The platform's time: real, plus what a test has let pass."""

import time
from dataclasses import dataclass


@dataclass
class Clock:
    ahead_s: float = 0.0

    def __call__(self) -> float:
        """Unix time in seconds."""
        return time.time() + self.ahead_s

    def advance(self, seconds: float) -> None:
        """Let time pass at once: queries go stale, messages grow too old to be deleted."""
        self.ahead_s += seconds
