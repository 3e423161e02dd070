"""Confirm: what Review showed becomes an order, once; its farms are asked in the same transaction."""

from collections.abc import Callable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.snapshot import Catalogue
from bot.orders.alerts import ask_farms
from bot.orders.basket import load_basket, open_point
from bot.orders.basket_rows import Basket, BasketLine, lock_and_read
from bot.orders.claiming import claim
from bot.orders.holds import keep
from bot.orders.models import HoldState, OrderState
from bot.orders.parcels import open_parcels
from bot.orders.placed import PlacedOrder
from bot.orders.receipts import Receipt, load_receipt, receipt_of
from bot.orders.refusals import (
    AlreadyPlaced,
    BelowCourierMinimum,
    CourierOff,
    FeeChanged,
    OrderShort,
    PriceChange,
    PriceChanged,
    ShortLine,
    StaleReview,
)
from bot.orders.states import ORDER_MOVES, OrderEvent
from bot.orders.tables import ORDER, one_of
from bot.people.audit import Audited, record
from bot.refusals import NotAvailable, Refusal

CODE_LENGTH = 4  # what a person can say over a counter; a million of them, and open orders number in the thousands
CODE_CANDIDATES = 4

_CODES = [sa.bindparam(f"code_{number}", type_=sa.String) for number in range(CODE_CANDIDATES)]
_CANDIDATES = sa.union_all(*(sa.select(code.label("code")) for code in _CODES)).subquery("candidate")
_OPEN_ORDER = ORDER.alias("open_order")
# NULL if all of them are taken, which the table refuses: the turn then runs again and draws new ones, as it does
# when two orders take the same one in the same moment.
_FREE_CODE = (
    sa.select(_CANDIDATES.c.code)
    .where(~sa.exists().where(one_of(_OPEN_ORDER.c.state, OrderState.PLACED), _OPEN_ORDER.c.code == _CANDIDATES.c.code))
    .limit(1)
    .scalar_subquery()
)
_PLACE = (
    sa.update(ORDER)
    .where(
        ORDER.c.id == sa.bindparam("order"),
        ORDER.c.buyer_id == sa.bindparam("buyer"),
        one_of(ORDER.c.state, OrderState.BASKET),
        ORDER.c.version == sa.bindparam("seen"),
    )
    .values(
        state=ORDER_MOVES[OrderState.BASKET, OrderEvent.PLACE],
        code=_FREE_CODE,
        version=ORDER.c.version + 1,
        placed_at=sa.bindparam("now"),
        changed_at=sa.bindparam("now"),
    )
    .returning(ORDER.c.code, ORDER.c.version)
)


def confirm(
    session: Session,
    person_id: int,
    order_id: int,
    version: int,
    catalogue: Catalogue,
    *,
    now: datetime,
    random_code: Callable[[int], str],
) -> Receipt:
    """Place the order that this version of the basket showed; however often it is tapped, it is placed once.

    A hold whose time is over is given up and taken anew, if the goods are still there.

    Raises:
        NotAvailable: there is no such basket, or it is not theirs.
        AlreadyPlaced: an earlier tap did it.
        StaleReview: the basket, the day of collection or the point is not what they saw.
        PriceChanged: names each price that moved since.
        CourierOff, FeeChanged, BelowCourierMinimum: what Review said of the courier is no longer so.
        OrderShort: a hold had expired and somebody else has the goods; names every short line, the basket stays.
    """
    basket = lock_and_read(session, person_id, order_id, now=now)
    if basket is None:
        raise _nothing_there(session, person_id, order_id, catalogue)
    if basket.state is not OrderState.BASKET:
        raise AlreadyPlaced(load_receipt(session, person_id, order_id))
    check_as_seen(session, basket, person_id, version, catalogue, now=now)
    if basket.is_too_little_for(catalogue.rules.courier):
        raise BelowCourierMinimum(catalogue.rules.courier.minimum_minor, basket.goods_minor)
    # The order's row first: it decides which of two taps goes on, since both may have read the same basket.
    placed = _place(session, basket, person_id, random_code, now=now)
    if placed is None:
        raise _overtaken(session, person_id, order_id, catalogue)
    code, new_version = placed
    claim_for_good(session, order_id, basket.lines, person_id, now=now)
    order = open_parcels(session, basket, person_id, code, new_version, catalogue.rules, now=now)
    ask_farms(session, order, order.parcels, catalogue, now=now)
    change = Audited("order_placed", "orders", order_id, {"state": OrderState.BASKET}, audit_facts(order))
    record(session, change, actor_id=person_id, now=now)
    return receipt_of(order)


