"""What one chat shows, read from its `Shown` rows as the page draws it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import RowMapping, bindparam, func, select
from sqlmodel import Session

from bot.catalog.models import Media
from bot.channels.webchat.events import CHANNEL, page_id_of
from bot.messages import Clip, ClipKind, Outgoing
from bot.notices.models import OutboxMessage, Shown
from bot.notices.outbox import decode
from bot.people.models import Identity, Person

# A page that opens shows the last ones; what is older is reached by asking (My orders).
MESSAGES_MAX = 200
SHA_PREFIX = 16  # hexadecimal digits, 64 bits: a picture's address cannot be guessed from its number

DOCUMENTS = "document"  # below the chat's own path: the browser shows its cookie nowhere else

QrPath = Callable[[str], str | None]  # where the code of an address is drawn; None: nowhere

_IDENTITY = Identity.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_PERSON = Person.__table__  # type: ignore[attr-defined]
_SHOWN = Shown.__table__  # type: ignore[attr-defined]
_OUTBOX = OutboxMessage.__table__  # type: ignore[attr-defined]
_MEDIA = Media.__table__  # type: ignore[attr-defined]

_WHO = (
    select(_IDENTITY.c.id, _PERSON.c.language)
    .join_from(_IDENTITY, _PERSON, _PERSON.c.id == _IDENTITY.c.person_id)
    .where(_IDENTITY.c.channel == CHANNEL, _IDENTITY.c.external_id == bindparam("external_id"))
)
_COLUMNS = (
    _SHOWN.c.id,
    _SHOWN.c.seq,
    _SHOWN.c.message_id,
    _SHOWN.c.own,
    _SHOWN.c.card,
    _SHOWN.c.payload,
    _SHOWN.c.removed,
    _SHOWN.c.shown_at,
    _SHOWN.c.edited_at,
)
_OF_CHAT = _SHOWN.c.identity_id == bindparam("identity_id")
_CHANGED = select(*_COLUMNS).where(_OF_CHAT, _SHOWN.c.seq > bindparam("after")).limit(MESSAGES_MAX + 1)
_LAST = select(*_COLUMNS).where(_OF_CHAT, _SHOWN.c.removed.is_(False)).order_by(_SHOWN.c.id.desc()).limit(MESSAGES_MAX)
_NEWEST = select(func.max(_SHOWN.c.seq)).where(_OF_CHAT)
_ON_ITS_WAY = select(_OUTBOX.c.id).where(_OUTBOX.c.identity_id == bindparam("identity_id")).limit(1)
_HASHES = select(_MEDIA.c.id, _MEDIA.c.sha256).where(_MEDIA.c.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True, slots=True)
class Batch:
    """What changed in one chat since a cursor.

    rows: as the page draws them, oldest message first.
    cursor: the number of the last change they hold; ask for what comes after it.
    reset: these are all messages, anything else on the page is to go.
    greet: nothing was ever said here; the page says hello for the person.
    language: code of what the person reads; None before they have written.
    identity_id: None before they have written.
    """

    rows: tuple[dict[str, Any], ...] = ()
    cursor: int = 0
    reset: bool = False
    greet: bool = False
    language: str | None = None
    identity_id: int | None = None


def read_batch(session: Session, external_id: str, after: int, qr_path: QrPath) -> Batch:
    """Read what changed in the chat of a browser; `after` 0, or long ago, gives the last messages afresh."""
    connection = session.connection()
    who = connection.execute(_WHO, {"external_id": external_id}).one_or_none()
    if who is None:
        return Batch(reset=True, greet=True)
    identity_id, language = who
    of_chat = {"identity_id": identity_id, "after": after}
    newest = connection.execute(_NEWEST, of_chat).scalar()
    if newest is None:
        greet = connection.execute(_ON_ITS_WAY, of_chat).first() is None
        return Batch(reset=True, greet=greet, language=language, identity_id=identity_id)
    # A cursor from the future is one of another database: the demo's, before its data was thrown away.
    reset = not 0 < after <= newest
    rows: Sequence[RowMapping] = [] if reset else connection.execute(_CHANGED, of_chat).mappings().all()
    if reset or len(rows) > MESSAGES_MAX:
        reset = True
        rows = connection.execute(_LAST, of_chat).mappings().all()
    oldest_first = sorted(rows, key=lambda row: int(row["id"]))
    return Batch(_views(session, oldest_first, qr_path), newest, reset, language=language, identity_id=identity_id)


def media_path(media_id: int, sha256: str) -> str:
    """Where a picture or a recording is served."""
    return f"/media/{media_id}-{sha256[:SHA_PREFIX]}"


def _views(session: Session, rows: Sequence[RowMapping], qr_path: QrPath) -> tuple[dict[str, Any], ...]:
    outgoings = {row["id"]: decode(row["payload"]) for row in rows if not row["removed"]}
    media = _paths(session, {media_id for outgoing in outgoings.values() for media_id in _media_of(outgoing)})
    return tuple(_view(row, outgoings.get(row["id"]), media, qr_path) for row in rows)


def _media_of(outgoing: Outgoing) -> Iterator[int]:
    if outgoing.picture:
        yield outgoing.picture
    if outgoing.clip:
        yield outgoing.clip.media_id
    yield from (shot.picture for shot in outgoing.album)


def _paths(session: Session, ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    found = session.connection().execute(_HASHES, {"ids": sorted(ids)})
    return {media_id: media_path(media_id, sha256) for media_id, sha256 in found}


def _view(row: RowMapping, outgoing: Outgoing | None, media: Mapping[int, str], qr_path: QrPath) -> dict[str, Any]:
    """What the page needs of one message.  `place` orders messages: an edited one stays where it stands."""
    message_id = page_id_of(row["message_id"]) if row["own"] else row["message_id"]
    view = {"seq": row["seq"], "id": message_id, "place": row["id"], "own": row["own"], "removed": outgoing is None}
    if outgoing is None:
        return view
    return view | {
        "title": outgoing.title,
        "text": outgoing.text,
        "rows": [[asdict(choice) for choice in choices] for choices in outgoing.rows],
        "picture": media.get(outgoing.picture or 0),
        "album": [{"picture": media.get(shot.picture), "words": shot.words} for shot in outgoing.album],
        "file": {"path": f"{DOCUMENTS}/{file.document_id}", "name": file.name} if (file := outgoing.file) else None,
        "clip": _clip(outgoing.clip, media) if outgoing.clip else None,
        "qr": qr_path(outgoing.qr) if outgoing.qr else None,
        "card": row["card"],
        "shown_at": row["shown_at"].isoformat(),
        "edited": row["edited_at"] is not None,
    }


def _clip(clip: Clip, media: Mapping[int, str]) -> dict[str, str] | None:
    """Say where a recording is, and what plays it; None where it is gone."""
    if (path := media.get(clip.media_id)) is None:
        return None
    return {"path": path, "player": "video" if clip.kind is ClipKind.VIDEO else "audio"}
