"""Pictures and recordings as rows: bytes that are kept once."""

import hashlib

# PostgreSQL's ON CONFLICT compiles to the same words on SQLite.
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import Session

from bot.catalog.models import Media

_MEDIA = Media.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
# The update sets what is there already: so the row that was there before us gives its id as well.
_KEEP = (
    upsert(_MEDIA)
    .on_conflict_do_update(index_elements=[_MEDIA.c.sha256], set_={"sha256": upsert(_MEDIA).excluded.sha256})
    .returning(_MEDIA.c.id)
)


def keep_media(session: Session, mime: str, content: bytes) -> int:
    """Store bytes unless they are there; return the row's id."""
    row = {"sha256": hashlib.sha256(content).hexdigest(), "mime": mime, "size": len(content), "content": content}
    return int(session.connection().execute(_KEEP, row).scalar_one())
