"""How a try to send ended, and what follows from it: the four outcomes of design §6, as a pure table."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.notices.models import Lane, OutboxState, Outcome

# Seconds before the next try (faults.md 5.4); after the last of these, minutes by chance.
PAUSES_S = (1, 2, 5, 15, 30, 60)
LATER_PAUSES_S = (120, 300)
JITTER = 0.2  # of a pause, either way, so that what failed together does not come back together
REPEAT_AFTER_S = 5  # a platform that has just swallowed an answer is given a breath

# Both have to be over: after a day without the platform, or without us, what waited is as good as new.
GIVE_UP_AFTER = timedelta(hours=24)
GIVE_UP_TRIES = 10  # that count; so many take ten minutes at least
BROADCAST_TRIES = 5
AFTER_OTHERS_S = 1  # so that of those that wait for a platform it is not always the same one that asks
ESCALATE_AFTER = timedelta(seconds=60)  # an alert that still cannot be sent goes to somebody else as well


@dataclass(frozen=True, slots=True)
class Result:
    """What one try brought.

    message_id: the accepted message's. retry_after_s: the account was told to be silent.
    blocked: the person cannot be reached here at all.
    account_refused: the platform does not know the account any more; it said nothing about the message.
    moved_to: the chat's new external id.
    local: it waited for something of ours, and the platform was not asked.
    down_for_s: the platform takes nothing from anybody, and is asked again after so long.
    """

    outcome: Outcome
    message_id: str = ""
    reason: str = ""
    retry_after_s: float | None = None
    blocked: bool = False
    account_refused: bool = False
    moved_to: str = ""
    local: bool = False
    down_for_s: float | None = None

    @property
    def is_about_the_message(self) -> bool:
        """Whether a later try would have the same reason to fail: no other makes us give a message up."""
        elsewhere = self.account_refused or self.local or bool(self.moved_to)
        return not elsewhere and self.retry_after_s is None and self.down_for_s is None


class Verdict(StrEnum):
    """What it means for the notices that the message carried."""

    ACCEPTED = "accepted"
    WAITING = "waiting"
    OVERDUE = "overdue"  # still tried, and handed to the next person meanwhile
    NEXT_IDENTITY = "next identity"
    UNDELIVERABLE = "undeliverable"


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of the outbox row.  `counts`: whether the try was one, of which there are only so many."""

    state: OutboxState
    verdict: Verdict
    not_before: datetime | None = None
    repeats: bool = False
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Tried:
    """The facts of a message that a fate depends on; `attempts` counts the one that has just ended."""

    lane: int
    attempts: int
    repeats: bool
    created_at: datetime


def fate_of(result: Result, message: Tried, *, now: datetime, chance: float) -> Fate:
    """Decide.  `chance`: a random number from 0 to 1."""
    match result.outcome:
        case Outcome.OK:
            return Fate(OutboxState.SENT, Verdict.ACCEPTED, repeats=message.repeats)
        case Outcome.PERMANENT:
            verdict = Verdict.NEXT_IDENTITY if result.blocked else Verdict.UNDELIVERABLE
            return Fate(OutboxState.FAILED, verdict, repeats=message.repeats)
        case Outcome.UNKNOWN:
            return _unknown(message, now)
        case Outcome.RETRY:
            return _retry(result, message, now, chance)


def pause_s(attempts: int, chance: float) -> float:
    """How long to wait after so many failed tries, in seconds."""
    if attempts > len(PAUSES_S):
        shortest, longest = LATER_PAUSES_S
        return shortest + (longest - shortest) * chance
    return PAUSES_S[max(attempts, 1) - 1] * (1 + JITTER * (2 * chance - 1))


def _unknown(message: Tried, now: datetime) -> Fate:
    if message.lane == Lane.BROADCAST or message.repeats:
        # Nobody can say; a question counts as asked, and its reminder is the next try.
        return Fate(OutboxState.UNKNOWN, Verdict.ACCEPTED, repeats=message.repeats)
    again = now + timedelta(seconds=REPEAT_AFTER_S)
    return Fate(OutboxState.QUEUED, Verdict.WAITING, not_before=again, repeats=True)


def _retry(result: Result, message: Tried, now: datetime, chance: float) -> Fate:
    if result.is_about_the_message and _is_hopeless(message, now):
        return Fate(OutboxState.FAILED, Verdict.UNDELIVERABLE, repeats=message.repeats)
    pause = timedelta(seconds=_pause_s(result, message, chance))
    # At the last try before the minute is over, not at the first one after it.
    verdict = Verdict.OVERDUE if now - message.created_at + pause >= ESCALATE_AFTER else Verdict.WAITING
    # A move counts, for its pause alone: a chat that is sent to and fro must not be asked without end.
    counts = result.is_about_the_message or bool(result.moved_to)
    return Fate(OutboxState.QUEUED, verdict, now + pause if pause else None, message.repeats, counts)


def _is_hopeless(message: Tried, now: datetime) -> bool:
    if message.lane == Lane.BROADCAST:
        return message.attempts >= BROADCAST_TRIES
    return now - message.created_at >= GIVE_UP_AFTER and message.attempts >= GIVE_UP_TRIES


def _pause_s(result: Result, message: Tried, chance: float) -> float:
    """How long this message waits, beside what all wait for."""
    if result.account_refused or result.retry_after_s is not None:
        return 0.0  # it is no worse than the others
    if result.down_for_s is not None:
        return result.down_for_s + AFTER_OTHERS_S
    if result.moved_to and message.attempts == 1:
        return 0.0
    return pause_s(message.attempts, chance)
