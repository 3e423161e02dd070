"""When two chats become one person: orders, wishes and favourites move along, and the two baskets become one."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from bot.orders.models import OrderState, WishState
from bot.orders.states import WISH_MOVES, WishEvent
from bot.orders.tables import FAVOURITE, LINE, ORDER, WISH, one_of

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
_theirs = WISH.alias("theirs")
_WAITS = one_of(WISH.c.state, WishState.WAITING)
_LEAVING_WISH = WISH.c.person_id == sa.bindparam("leaving")
_MOVE_WISHES = (
    sa.update(WISH)
    .where(
        _LEAVING_WISH,
        ~sa.exists().where(
            _theirs.c.person_id == sa.bindparam("into"),
            _theirs.c.product_id == WISH.c.product_id,
            one_of(_theirs.c.state, WishState.WAITING, WishState.OFFERED),
        ),
    )
    .values(person_id=sa.bindparam("into"))
)
# Who waited twice waits once; what is offered to the one who leaves goes to the next when its time is over.
_END_WISHES = (
    sa.update(WISH)
    .where(_LEAVING_WISH, _WAITS)
    .values(state=WISH_MOVES[WishState.WAITING, WishEvent.WITHDRAW], ended_at=sa.bindparam("at"))
)
_OF_LEAVING = FAVOURITE.c.person_id == sa.bindparam("leaving")
_liked = FAVOURITE.alias("liked")
_COPY_FAVOURITES = sa.insert(FAVOURITE).from_select(
    ["person_id", "product_id", "since"],
    sa.select(sa.bindparam("into", type_=FAVOURITE.c.person_id.type), FAVOURITE.c.product_id, FAVOURITE.c.since).where(
        _OF_LEAVING,
        ~sa.exists().where(_liked.c.person_id == sa.bindparam("into"), _liked.c.product_id == FAVOURITE.c.product_id),
    ),
)
_DROP_FAVOURITES = sa.delete(FAVOURITE).where(_OF_LEAVING)


def join_orders(session: Session, leaving_id: int, *, into_id: int, now: datetime) -> None:
    """Move what one person has to another; what is left behind and held goes back when its time is over."""
    connection, ids = session.connection(), {"leaving": leaving_id, "into": into_id, "at": now}
    connection.execute(_LOCK_BASKETS, ids).all()
    connection.execute(_COPY_LINES, ids)
    connection.execute(_RAISE, ids)
    connection.execute(_MOVE_BASKETS, ids)
    connection.execute(_MOVE_PLACED, ids)
    for statement in (_MOVE_WISHES, _END_WISHES, _COPY_FAVOURITES, _DROP_FAVOURITES):
        connection.execute(statement, ids)
