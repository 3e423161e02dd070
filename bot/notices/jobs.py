"""Work that waits, written by the turn that needs it; `bot.worker` runs it after the commit."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from bot.notices.models import Job, JobState

_JOB = Job.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_ADD = insert(_JOB)


def add_job(
    session: Session, kind: str, arguments: dict[str, Any], *, now: datetime, run_at: datetime | None = None
) -> None:
    """Have something done after the commit, at once or at a moment.  `arguments` are JSON."""
    session.connection().execute(
        _ADD,
        {
            "kind": kind,
            "arguments": arguments,
            "state": JobState.QUEUED,
            "run_at": run_at or now,
            "attempts": 0,
            "created_at": now,
        },
    )
