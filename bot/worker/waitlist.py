"""The lines for what was sold out: looked at often, so that what comes back is offered before others find it."""

from datetime import datetime
from functools import partial

import structlog
from sqlmodel import Session

from bot.catalog.snapshot import Catalogue
from bot.database.errors import DatabaseUnavailable
from bot.orders.waitlist import due_products, serve
from bot.worker.posting import PostingSweep

AT_ONCE = 100  # products in one sweep; the rest follow with the next

log = structlog.get_logger()


class Waitlist(PostingSweep[Catalogue]):
    """Serves the lines, each in a transaction of its own."""

    async def run(self, now: datetime) -> None:
        """Let offers lapse whose time is over, and offer what is there.  Mostly nobody waits, and no turn for us."""
        for product_id in await self._database.read(partial(self._due, now=now)):
            try:
                await self._database.transact(partial(self._serve, product_id=product_id, now=now))
            except DatabaseUnavailable:
                raise
            except Exception as error:  # a bug in one line must not keep the others waiting
                log.error("serving a line failed", product=product_id, error=type(error).__name__, exc_info=error)
            else:
                self._wake_sender()

    def _due(self, session: Session, now: datetime) -> tuple[int, ...]:
        return due_products(session, self._catalogue_of(session).rules, now, AT_ONCE)

    def _serve(self, session: Session, product_id: int, now: datetime) -> None:
        catalogue = self._catalogue_of(session)
        if serve(session, product_id, catalogue, now=now):
            self._post_owed(session, catalogue, now)
