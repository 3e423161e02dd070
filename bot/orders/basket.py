"""The basket: what goes in, what comes out, where it will be collected."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

# PostgreSQL's ON CONFLICT compiles to the same words on SQLite.
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import Session

from bot.catalog.amounts import check_order_amount
from bot.catalog.snapshot import SHOP_SALE_ID, Catalogue, Item
from bot.orders.basket_rows import Basket, BasketLine, read_basket
from bot.orders.models import OrderState
from bot.orders.refusals import CourierOff, NotEnoughLeft, OverBuyerLimit
from bot.orders.tables import LINE, LOT, OFFER, ORDER, PRODUCT, SAVED_ADDRESS, one_of
from bot.refusals import NotAvailable

__all__ = [
    "Basket",
    "BasketLine",
    "choose_courier",
    "choose_point",
    "clear",
    "load_basket",
    "set_line",
    "set_lines",
    "take_out",
]

_BEGINNING_OF_TIME = datetime(1970, 1, 1, tzinfo=UTC)


def _of_last_order(column: sa.ColumnElement[Any]) -> sa.ScalarSelect[Any]:
    return (
        sa.select(column)
        .where(ORDER.c.buyer_id == sa.bindparam("buyer"), ORDER.c.state != OrderState.BASKET)
        .order_by(ORDER.c.placed_at.desc())
        .limit(1)
        .scalar_subquery()
    )


# An address that was forgotten since is not remembered.
_REMEMBERED = (
    sa.select(SAVED_ADDRESS.c.text)
    .where(SAVED_ADDRESS.c.person_id == ORDER.c.buyer_id, SAVED_ADDRESS.c.text == ORDER.c.address)
    .scalar_subquery()
)
_CHOSEN_POINT = sa.bindparam("point", type_=ORDER.c.point_id.type)
_CHOSEN_ADDRESS = sa.bindparam("to", type_=ORDER.c.address.type)
_NEW_BASKET = upsert(ORDER).values(
    buyer_id=sa.bindparam("buyer"),
    sale_id=sa.bindparam("sale"),
    point_id=sa.case(
        (_CHOSEN_ADDRESS.is_not(None), sa.null()),
        else_=sa.func.coalesce(_CHOSEN_POINT, _of_last_order(ORDER.c.point_id)),
    ),
    address=sa.case(
        (_CHOSEN_POINT.is_not(None), sa.null()),
        else_=sa.func.coalesce(_CHOSEN_ADDRESS, _of_last_order(_REMEMBERED)),
    ),
    state=OrderState.BASKET,
    version=1,
    currency=sa.bindparam("money"),
    total_minor=0,
    fee_minor=0,
    created_at=sa.bindparam("now"),
    changed_at=sa.bindparam("now"),
)
# Every change makes a new version, and what Review decided for the old one is forgotten.
_OPEN = _NEW_BASKET.on_conflict_do_update(
    index_elements=[ORDER.c.buyer_id, ORDER.c.sale_id],
    index_where=one_of(ORDER.c.state, OrderState.BASKET),
    set_={
        "version": ORDER.c.version + 1,
        "point_id": sa.case(
            (_CHOSEN_ADDRESS.is_not(None), sa.null()), else_=sa.func.coalesce(_CHOSEN_POINT, ORDER.c.point_id)
        ),
        "address": sa.case(
            (_CHOSEN_POINT.is_not(None), sa.null()), else_=sa.func.coalesce(_CHOSEN_ADDRESS, ORDER.c.address)
        ),
        "fee_minor": 0,
        "collect_on": None,
        "cut_off_at": None,
        "changed_at": _NEW_BASKET.excluded.changed_at,
    },
).returning(ORDER.c.id, ORDER.c.version, ORDER.c.point_id, ORDER.c.address)
_FORGET_ADDRESS = (
    sa.update(ORDER)
    .where(
        ORDER.c.buyer_id == sa.bindparam("buyer"),
        one_of(ORDER.c.state, OrderState.BASKET),
        ORDER.c.address == sa.bindparam("to"),
    )
    .values(
        version=ORDER.c.version + 1,
        address=None,
        fee_minor=0,
        collect_on=None,
        cut_off_at=None,
        changed_at=sa.bindparam("now"),
    )
)

_OFFERED = (
    sa.select(
        sa.bindparam("order", type_=LINE.c.order_id.type),
        OFFER.c.id,
        LOT.c.id,
        PRODUCT.c.id,
        PRODUCT.c.farm_id,
        sa.bindparam("words", type_=LINE.c.names.type),
        sa.bindparam("quantity", type_=LINE.c.ordered.type),
        OFFER.c.price_minor,
        PRODUCT.c.price_unit,
        PRODUCT.c.weighed,
    )
    .join_from(OFFER, LOT, LOT.c.id == OFFER.c.lot_id)
    .join(PRODUCT, PRODUCT.c.id == LOT.c.product_id)
    .where(OFFER.c.id == sa.bindparam("offer"), OFFER.c.sale_id == sa.bindparam("sale"))
)
_COPIED = (
    "order_id", "offer_id", "lot_id", "product_id", "farm_id",
    "names", "ordered", "price_minor", "price_unit", "weighed",
)  # fmt: skip
_NEW_LINE = upsert(LINE).from_select(_COPIED, _OFFERED)
_SEEN = {name: _NEW_LINE.excluded[name] for name in ("names", "price_minor", "price_unit", "weighed")}
_ON_CONFLICT = [LINE.c.order_id, LINE.c.offer_id, LINE.c.addition]
_PUT_LINE = _NEW_LINE.on_conflict_do_update(
    index_elements=_ON_CONFLICT, set_=_SEEN | {"ordered": _NEW_LINE.excluded.ordered}
)
_ADD_TO_LINE = _NEW_LINE.on_conflict_do_update(
    index_elements=_ON_CONFLICT, set_=_SEEN | {"ordered": LINE.c.ordered + _NEW_LINE.excluded.ordered}
)
_OF_ORDER = LINE.c.order_id == sa.bindparam("order")
_REMOVE_ALL = sa.delete(LINE).where(_OF_ORDER)
_REMOVE_LINES = _REMOVE_ALL.where(LINE.c.id.in_(sa.bindparam("lines", expanding=True)))
_REMOVE_LINE = _REMOVE_ALL.where(LINE.c.offer_id == sa.bindparam("offer"))


class _Opened(NamedTuple):
    order_id: int
    version: int
    point_id: int | None
    address: str | None


def load_basket(session: Session, person_id: int, catalogue: Catalogue) -> Basket:
    """Read the basket as it stands, at today's prices; an empty one where there is none.  One statement."""
    basket = read_basket(session, person_id, now=_BEGINNING_OF_TIME)
    if basket is None:
        return Basket(None, 0, open_point(None, catalogue), ())
    return _at_open_point(basket, catalogue)


