"""Papers that were drawn for somebody: kept for their chat alone."""

from datetime import datetime

from sqlalchemy import bindparam, insert, select
from sqlmodel import Session

from bot.notices.models import Document

_DOCUMENT = Document.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_KEEP = insert(_DOCUMENT).returning(_DOCUMENT.c.id)
_CONTENT = select(_DOCUMENT.c.content).where(_DOCUMENT.c.id == bindparam("document"))


def keep_document(session: Session, identity_id: int, name: str, mime: str, content: bytes, *, now: datetime) -> int:
    """Store a document for one chat; return its id."""
    row = {"identity_id": identity_id, "name": name, "mime": mime, "content": content, "created_at": now}
    return int(session.connection().execute(_KEEP, row).scalar_one())


def document_content(session: Session, document_id: int) -> bytes | None:
    """Give a document's bytes to whoever delivers it; None: it was kept long enough and is gone."""
    content: bytes | None = session.connection().execute(_CONTENT, {"document": document_id}).scalar()
    return content
