"""Writing down how tries ended: message, attempt, what the chat shows now, and the notices that were carried."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import bindparam, func, select, update

# PostgreSQL's ON CONFLICT compiles to the same words on SQLite.
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import Session

from bot.messages import Address
from bot.notices.accepted import RemindAt, settle
from bot.notices.claiming import Claimed
from bot.notices.models import OutboxState, Outcome, SendAttempt, SendPenalty
from bot.notices.moving import lock_chats, move_chat
from bot.notices.outcomes import Fate, Result, Verdict, fate_of
from bot.notices.redraws import draw_later, lost_redraws
from bot.notices.shown import write_chats
from bot.notices.waiting import COLUMNS, OUTBOX, WAITING, Message, Unreadable
from bot.people.models import Identity, IdentityState

log = structlog.get_logger()

LATEST = 500  # attempts
REASON_MAX = 64  # characters; SendAttempt.reason

_IDENTITY = Identity.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_ATTEMPT = SendAttempt.__table__  # type: ignore[attr-defined]
_PENALTY = SendPenalty.__table__  # type: ignore[attr-defined]

_IN_HAND = (
    select(OUTBOX.c.id, OUTBOX.c.attempts)
    .where(OUTBOX.c.id.in_(bindparam("ids", expanding=True)), OUTBOX.c.state == OutboxState.SENDING)
    .with_for_update()
)
_MARK = (
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("message"))
    .values(
        state=bindparam("to_state"),
        not_before=bindparam("later"),
        sent_at=bindparam("at"),
        repeats=bindparam("again"),
        attempts=OUTBOX.c.attempts - bindparam("not_counted", type_=OUTBOX.c.attempts.type),
    )
)
_END_ATTEMPT = (
    update(_ATTEMPT)
    .where(_ATTEMPT.c.id == bindparam("attempt"))
    .values(ended_at=bindparam("at"), outcome=bindparam("how"), reason=bindparam("why"))
)
_BLOCK = (
    update(_IDENTITY)
    .where(_IDENTITY.c.id.in_(bindparam("identities", expanding=True)), _IDENTITY.c.state == IdentityState.REACHABLE)
    .values(state=IdentityState.BLOCKED)
)
_ABANDON = (
    update(OUTBOX)
    .where(OUTBOX.c.identity_id.in_(bindparam("identities", expanding=True)), OUTBOX.c.state == OutboxState.QUEUED)
    .values(state=OutboxState.FAILED)
    .returning(*COLUMNS)
)
_LEFT = select(*COLUMNS).where(OUTBOX.c.channel == bindparam("channel"), WAITING, OUTBOX.c.state == OutboxState.SENDING)
_LOSE_ATTEMPTS = (
    update(_ATTEMPT)
    .where(_ATTEMPT.c.outbox_message_id.in_(bindparam("ids", expanding=True)), _ATTEMPT.c.ended_at.is_(None))
    .values(ended_at=bindparam("at"), outcome=Outcome.UNKNOWN, reason="process died")
)
_PUNISH = upsert(_PENALTY).on_conflict_do_update(
    index_elements=(_PENALTY.c.account,),
    set_={"until": upsert(_PENALTY).excluded.until},
    where=_PENALTY.c.until < upsert(_PENALTY).excluded.until,
)
_LATEST = _ATTEMPT.alias("latest")
_RECENT = (
    select(OUTBOX.c.external_id, _ATTEMPT.c.started_at)
    .join(_ATTEMPT, _ATTEMPT.c.outbox_message_id == OUTBOX.c.id)
    .where(
        # The latest alone, by their ids: nobody sends more within the seconds that are asked for.
        _ATTEMPT.c.id > select(func.coalesce(func.max(_LATEST.c.id), 0)).scalar_subquery() - LATEST,
        OUTBOX.c.channel == bindparam("channel"),
        _ATTEMPT.c.started_at >= bindparam("since"),
    )
    .order_by(_ATTEMPT.c.id)
)
_PENALTY_OF = select(_PENALTY.c.until).where(_PENALTY.c.account == bindparam("account"))


@dataclass(frozen=True, slots=True)
class Finished:
    """A message whose try has ended.  `chance`: a random number from 0 to 1, for the pause before the next."""

    claimed: Claimed
    result: Result
    ended_at: datetime
    chance: float

    def fate(self) -> Fate:
        return fate_of(self.result, self.claimed.message.tried(), now=self.ended_at, chance=self.chance)


def mark(session: Session, finished: Sequence[Finished], *, now: datetime, remind_at: RemindAt) -> list[int]:
    """Write down tries that have ended; return the identities whose chats have changed.

    What another sender has taken over meanwhile is left alone: the number of the try is the token.
    """
    # Identities before the outbox, as everybody has it: a chat that moves takes its waiting messages along.
    moves = [
        Address(one.claimed.message.address.channel, one.result.moved_to) for one in finished if one.result.moved_to
    ]
    lock_chats(session, [one.claimed.message.identity_id for one in finished], moves)
    ours = _still_ours(session, finished)
    if not ours:
        return []
    connection = session.connection()
    blocked = sorted({one.claimed.message.identity_id for one in ours if one.result.blocked})
    if blocked:
        connection.execute(_BLOCK, {"identities": blocked})
    fates = [(one, one.fate()) for one in ours]
    connection.execute(_MARK, [_row(one.claimed.message.id, fate, now) for one, fate in fates])
    connection.execute(_END_ATTEMPT, [_attempt(one) for one in ours])
    abandoned = connection.execute(_ABANDON, {"identities": blocked}).all() if blocked else ()
    verdicts = _verdicts((one.claimed.message, fate) for one, fate in fates)
    verdicts.setdefault(Verdict.NEXT_IDENTITY, []).extend(notice for row in abandoned for notice in row.notice_ids)
    settle(session, verdicts, now=now, remind_at=remind_at)
    failed = [*_failed((one.claimed.message, fate) for one, fate in fates), *filter(None, map(_read, abandoned))]
    draw_later(session, lost_redraws(failed), now=now)
    for one in ours:
        if one.result.moved_to:
            move_chat(session, one.claimed.message.identity_id, one.result.moved_to)
    return _show(session, [one for one in ours if one.result.outcome is Outcome.OK], now)


def recover(session: Session, channel: str, *, now: datetime, remind_at: RemindAt) -> int:
    """Treat what a process that died was sending as what it is: unknown.  Return how many there were.

    Only whoever has the channel's lease may ask, since what is being sent is then nobody's.
    """
    connection = session.connection()
    rows = connection.execute(_LEFT, {"channel": channel}).all()
    if not rows:
        return 0
    connection.execute(_LOSE_ATTEMPTS, {"ids": [row.id for row in rows], "at": now})
    left = [message for row in rows if (message := _read(row)) is not None]
    lost = Result(Outcome.UNKNOWN)
    fates = [(message, fate_of(lost, message.tried(), now=now, chance=0.5)) for message in left]
    if fates:
        connection.execute(_MARK, [_row(message.id, fate, now) for message, fate in fates])
        settle(session, _verdicts(fates), now=now, remind_at=remind_at)
        draw_later(session, lost_redraws(_failed(fates)), now=now)
    return len(rows)


def recent_sends(session: Session, channel: str, since: datetime) -> list[tuple[str, datetime]]:
    """Give the chats that something was sent to since a moment, and when, the earliest first."""
    rows = session.connection().execute(_RECENT, {"channel": channel, "since": since})
    return [(row.external_id, row.started_at) for row in rows]


def punish(session: Session, account: str, until: datetime) -> None:
    """Store that an account may send nothing before a moment; a longer penalty stands."""
    session.connection().execute(_PUNISH, {"account": account, "until": until})


def penalty_of(session: Session, account: str) -> datetime | None:
    """Give the end of an account's last penalty."""
    until: datetime | None = session.connection().execute(_PENALTY_OF, {"account": account}).scalar()
    return until


