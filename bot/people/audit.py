"""Who changed what, before and after: one row for each change, in the change's own transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from bot.people.models import AuditEntry

_ENTRY = AuditEntry.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_INSERT = insert(_ENTRY).returning(_ENTRY.c.id, sort_by_parameter_order=True)


@dataclass(frozen=True, slots=True)
class Audited:
    """One change: what was done to which row, as JSON facts.  Never a secret, a phone or what a person wrote."""

    action: str
    subject: str  # the table's name
    subject_id: int | None
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None


def record(session: Session, *entries: Audited, actor_id: int | None, now: datetime) -> list[int]:
    """Write entries in one statement; return their ids in order.  `actor_id` None: the clock, or the command line."""
    if not entries:
        return []
    rows = [
        {
            "at": now,
            "actor_id": actor_id,
            "action": entry.action,
            "subject": entry.subject,
            "subject_id": entry.subject_id,
            "before": None if entry.before is None else dict(entry.before),
            "after": None if entry.after is None else dict(entry.after),
        }
        for entry in entries
    ]
    return list(session.connection().execute(_INSERT, rows).scalars())
