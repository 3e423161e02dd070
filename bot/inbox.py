"""Events seen, so that each is handled once, and events that could not be handled, so that none is lost."""

from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import CheckConstraint, Index, bindparam, insert, update

# PostgreSQL's ON CONFLICT compiles to the same words on SQLite.
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import Field, Session, SQLModel

from bot.database.metadata import big_id, by_value


class InboxState(StrEnum):
    BEGUN = "begun"  # quarantine: counted before it is handled, in case it kills the process
    HANDLED = "handled"
    DEAD = "dead"


class Inbox(SQLModel, table=True):
    """One event of one channel; inserted in the transaction that handles it."""

    __table_args__ = (Index("ix_inbox_received_at", "received_at"),)

    channel: str = Field(primary_key=True, max_length=32)
    event_id: str = Field(primary_key=True, max_length=128)
    received_at: datetime
    state: InboxState = Field(sa_type=by_value(InboxState))
    attempts: int = 1


class DeadLetter(SQLModel, table=True):
    """An event that failed every time, kept for a person to look at."""

    __tablename__ = "dead_letter"

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    channel: str = Field(max_length=32)
    event_id: str = Field(max_length=128)
    identity_id: int | None = Field(default=None, sa_type=big_id(), foreign_key="identity.id")
    error_class: str  # the exception's type; its text may quote what a person wrote, the traceback is kept without it
    traceback: str
    failed_at: datetime
    retried_at: datetime | None = None


class ProcessRun(SQLModel, table=True):
    """One run of one process; a row without `stopped_at` whose heartbeat went silent was killed."""

    __tablename__ = "process_run"
    __table_args__ = (CheckConstraint("stopped_at >= started_at", name="ck_process_run_stops_after_start"),)

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    command: str = Field(max_length=16)
    started_at: datetime
    heartbeat_at: datetime
    stopped_at: datetime | None = None


class Begun(NamedTuple):
    """Tries of an event so far, this one included, and when it first came.  No try: it was handled before."""

    tries: int
    first_at: datetime


_INBOX = Inbox.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_DEAD_LETTER = DeadLetter.__table__  # type: ignore[attr-defined]
_KEY = (_INBOX.c.channel, _INBOX.c.event_id)

_ACCEPT = (
    upsert(_INBOX)
    .on_conflict_do_update(
        index_elements=_KEY,
        set_={"state": upsert(_INBOX).excluded.state},
        where=_INBOX.c.state == InboxState.BEGUN,
    )
    .returning(_INBOX.c.attempts)
)
_BEGIN = (
    upsert(_INBOX)
    .on_conflict_do_update(
        index_elements=_KEY,
        set_={"attempts": _INBOX.c.attempts + 1},
        where=_INBOX.c.state == InboxState.BEGUN,
    )
    .returning(_INBOX.c.attempts, _INBOX.c.received_at)
)
_FORGIVE = (
    update(_INBOX)
    .where(
        _INBOX.c.channel == bindparam("of_channel"),
        _INBOX.c.event_id == bindparam("of_event"),
        _INBOX.c.state == InboxState.BEGUN,
        _INBOX.c.attempts > 0,
    )
    .values(attempts=_INBOX.c.attempts - 1)
)
_BURY = insert(_DEAD_LETTER).returning(_DEAD_LETTER.c.id)


def accept(session: Session, channel: str, event_id: str, *, now: datetime, state: InboxState) -> bool:
    """Take an event in hand with its final state.  False: it was handled before, and its turn is over."""
    return _insert(session, _ACCEPT, channel, event_id, now, state) is not None


def begin(session: Session, channel: str, event_id: str, *, now: datetime) -> Begun:
    """Count a try before it is made."""
    row = _insert(session, _BEGIN, channel, event_id, now, InboxState.BEGUN)
    return Begun(0, now) if row is None else Begun(row.attempts, row.received_at)


def forgive(session: Session, channel: str, event_id: str) -> None:
    """Take the last count back: the try was not made, or ended without killing anybody."""
    session.connection().execute(_FORGIVE, {"of_channel": channel, "of_event": event_id})


def bury(session: Session, letter: DeadLetter) -> int:
    """Put an event aside for a person to look at; return the dead letter's id."""
    row = letter.model_dump(exclude={"id"})
    return int(session.connection().execute(_BURY, row).scalar_one())


def _insert(session: Session, statement: Any, channel: str, event_id: str, now: datetime, state: InboxState) -> Any:
    row = {"channel": channel, "event_id": event_id, "received_at": now, "state": state, "attempts": 1}
    return session.connection().execute(statement, row).one_or_none()
