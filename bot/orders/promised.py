"""Which placed orders a lot is promised to: what an admin sees before taking more away than there is."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session

from bot.orders.models import HoldState
from bot.orders.tables import HOLD, ORDER, one_of


@dataclass(frozen=True, slots=True)
class PromisedTo:
    """One order and what of the lot is kept for it; base units."""

    order_id: int
    code: str
    quantity: int


_QUANTITY = sa.cast(sa.func.sum(HOLD.c.quantity), sa.BigInteger).label("quantity")
_PROMISED = (
    sa.select(ORDER.c.id, ORDER.c.code, _QUANTITY)
    .join_from(HOLD, ORDER, ORDER.c.id == HOLD.c.order_id)
    .where(HOLD.c.lot_id == sa.bindparam("lot"), one_of(HOLD.c.state, HoldState.KEPT))
    .group_by(ORDER.c.id, ORDER.c.code)
    .order_by(ORDER.c.id)
)


def promised_to(session: Session, lot_id: int) -> Sequence[PromisedTo]:
    """List the placed orders that a lot is kept for, the oldest first; baskets in Review are not among them."""
    return [PromisedTo(*row) for row in session.connection().execute(_PROMISED, {"lot": lot_id})]
