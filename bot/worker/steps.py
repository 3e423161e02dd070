"""Steps that the clock takes with orders and lines: each in a transaction of its own, in which people are told."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from sqlmodel import Session

from bot.catalog.snapshot import Catalogue
from bot.database.errors import DatabaseUnavailable
from bot.orders.lapsing import lapse, overdue_orders
from bot.orders.reminding import orders_to_remind, remind_of_pickup
from bot.orders.waitlist import due_products, serve
from bot.worker.posting import PostingSweep

AT_ONCE = 100  # orders, or products that somebody waits for, in one sweep; the rest follow with the next

# What a step is due for, by id, and the step itself; False: it was not, after all.
Find = Callable[[Session, Catalogue, datetime], Sequence[int]]
Step = Callable[[Session, int, Catalogue, datetime], bool]

log = structlog.get_logger()


class Steps(PostingSweep[Catalogue]):
    """Takes one kind of step, a batch at a time."""

    def __init__(self, find: Find, step: Step, *common: Any, **parts: Any) -> None:
        super().__init__(*common, **parts)
        self._find = find
        self._step = step

    async def run(self, now: datetime) -> None:
        """Take the step with everything that it is due for.  Mostly there is nothing, and no turn for us."""
        for due_id in await self._database.read(partial(self._due, now=now)):
            try:
                await self._database.transact(partial(self._take, due_id=due_id, now=now))
            except DatabaseUnavailable:
                raise
            except Exception as error:  # a bug in one must not keep the others from theirs
                step = self._step.__name__
                log.error("step failed", step=step, id=due_id, error=type(error).__name__, exc_info=error)
            else:
                self._wake_sender()

    def _due(self, session: Session, now: datetime) -> Sequence[int]:
        return self._find(session, self._catalogue_of(session), now)

    def _take(self, session: Session, due_id: int, now: datetime) -> None:
        catalogue = self._catalogue_of(session)
        if self._step(session, due_id, catalogue, now):
            self._post_owed(session, catalogue, now)


def lapses(*common: Any, **parts: Any) -> Steps:
    """Let orders lapse that no farm has answered."""
    return Steps(_overdue, _lapse, *common, **parts)


def reminders(*common: Any, **parts: Any) -> Steps:
    """Remind buyers on the morning of collection."""
    return Steps(_to_remind, _remind, *common, **parts)


def lines(*common: Any, **parts: Any) -> Steps:
    """Serve those who wait for what is sold out."""
    return Steps(_waited_for, _serve, *common, **parts)


def _overdue(session: Session, catalogue: Catalogue, now: datetime) -> Sequence[int]:
    return overdue_orders(session, now, AT_ONCE)


def _lapse(session: Session, order_id: int, catalogue: Catalogue, now: datetime) -> bool:
    return lapse(session, order_id, now)


def _to_remind(session: Session, catalogue: Catalogue, now: datetime) -> Sequence[int]:
    return orders_to_remind(session, catalogue.rules, now, AT_ONCE)


def _remind(session: Session, order_id: int, catalogue: Catalogue, now: datetime) -> bool:
    return remind_of_pickup(session, order_id, catalogue.rules, now)


def _waited_for(session: Session, catalogue: Catalogue, now: datetime) -> Sequence[int]:
    return due_products(session, catalogue.rules, now, AT_ONCE)


def _serve(session: Session, product_id: int, catalogue: Catalogue, now: datetime) -> bool:
    return serve(session, product_id, catalogue, now=now)
