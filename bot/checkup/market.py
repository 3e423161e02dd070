"""All that is looked at in the tables, on one unchanging view of them."""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session

from bot.checkup import orders, stock
from bot.checkup.finding import Finding
from bot.checkup.messages import examine_messages
from bot.checkup.running import examine_running
from bot.checkup.shop import examine_shop


def examine_market(session: Session, now: datetime) -> list[Finding]:
    """Look at everything: what is wrong first, then what a new shop still needs, then what does not get on."""
    return list(_all(session, now))


def _all(session: Session, now: datetime) -> Iterator[Finding]:
    for check in (*stock.CHECKS, *orders.CHECKS):
        yield check.look(session)
    yield from examine_shop(session)
    yield from examine_running(session, now)
    yield from examine_messages(session, now)
