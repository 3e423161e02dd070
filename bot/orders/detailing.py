"""Giving and taking back details of an order that is not placed yet.

Each change makes a new version of the basket, so that no Confirm orders details that its Review did not show; what
Review has put aside stays put aside.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.snapshot import SHOP_SALE_ID
from bot.orders.models import IfShort, OrderState
from bot.orders.tables import LINE, ORDER, PERSON, one_of
from bot.people.service import keep_phone
from bot.refusals import NotAvailable

COLLECTORS_MAX = 3  # names that are offered again

_CHANGE = (
    sa.update(ORDER)
    .where(
        ORDER.c.buyer_id == sa.bindparam("buyer"),
        ORDER.c.sale_id == sa.bindparam("sale"),
        one_of(ORDER.c.state, OrderState.BASKET),
    )
    .values(version=ORDER.c.version + 1, changed_at=sa.bindparam("now"))
)
_SET_NOTE = _CHANGE.values(note=sa.bindparam("words"))
_SET_COLLECTOR = _CHANGE.values(collector=sa.bindparam("name"))
# A button of before the number was removed says nothing of the next one.
_HAS_PHONE = sa.exists().where(PERSON.c.id == ORDER.c.buyer_id, PERSON.c.phone.is_not(None))
_SET_MAY_CALL = _CHANGE.values(may_call=sa.and_(sa.bindparam("may", type_=sa.Boolean()), _HAS_PHONE))
_SET_IF_SHORT = (
    sa.update(LINE)
    .where(
        LINE.c.order_id
        == sa.select(ORDER.c.id)
        .where(
            ORDER.c.buyer_id == sa.bindparam("buyer"),
            ORDER.c.sale_id == sa.bindparam("sale"),
            one_of(ORDER.c.state, OrderState.BASKET),
        )
        .scalar_subquery(),
        LINE.c.offer_id == sa.bindparam("offer"),
    )
    .values(if_short=sa.bindparam("how"))
)
_EARLIER = (
    ORDER.c.buyer_id == sa.bindparam("buyer"),
    ORDER.c.state != OrderState.BASKET,
    ORDER.c.collector.is_not(None),
)
_COLLECTORS = (
    sa.select(sa.func.max(ORDER.c.id).label("order_id"), ORDER.c.collector)
    .where(*_EARLIER)
    .group_by(ORDER.c.collector)
    .order_by(sa.func.max(ORDER.c.id).desc())
    .limit(COLLECTORS_MAX)
)
_COLLECTOR_OF = sa.select(ORDER.c.collector).where(*_EARLIER, ORDER.c.id == sa.bindparam("order"))


def set_note(session: Session, person_id: int, note: str, *, now: datetime) -> None:
    """Let a buyer's basket carry a note; empty takes it back."""
    _change(session, _SET_NOTE, person_id, now, words=note or None)


def set_collector(session: Session, person_id: int, name: str, *, now: datetime) -> None:
    """Let it be collected under another name; empty: under the buyer's own."""
    _change(session, _SET_COLLECTOR, person_id, now, name=name or None)


def collect_as_before(session: Session, person_id: int, order_id: int, *, now: datetime) -> None:
    """Let it be collected under the name of an earlier order of theirs.

    Raises:
        NotAvailable: there is no such order, it is not theirs, or it was for themselves.
    """
    name = session.connection().scalar(_COLLECTOR_OF, {"buyer": person_id, "order": order_id})
    if name is None:
        raise NotAvailable
    set_collector(session, person_id, name, now=now)


def recent_collectors(session: Session, person_id: int) -> list[tuple[int, str]]:
    """Name those for whom they ordered lately, the latest first, each with an order that says so."""
    rows = session.connection().execute(_COLLECTORS, {"buyer": person_id})
    return [(row.order_id, row.collector) for row in rows]


def set_may_call(session: Session, person_id: int, may_call: bool, *, now: datetime) -> None:
    """Let the farmers of this order see the buyer's phone, or not; without a phone there is nothing to let them see."""
    _change(session, _SET_MAY_CALL, person_id, now, may=may_call)


def set_if_short(session: Session, person_id: int, offer_id: int, how: IfShort, *, now: datetime) -> None:
    """Say what is to be done where a farm has less of one line of the basket; what is not in it is left alone."""
    _change(session, _CHANGE, person_id, now)
    session.connection().execute(
        _SET_IF_SHORT, {"buyer": person_id, "sale": SHOP_SALE_ID, "offer": offer_id, "how": how}
    )


def set_phone(session: Session, person_id: int, phone: str | None, *, now: datetime) -> None:
    """Keep somebody's phone, E.164; None forgets it, and with it that farmers may call."""
    keep_phone(session, person_id, phone)
    if phone is None:
        set_may_call(session, person_id, False, now=now)
    else:
        _change(session, _CHANGE, person_id, now)


def _change(session: Session, statement: sa.Update, person_id: int, now: datetime, **values: Any) -> None:
    parameters = {"buyer": person_id, "sale": SHOP_SALE_ID, "now": now}
    session.connection().execute(statement, parameters | values)
