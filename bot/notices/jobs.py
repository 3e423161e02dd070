"""Work that waits, written by the turn that needs it; `bot.worker` runs it after the commit."""

from datetime import datetime
from typing import Any

from sqlalchemy import text

# PostgreSQL's ON CONFLICT compiles to the same words on SQLite.
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import Session

from bot.notices.models import Job, JobState

_JOB = Job.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_ADD = upsert(_JOB).on_conflict_do_nothing(index_elements=[_JOB.c.key], index_where=text("state = 'queued'"))


def add_job(
    session: Session,
    kind: str,
    arguments: dict[str, Any],
    *,
    key: str | None = None,
    now: datetime,
    run_at: datetime | None = None,
) -> None:
    """Have something done after the commit, at once or at a moment.

    arguments: JSON.
    key: asked for again under the same name while it waits, it is done once.
    """
    session.connection().execute(
        _ADD,
        {
            "kind": kind,
            "key": key,
            "arguments": arguments,
            "state": JobState.QUEUED,
            "run_at": run_at or now,
            "attempts": 0,
            "created_at": now,
        },
    )
