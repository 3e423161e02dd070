"""Drawing papers that people asked for: in a thread of its own, and handed over with the same commit."""

import asyncio
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from sqlmodel import Session

from bot.catalog.snapshot import Catalogue
from bot.clock import Clock
from bot.database.contract import Database
from bot.documents.sheet import PDF, Sheet
from bot.handlers.buyer.papers import WantedPaper, wanted_receipt
from bot.i18n import Languages, Reader
from bot.notices.documents import keep_document
from bot.notices.models import Delivery, Lane
from bot.notices.outbox import Envelope, enqueue
from bot.notices.recipients import Recipient, find_reader

SWITCH_S = 0.0005

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Order:
    """What to draw, and for whom."""

    paper: WantedPaper
    recipient: Recipient


class ReceiptPapers:
    """Draws receipts."""

    def __init__(
        self, database: Database, languages: Languages, *, catalogue_of: Callable[[Session], Catalogue], clock: Clock
    ) -> None:
        self._database = database
        self._languages = languages
        self._catalogue_of = catalogue_of
        self._clock = clock

    async def run(self, arguments: Mapping[str, Any]) -> Callable[[Session], None] | None:
        """Draw one; what is returned hands it over."""
        now = self._clock()
        order = await self._database.read(partial(self._read, arguments=arguments, now=now))
        if order is None:
            return None
        content = await asyncio.to_thread(_drawn, order.paper.sheet, now)
        return partial(_hand_over, order=order, content=content, now=now)

    def _read(self, session: Session, arguments: Mapping[str, Any], now: datetime) -> _Order | None:
        found = find_reader(session, arguments["identity_id"])
        if found is None:
            return None
        person_id, recipient = found
        catalogue = self._catalogue_of(session)
        language = self._languages.get(recipient.language)
        reader = Reader(language, catalogue.rules.zone, catalogue.rules.currency)
        paper = wanted_receipt(session, person_id, arguments, reader, catalogue, now)
        return None if paper is None else _Order(paper, recipient)


def _drawn(sheet: Sheet, at: datetime) -> bytes | None:
    """Draw a sheet; None where that cannot be: then its reader gets the words alone, rather than nothing."""
    from bot.documents.drawing import draw  # brings a library that takes longer to load than a process to start

    try:
        with _giving_way():
            return draw(sheet, at=at)
    except Exception as error:  # a letter that no font has, or a bug: the words are there all the same
        log.error("paper not drawn", error=type(error).__name__, exc_info=error)
        return None


@contextmanager
def _giving_way() -> Iterator[None]:
    """Let a turn have the interpreter almost as soon as it asks for it.

    Each of a turn's hops between threads would wait 5 ms for a thread that computes (measured: the median turn beside
    drawings took 28 ms instead of 12; so it takes what it takes alone).  Jobs run one after the other.
    """
    usual = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_S)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def _hand_over(session: Session, order: _Order, content: bytes | None, now: datetime) -> None:
    [reached] = order.recipient.identities
    outgoing = order.paper.message
    if content is not None:
        name = order.paper.file_name
        outgoing = order.paper.handed_over(keep_document(session, reached.identity_id, name, PDF, content, now=now))
    envelope = Envelope(
        identity_id=reached.identity_id,
        channel=reached.channel,
        external_id=reached.external_id,
        outgoing=outgoing,
        delivery=Delivery.REPLY,  # it was asked for, and takes the place of the one before
        lane=Lane.REPLY,
    )
    enqueue(session, [envelope], now=now)
