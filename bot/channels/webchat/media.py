"""Pictures, served from their rows under an address that never changes its content."""

from functools import partial

from aiohttp import hdrs, web
from sqlalchemy import bindparam, select
from sqlmodel import Session

from bot.catalog.models import Media
from bot.channels.webchat.history import SHA_PREFIX
from bot.database.contract import Database
from bot.web.assets import FOR_EVER

# What a browser only ever draws; an SVG could carry a script.
IMAGES = frozenset({"image/avif", "image/gif", "image/jpeg", "image/png", "image/webp"})

_MEDIA = Media.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_PICTURE = select(_MEDIA.c.mime, _MEDIA.c.sha256, _MEDIA.c.content).where(_MEDIA.c.id == bindparam("id"))

Picture = tuple[str, str, bytes]  # mime, sha256, content


def add_media(application: web.Application, database: Database) -> None:
    """Serve `/media/<id>-<first digits of the hash>`; the digits keep others from counting through the ids."""

    async def media(request: web.Request) -> web.Response:
        picture = await database.read(partial(_read, media_id=int(request.match_info["id"])))
        if picture is None or not picture[1].startswith(request.match_info["sha"]) or picture[0] not in IMAGES:
            raise web.HTTPNotFound
        mime, sha256, content = picture
        headers = {hdrs.ETAG: f'"{sha256}"', hdrs.CACHE_CONTROL: FOR_EVER}
        if f'"{sha256}"' in request.headers.get(hdrs.IF_NONE_MATCH, ""):
            return web.Response(status=304, headers=headers)
        return web.Response(body=content, content_type=mime, headers=headers)

    application.router.add_get(rf"/media/{{id:\d{{1,18}}}}-{{sha:[0-9a-f]{{{SHA_PREFIX}}}}}", media)


def _read(session: Session, media_id: int) -> Picture | None:
    row = session.connection().execute(_PICTURE, {"id": media_id}).one_or_none()
    return (row.mime, row.sha256, row.content) if row else None
