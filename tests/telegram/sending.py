"""A port at work on the fake platform, and shorthands for what its tests are not about."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from io import BytesIO
from typing import Any

from PIL import Image
from sqlmodel import Session
from telegram import Bot

from bot.catalog.models import Media
from bot.channels.telegram.gate import Gate
from bot.channels.telegram.port import TelegramPort
from bot.channels.telegram.request import AiohttpRequest
from bot.clock import Clock, utc_now
from bot.database import Database
from bot.messages import Address, Choice, Outgoing
from bot.notices.ports import Ticket
from tests.telegram.fake.server import FakeBotApi

YES = Choice("Yes", "yes:1", "primary")
NO = Choice("No", "no:1", "danger")


class Outbox:
    """Hands tickets to the port, as the sender does."""

    def __init__(self, port: TelegramPort, gate: Gate) -> None:
        self.port = port
        self.gate = gate

    async def sends(self, to: Any, outgoing: Outgoing | str, **ticket: Any) -> str:
        """Deliver to a person or a room; return the message's id."""
        message = Outgoing(text=outgoing) if isinstance(outgoing, str) else outgoing
        delivered = await self.port.deliver(Ticket(Address("telegram", str(to.id)), message, **ticket))
        return delivered.message_id


@asynccontextmanager
async def outbox(
    api: FakeBotApi, database: Database, token: str | None = None, url: str | None = None, clock: Clock = utc_now
) -> AsyncIterator[Outbox]:
    """A freshly started process's port, which remembers nothing."""
    gate = Gate(clock)
    async with AiohttpRequest(gate) as request:
        bot = Bot(
            token or api.token,
            base_url=f"{url or api.url}/bot",
            request=request,
            get_updates_request=AiohttpRequest(),
        )
        yield Outbox(TelegramPort(bot, database), gate)


async def add_picture(database: Database, size: tuple[int, int] = (60, 40), content: bytes | None = None) -> int:
    """Store a picture; return the id of its row."""
    return await add_media(database, "image/png", content or a_picture(size))


async def add_media(database: Database, mime: str, content: bytes) -> int:
    """Store anything to look at or to listen to; return the id of its row."""
    row = {"sha256": hashlib.sha256(content).hexdigest(), "mime": mime, "size": len(content), "content": content}
    return await database.transact(partial(_add, row=row))


def a_picture(size: tuple[int, int] = (60, 40)) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, (200, 40, 40)).save(file, "PNG")
    return file.getvalue()


def _add(session: Session, row: dict[str, Any]) -> int:
    media = Media(**row)
    session.add(media)
    session.flush()
    assert media.id is not None
    return media.id
