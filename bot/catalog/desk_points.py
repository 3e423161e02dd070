"""What an admin may change of a pickup point: its hours, and whether it is closed for now."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.models import Point
from bot.catalog.snapshot import bump_version
from bot.people.audit import Audited, record
from bot.refusals import NotAvailable

ACTION = "point_changed"

_POINT = Point.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_STANDS = (
    sa.select(_POINT.c.hours, _POINT.c.closed)
    .where(_POINT.c.id == sa.bindparam("point"))
    .with_for_update(key_share=True)
)
_SET = (
    sa.update(_POINT)
    .where(_POINT.c.id == sa.bindparam("point"))
    .values(hours=sa.bindparam("new_hours"), closed=sa.bindparam("new_closed"))
)


def apply_point(
    session: Session, point_id: int, *, hours: str, closed: bool, actor_id: int, now: datetime
) -> int | None:
    """Set a point's hours and whether it is closed; return the entry by which that is undone, None: it was so.

    Raises:
        NotAvailable: there is no such point.
    """
    before, after = _stands(session, point_id), {"hours": hours, "closed": closed}
    if before == after:
        return None
    _write(session, point_id, after)
    bump_version(session)
    return record(session, Audited(ACTION, "point", point_id, before, after), actor_id=actor_id, now=now)[0]


def put_back(session: Session, point_id: int, before: Mapping[str, Any], *, seen: Mapping[str, Any]) -> bool:
    """Set a point as it was before, if it is still as it was seen; say whether it was."""
    if _stands(session, point_id) != dict(seen):
        return False
    _write(session, point_id, before)
    return True


def _stands(session: Session, point_id: int) -> dict[str, Any]:
    row = session.connection().execute(_STANDS, {"point": point_id}).one_or_none()
    if row is None:
        raise NotAvailable
    return {"hours": row.hours, "closed": row.closed}


def _write(session: Session, point_id: int, facts: Mapping[str, Any]) -> None:
    parameters = {"point": point_id, "new_hours": facts["hours"], "new_closed": facts["closed"]}
    session.connection().execute(_SET, parameters)
