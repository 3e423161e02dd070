"""Answers to an offer: take it, leave it, or leave a part of it to the others and wait for all."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.snapshot import Catalogue
from bot.notices.models import NoticeState
from bot.notices.service import end
from bot.orders.basket import Basket, add_kept, load_basket
from bot.orders.holds import give, release_offers
from bot.orders.models import HoldState, WishState
from bot.orders.refusals import OfferOver
from bot.orders.states import WISH_MOVES, WishEvent
from bot.orders.tables import HOLD, WISH, one_of
from bot.orders.waitlist import ABOUT, lock_line, pass_on, sold_amount
from bot.refusals import NotAvailable


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken, and the basket with it.  rest: for how much they stay in line; base units, 0 for none."""

    product_id: int
    quantity: int
    rest: int
    basket: Basket
    card: str | None  # the message that offered it


@dataclass(frozen=True, slots=True)
class Left:
    """What was left to the others."""

    wish_id: int
    product_id: int


_OF_WHOM = (
    sa.select(WISH.c.product_id)
    .join_from(HOLD, WISH, WISH.c.id == HOLD.c.wish_id)
    .where(HOLD.c.id == sa.bindparam("hold"), WISH.c.person_id == sa.bindparam("person"))
)
_READ = (
    sa.select(
        HOLD.c.order_id,
        HOLD.c.lot_id,
        HOLD.c.quantity,
        HOLD.c.state,
        HOLD.c.expires_at,
        WISH.c.id.label("wish_id"),
        WISH.c.product_id,
        WISH.c.quantity.label("wanted"),
    )
    .join_from(HOLD, WISH, WISH.c.id == HOLD.c.wish_id)
    .where(HOLD.c.id == sa.bindparam("hold"))
)
_MOVE = (
    sa.update(WISH)
    .where(WISH.c.id == sa.bindparam("wish"), one_of(WISH.c.state, WishState.OFFERED))
    .values(
        state=sa.bindparam("new"),
        quantity=sa.bindparam("amount", type_=WISH.c.quantity.type),
        whole=sa.true(),
        offered_until=None,
        ended_at=sa.bindparam("ended", type_=WISH.c.ended_at.type),
    )
    .returning(WISH.c.id)
)


def take_offer(session: Session, person_id: int, hold_id: int, catalogue: Catalogue, *, now: datetime) -> Taken:
    """Put what is kept for somebody into their basket, on top of what is there, and keep it as Review does.

    Of a part the rest stays in line, in its place, and is offered once more: all of it.

    Raises:
        NotAvailable: there is no such offer, it is not theirs, or the product is not on sale any more.
        OfferOver: its time is over, or they answered before.
        OverBuyerLimit: with what they have it would be more than one buyer may have.
    """
    lock_line(session, _product_of(session, person_id, hold_id))
    offer = _read_open(session, hold_id, now)
    item = catalogue.by_lot.get(offer.lot_id)
    if item is None or item.offer_id is None:
        raise NotAvailable
    basket = add_kept(session, person_id, item.offer_id, offer.quantity, catalogue, now=now)
    line = next(line for line in basket.lines if line.offer_id == item.offer_id)
    assert basket.order_id is not None  # a line was just put into it
    until = now + timedelta(minutes=catalogue.rules.hold_minutes)
    if not give(session, hold_id, order_id=basket.order_id, line_id=line.line_id, until=until, now=now):
        raise OfferOver(offer.product_id, taken=False)
    rest = sold_amount(item, offer.wanted - offer.quantity)
    _move(session, offer, WishEvent.TAKE_PART if rest else WishEvent.TAKE, rest or offer.wanted, now)
    card = _answered(session, offer, "take", person_id, now)
    return Taken(offer.product_id, offer.quantity, rest, load_basket(session, person_id, catalogue), card)


def decline_offer(session: Session, person_id: int, hold_id: int, catalogue: Catalogue, *, now: datetime) -> Left:
    """Leave what is kept for somebody to the next in line, and the line with it.

    Raises:
        NotAvailable, OfferOver: as `take_offer`.
    """
    return _leave(session, person_id, hold_id, catalogue, WishEvent.DECLINE, "no", now)


def keep_waiting(session: Session, person_id: int, hold_id: int, catalogue: Catalogue, *, now: datetime) -> Left:
    """Leave a part to the next in line, and keep one's place until all that is wanted is there.

    Raises:
        NotAvailable: as `take_offer`, or all that they want is offered, which can be taken or left.
        OfferOver: as `take_offer`.
    """
    return _leave(session, person_id, hold_id, catalogue, WishEvent.KEEP_WAITING, "wait", now)


def _leave(
    session: Session,
    person_id: int,
    hold_id: int,
    catalogue: Catalogue,
    event: WishEvent,
    answer: str,
    now: datetime,
) -> Left:
    product_id = _product_of(session, person_id, hold_id)
    lots = lock_line(session, product_id)
    offer = _read_open(session, hold_id, now)
    if event is WishEvent.KEEP_WAITING and offer.quantity >= offer.wanted:
        raise NotAvailable
    _move(session, offer, event, offer.wanted, now)
    changes = release_offers(session, [offer.wish_id], now=now)
    _answered(session, offer, answer, person_id, now)
    pass_on(session, product_id, lots, changes, catalogue, actor_id=person_id, now=now)
    return Left(offer.wish_id, product_id)


def _product_of(session: Session, person_id: int, hold_id: int) -> int:
    product_id: int | None = session.connection().scalar(_OF_WHOM, {"hold": hold_id, "person": person_id})
    if product_id is None:
        raise NotAvailable
    return product_id


def _read_open(session: Session, hold_id: int, now: datetime) -> Any:
    """Read an offer, its line locked."""
    offer = session.connection().execute(_READ, {"hold": hold_id}).one()
    if offer.order_id is not None or offer.state is not HoldState.ACTIVE or offer.expires_at <= now:
        raise OfferOver(offer.product_id, taken=offer.order_id is not None)
    return offer


def _move(session: Session, offer: Any, event: WishEvent, quantity: int, now: datetime) -> None:
    new = WISH_MOVES[WishState.OFFERED, event]
    ended = None if new is WishState.WAITING else now
    parameters = {"wish": offer.wish_id, "new": new, "amount": quantity, "ended": ended}
    if session.connection().execute(_MOVE, parameters).one_or_none() is None:
        raise OfferOver(offer.product_id, taken=False)


def _answered(session: Session, offer: Any, answer: str, person_id: int, now: datetime) -> str | None:
    """End the question; give the message that shows it, which the answer to the press takes the place of."""
    ended = end(
        session,
        about=ABOUT,
        about_ids=[offer.wish_id],
        state=NoticeState.ANSWERED,
        answer=answer,
        by_id=person_id,
        now=now,
    )
    return ended[-1].card if ended else None
