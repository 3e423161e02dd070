"""When two chats become one person: orders move along, and the two baskets become one."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from bot.orders.models import OrderState
from bot.orders.tables import LINE, ORDER

# First, so that what follows sees whether another phone has just placed one of these baskets.
_LOCK_BASKETS = (
    sa.select(ORDER.c.id)
    .where(ORDER.c.buyer_id.in_((sa.bindparam("leaving"), sa.bindparam("into"))), ORDER.c.state == OrderState.BASKET)
    .order_by(ORDER.c.id)
    .with_for_update(key_share=True)
)
_LEAVING = ORDER.c.buyer_id == sa.bindparam("leaving")
_IS_BASKET = ORDER.c.state == OrderState.BASKET
_MOVE_PLACED = sa.update(ORDER).where(_LEAVING, sa.not_(_IS_BASKET)).values(buyer_id=sa.bindparam("into"))

_kept = ORDER.alias("kept")
_HAS_BASKET = sa.exists().where(
    _kept.c.buyer_id == sa.bindparam("into"), _kept.c.state == OrderState.BASKET, _kept.c.sale_id == ORDER.c.sale_id
)
_MOVE_BASKETS = (
    sa.update(ORDER)
    .where(_LEAVING, _IS_BASKET, sa.not_(_HAS_BASKET))
    .values(buyer_id=sa.bindparam("into"), version=ORDER.c.version + 1, changed_at=sa.bindparam("at"))
)
_there = LINE.alias("there")
_COPIED = [column.name for column in LINE.c if column.name not in ("id", "order_id")]
# What both baskets hold stays as the kept one has it: adding up would order twice what was wanted once.
_COPY_LINES = sa.insert(LINE).from_select(
    ["order_id", *_COPIED],
    sa.select(_kept.c.id, *(LINE.c[name] for name in _COPIED))
    .join_from(LINE, ORDER, ORDER.c.id == LINE.c.order_id)
    .join(
        _kept,
        sa.and_(
            _kept.c.buyer_id == sa.bindparam("into"),
            _kept.c.state == OrderState.BASKET,
            _kept.c.sale_id == ORDER.c.sale_id,
        ),
    )
    .where(
        _LEAVING,
        _IS_BASKET,
        ~sa.exists().where(_there.c.order_id == _kept.c.id, _there.c.offer_id == LINE.c.offer_id),
    ),
)
_RAISE = (
    sa.update(ORDER)
    .where(ORDER.c.buyer_id == sa.bindparam("into"), _IS_BASKET)
    .values(version=ORDER.c.version + 1, changed_at=sa.bindparam("at"))
)


def join_orders(session: Session, leaving_id: int, *, into_id: int, now: datetime) -> None:
    """Move orders and basket lines; what the basket left behind still holds goes back when its time is over."""
    connection, ids = session.connection(), {"leaving": leaving_id, "into": into_id, "at": now}
    connection.execute(_LOCK_BASKETS, ids).all()
    connection.execute(_COPY_LINES, ids)
    connection.execute(_RAISE, ids)
    connection.execute(_MOVE_BASKETS, ids)
    connection.execute(_MOVE_PLACED, ids)
