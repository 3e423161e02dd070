"""Which chats are open in this process, and which of them have something new to show."""

import asyncio
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from sqlalchemy import bindparam, func, select
from sqlmodel import Session

from bot.channels.webchat.events import CHANNEL
from bot.database.contract import Database
from bot.database.errors import DatabaseUnavailable
from bot.notices.models import Shown
from bot.people.models import Identity

STREAMS_MAX = 20  # open pages of one chat, those just left included; the next one polls
ASKED_AT_ONCE = 500  # chats in one statement

log = logging.getLogger(__name__)

_IDENTITY = Identity.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_SHOWN = Shown.__table__  # type: ignore[attr-defined]

_NEWEST = (
    select(_IDENTITY.c.external_id, func.max(_SHOWN.c.seq).label("newest"))
    .join_from(_IDENTITY, _SHOWN, _SHOWN.c.identity_id == _IDENTITY.c.id)
    .where(_IDENTITY.c.channel == CHANNEL, _IDENTITY.c.external_id.in_(bindparam("external_ids", expanding=True)))
    .group_by(_IDENTITY.c.external_id)
)


class OpenPage:
    """One open page: up to which change it has been told, and whether to look again."""

    def __init__(self, external_id: str, cursor: int) -> None:
        self.external_id = external_id
        self.cursor = cursor
        self.identity_id: int | None = None  # None: nobody has written from it yet
        self.wake = asyncio.Event()


class TooManyPages(Exception):
    """One chat is open in more pages than anyone looks at."""


class Hub:
    """Wakes open pages.

    A wake-up from another process does not say for whom it is; one statement for all open pages finds that out,
    so a thousand open pages do not ask a thousand times.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._pages: dict[str, list[OpenPage]] = {}
        self._asking: asyncio.Task[None] | None = None
        self._ask_again = False
        self.closed = False

    @contextmanager
    def page(self, external_id: str, cursor: int) -> Iterator[OpenPage]:
        """Count a page as open for the length of the block.

        Raises:
            TooManyPages: this chat is open too often.
        """
        pages = self._pages.setdefault(external_id, [])
        if len(pages) >= STREAMS_MAX:
            raise TooManyPages
        page = OpenPage(external_id, cursor)
        pages.append(page)
        try:
            yield page
        finally:
            pages.remove(page)
            if not pages:
                self._pages.pop(external_id, None)

    def shown(self, identity_ids: Iterable[int]) -> None:
        """Wake the pages of these identities: the sender of this process has changed what they see."""
        changed = set(identity_ids)
        unknown = False
        for page in self._all():
            if page.identity_id in changed:
                page.wake.set()
            unknown |= page.identity_id is None
        if unknown:
            self.nudge()

    def nudge(self) -> None:
        """Find out which pages are behind, and wake those: something was shown somewhere."""
        self._ask_again = True
        if self._asking is None and self._pages and not self.closed:
            self._asking = asyncio.get_running_loop().create_task(self._ask(), name="webchat-hub")

    async def close(self) -> None:
        """End all streams."""
        self.closed = True
        for page in self._all():
            page.wake.set()
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)

    async def _ask(self) -> None:
        try:
            while self._ask_again:
                self._ask_again = False
                newest = await self._newest()
                for page in self._all():
                    if newest.get(page.external_id, 0) > page.cursor:
                        page.wake.set()
        except DatabaseUnavailable:
            log.warning("could not ask what is new; pages will ask by themselves")
        finally:
            self._asking = None

    async def _newest(self) -> dict[str, int]:
        """The last change of each open chat."""
        external_ids = sorted(self._pages)
        newest: dict[str, int] = {}
        for start in range(0, len(external_ids), ASKED_AT_ONCE):
            some = external_ids[start : start + ASKED_AT_ONCE]
            newest |= await self._database.read(partial(_read_newest, external_ids=some))
        return newest

    def _all(self) -> list[OpenPage]:
        return [page for pages in self._pages.values() for page in pages]


def _read_newest(session: Session, external_ids: Sequence[str]) -> dict[str, int]:
    rows = session.connection().execute(_NEWEST, {"external_ids": external_ids})
    return {row.external_id: row.newest for row in rows}
