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

GIVE_UP_AFTER = timedelta(hours=24)
BROADCAST_TRIES = 5
ESCALATE_AFTER = timedelta(seconds=60)  # an alert that still cannot be sent goes to somebody else as well


@dataclass(frozen=True, slots=True)
class Result:
    """What one try brought.

    message_id: the accepted message's. retry_after_s: the account was told to be silent.
    blocked: the person cannot be reached here at all.
    account_refused: the platform does not know the account any more; it said nothing about the message.
    moved_to: the chat's new external id.
    """

    outcome: Outcome
    message_id: str = ""
    reason: str = ""
    retry_after_s: float | None = None
    blocked: bool = False
    account_refused: bool = False
    moved_to: str = ""


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
        case Outcome.RETRY if result.account_refused:
            late = now - message.created_at >= ESCALATE_AFTER
            verdict = Verdict.OVERDUE if late else Verdict.WAITING
            # However long it takes until somebody mends the account: nothing is given up over it.
            return Fate(OutboxState.QUEUED, verdict, repeats=message.repeats, counts=False)
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
    age = now - message.created_at
    if age >= GIVE_UP_AFTER or (message.lane == Lane.BROADCAST and message.attempts >= BROADCAST_TRIES):
        return Fate(OutboxState.FAILED, Verdict.UNDELIVERABLE, repeats=message.repeats)
    # After a penalty everyone waits for its end; this message is no worse than the others.  A chat that moves moves
    # once: one that has been tried before might be sent to and fro for ever.
    at_once = result.retry_after_s is not None or (result.moved_to and message.attempts == 1)
    pause = timedelta(seconds=0 if at_once else pause_s(message.attempts, chance))
    # At the last try before the minute is over, not at the first one after it.
    verdict = Verdict.OVERDUE if age + pause >= ESCALATE_AFTER else Verdict.WAITING
    return Fate(OutboxState.QUEUED, verdict, None if at_once else now + pause, message.repeats)
