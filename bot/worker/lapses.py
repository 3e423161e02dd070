"""Orders whose farms never answered: each lapses in a transaction of its own, and its buyer is told in the same one."""

from datetime import datetime
from functools import partial

import structlog
from sqlmodel import Session

from bot.catalog.snapshot import Catalogue
from bot.database.errors import DatabaseUnavailable
from bot.orders.lapsing import lapse, overdue_orders
from bot.worker.posting import PostingSweep

AT_ONCE = 100  # orders in one sweep; the rest follow with the next

log = structlog.get_logger()


class Lapses(PostingSweep[Catalogue]):
    """Lets orders lapse, a batch at a time."""

    async def run(self, now: datetime) -> None:
        """Let everything lapse that is overdue."""
        overdue = await self._database.read(partial(overdue_orders, now=now, limit=AT_ONCE))
        for order_id in overdue:
            try:
                await self._database.transact(partial(self._lapse, order_id=order_id, now=now))
            except DatabaseUnavailable:
                raise
            except Exception as error:  # a bug in one order must not keep the others from their end
                log.error("lapse failed", order=order_id, error=type(error).__name__, exc_info=error)
            else:
                self._wake_sender()

    def _lapse(self, session: Session, order_id: int, now: datetime) -> None:
        if lapse(session, order_id, now):
            self._post_owed(session, self._catalogue_of(session), now)
