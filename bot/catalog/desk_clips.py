"""The clip of a product: one short recording, in which its farmer shows it or says what it is like.

Bytes stay when it is taken off: Undo puts it back, and chats still play it.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

# PostgreSQL's ON CONFLICT compiles to the same words on SQLite.
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import Session

from bot.catalog.desk_refusals import BadClip, ClipProblem
from bot.catalog.models import Product, ProductClip
from bot.catalog.snapshot import bump_version
from bot.messages import Clip, ClipKind, Recording
from bot.people.audit import Audited, record
from bot.refusals import NotAvailable

ACTION = "product_clip_changed"

SECONDS_MAX = 60
BYTES_MAX = 8 << 20
# What phones play, in messengers and browsers alike.
KINDS = {
    "video/mp4": ClipKind.VIDEO,
    "audio/ogg": ClipKind.VOICE,
    "audio/mpeg": ClipKind.AUDIO,
    "audio/mp4": ClipKind.AUDIO,
}
_ALSO = frozenset({"audio/mp3", "audio/m4a", "audio/x-m4a"})  # as phones call the last two

_QUICKTIME = b"qt  "  # ISO/IEC 14496-12, a file's major brand
_HANDLER = re.compile(rb"hdlr.{8}(vide|soun)", re.DOTALL)  # the same, handler_type of a track
_LAYER_3 = re.compile(rb"ID3|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]")  # ISO/IEC 11172-3, how MP3 begins, with a tag or without

_PRODUCT = Product.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_CLIP = ProductClip.__table__  # type: ignore[attr-defined]
_OF_PRODUCT = _CLIP.c.product_id == sa.bindparam("product")
_LOCK = sa.select(_PRODUCT.c.id).where(_PRODUCT.c.id == sa.bindparam("product")).with_for_update()
_STANDING = sa.select(_CLIP.c.media_id, _CLIP.c.kind, _CLIP.c.seconds).where(_OF_PRODUCT)
_HANG = upsert(_CLIP)
_HANG = _HANG.on_conflict_do_update(
    index_elements=[_CLIP.c.product_id],
    set_={name: _HANG.excluded[name] for name in ("media_id", "kind", "seconds")},
)
_TAKE = sa.delete(_CLIP).where(_OF_PRODUCT)


def check_recording(recording: Recording) -> None:
    """Look at what a platform says of a recording, before its bytes are fetched.

    Raises:
        BadClip: it is none that we take.
    """
    if recording.mime and recording.mime not in KINDS.keys() | _ALSO:
        raise BadClip(ClipProblem.KIND)
    if recording.seconds > SECONDS_MAX:
        raise BadClip(ClipProblem.TOO_LONG, recording.seconds)
    if recording.size > BYTES_MAX:
        raise BadClip(ClipProblem.TOO_BIG)


def mime_of(content: bytes) -> str | None:
    """Say what kind of recording it is, by its own bytes; None: none that we play."""
    if len(content) > BYTES_MAX:
        return None
    if content[4:8] == b"ftyp" and content[8:12] != _QUICKTIME:
        tracks = set(_HANDLER.findall(content))
        return ("video/mp4" if b"vide" in tracks else "audio/mp4") if tracks else None
    if content.startswith(b"OggS"):
        return "audio/ogg" if b"OpusHead" in content[:64] else None  # no phone plays the other kinds everywhere
    return "audio/mpeg" if _LAYER_3.match(content) else None


def hang_clip(session: Session, product_id: int, clip: Clip, *, actor_id: int, now: datetime) -> int | None:
    """Hang a clip up in place of the one there is; return the entry by which that can be undone, None: it is there.

    Raises:
        NotAvailable: there is no such product.
    """
    return _change(session, product_id, _locked(session, product_id), clip, actor_id, now)


def take_clip(session: Session, product_id: int, media_id: int, *, actor_id: int, now: datetime) -> int | None:
    """Take a clip off; return the entry by which that can be undone, None where another one hangs there, or none."""
    before = _locked(session, product_id)
    if before is None or before.media_id != media_id:
        return None
    return _change(session, product_id, before, None, actor_id, now)


def put_back(session: Session, product_id: int, facts: Mapping[str, Any], *, seen: Mapping[str, Any]) -> bool:
    """Hang up what was there if that is there which was seen; say whether it was."""
    if _facts(_locked(session, product_id)) != seen:
        return False
    before = facts["clip"]
    _write(session, product_id, Clip(before[0], ClipKind(before[1]), before[2]) if before else None)
    return True


def _locked(session: Session, product_id: int) -> Clip | None:
    """Read a product's clip, and keep others from changing it.

    Raises:
        NotAvailable: there is no such product.
    """
    connection = session.connection()
    if connection.execute(_LOCK, {"product": product_id}).one_or_none() is None:
        raise NotAvailable
    row = connection.execute(_STANDING, {"product": product_id}).one_or_none()
    return Clip(*row) if row else None


def _change(
    session: Session, product_id: int, before: Clip | None, after: Clip | None, actor_id: int, now: datetime
) -> int | None:
    if before == after:
        return None
    _write(session, product_id, after)
    bump_version(session)
    entry = Audited(ACTION, "product", product_id, before=_facts(before), after=_facts(after))
    return record(session, entry, actor_id=actor_id, now=now)[0]


def _write(session: Session, product_id: int, clip: Clip | None) -> None:
    if clip is None:
        session.connection().execute(_TAKE, {"product": product_id})
        return
    row = {"product_id": product_id, "media_id": clip.media_id, "kind": clip.kind, "seconds": clip.seconds}
    session.connection().execute(_HANG, row)


def _facts(clip: Clip | None) -> dict[str, Any]:
    return {"clip": [clip.media_id, clip.kind.value, clip.seconds] if clip else None}
