"""What the seller may change while trading: how long goods are held, the cut-off, the quiet hours."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.models import Setting
from bot.catalog.rules import Rules, save_settings
from bot.catalog.snapshot import bump_version
from bot.people.audit import Audited, record

ACTION = "setting_changed"
DAYS_CHANGED = "days_changed"  # of collection; any admin may, as the next
COURIER_CHANGED = "courier_changed"  # it is a price

_SETTING = Setting.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_VALUES = (
    sa.select(_SETTING.c.key, _SETTING.c.value)
    .where(_SETTING.c.key.in_(sa.bindparam("keys", expanding=True)))
    .with_for_update()
)
_FORGET = sa.delete(_SETTING).where(_SETTING.c.key.in_(sa.bindparam("keys", expanding=True)))


def stored(session: Session, keys: Mapping[str, Any]) -> dict[str, Any]:
    """Read what is decided about these keys; those left to their default are None."""
    rows = session.connection().execute(_VALUES, {"keys": sorted(keys)})
    return dict.fromkeys(keys) | {row.key: row.value for row in rows}


def apply_settings(
    session: Session, values: Mapping[str, Any], *, action: str = ACTION, actor_id: int, now: datetime
) -> int | None:
    """Store decisions as JSON values; return the entry by which they can be undone, None where nothing changed.

    `values` must be readable by `Rules`; whoever asks people for them has checked their range.
    """
    Rules.of(values)  # raises on what the next load of the catalogue could not read
    before = stored(session, values)
    if before == dict(values):
        return None
    save_settings(session, values)
    bump_version(session)
    entry = Audited(action, "setting", None, before=before, after=values)
    return record(session, entry, actor_id=actor_id, now=now)[0]


def put_back(session: Session, before: Mapping[str, Any], *, seen: Mapping[str, Any]) -> bool:
    """Set these keys to what they were before, if they are still as they were seen; say whether they were."""
    if stored(session, seen) != dict(seen):
        return False
    decided = {key: value for key, value in before.items() if value is not None}
    if decided:
        save_settings(session, decided)
    if forgotten := sorted(before.keys() - decided.keys()):
        session.connection().execute(_FORGET, {"keys": forgotten})
    return True
