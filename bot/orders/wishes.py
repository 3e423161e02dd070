"""What a buyer says of waiting: tell me, wait for so much, what do I wait for, not any more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

# PostgreSQL's ON CONFLICT compiles to the same words on SQLite.
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import Session

from bot.catalog.amounts import check_order_amount
from bot.catalog.snapshot import Catalogue, Item
from bot.notices.models import NoticeState
from bot.notices.service import end
from bot.orders.basket import load_basket, set_line
from bot.orders.holds import release_offers
from bot.orders.models import HoldState, WishState
from bot.orders.refusals import OverBuyerLimit
from bot.orders.states import WISH_MOVES, WishEvent
from bot.orders.tables import HOLD, OFFER, WISH, one_of
from bot.orders.waitlist import ABOUT, lock_line, pass_on
from bot.refusals import NotAvailable


@dataclass(frozen=True, slots=True)
class Waiting:
    """One product that somebody waits for.  Quantities in base units.

    quantity: None where they are only to be told.  offered, hold_id: what is kept for them now, if anything is.
    """

    wish_id: int
    product_id: int
    quantity: int | None
    hold_id: int | None
    offered: int | None
    offered_until: datetime | None


_OPEN = one_of(WISH.c.state, WishState.WAITING, WishState.OFFERED)
_NEW = upsert(WISH).values(
    person_id=sa.bindparam("person"),
    product_id=sa.bindparam("product"),
    quantity=sa.bindparam("amount", type_=WISH.c.quantity.type),
    whole=sa.false(),
    state=WishState.WAITING,
    since=sa.bindparam("now"),
    created_at=sa.bindparam("now"),
)
_KEEPS_PLACE = sa.or_(_NEW.excluded.quantity.is_(None), _NEW.excluded.quantity <= WISH.c.quantity)
_WISH = _NEW.on_conflict_do_update(
    index_elements=[WISH.c.person_id, WISH.c.product_id],
    index_where=_OPEN,
    set_={
        "quantity": sa.func.coalesce(_NEW.excluded.quantity, WISH.c.quantity),
        "whole": sa.case((_NEW.excluded.quantity.is_(None), WISH.c.whole), else_=sa.false()),
        "since": sa.case((_KEEPS_PLACE, WISH.c.since), else_=_NEW.excluded.since),
    },
).returning(WISH.c.id)
_LIMIT = sa.select(OFFER.c.per_buyer_max).where(OFFER.c.id == sa.bindparam("offer"))
_MINE = (
    sa.select(
        WISH.c.id,
        WISH.c.product_id,
        WISH.c.quantity,
        HOLD.c.id.label("hold_id"),
        HOLD.c.quantity.label("offered"),
        WISH.c.offered_until,
    )
    .outerjoin_from(
        WISH,
        HOLD,
        sa.and_(HOLD.c.wish_id == WISH.c.id, HOLD.c.order_id.is_(None), one_of(HOLD.c.state, HoldState.ACTIVE)),
    )
    .where(WISH.c.person_id == sa.bindparam("person"), _OPEN)
    .order_by(WISH.c.id)
)
_THEIRS = sa.select(WISH.c.product_id).where(
    WISH.c.id == sa.bindparam("wish"), WISH.c.person_id == sa.bindparam("person"), _OPEN
)
_WITHDRAW = (
    sa.update(WISH)
    .where(WISH.c.id == sa.bindparam("wish"), WISH.c.person_id == sa.bindparam("person"), _OPEN)
    .values(state=WISH_MOVES[WishState.WAITING, WishEvent.WITHDRAW], offered_until=None, ended_at=sa.bindparam("now"))
    .returning(WISH.c.id)
)


def wait_for(
    session: Session, person_id: int, item: Item, quantity: int | None, catalogue: Catalogue, *, now: datetime
) -> int:
    """Put somebody in line for so much of a product, or have them told when it is back (None); return the wish.

    A second wish for the product replaces the amount.  Who wants less keeps the place, because that takes nothing from
    those behind; who wants more goes to the end, because those behind came before the wish for more.  A line of the
    basket that cannot be had leaves it, since that is what they wait for now.

    Raises:
        NotAvailable: it is not on sale at all.
        BelowMinimum, NotWholePacks, OverBuyerLimit: it is not sold in such amounts, or not to one buyer.
    """
    if item.offer_id is None or not catalogue.on_sale(item):
        raise NotAvailable
    if quantity is not None:
        check_order_amount(item, quantity)
        limit = session.connection().scalar(_LIMIT, {"offer": item.offer_id})
        if limit is not None and quantity > limit:
            raise OverBuyerLimit(item.product_id, quantity, limit, 0)
        _leave_basket(session, person_id, item.offer_id, catalogue, now=now)
    parameters = {"person": person_id, "product": item.product_id, "amount": quantity, "now": now}
    wish_id: int = session.connection().execute(_WISH, parameters).scalar_one()
    return wish_id


def my_waits(session: Session, person_id: int) -> Sequence[Waiting]:
    """List what somebody waits for, the oldest wish first."""
    return [Waiting(*row) for row in session.connection().execute(_MINE, {"person": person_id})]


def withdraw(session: Session, person_id: int, wish_id: int, catalogue: Catalogue, *, now: datetime) -> int:
    """Leave the line; what was kept goes to the next.  Returns the product.

    Raises:
        NotAvailable: they do not wait for it, or not any more.
    """
    mine = {"wish": wish_id, "person": person_id, "now": now}
    product_id: int | None = session.connection().scalar(_THEIRS, mine)
    if product_id is None:
        raise NotAvailable
    lots = lock_line(session, product_id)
    if session.connection().execute(_WITHDRAW, mine).one_or_none() is None:
        raise NotAvailable
    changes = release_offers(session, [wish_id], now=now)
    end(session, about=ABOUT, about_ids=[wish_id], state=NoticeState.CANCELLED, now=now)
    pass_on(session, product_id, lots, changes, catalogue, actor_id=person_id, now=now)
    return product_id


def _leave_basket(session: Session, person_id: int, offer_id: int, catalogue: Catalogue, *, now: datetime) -> None:
    basket = load_basket(session, person_id, catalogue)
    line = next((line for line in basket.lines if line.offer_id == offer_id), None)
    if line is not None and line.quantity > line.available:
        set_line(session, person_id, offer_id, 0, catalogue, now=now)
