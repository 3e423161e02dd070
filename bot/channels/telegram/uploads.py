"""Pictures and clips: uploaded once for each bot, and named to the platform from then on."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
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
from bot.channels.telegram.errors import UploadUnderWay, Why, why
from bot.channels.telegram.rendering import Picture
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

_CONTENT = select(_MEDIA.c.id, _MEDIA.c.content).where(_MEDIA.c.id.in_(bindparam("media", expanding=True)))
_KNOWN = select(_HANDLE.c.media_id, _HANDLE.c.handle).where(
    _HANDLE.c.media_id.in_(bindparam("media", expanding=True)), _HANDLE.c.account == bindparam("of")
)
_KEEP = upsert(_HANDLE).on_conflict_do_update(
    index_elements=(_HANDLE.c.media_id, _HANDLE.c.account), set_={"handle": upsert(_HANDLE).excluded.handle}
)
_FORGET = delete(_HANDLE).where(
    _HANDLE.c.media_id == bindparam("media"), _HANDLE.c.account == bindparam("of"), _HANDLE.c.handle == bindparam("old")
)

Name = str | bytes  # what the platform calls a file; one that it does not know yet is its own name
Send = Callable[[Name], Awaitable[Message]]  # puts a file into a chat
SendAlbum = Callable[[Mapping[int, Name]], Awaitable[Sequence[Message]]]  # several, each in its message, in their order


class Uploads:
    """What one bot has uploaded."""

    def __init__(self, database: Database, bot_id: int | str) -> None:
        self._database = database
        self._account = f"telegram:{bot_id}"
        self._handles: dict[int, str] = {}
        self._uploads: dict[int, asyncio.Lock] = {}

    async def show(self, picture: Picture, send: Send) -> Message:
        """Have a picture sent, which may be one that is drawn for this message alone.

        Raises:
            BadRequest, DatabaseUnavailable: as of any file.
        """
        if picture.media_id is None:
            return await send(await asyncio.to_thread(draw_qr, picture.qr))
        return await self.put(picture.media_id, send)

    async def put(self, media_id: int, send: Send) -> Message:
        """Have a file sent by whichever of its names will do.

        Raises:
            BadRequest: the platform does not want it, or there is none.
            DatabaseUnavailable: it could not be read.
        """

        async def send_one(names: Mapping[int, Name]) -> Sequence[Message]:
            return [await send(names[media_id])]

        return (await self.show_album([media_id], send_one))[0]

    async def show_album(self, album: Sequence[int], send: SendAlbum) -> Sequence[Message]:
        """Have several pictures sent at once, each by whichever of its names will do.

        Raises:
            BadRequest, DatabaseUnavailable: as of one.
        """
        for _ in range(2):  # a name that the platform does not know is forgotten, and the file uploaded anew
            known: Mapping[int, str] = {}
            try:
                async with self._named(set(album)) as known:
                    if unknown := set(album) - known.keys():
                        return await self._upload(album, known, unknown, send)
                return await send(known)
            except BadRequest as error:
                if why(error) is not Why.WRONG_FILE or not known:
                    raise
                await self._forget(known)  # all of them: the platform seldom says which
        raise BadRequest("wrong file twice")

    @asynccontextmanager
    async def _named(self, media_ids: set[int]) -> AsyncIterator[Mapping[int, str]]:
        """Give the names that are known.  What has none is nobody else's to upload meanwhile."""
        async with AsyncExitStack() as uploads:
            try:
                async with asyncio.timeout(UPLOAD_WITHIN_S):
                    # In one order, so that two albums never wait for each other.
                    for media_id in sorted(media_ids - self._handles.keys()):
                        await uploads.enter_async_context(self._uploads.setdefault(media_id, asyncio.Lock()))
            except TimeoutError:
                raise UploadUnderWay("upload under way") from None
            if unknown := media_ids - self._handles.keys():
                self._handles.update(await self._pairs(_KNOWN, media=sorted(unknown), of=self._account))
            yield {media_id: self._handles[media_id] for media_id in media_ids & self._handles.keys()}

    async def _upload(
        self, album: Sequence[int], known: Mapping[int, str], unknown: set[int], send: SendAlbum
    ) -> Sequence[Message]:
        contents: dict[int, bytes] = await self._pairs(_CONTENT, media=sorted(unknown))
        if contents.keys() != unknown:
            raise BadRequest("no such file")
        messages = await send({**known, **contents})
        sent = dict(zip(album, messages, strict=False))
        await self._keep({one: name for one in unknown & sent.keys() if (name := _name_of(sent[one])) is not None})
        return messages

    async def _pairs(self, statement: Any, **values: Any) -> dict[int, Any]:
        return await self._database.read(partial(_read, statement=statement, values=values))

    async def _keep(self, handles: Mapping[int, str]) -> None:
        self._handles.update(handles)
        rows = [
            {"media_id": media_id, "account": self._account, "handle": handle}
            for media_id, handle in sorted(handles.items())
            if len(handle) <= HANDLE_MAX
        ]
        if rows:
            with suppress(DatabaseUnavailable):  # the message is out; another process will upload once more
                await self._database.transact(partial(_execute, statement=_KEEP, rows=rows))

    async def _forget(self, handles: Mapping[int, str]) -> None:
        for media_id, handle in handles.items():
            if self._handles.get(media_id) == handle:
                del self._handles[media_id]
        rows = [{"media": media_id, "of": self._account, "old": handle} for media_id, handle in sorted(handles.items())]
        await self._database.transact(partial(_execute, statement=_FORGET, rows=rows))


def draw_qr(address: str) -> bytes:
    """Draw an address as a PNG.  Takes milliseconds: keep it off the loop."""
    code = segno.make(address, error="m", micro=False)
    side, _ = code.symbol_size(border=QR_BORDER)
    drawn = BytesIO()
    code.save(drawn, kind="png", scale=max(1, round(QR_SIDE / side)), border=QR_BORDER)
    return drawn.getvalue()


def _name_of(message: Message) -> str | None:
    """Give what the platform calls the file of a message, as it has taken it; a document cannot be sent as a clip."""
    if message.photo:
        return message.photo[-1].file_id
    clip = message.video or message.voice or message.audio
    return clip.file_id if clip is not None else None


def _read(session: Session, statement: Any, values: dict[str, Any]) -> dict[int, Any]:
    return {row[0]: row[1] for row in session.connection().execute(statement, values)}


def _execute(session: Session, statement: Any, rows: list[dict[str, Any]]) -> None:
    session.connection().execute(statement, rows)
