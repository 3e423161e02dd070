"""Documents, each for the browser whose chat it was drawn for and for no other."""

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

from aiohttp import hdrs, web
from sqlalchemy import bindparam, select
from sqlmodel import Session

from bot.channels.webchat.events import CHANNEL
from bot.channels.webchat.history import DOCUMENTS
from bot.channels.webchat.site import Site
from bot.channels.webchat.slots import slot_of
from bot.notices.models import Document
from bot.people.models import Identity

_DOCUMENT = Document.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_IDENTITY = Identity.__table__  # type: ignore[attr-defined]
_OWN = (
    select(_DOCUMENT.c.name, _DOCUMENT.c.mime, _DOCUMENT.c.content)
    .join_from(_DOCUMENT, _IDENTITY, _IDENTITY.c.id == _DOCUMENT.c.identity_id)
    .where(
        _DOCUMENT.c.id == bindparam("document"),
        _IDENTITY.c.channel == CHANNEL,
        _IDENTITY.c.external_id == bindparam("external_id"),
    )
)


class Paper(NamedTuple):
    name: str
    mime: str
    content: bytes


class Documents:
    """`document/<id>` below a chat's path.  Whoever guesses an id has not the cookie."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def add_to(self, application: web.Application, base: str) -> None:
        application.router.add_get(rf"{base}/{DOCUMENTS}/{{id:\d{{1,18}}}}", self._document)

    async def _document(self, request: web.Request) -> web.Response:
        external_id = self._site.cookies.read(request, slot_of(request))
        if external_id is None:
            raise web.HTTPNotFound
        wanted: dict[str, int | str] = {"document": int(request.match_info["id"]), "external_id": external_id}
        paper = await self._site.database.read(partial(_read, wanted=wanted))
        if paper is None:
            raise web.HTTPNotFound  # alike for what there is not and for what is somebody else's
        headers = {
            # Saved and not shown: a reader inside our page would need more rights than our pages have.
            hdrs.CONTENT_DISPOSITION: f'attachment; filename="{paper.name}"',
            hdrs.CACHE_CONTROL: "private, no-store",
        }
        return web.Response(body=paper.content, content_type=paper.mime, headers=headers)


def _read(session: Session, wanted: Mapping[str, int | str]) -> Paper | None:
    row = session.connection().execute(_OWN, wanted).one_or_none()
    return Paper(row.name, row.mime, row.content) if row else None
