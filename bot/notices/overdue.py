"""Alerts that wait while a platform takes nothing: their questions go to somebody else as well."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, select
from sqlmodel import Session

from bot.notices.accepted import RemindAt, settle
from bot.notices.models import Lane, OutboxState
from bot.notices.outcomes import ESCALATE_AFTER, Verdict
from bot.notices.waiting import OUTBOX, WAITING

EARLY = timedelta(seconds=2)  # the sender looks every second, and the minute is a promise
LONG_AGO = datetime.fromtimestamp(0, UTC)

_LATE = select(OUTBOX.c.notice_ids).where(
    OUTBOX.c.channel == bindparam("account"),
    WAITING,
    OUTBOX.c.state == OutboxState.QUEUED,
    OUTBOX.c.lane == Lane.ALERT,
    OUTBOX.c.created_at > bindparam("since"),
    OUTBOX.c.created_at <= bindparam("until"),
)


def hand_on(session: Session, channel: str, *, since: datetime | None, now: datetime, remind_at: RemindAt) -> datetime:
    """Hand on what has waited for a minute and was written after `since`; return up to which moment that is done.

    A message that is tried tells this by its fate; those behind it, which nobody tries, have only us.
    """
    until = now + EARLY - ESCALATE_AFTER
    found = session.connection().execute(_LATE, {"account": channel, "since": since or LONG_AGO, "until": until})
    overdue = [notice for ids in found.scalars() for notice in ids]
    if overdue:
        settle(session, {Verdict.OVERDUE: overdue}, now=now, remind_at=remind_at)
    return until