def check_as_seen(
    session: Session, basket: Basket, person_id: int, version: int, catalogue: Catalogue, *, now: datetime
) -> None:
    """Refuse to order what is not as the Review of this version showed it.

    Raises:
        StaleReview: the basket, the day of collection or the point is not what they saw.
        PriceChanged: names each price that moved since.
        CourierOff, FeeChanged: the courier does not drive any more, or costs another amount.
    """
    if not _is_as_seen(basket, version, catalogue, now):
        raise StaleReview(load_basket(session, person_id, catalogue))
    if changes := _price_changes(basket.lines):
        raise PriceChanged(changes)
    if basket.address and not catalogue.rules.courier.drives:
        raise CourierOff
    if (fee_minor := basket.fee_minor(catalogue.rules.courier)) != basket.reviewed_fee_minor:
        raise FeeChanged(basket.reviewed_fee_minor, fee_minor)


def _nothing_there(session: Session, person_id: int, order_id: int, catalogue: Catalogue) -> Refusal:
    """An emptied basket of theirs is drawn; anything else is not available."""
    owner = sa.select(ORDER.c.id).where(ORDER.c.id == order_id, ORDER.c.buyer_id == person_id)
    if session.connection().scalar(owner) is None:
        return NotAvailable()
    return StaleReview(load_basket(session, person_id, catalogue))


def _overtaken(session: Session, person_id: int, order_id: int, catalogue: Catalogue) -> Refusal:
    """Their other phone placed or changed the same basket while this tap waited for the lots."""
    try:
        return AlreadyPlaced(load_receipt(session, person_id, order_id))
    except NotAvailable:
        return StaleReview(load_basket(session, person_id, catalogue))


def _is_as_seen(basket: Basket, version: int, catalogue: Catalogue, now: datetime) -> bool:
    return (
        basket.version == version
        and basket.cut_off_at is not None  # it was reviewed since its last change
        and now < basket.cut_off_at
        and (basket.address is not None or basket.point_id == open_point(basket.point_id, catalogue))
    )


def _price_changes(lines: Sequence[BasketLine]) -> list[PriceChange]:
    return [
        PriceChange(line.product_id, line.was_minor, line.price_minor, line.price_unit)
        for line in lines
        if line.was_minor is not None
    ]


def claim_for_good(
    session: Session,
    order_id: int,
    lines: Sequence[BasketLine],
    person_id: int,
    *,
    into: int | None = None,
    now: datetime,
) -> None:
    """Make the order's claims firm: keep what Review holds, and take anew what it no longer does.

    into: the order that they are for from now on, where a basket is added to it.
    """
    into = into or order_id
    kept = keep(session, order_id, into=into, now=now) if all(line.is_held(now) for line in lines) else set()
    missing = [line for line in lines if line.lot_id not in kept]
    if gone := [line for line in missing if not line.on_sale]:
        raise OrderShort([ShortLine(line.product_id, line.quantity, 0) for line in gone])
    if missing:
        lots = {line.lot_id for line in lines}
        claim(
            session,
            order_id,
            missing,
            lots,
            state=HoldState.KEPT,
            expires_at=now,
            actor_id=person_id,
            into=into,
            now=now,
        )


def _place(
    session: Session, basket: Basket, person_id: int, random_code: Callable[[int], str], *, now: datetime
) -> tuple[str, int] | None:
    codes = {f"code_{number}": random_code(CODE_LENGTH) for number in range(CODE_CANDIDATES)}
    parameters = codes | {"order": basket.order_id, "buyer": person_id, "seen": basket.version, "now": now}
    row = session.connection().execute(_PLACE, parameters).one_or_none()
    return None if row is None else (row.code, row.version)


def audit_facts(order: PlacedOrder) -> dict[str, object]:
    """Say of an order what the record says of it."""
    # That the courier brings it is on record, and not where to.
    fee = {"fee_minor": order.fee_minor} if order.address else {}
    return {"state": order.state, "code": order.code, "total_minor": order.total_minor} | fee
