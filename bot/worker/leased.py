"""Jobs under a lease: taken by one worker, taken over when it falls silent, and finished only by whoever has it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlmodel import Session

from bot.notices.models import Job, JobState

LEASE = timedelta(seconds=30)  # faults.md 5.4
RENEW_EVERY = timedelta(seconds=10)
TRIES = 5
PAUSES = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))

_JOB = Job.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it

_NEXT = (
    select(_JOB.c.id)
    .where(
        _JOB.c.state == JobState.QUEUED,
        _JOB.c.run_at <= bindparam("now"),
        or_(_JOB.c.leased_until.is_(None), _JOB.c.leased_until < bindparam("now")),
        _JOB.c.kind.in_(bindparam("kinds", expanding=True)),
    )
    .order_by(_JOB.c.run_at, _JOB.c.id)
    .limit(1)
    .with_for_update(skip_locked=True)
    .scalar_subquery()
)
_TAKE = (
    update(_JOB)
    .where(_JOB.c.id == _NEXT)
    .values(lease_token=bindparam("token"), leased_until=bindparam("until"), attempts=_JOB.c.attempts + 1)
    .returning(_JOB.c.id, _JOB.c.kind, _JOB.c.arguments, _JOB.c.attempts)
)
_HELD = (_JOB.c.id == bindparam("job"), _JOB.c.lease_token == bindparam("token"), _JOB.c.state == JobState.QUEUED)
_RENEW = update(_JOB).where(*_HELD).values(leased_until=bindparam("until"))
_END = (
    update(_JOB)
    .where(*_HELD)
    .values(
        state=bindparam("to_state"),
        run_at=bindparam("next_run"),
        leased_until=None,
        lease_token=None,
        error_class=bindparam("error"),
    )
)


class LeaseLost(Exception):
    """Another worker has the job, so what this one made of it must not be written."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A job in hand.  Without its token nothing of it is written."""

    id: int
    kind: str
    arguments: dict[str, Any]
    attempts: int  # this one included
    token: str


def take(session: Session, kinds: Collection[str], token: str, *, now: datetime) -> Taken | None:
    """Take the next job of these kinds, or one whose worker fell silent.  Other kinds are a newer release's."""
    facts = {"kinds": sorted(kinds), "token": token, "now": now, "until": now + LEASE}
    row = session.connection().execute(_TAKE, facts).one_or_none()
    return Taken(row.id, row.kind, row.arguments, row.attempts, token) if row else None


def renew(session: Session, job: Taken, *, now: datetime) -> None:
    """Keep the lease for another while.

    Raises:
        LeaseLost: too late, another worker has it.
    """
    _change(session, job, _RENEW, {"until": now + LEASE})


def finish(session: Session, job: Taken, write: Callable[[Session], None] | None, *, now: datetime) -> None:
    """Write what came of a job and mark it done, or neither.

    Raises:
        LeaseLost: another worker has it; nothing is written.
    """
    _change(session, job, _END, {"to_state": JobState.DONE, "next_run": now, "error": None})
    if write is not None:
        write(session)


def give_back(session: Session, job: Taken, error: BaseException, *, now: datetime) -> JobState:
    """Try it again later, or give it up after the last try; return its state.

    Raises:
        LeaseLost: another worker has it.
    """
    state = JobState.QUEUED if job.attempts < TRIES else JobState.FAILED
    later = now + PAUSES[min(job.attempts, len(PAUSES)) - 1]
    _change(session, job, _END, {"to_state": state, "next_run": later, "error": type(error).__name__})
    return state


def _change(session: Session, job: Taken, statement: Any, facts: dict[str, Any]) -> None:
    changed = session.connection().execute(statement, {"job": job.id, "token": job.token, **facts})
    if changed.rowcount != 1:
        raise LeaseLost(f"job {job.id}")
