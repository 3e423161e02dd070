"""The run's one clock, as each side wants it: seconds for the platform, aware moments for the bot."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.telegram.fake.clock import Clock


@dataclass
class PlatformClock(Clock):
    """The platform's: it never goes by itself."""

    time_s: Callable[[], float] = field(default=lambda: 0.0)

    def __call__(self) -> float:
        return self.time_s()


@dataclass(frozen=True)
class BotClock:
    """The bot's."""

    time_s: Callable[[], float]

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(self.time_s(), UTC)
