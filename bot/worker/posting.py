"""What every part of the clock has that tells people about what it changed."""

from collections.abc import Callable
from datetime import datetime
from typing import Generic

from sqlmodel import Session

from bot.database.contract import Database
from bot.notices.outbox import enqueue
from bot.notices.posting import C, Poster


class PostingSweep(Generic[C]):
    """Runs under the clock's lease, so there is one at a time."""

    def __init__(
        self,
        database: Database,
        poster: Poster[C],
        *,
        catalogue_of: Callable[[Session], C],
        wake_sender: Callable[[], None],
    ) -> None:
        """`catalogue_of` gives today's shelf."""
        self._database = database
        self._poster = poster
        self._catalogue_of = catalogue_of
        self._wake_sender = wake_sender

    def _post_owed(self, session: Session, catalogue: C, now: datetime) -> None:
        """Post what the changes of this transaction owe, in the same one."""
        enqueue(session, self._poster.post_owed(session, catalogue, now=now), now=now)
