"""What is no longer needed goes: events seen long ago, messages long sent, jobs long done."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select, tuple_
from sqlmodel import Session

from bot.catalog.models import MissedPhrase
from bot.database.contract import Database
from bot.inbox import Inbox, InboxState, ProcessRun
from bot.notices.models import Document, Job, JobState, OutboxMessage, OutboxState, SendAttempt
from bot.worker.sweeps import Sweep, in_batches

# Platforms repeat an event for a day at most (Telegram Bot API, getUpdates); later copies meet versions and states.
KEEP_EVENTS = timedelta(days=30)
KEEP_SENT = timedelta(days=7)
KEEP_FAILED = timedelta(days=30)  # failed or unknown: somebody may want to know why
KEEP_JOBS = timedelta(days=7)
KEEP_DOCUMENTS = timedelta(days=30)  # one tap makes it anew
KEEP_RUNS = timedelta(days=30)
KEEP_PHRASES = timedelta(days=60)  # since it was last typed
PHRASES_MAX = 2_000  # the most frequent; more than that no admin looks at

EVERY = timedelta(hours=1)
ROWS_AT_ONCE = 500  # deleted in one transaction, so that no turn waits long behind it

_INBOX = Inbox.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_RUN = ProcessRun.__table__  # type: ignore[attr-defined]
_OUTBOX = OutboxMessage.__table__  # type: ignore[attr-defined]
_ATTEMPT = SendAttempt.__table__  # type: ignore[attr-defined]
_DOCUMENT = Document.__table__  # type: ignore[attr-defined]
_PHRASE = MissedPhrase.__table__  # type: ignore[attr-defined]
_JOB = Job.__table__  # type: ignore[attr-defined]


def retention_sweeps(database: Database) -> tuple[Sweep, ...]:
    """Give the sweeps that forget, for the worker."""
    return (
        Sweep("forget events", EVERY, in_batches(database, forget_events, ROWS_AT_ONCE)),
        Sweep("forget messages", EVERY, in_batches(database, forget_messages, ROWS_AT_ONCE)),
        Sweep("forget jobs", EVERY, in_batches(database, forget_jobs, ROWS_AT_ONCE)),
        Sweep("forget documents", EVERY, in_batches(database, forget_documents, ROWS_AT_ONCE)),
        Sweep("forget phrases", EVERY, in_batches(database, forget_phrases, ROWS_AT_ONCE)),
        Sweep("forget runs", EVERY, in_batches(database, forget_runs, ROWS_AT_ONCE)),
    )


def forget_events(session: Session, now: datetime, limit: int) -> int:
    """Delete events that were handled long ago; return how many."""
    key = (_INBOX.c.channel, _INBOX.c.event_id)
    old = select(*key).where(_INBOX.c.received_at < now - KEEP_EVENTS, _INBOX.c.state != InboxState.BEGUN).limit(limit)
    return _count(session, delete(_INBOX).where(tuple_(*key).in_(old)))


def forget_messages(session: Session, now: datetime, limit: int) -> int:
    """Delete messages that were sent or given up long ago, with their tries; return how many."""
    ended = or_(
        (_OUTBOX.c.state == OutboxState.SENT) & (_OUTBOX.c.created_at < now - KEEP_SENT),
        _OUTBOX.c.state.in_((OutboxState.FAILED, OutboxState.UNKNOWN)) & (_OUTBOX.c.created_at < now - KEEP_FAILED),
    )
    old = list(
        session.connection().execute(select(_OUTBOX.c.id).where(ended).order_by(_OUTBOX.c.id).limit(limit)).scalars()
    )
    if old:
        session.connection().execute(delete(_ATTEMPT).where(_ATTEMPT.c.outbox_message_id.in_(old)))
        session.connection().execute(delete(_OUTBOX).where(_OUTBOX.c.id.in_(old)))
    return len(old)


def forget_jobs(session: Session, now: datetime, limit: int) -> int:
    """Delete jobs that were done long ago; failed ones stay for a person to look at."""
    old = select(_JOB.c.id).where(_JOB.c.state == JobState.DONE, _JOB.c.run_at < now - KEEP_JOBS).limit(limit)
    return _count(session, delete(_JOB).where(_JOB.c.id.in_(old)))


def forget_documents(session: Session, now: datetime, limit: int) -> int:
    """Delete papers that were drawn long ago."""
    old = select(_DOCUMENT.c.id).where(_DOCUMENT.c.created_at < now - KEEP_DOCUMENTS).limit(limit)
    return _count(session, delete(_DOCUMENT).where(_DOCUMENT.c.id.in_(old)))


def forget_phrases(session: Session, now: datetime, limit: int) -> int:
    """Delete what was not understood long ago, and what was rare where there is too much."""
    frequent_first = (_PHRASE.c.times.desc(), _PHRASE.c.last_at.desc(), _PHRASE.c.id.desc())
    rare = select(_PHRASE.c.id).order_by(*frequent_first).offset(PHRASES_MAX).limit(limit).subquery()
    unwanted = or_(_PHRASE.c.last_at < now - KEEP_PHRASES, _PHRASE.c.id.in_(select(rare.c.id)))
    old = select(_PHRASE.c.id).where(unwanted).order_by(_PHRASE.c.last_at).limit(limit)
    return _count(session, delete(_PHRASE).where(_PHRASE.c.id.in_(old)))


def forget_runs(session: Session, now: datetime, limit: int) -> int:
    """Delete the traces of processes that ended long ago."""
    old = select(_RUN.c.id).where(_RUN.c.heartbeat_at < now - KEEP_RUNS).limit(limit)
    return _count(session, delete(_RUN).where(_RUN.c.id.in_(old)))


def _count(session: Session, statement: Any) -> int:
    return int(session.connection().execute(statement).rowcount)
