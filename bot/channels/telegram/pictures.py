"""Pictures: uploaded once for each bot, and named to the platform from then on."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from io import BytesIO
from typing import Any

import segno
from sqlalchemy import bindparam, delete, select

# PostgreSQL's ON CONFLICT compiles to the same words on SQLite.
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import Session
from telegram import Message
from telegram.error import BadRequest

from bot.catalog.models import Media
from bot.channels.telegram.errors import Why, why
from bot.channels.telegram.rendering import Picture
from bot.channels.telegram.request import NotSent
from bot.database.contract import Database
from bot.database.errors import DatabaseUnavailable
from bot.notices.models import MediaHandle

# How long to stand behind somebody else's upload.  With an upload of one's own it stays below the sender's patience.
UPLOAD_WITHIN_S = 4.0
HANDLE_MAX = 256  # characters; MediaHandle.handle
QR_SIDE = 500  # pixels, roughly: sharp on a phone that is held up to another, and small on the wire
QR_BORDER = 4  # modules; ISO/IEC 18004 wants so much quiet around a code

_MEDIA = Media.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_HANDLE = MediaHandle.__table__  # type: ignore[attr-defined]

_CONTENT = select(_MEDIA.c.content).where(_MEDIA.c.id == bindparam("media"))
_KNOWN = select(_HANDLE.c.handle).where(_HANDLE.c.media_id == bindparam("media"), _HANDLE.c.account == bindparam("of"))
_KEEP = upsert(_HANDLE).on_conflict_do_update(
    index_elements=(_HANDLE.c.media_id, _HANDLE.c.account), set_={"handle": upsert(_HANDLE).excluded.handle}
)
_FORGET = delete(_HANDLE).where(
    _HANDLE.c.media_id == bindparam("media"), _HANDLE.c.account == bindparam("of"), _HANDLE.c.handle == bindparam("old")
)

Send = Callable[[str | bytes], Awaitable[Message]]  # puts a picture into a chat, by its file id or its bytes


class Pictures:
    """What one bot has uploaded."""

    def __init__(self, database: Database, bot_id: int | str) -> None:
        self._database = database
        self._account = f"telegram:{bot_id}"
        self._handles: dict[int, str] = {}
        self._uploads: dict[int, asyncio.Lock] = {}

    async def show(self, picture: Picture, send: Send) -> Message:
        """Have a picture sent by whichever of its names will do.

        Raises:
            BadRequest: the platform does not want it, or there is none.
            DatabaseUnavailable: it could not be read.
        """
        if picture.media_id is None:
            return await send(await asyncio.to_thread(draw_qr, picture.qr))
        for _ in range(2):  # a name that the platform does not know is forgotten, and the picture uploaded anew
            async with self._upload(picture.media_id) as handle:
                if handle is None:
                    return await self._send_bytes(picture.media_id, send)
            try:
                return await send(handle)
            except BadRequest as error:
                if why(error) is not Why.WRONG_FILE:
                    raise
                await self._forget(picture.media_id, handle)
        raise BadRequest("wrong file twice")

    @asynccontextmanager
    async def _upload(self, media_id: int) -> AsyncIterator[str | None]:
        """Give a picture's name; or None, for the length of an upload that nobody else makes meanwhile."""
        if known := self._handles.get(media_id):
            yield known
            return
        lock = self._uploads.setdefault(media_id, asyncio.Lock())
        try:
            await asyncio.wait_for(lock.acquire(), UPLOAD_WITHIN_S)
        except TimeoutError:
            raise NotSent("upload under way") from None
        try:
            yield self._handles.get(media_id) or await self._stored(media_id)
        finally:
            lock.release()

    async def _send_bytes(self, media_id: int, send: Send) -> Message:
        content = await self._database.read(lambda session: _scalar(session, _CONTENT, media=media_id))
        if content is None:
            raise BadRequest("no such picture")
        message = await send(content)
        if message.photo:
            await self._keep(media_id, message.photo[-1].file_id)
        return message

    async def _stored(self, media_id: int) -> str | None:
        handle: str | None = await self._database.read(
            lambda session: _scalar(session, _KNOWN, media=media_id, of=self._account)
        )
        if handle is not None:
            self._handles[media_id] = handle
        return handle

    async def _keep(self, media_id: int, handle: str) -> None:
        self._handles[media_id] = handle
        if len(handle) > HANDLE_MAX:
            return
        row = {"media_id": media_id, "account": self._account, "handle": handle}
        with suppress(DatabaseUnavailable):  # the message is out; another process will upload once more
            await self._database.transact(partial(_execute, statement=_KEEP, values=row))

    async def _forget(self, media_id: int, handle: str) -> None:
        if self._handles.get(media_id) == handle:
            del self._handles[media_id]
        values = {"media": media_id, "of": self._account, "old": handle}
        await self._database.transact(partial(_execute, statement=_FORGET, values=values))


def draw_qr(address: str) -> bytes:
    """Draw an address as a PNG.  Takes milliseconds: keep it off the loop."""
    code = segno.make(address, error="m", micro=False)
    side, _ = code.symbol_size(border=QR_BORDER)
    drawn = BytesIO()
    code.save(drawn, kind="png", scale=max(1, round(QR_SIDE / side)), border=QR_BORDER)
    return drawn.getvalue()


def _scalar(session: Session, statement: Any, **values: Any) -> Any:
    return session.connection().execute(statement, values).scalar()


def _execute(session: Session, statement: Any, values: dict[str, Any]) -> None:
    session.connection().execute(statement, values)
