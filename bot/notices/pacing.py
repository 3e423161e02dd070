"""How fast one account may send: a ceiling for all, a bucket of tokens for each chat, penalties, and a breaker.

All of it is plain values over seconds that come in as arguments; nothing here looks at a clock.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from bot.notices.ceiling import Ceiling, Starts
from bot.notices.outcomes import pause_s

UNLIMITED = 1_000_000
FAILURES_MAX = 5  # in a row, of whatever chats: then it is the platform that is down, and one asks for all
# From here on the pauses grow no more: a probe every quarter of a minute is no burden, and a platform that is back
# after hours has to take a thousand alerts within a minute.
PROBES_THAT_WAIT_LONGER = 4
REFUSED_PAUSE_S = 60.0  # between probes of an account that the platform does not know: somebody has to mend that


@dataclass(frozen=True, slots=True)
class Pace:
    """So many a second in the long run, and so many at once after a rest."""

    rate: float
    burst: float


@dataclass(frozen=True, slots=True)
class Bucket:
    """Tokens that were there at a moment; never more than the pace's burst, never fewer than none."""

    tokens: float
    at_s: float

    def filled(self, pace: Pace, now_s: float) -> "Bucket":
        """Fill up for the time that has passed; a clock that was set back fills nothing and stops nothing."""
        passed_s = max(0.0, now_s - self.at_s)
        return Bucket(min(pace.burst, self.tokens + passed_s * pace.rate), now_s)

    def holds(self, pace: Pace, now_s: float) -> float:
        return self.filled(pace, now_s).tokens

    def taken(self, pace: Pace, now_s: float) -> "Bucket":
        """Take one token.

        Raises:
            ValueError: there is none; the caller has not looked.
        """
        filled = self.filled(pace, now_s)
        if filled.tokens < 1:
            raise ValueError("no token left")
        return Bucket(filled.tokens - 1, now_s)

    def wait_s(self, pace: Pace, now_s: float) -> float:
        """Seconds until there is a token."""
        return max(0.0, (1 - self.holds(pace, now_s)) / pace.rate)


def _no_group(external_id: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Limits:
    """What a platform allows one account; None: as fast as it goes.

    is_group: whether an external id is a group's; those have a pace of their own, if there is one.
    """

    account: Ceiling | None = None
    chat: Pace | None = None
    group: Pace | None = None
    is_group: Callable[[str], bool] = _no_group

    def of(self, chat: str) -> Pace | None:
        """Give the pace of one chat."""
        return self.group if self.group is not None and self.is_group(chat) else self.chat


@dataclass(slots=True)
class Pacing:
    """One account's present pace.  Seconds are the injected clock's."""

    limits: Limits
    silent_until_s: float = 0.0  # a penalty, or a platform that is down
    _account: Starts | None = field(init=False)
    _chats: dict[str, Bucket] = field(default_factory=dict)
    _failures: int = 0
    _refused: bool = False

    def __post_init__(self) -> None:
        self._account = None if self.limits.account is None else Starts(self.limits.account)

    def allowance(self, now_s: float, in_flight: int = 0) -> int:
        """How many messages may start now, beside those that are on the wire."""
        if self.is_silent(now_s):
            return 0
        if self._probes:
            return 0 if in_flight else 1
        return UNLIMITED if self._account is None else self._account.free(now_s)

    def is_silent(self, now_s: float) -> bool:
        """Whether the platform wants to hear nothing at all now."""
        return now_s < self.silent_until_s

    def is_held(self, now_s: float) -> bool:
        """Whether messages wait for the platform, and not for their turn."""
        return self.is_silent(now_s) or self._probes

    def cooling(self, now_s: float) -> Collection[str]:
        """Chats that have had their share for now."""
        self._chats = {
            chat: one
            for chat, one in self._chats.items()
            if (pace := self.limits.of(chat)) is not None and one.holds(pace, now_s) < pace.burst
        }
        return {chat for chat, wait_s in self._chat_waits(now_s) if wait_s > 0}

    def start(self, chat: str, now_s: float) -> None:
        """Count a message that starts now."""
        if self._account is not None:
            self._account.add(now_s)
        if (pace := self.limits.of(chat)) is not None:
            bucket = self._chats.get(chat, Bucket(pace.burst, now_s))
            self._chats[chat] = bucket.taken(pace, now_s)

    def remember(self, sends: Iterable[tuple[str, float]]) -> None:
        """Count what was sent before, the earliest first: chats, and when.

        Some of it may be our own, which counts once; what somebody else sent may be more than a share.
        """
        sent: dict[str, Bucket] = {}
        for chat, at_s in sends:
            if (pace := self.limits.of(chat)) is not None:
                filled = sent.get(chat, Bucket(pace.burst, at_s)).filled(pace, at_s)
                sent[chat] = Bucket(max(0.0, filled.tokens - 1), at_s)
        for chat, bucket in sent.items():
            pace, ours = self.limits.of(chat), self._chats.get(chat)
            if ours is None or (pace is not None and bucket.holds(pace, ours.at_s) < ours.tokens):
                self._chats[chat] = bucket

    def punish(self, until_s: float) -> None:
        """Start nothing before a moment; an earlier penalty that lasts longer stands."""
        self.silent_until_s = max(self.silent_until_s, until_s)

    def failed(self, now_s: float, chance: float) -> None:
        """Count a message that the platform could not take; after several in a row only probes go out.

        One that comes back during a silence left before it: fifty on the wire at once fail for one reason.
        """
        if self.is_silent(now_s):
            return
        self._failures += 1
        if self._failures >= FAILURES_MAX:
            probes = self._failures - FAILURES_MAX + 1
            self.punish(now_s + pause_s(min(probes, PROBES_THAT_WAIT_LONGER), chance))

    def refused(self, now_s: float) -> bool:
        """Note that the platform does not know the account any more; until it does, one asks for all, now and then.

        Return whether that is news.
        """
        news = not self._refused
        self._refused = True
        self.punish(now_s + REFUSED_PAUSE_S)
        return news

    def answered(self) -> None:
        """Note that the platform answered, whatever it said about a message: it is up, and knows us."""
        self._failures = 0
        self._refused = False

    def pause_s(self, now_s: float) -> float:
        """Seconds until something may start that may not now; 0: something may."""
        waits = [self.silence_s(now_s)]
        if self._account is not None:
            waits.append(self._account.wait_s(now_s))
        return max(waits)

    def silence_s(self, now_s: float) -> float:
        """Seconds until the platform may be asked for anything at all."""
        return max(0.0, self.silent_until_s - now_s)

    def chat_pause_s(self, now_s: float) -> float | None:
        """Seconds until the next cooling chat may have another; None: no chat is cooling."""
        return min((wait_s for _, wait_s in self._chat_waits(now_s) if wait_s > 0), default=None)

    @property
    def _probes(self) -> bool:
        return self._refused or self._failures >= FAILURES_MAX

    def _chat_waits(self, now_s: float) -> list[tuple[str, float]]:
        return [
            (chat, one.wait_s(pace, now_s))
            for chat, one in self._chats.items()
            if (pace := self.limits.of(chat)) is not None
        ]
