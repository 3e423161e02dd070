"""Getting the pictures and clips that an admin has sent, and hanging them up with the same commit."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlmodel import Session

from bot.catalog import desk_clips, desk_pictures
from bot.catalog.desk import add_pictures, hang_clip
from bot.catalog.media import keep_media
from bot.catalog.snapshot import Catalogue, Item
from bot.clock import Clock
from bot.database.contract import Database
from bot.handlers.admin import clips
from bot.handlers.admin.photos import Hung, hung_card
from bot.i18n import Languages, Reader
from bot.messages import Clip, Outgoing
from bot.notices.models import Delivery, Lane
from bot.notices.outbox import Envelope, enqueue
from bot.notices.ports import CannotFetch, Port
from bot.notices.recipients import find_reader
from bot.people.service import admins


@dataclass(frozen=True, slots=True)
class Desk:
    """On what something is to be hung, who wants that, and how they read."""

    item: Item
    actor_id: int
    reader: Reader
    now: datetime


Hang = Callable[[Session, Desk], Outgoing]  # hangs up what was fetched; returns what whoever sent it is told


class SentMedia:
    """Fetches from the channel on which it was sent.  What cannot be had is said at once: it is sent again."""

    def __init__(
        self,
        database: Database,
        languages: Languages,
        ports: Mapping[str, Port],
        *,
        catalogue_of: Callable[[Session], Catalogue],
        clock: Clock,
    ) -> None:
        self._languages = languages
        self._database = database
        self._ports = ports
        self._catalogue_of = catalogue_of
        self._clock = clock

    async def hang_photos(self, arguments: Mapping[str, Any]) -> Callable[[Session], None]:
        """Fetch all pictures of one Apply; what is returned keeps them and tells the admin."""
        port, most = self._ports.get(arguments["channel"]), desk_pictures.BYTES_MAX
        contents = await asyncio.gather(*(_fetched(port, file, most) for file in arguments["files"]))
        read = [(await asyncio.to_thread(desk_pictures.mime_of, each), each) for each in contents if each is not None]
        pictures = [(mime, content) for mime, content in read if mime is not None]
        hang = partial(_hang_pictures, pictures, len(contents) - len(read), len(read) - len(pictures))
        return partial(self._hang, arguments=arguments, hang=hang)

    async def hang_clip(self, arguments: Mapping[str, Any]) -> Callable[[Session], None]:
        """Fetch the recording of one Apply; what is returned keeps it and tells the admin."""
        port = self._ports.get(arguments["channel"])
        content = await _fetched(port, arguments["file"], desk_clips.BYTES_MAX)
        mime = None if content is None else await asyncio.to_thread(desk_clips.mime_of, content)
        hang = partial(_hang_clip, content, mime, arguments["seconds"])
        return partial(self._hang, arguments=arguments, hang=hang)

    def _hang(self, session: Session, arguments: Mapping[str, Any], hang: Hang) -> None:
        now = self._clock()
        found = find_reader(session, arguments["identity_id"])
        if found is None or found[0] not in admins(session):
            return  # they may not, or cannot be told, any more
        person_id, recipient = found
        catalogue = self._catalogue_of(session)
        item = catalogue.items.get(arguments["product_id"])
        if item is None:
            return
        reader = Reader(self._languages.get(recipient.language), catalogue.rules.zone, catalogue.rules.currency)
        [reached] = recipient.identities
        envelope = Envelope(
            identity_id=reached.identity_id,
            channel=reached.channel,
            external_id=reached.external_id,
            outgoing=hang(session, Desk(item, person_id, reader, now)),
            delivery=Delivery.REPLY,  # it was asked for, and takes the place of the card that said so
            lane=Lane.REPLY,
        )
        enqueue(session, [envelope], now=now)


def _hang_pictures(
    pictures: list[tuple[str, bytes]], missing: int, unfit: int, session: Session, desk: Desk
) -> Outgoing:
    media_ids = [keep_media(session, mime, content) for mime, content in pictures]
    audit_id, there = add_pictures(session, desk.item.product_id, media_ids, actor_id=desk.actor_id, now=desk.now)
    return hung_card(desk.reader, desk.item, Hung(len(there), missing, unfit, audit_id))


def _hang_clip(content: bytes | None, mime: str | None, seconds: int, session: Session, desk: Desk) -> Outgoing:
    if content is None or mime is None:
        return clips.not_hung_card(desk.reader, desk.item, fetched=content is not None)
    clip = Clip(keep_media(session, mime, content), desk_clips.KINDS[mime], seconds)
    audit_id = hang_clip(session, desk.item.product_id, clip, actor_id=desk.actor_id, now=desk.now)
    return clips.hung_card(desk.reader, desk.item, audit_id)


async def _fetched(port: Port | None, file: str, most: int) -> bytes | None:
    if port is None:
        return None
    try:
        return await port.fetch(file, at_most=most)
    except CannotFetch:
        return None
