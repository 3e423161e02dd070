"""Getting the pictures that an admin has sent, and hanging them up with the same commit."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from sqlmodel import Session

from bot.catalog.desk_pictures import BYTES_MAX, add_pictures, keep_picture, mime_of
from bot.catalog.snapshot import Catalogue
from bot.clock import Clock
from bot.database.contract import Database
from bot.handlers.admin.photos import Hung, hung_card
from bot.i18n import Languages, Reader
from bot.notices.models import Delivery, Lane
from bot.notices.outbox import Envelope, enqueue
from bot.notices.ports import CannotFetch, Port
from bot.notices.recipients import find_reader
from bot.people.service import admins


class SentPhotos:
    """Fetches from the channel on which they were sent.  What cannot be had is said at once: they are sent again."""

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

    async def run(self, arguments: Mapping[str, Any]) -> Callable[[Session], None]:
        """Fetch all of one Apply; what is returned keeps them and tells the admin."""
        port = self._ports.get(arguments["channel"])
        contents = await asyncio.gather(*(_fetched(port, file) for file in arguments["files"]))
        read = [(await asyncio.to_thread(mime_of, each), each) for each in contents if each is not None]
        return partial(
            self._hang,
            arguments=arguments,
            pictures=[(mime, content) for mime, content in read if mime is not None],
            missing=len(contents) - len(read),
            unfit=sum(mime is None for mime, _ in read),
        )

    def _hang(
        self,
        session: Session,
        arguments: Mapping[str, Any],
        pictures: list[tuple[str, bytes]],
        missing: int,
        unfit: int,
    ) -> None:
        now = self._clock()
        found = find_reader(session, arguments["identity_id"])
        if found is None or found[0] not in admins(session):
            return  # they may not, or cannot be told, any more
        person_id, recipient = found
        catalogue = self._catalogue_of(session)
        item = catalogue.items.get(arguments["product_id"])
        if item is None:
            return
        media_ids = [keep_picture(session, mime, content) for mime, content in pictures]
        audit_id, there = add_pictures(session, item.product_id, media_ids, actor_id=person_id, now=now)
        reader = Reader(self._languages.get(recipient.language), catalogue.rules.zone, catalogue.rules.currency)
        [reached] = recipient.identities
        envelope = Envelope(
            identity_id=reached.identity_id,
            channel=reached.channel,
            external_id=reached.external_id,
            outgoing=hung_card(reader, item, Hung(len(there), missing, unfit, audit_id)),
            delivery=Delivery.REPLY,  # it was asked for, and takes the place of the card that said so
            lane=Lane.REPLY,
        )
        enqueue(session, [envelope], now=now)


async def _fetched(port: Port | None, file: str) -> bytes | None:
    if port is None:
        return None
    try:
        return await port.fetch(file, at_most=BYTES_MAX)
    except CannotFetch:
        return None