def set_line(
    session: Session, person_id: int, offer_id: int, quantity: int, catalogue: Catalogue, *, now: datetime
) -> Basket:
    """Let the basket hold exactly so much of an offer, in base units; 0 takes it out.

    Nothing is put aside yet: what is left is checked as an early, friendly answer, and again at Review.

    Raises:
        NotAvailable: there is no such offer, or it is not on sale.
        BelowMinimum, NotWholePacks: the product is not sold in such amounts.
        NotEnoughLeft, OverBuyerLimit: it is more than they can have.
    """
    item = catalogue.by_offer.get(offer_id)
    if quantity == 0:
        return _remove(session, person_id, offer_id, catalogue, now=now)
    if item is None or quantity < 0:
        raise NotAvailable
    check_order_amount(item, quantity)
    opened = _open(session, person_id, catalogue, now=now)
    _put(session, opened, item, offer_id, quantity)
    basket = _read(session, person_id, opened, catalogue, now=now)
    _check_line(next((line for line in basket.lines if line.offer_id == offer_id), None))
    return basket


def set_lines(
    session: Session, person_id: int, amounts: Mapping[int, int], catalogue: Catalogue, *, now: datetime
) -> Basket:
    """Let the basket hold exactly so much of each of these offers, in base units; what else is in it stays.

    What cannot be had of it is not refused here, for one line must not lose the others: see `take_what_is_left`.

    Raises:
        NotAvailable: there is no such offer.
    """
    items = {offer_id: catalogue.by_offer.get(offer_id) for offer_id in amounts}
    if not all(items.values()):
        raise NotAvailable
    opened = _open(session, person_id, catalogue, now=now)
    session.connection().execute(
        _PUT_LINE, [_line_of(opened, item, offer_id, amounts[offer_id]) for offer_id, item in items.items() if item]
    )
    return _read(session, person_id, opened, catalogue, now=now)


def add_kept(
    session: Session, person_id: int, offer_id: int, quantity: int, catalogue: Catalogue, *, now: datetime
) -> Basket:
    """Let the basket hold so much more of an offer, in base units; the caller has a claim on it for them.

    Raises:
        NotAvailable: there is no such offer, or it is not on sale.
        OverBuyerLimit: it is more than one buyer may have.
    """
    item = catalogue.by_offer.get(offer_id)
    if item is None:
        raise NotAvailable
    opened = _open(session, person_id, catalogue, now=now)
    _put(session, opened, item, offer_id, quantity, _ADD_TO_LINE)
    basket = _read(session, person_id, opened, catalogue, now=now)
    line = next((line for line in basket.lines if line.offer_id == offer_id), None)
    if line is None or not line.on_sale:
        raise NotAvailable
    check_limit(line)
    return basket