def _still_ours(session: Session, finished: Sequence[Finished]) -> list[Finished]:
    ids = [one.claimed.message.id for one in finished]
    in_hand = {row.id: row.attempts for row in session.connection().execute(_IN_HAND, {"ids": ids})}
    ours = [one for one in finished if in_hand.get(one.claimed.message.id) == one.claimed.message.attempts]
    if len(ours) < len(finished):
        log.warning("tries of another sender", count=len(finished) - len(ours))
    return ours


def _verdicts(fates: Iterable[tuple[Message, Fate]]) -> dict[Verdict, list[int]]:
    verdicts: dict[Verdict, list[int]] = {}
    for message, fate in fates:
        verdicts.setdefault(fate.verdict, []).extend(message.notice_ids)
    return verdicts


def _failed(fates: Iterable[tuple[Message, Fate]]) -> Iterable[Message]:
    return (message for message, fate in fates if fate.state in (OutboxState.FAILED, OutboxState.UNKNOWN))


def _show(session: Session, accepted: Sequence[Finished], now: datetime) -> list[int]:
    chats = {one.claimed.chat.identity_id: one.claimed.chat.copy() for one in accepted}
    for one in accepted:
        message = one.claimed.message
        chats[message.identity_id].put(one.claimed.placing, message.outgoing, one.result.message_id, now=now)
    return write_chats(session, chats)


def _row(message_id: int, fate: Fate, now: datetime) -> dict[str, Any]:
    sent_at = now if fate.state is OutboxState.SENT else None
    return {
        "message": message_id,
        "to_state": fate.state,
        "later": fate.not_before,
        "at": sent_at,
        "again": fate.repeats,
        "not_counted": 0 if fate.counts else 1,
    }


def _attempt(one: Finished) -> dict[str, Any]:
    why = one.result.reason[:REASON_MAX]
    return {"attempt": one.claimed.attempt_id, "at": one.ended_at, "how": one.result.outcome, "why": why}


def _read(row: Any) -> Message | None:
    try:
        return Message.of(row)
    except Unreadable:
        return None  # a newer release's, and left to it
