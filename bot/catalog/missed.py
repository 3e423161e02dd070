"""What buyers typed and nobody understood: kept, counted, and shown to admins, who say what it means.

Nothing says who typed it, so there is nothing to forget with a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

# PostgreSQL's ON CONFLICT compiles to the same words on SQLite.
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import Session

from bot.catalog.models import MissedPhrase, MissedState
from bot.catalog.typed import folded


@dataclass(frozen=True, slots=True)
class Missed:
    """A phrase, as it was typed first, in the language of that chat, and how often since."""

    phrase_id: int
    words: str
    language: str
    times: int
    last_at: datetime


_PHRASE = MissedPhrase.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_OPEN = _PHRASE.c.state == MissedState.OPEN
_MISSED = sa.select(_PHRASE.c.id, _PHRASE.c.words, _PHRASE.c.language, _PHRASE.c.times, _PHRASE.c.last_at)
_LIST = (
    _MISSED.add_columns(sa.func.count().over().label("all_of_them"))
    .where(_OPEN)
    .order_by(_PHRASE.c.times.desc(), _PHRASE.c.last_at.desc(), _PHRASE.c.id)
    .limit(sa.bindparam("most"))
    .offset(sa.bindparam("skipped"))
)
_ONE = _MISSED.where(_OPEN, _PHRASE.c.id == sa.bindparam("phrase"))
_DECIDE = (
    sa.update(_PHRASE)
    .where(_PHRASE.c.id == sa.bindparam("phrase"), _PHRASE.c.state == sa.bindparam("old", type_=_PHRASE.c.state.type))
    .values(state=sa.bindparam("new", type_=_PHRASE.c.state.type))
    .returning(_PHRASE.c.id, _PHRASE.c.words, _PHRASE.c.language, _PHRASE.c.times, _PHRASE.c.last_at)
)


def keep_missed(session: Session, phrases: Sequence[str], *, language: str, now: datetime) -> None:
    """Count phrases that were not understood, in one statement."""
    if not phrases:
        return
    # In one order, so that two messages with the same phrases do not wait for each other.
    by_folded = sorted({folded(phrase): phrase for phrase in phrases}.items())
    new = upsert(_PHRASE).values(
        [
            {
                "folded": key,
                "words": phrase,
                "language": language,
                "times": 1,
                "last_at": now,
                "state": MissedState.OPEN,
            }
            for key, phrase in by_folded
        ]
    )
    again = {"times": _PHRASE.c.times + 1, "last_at": new.excluded.last_at}
    session.connection().execute(new.on_conflict_do_update(index_elements=[_PHRASE.c.folded], set_=again))


def open_phrases(session: Session, *, most: int, skipped: int = 0) -> tuple[list[Missed], int]:
    """Give a page of those that nobody has decided, the most frequent first, and how many there are from here on."""
    rows = session.connection().execute(_LIST, {"most": most, "skipped": skipped}).all()
    return [_missed(row) for row in rows], rows[0].all_of_them - skipped if rows else 0


def open_phrase(session: Session, phrase_id: int) -> Missed | None:
    """Find one; None: it is gone, or somebody has decided it."""
    row = session.connection().execute(_ONE, {"phrase": phrase_id}).one_or_none()
    return None if row is None else _missed(row)


def decide(session: Session, phrase_id: int, new: MissedState, *, old: MissedState = MissedState.OPEN) -> Missed | None:
    """Bring a phrase from one state into another; None: it is not in that state any more."""
    row = session.connection().execute(_DECIDE, {"phrase": phrase_id, "old": old, "new": new}).one_or_none()
    return None if row is None else _missed(row)


def _missed(row: Any) -> Missed:
    return Missed(row.id, row.words, row.language, row.times, row.last_at)
