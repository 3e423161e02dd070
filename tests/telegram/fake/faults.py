"""What goes wrong on order: one scripted fault per matching call, penalties, and Telegram's rates if asked for."""

import math
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tests.telegram.fake.answers import Refused, bad_request, forbidden, too_many, upgraded


class Ending(StrEnum):
    """How the connection ends once the call is dealt with."""

    ANSWER = "answer"
    RESET = "reset"
    HANG = "hang"
    GARBAGE = "garbage"


@dataclass(frozen=True, slots=True)
class Fault:
    """One mishap. Without `refusal` the call is carried out first, unless `accepts` says otherwise."""

    refusal: Refused | None = None
    accepts: bool = True
    ending: Ending = Ending.ANSWER
    delay_s: float = 0.0


def penalty(retry_after_s: int = 1) -> Fault:
    """429; after one for sending, every further such call of this bot before it is over is a violation."""
    return Fault(refusal=too_many(retry_after_s))


def server_error(code: int = 500, description: str = "Internal Server Error") -> Fault:
    return Fault(refusal=Refused(code, description))


def bad(reason: str) -> Fault:
    return Fault(refusal=bad_request(reason))


def forbids(reason: str = "bot was blocked by the user") -> Fault:
    return Fault(refusal=forbidden(reason))


def migrates(new_chat_id: int) -> Fault:
    return Fault(refusal=upgraded(new_chat_id))


def garbage(*, accepts: bool = True) -> Fault:
    """200 with a body that is no JSON."""
    return Fault(accepts=accepts, ending=Ending.GARBAGE)


def reset() -> Fault:
    """The connection is cut before anything happens."""
    return Fault(accepts=False, ending=Ending.RESET)


def accept_then_reset() -> Fault:
    return Fault(ending=Ending.RESET)


def accept_then_hang() -> Fault:
    """The call is carried out, and the answer never comes."""
    return Fault(ending=Ending.HANG)


def slow(seconds: float) -> Fault:
    """The call is carried out at once, and the answer comes late."""
    return Fault(delay_s=seconds)


BY_NAME: dict[str, Callable[..., Fault]] = {
    one.__name__: one
    for one in (
        penalty,
        server_error,
        bad,
        forbids,
        migrates,
        garbage,
        reset,
        accept_then_reset,
        accept_then_hang,
        slow,
    )
}


@dataclass
class _Scripted:
    fault: Fault
    method: str | None
    chat: int | None
    times: int

    def fits(self, method: str, chat: Any) -> bool:
        return (self.method is None or self.method.lower() == method.lower()) and self.chat in (None, chat)


@dataclass
class Rates:
    """Telegram's published limits: 30 a second in all, about one a second in a chat, 20 a minute in a group."""

    overall: int = 30
    per_chat: int = 1
    chat_burst: int = 3
    per_group_minute: int = 20
    _sent: defaultdict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def wait_s(self, token: str, chat: Any, now: float) -> int:
        """Count one message; 0 if it fits, otherwise the seconds to wait."""
        limits = [(token, self.overall, 1.0), (f"{token}/{chat}", self.chat_burst, self.chat_burst / self.per_chat)]
        if isinstance(chat, int) and chat < 0:
            limits.append((f"{token}/{chat}/minute", self.per_group_minute, 60.0))
        waits = [self._wait(self._sent[key], most, span, now) for key, most, span in limits]
        if max(waits) > 0:
            return math.ceil(max(waits))
        for key, _, _ in limits:
            self._sent[key].append(now)
        return 0

    @staticmethod
    def _wait(sent: deque[float], most: int, span_s: float, now: float) -> float:
        while sent and sent[0] <= now - span_s:
            sent.popleft()
        return sent[0] + span_s - now if len(sent) >= most else 0.0


class Faults:
    """The script, and the penalties that are being served."""

    def __init__(self) -> None:
        self.latency_s = 0.0
        self.rates: Rates | None = None
        # A call that was on its way when the 429 was written cannot have known of it.
        self.grace_s = 0.005
        self._script: list[_Scripted] = []
        self._penalties: dict[str, tuple[float, float]] = {}  # by token: known from, over at

    def next(self, fault: Fault, method: str | None = None, chat: int | None = None, times: int = 1) -> None:
        """Meet the next `times` matching calls with a fault; those scripted earlier come first."""
        self._script.append(_Scripted(fault, method, chat, times))

    @property
    def left(self) -> int:
        """How many mishaps are still to come."""
        return sum(scripted.times for scripted in self._script)

    def clear(self) -> None:
        """Forget what was to come, and lift penalties."""
        self._script.clear()
        self._penalties.clear()

    def take(self, method: str, chat: Any) -> Fault | None:
        for scripted in self._script:
            if scripted.fits(method, chat):
                scripted.times -= 1
                if scripted.times <= 0:
                    self._script.remove(scripted)
                return scripted.fault
        return None

    def punish(self, token: str, retry_after_s: float, now: float) -> None:
        known_from = now + self.latency_s + self.grace_s
        self._penalties[token] = (known_from, now + retry_after_s)

    def left_s(self, token: str, now: float) -> tuple[float, bool]:
        """Seconds a penalty still lasts, and whether the bot must know of it by now."""
        known_from, over_at = self._penalties.get(token, (0.0, 0.0))
        return max(0.0, over_at - now), now >= known_from