def choose_point(session: Session, person_id: int, point_id: int, catalogue: Catalogue, *, now: datetime) -> Basket:
    """Let the basket be collected at another point.

    Raises:
        NotAvailable: there is no such point, or it is closed.
    """
    if open_point(point_id, catalogue) != point_id:
        raise NotAvailable
    opened = _open(session, person_id, catalogue, now=now, point_id=point_id)
    return _read(session, person_id, opened, catalogue, now=now)


def choose_courier(session: Session, person_id: int, address: str, catalogue: Catalogue, *, now: datetime) -> Basket:
    """Let the courier bring the basket to an address.

    Raises:
        CourierOff: the courier does not drive.
    """
    if not catalogue.rules.courier.drives:
        raise CourierOff
    opened = _open(session, person_id, catalogue, now=now, address=address)
    return _read(session, person_id, opened, catalogue, now=now)


def leave_address(session: Session, person_id: int, address: str, *, now: datetime) -> None:
    """Let no basket of theirs go to an address any more."""
    session.connection().execute(_FORGET_ADDRESS, {"buyer": person_id, "to": address, "now": now})


def clear(session: Session, person_id: int, catalogue: Catalogue, *, now: datetime) -> Basket:
    """Empty the basket."""
    opened = _open(session, person_id, catalogue, now=now)
    session.connection().execute(_REMOVE_ALL, {"order": opened.order_id})
    return _empty(opened, catalogue)


def take_out(
    session: Session, person_id: int, line_ids: Sequence[int], catalogue: Catalogue, *, now: datetime
) -> Basket:
    """Take these lines out of the basket, and leave what another phone has put into it meanwhile."""
    opened = _open(session, person_id, catalogue, now=now)
    session.connection().execute(_REMOVE_LINES, {"order": opened.order_id, "lines": list(line_ids)})
    return _read(session, person_id, opened, catalogue, now=now)


def open_point(point_id: int | None, catalogue: Catalogue) -> int | None:
    """Keep a point while it is open; else the first that is, None if none is."""
    points = [point.point_id for point in catalogue.points]
    return point_id if point_id in points else next(iter(points), None)


def check_limit(line: BasketLine) -> None:
    """Refuse more than one buyer may have of an offer.

    Raises:
        OverBuyerLimit: with what they have in open orders.
    """
    if line.per_buyer_max is not None and line.bought + line.quantity > line.per_buyer_max:
        raise OverBuyerLimit(line.product_id, line.quantity, line.per_buyer_max, line.bought)


def _check_line(line: BasketLine | None) -> None:
    """Refuse a line that asks for more than its buyer can have.

    Raises:
        NotAvailable: it is not on sale.
        NotEnoughLeft, OverBuyerLimit: with what they could have.
    """
    if line is None or not line.on_sale:
        raise NotAvailable
    check_limit(line)
    if line.quantity > line.available:
        raise NotEnoughLeft(line.product_id, line.quantity, line.available)


def _open(
    session: Session,
    person_id: int,
    catalogue: Catalogue,
    *,
    now: datetime,
    point_id: int | None = None,
    address: str | None = None,
) -> _Opened:
    parameters = {
        "buyer": person_id,
        "sale": SHOP_SALE_ID,
        "point": point_id,
        "to": address,
        "money": catalogue.rules.currency,
        "now": now,
    }
    return _Opened(*session.connection().execute(_OPEN, parameters).one())


def _put(
    session: Session, opened: _Opened, item: Item, offer_id: int, quantity: int, how: sa.Executable = _PUT_LINE
) -> None:
    session.connection().execute(how, _line_of(opened, item, offer_id, quantity))


def _line_of(opened: _Opened, item: Item, offer_id: int, quantity: int) -> dict[str, Any]:
    return {
        "order": opened.order_id,
        "offer": offer_id,
        "sale": SHOP_SALE_ID,
        "words": dict(item.names),
        "quantity": quantity,
    }


def _remove(session: Session, person_id: int, offer_id: int, catalogue: Catalogue, *, now: datetime) -> Basket:
    opened = _open(session, person_id, catalogue, now=now)
    session.connection().execute(_REMOVE_LINE, {"order": opened.order_id, "offer": offer_id})
    return _read(session, person_id, opened, catalogue, now=now)


def _read(session: Session, person_id: int, opened: _Opened, catalogue: Catalogue, *, now: datetime) -> Basket:
    basket = read_basket(session, person_id, now=now)
    if basket is None:
        return _empty(opened, catalogue)
    return _at_open_point(basket, catalogue)


def _empty(opened: _Opened, catalogue: Catalogue) -> Basket:
    empty = Basket(opened.order_id, opened.version, opened.point_id, (), address=opened.address)
    return _at_open_point(empty, catalogue)


def _at_open_point(basket: Basket, catalogue: Catalogue) -> Basket:
    if basket.address and catalogue.rules.courier.drives:
        return basket
    point_id = open_point(basket.point_id, catalogue)
    return replace(basket, point_id=point_id, lost_point_id=None if basket.point_id == point_id else basket.point_id)
