"""Posts in groups and channels that no longer say what is so: sold out, back again, another price."""

from datetime import datetime
from functools import partial

from sqlmodel import Session

from bot.catalog.posts import catch_up, is_behind
from bot.catalog.snapshot import Catalogue
from bot.worker.posting import PostingSweep

AT_ONCE = 100  # posts in one transaction; the rest follow with the next sweep


class Posts(PostingSweep[Catalogue]):
    """Edits posts that are behind, a batch at a time."""

    async def run(self, now: datetime) -> None:
        """Have posts edited that are behind.  Mostly there are none, and then nobody's turn waits for us."""
        if await self._database.read(partial(is_behind, now=now)):
            await self._database.transact(partial(self._catch_up, now=now))
            self._wake_sender()

    def _catch_up(self, session: Session, now: datetime) -> None:
        if catch_up(session, AT_ONCE, now):
            self._post_owed(session, self._catalogue_of(session), now)
