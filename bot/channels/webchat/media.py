"""Pictures and recordings, served from their rows under an address that never changes its content."""

from functools import partial
from http import HTTPStatus
from typing import NamedTuple

from aiohttp import hdrs, web
from sqlalchemy import bindparam, func, select
from sqlmodel import Session

from bot.catalog.models import Media
from bot.channels.webchat.history import SHA_PREFIX
from bot.database.contract import Database
from bot.web.assets import FOR_EVER

# What a browser only ever draws or plays; an SVG could carry a script.
SERVED = frozenset(
    {"image/avif", "image/gif", "image/jpeg", "image/png", "image/webp"}
    | {"video/mp4", "audio/ogg", "audio/mpeg", "audio/mp4"}
)

_MEDIA = Media.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_FACTS = select(_MEDIA.c.mime, _MEDIA.c.sha256, _MEDIA.c.size).where(_MEDIA.c.id == bindparam("media"))
_PART = select(func.substr(_MEDIA.c.content, bindparam("first"), bindparam("count"))).where(
    _MEDIA.c.id == bindparam("media")
)


class Facts(NamedTuple):
    mime: str
    sha256: str
    size: int


def add_media(application: web.Application, database: Database) -> None:
    """Serve `/media/<id>-<first digits of the hash>`; the digits keep others from counting through the ids."""

    async def media(request: web.Request) -> web.Response:
        media_id = int(request.match_info["id"])
        facts = await database.read(partial(_facts, media_id=media_id))
        if facts is None or not facts.sha256.startswith(request.match_info["sha"]) or facts.mime not in SERVED:
            raise web.HTTPNotFound
        tag = f'"{facts.sha256}"'
        headers = {hdrs.ETAG: tag, hdrs.CACHE_CONTROL: FOR_EVER, hdrs.ACCEPT_RANGES: "bytes"}
        if tag in request.headers.get(hdrs.IF_NONE_MATCH, ""):
            return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
        wanted = _wanted(request, tag, facts.size)
        part = await database.read(partial(_part, media_id=media_id, part=wanted or range(facts.size)))
        if wanted is None:
            return web.Response(body=part, content_type=facts.mime, headers=headers)
        headers[hdrs.CONTENT_RANGE] = f"bytes {wanted.start}-{wanted.stop - 1}/{facts.size}"
        return web.Response(status=HTTPStatus.PARTIAL_CONTENT, body=part, content_type=facts.mime, headers=headers)

    application.router.add_get(rf"/media/{{id:\d{{1,18}}}}-{{sha:[0-9a-f]{{{SHA_PREFIX}}}}}", media)


def _wanted(request: web.Request, tag: str, size: int) -> range | None:
    """Read which bytes are asked for (RFC 9110, 14); None: all of them.  Safari plays nothing that comes whole.

    Raises:
        HTTPRequestRangeNotSatisfiable: there are no such bytes.
    """
    if request.headers.get(hdrs.IF_RANGE, tag) != tag:
        return None  # they have a part of something else
    try:
        asked = request.http_range
    except ValueError:
        return None  # not to be read, or several parts: then all of it is an answer as well
    if asked.start is None and asked.stop is None:
        return None
    wanted = range(size)[asked]
    if not wanted:
        raise web.HTTPRequestRangeNotSatisfiable(headers={hdrs.CONTENT_RANGE: f"bytes */{size}"})
    return wanted


def _facts(session: Session, media_id: int) -> Facts | None:
    row = session.connection().execute(_FACTS, {"media": media_id}).one_or_none()
    return Facts(*row) if row else None


def _part(session: Session, media_id: int, part: range) -> bytes:
    """Read so much of it and no more: a player asks often, and for little."""
    asked = {"media": media_id, "first": part.start + 1, "count": len(part)}
    return bytes(session.connection().execute(_PART, asked).scalar_one())
