"""Putting a basket's goods aside for a while, and writing down what Confirm would then order."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

# PostgreSQL's ON CONFLICT compiles to the same words on SQLite.
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import Session

from bot.catalog.amounts import check_order_amount
from bot.catalog.snapshot import SHOP_SALE_ID, Catalogue
from bot.orders.basket import check_limit, load_basket, open_point
from bot.orders.basket_rows import Basket, BasketLine
from bot.orders.calendar import Collection as CollectionDay
from bot.orders.calendar import next_collection
from bot.orders.claiming import claim
from bot.orders.details import NO_DETAILS, Details
from bot.orders.joinable import FACTS, Joinable
from bot.orders.models import HoldState, OrderState
from bot.orders.refusals import NoPoint, OrderShort, ShortLine, StaleReview
from bot.orders.tables import LINE, ORDER, one_of


@dataclass(frozen=True, slots=True)
class Review:
    """What Confirm of this version would order; its lines are put aside until `hold_expires_at`.

    total_minor: goods and fee.
    address: to which the courier brings it, for `fee_minor`; then there is no point.
    lost_point_id: where they meant to collect, if that has closed since.
    lost_courier: they meant the courier, who does not drive.
    must_choose: there are several others, so nothing can be confirmed before they say which.
    joins: an order of theirs that this can be added to instead, without another fee.
    only_joins: for an order of its own it is less than the courier drives for.
    """

    order_id: int
    version: int
    lines: tuple[BasketLine, ...]
    total_minor: int
    approximate: bool
    point_id: int | None
    collect_on: date
    cut_off_at: datetime
    hold_expires_at: datetime
    lost_point_id: int | None = None
    must_choose: bool = False
    joins: Joinable | None = None
    address: str | None = None
    fee_minor: int = 0
    lost_courier: bool = False
    only_joins: bool = False
    details: Details = NO_DETAILS


@dataclass(frozen=True, slots=True)
class Changes:
    """What becomes of a basket on the way: lines that are new in it, that are of less now, and that are taken out."""

    added: tuple[BasketLine, ...] = ()
    lowered: tuple[BasketLine, ...] = ()  # with the quantity that they have from now on
    gone: tuple[BasketLine, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.lowered or self.gone)

    def kept(self, basket: Basket) -> tuple[BasketLine, ...]:
        """Give the basket's own lines as they are from now on."""
        lowered, gone = {line.line_id: line for line in self.lowered}, {line.line_id for line in self.gone}
        return tuple(lowered.get(line.line_id, line) for line in basket.lines if line.line_id not in gone)


_SEE = (
    sa.update(LINE)
    .where(LINE.c.id == sa.bindparam("line"))
    .values(
        names=sa.bindparam("words"),
        price_minor=sa.bindparam("price"),
        price_unit=sa.bindparam("unit"),
        weighed=sa.bindparam("by_scale"),
    )
)
_DECIDED: dict[str, sa.BindParameter[Any]] = {
    "point_id": sa.bindparam("point"),
    "address": sa.bindparam("to"),
    "fee_minor": sa.bindparam("fee"),
    "collect_on": sa.bindparam("day"),
    "cut_off_at": sa.bindparam("until"),
    "total_minor": sa.bindparam("total"),
    "changed_at": sa.bindparam("now"),
}
_DECIDE = (
    sa.update(ORDER)
    .where(
        ORDER.c.id == sa.bindparam("order"),
        one_of(ORDER.c.state, OrderState.BASKET),
        ORDER.c.version == sa.bindparam("seen"),
    )
    .values(version=sa.bindparam("next_version"), **_DECIDED)
    .returning(ORDER.c.id, ORDER.c.version, *FACTS)
)
# Where lines are added there may be no basket yet, and one may come from another phone in this moment.
_OPEN = upsert(ORDER).values(
    buyer_id=sa.bindparam("buyer"),
    sale_id=sa.bindparam("sale"),
    state=OrderState.BASKET,
    version=sa.bindparam("next_version"),
    currency=sa.bindparam("money"),
    created_at=sa.bindparam("now"),
    **_DECIDED,
)
_OPEN_OR_DECIDE = _OPEN.on_conflict_do_update(
    index_elements=[ORDER.c.buyer_id, ORDER.c.sale_id],
    index_where=one_of(ORDER.c.state, OrderState.BASKET),
    set_={name: _OPEN.excluded[name] for name in ("version", *_DECIDED)},
    where=ORDER.c.version == sa.bindparam("seen"),
).returning(ORDER.c.id, ORDER.c.version, *FACTS)
_ADD = sa.insert(LINE).returning(LINE.c.id, LINE.c.offer_id)


_TAKE_OUT = sa.delete(LINE).where(LINE.c.id.in_(sa.bindparam("gone", expanding=True)))
_LOWER = sa.update(LINE).where(LINE.c.id == sa.bindparam("line")).values(ordered=sa.bindparam("amount"))
_NONE = Changes()


class _Place(NamedTuple):
    """Where it goes: the point as it is shown and as it is written down, the address, and what was meant instead."""

    shown_id: int | None
    written_id: int | None
    lost_id: int | None = None
    address: str | None = None
    lost_courier: bool = False

    @property
    def must_choose(self) -> bool:
        return self.shown_id != self.written_id


def put_aside(
    session: Session,
    person_id: int,
    basket: Basket,
    locked: Collection[int],
    catalogue: Catalogue,
    *,
    changes: Changes = _NONE,
    now: datetime,
) -> Review | Basket:
    """Hold a basket that was read after its lots were locked, and write down what Confirm would order.

    `locked` are all lots that its lines and its holds are of.  What is less than the courier drives for, and can be
    added to nothing, is given back as the basket with these changes, so that its buyer goes on from there.

    Raises:
        NoPoint, NoCollectionDay: there is nowhere or never to collect it.
        BelowMinimum, NotWholePacks, OverBuyerLimit: an amount that is no longer sold.
        OrderShort: names every line that cannot be had in full; nothing is held.
        StaleReview: another phone of theirs changed the basket in this moment.
    """
    kept = changes.kept(basket)
    if not {line.lot_id for line in (*kept, *changes.added)} <= set(locked):
        raise StaleReview(load_basket(session, person_id, catalogue))  # a line of another phone came in between
    _check(kept, catalogue)
    place = _place(basket, catalogue)
    collection = next_collection(catalogue.rules, now)
    expires_at = None if changes else _held_until(basket, locked, now)
    whole = replace(basket, lines=(*kept, *changes.added))
    courier = catalogue.rules.courier
    fee_minor = 0 if place.address is None or place.must_choose else courier.fee_minor(whole.goods_minor)
    too_little = whole.is_too_little_for(courier)
    # The order's row before its lines, as whoever changes the basket does: so two phones cannot wait for each other.
    decided = _decide(session, person_id, whole, place, fee_minor, collection, catalogue, changes, now=now)
    if decided is None:
        raise StaleReview(load_basket(session, person_id, catalogue))
    order_id, version, *joins = decided
    lines = (*kept, *_write(session, order_id, changes, catalogue))
    if too_little and joins[0] is None:
        return replace(whole, order_id=order_id, version=version, lines=lines)
    if expires_at is None:
        expires_at = now + timedelta(minutes=catalogue.rules.hold_minutes)
        claim(
            session,
            order_id,
            lines,
            locked,
            state=HoldState.ACTIVE,
            expires_at=expires_at,
            actor_id=person_id,
            now=now,
        )
    _see(session, kept, catalogue)
    return Review(
        order_id=order_id,
        version=version,
        lines=tuple(replace(line, held=line.quantity, held_until=expires_at) for line in lines),
        total_minor=whole.goods_minor + fee_minor,
        approximate=whole.approximate,
        point_id=place.shown_id,
        collect_on=collection.day,
        cut_off_at=collection.cut_off_at,
        hold_expires_at=expires_at,
        lost_point_id=place.lost_id,
        must_choose=place.must_choose,
        joins=Joinable(*joins) if joins[0] is not None else None,
        address=None if place.must_choose else place.address,
        fee_minor=fee_minor,
        lost_courier=place.lost_courier,
        only_joins=too_little,
        details=basket.details,
    )


def _place(basket: Basket, catalogue: Catalogue) -> _Place:
    """Say where it goes; a point that has closed, or a courier who stopped, gives way only where there is no choice.

    Until they choose, what was meant stays written down, and Confirm refuses it.
    """
    if basket.address and catalogue.rules.courier.drives:
        return _Place(None, None, address=basket.address)
    point_id = open_point(basket.point_id, catalogue)
    if point_id is None:
        raise NoPoint
    must_choose = len(catalogue.points) > 1
    if basket.address:
        return (
            _Place(point_id, None, None, basket.address, True)
            if must_choose
            else _Place(point_id, point_id, lost_courier=True)
        )
    if basket.point_id in (None, point_id):
        return _Place(point_id, point_id)
    return _Place(point_id, basket.point_id if must_choose else point_id, basket.point_id)


def _held_until(basket: Basket, claimed: Collection[int], now: datetime) -> datetime | None:
    """Until when exactly this basket is held already; None if it is not, or if lots are claimed beyond it."""
    as_held = claimed == {line.lot_id for line in basket.lines} and all(line.is_held(now) for line in basket.lines)
    return basket.hold_expires_at if as_held else None


def _check(lines: Sequence[BasketLine], catalogue: Catalogue) -> None:
    """Refuse what is no longer sold, or not like this; what is merely gone, the guarded UPDATE finds out."""
    left = {line.line_id: line.available if line.offer_id in catalogue.by_offer else 0 for line in lines}
    if any(not line.on_sale or line.offer_id not in catalogue.by_offer for line in lines):
        short = [line for line in lines if line.quantity > left[line.line_id]]
        raise OrderShort([ShortLine(line.product_id, line.quantity, left[line.line_id]) for line in short])
    for line in lines:
        check_order_amount(catalogue.by_offer[line.offer_id], line.quantity)
        check_limit(line)


def _see(session: Session, lines: Sequence[BasketLine], catalogue: Catalogue) -> None:
    """Copy today's names and prices into the lines where they differ: this is what the buyer now sees."""
    rows = [
        {
            "line": line.line_id,
            "words": dict(catalogue.by_offer[line.offer_id].names),
            "price": line.price_minor,
            "unit": line.price_unit,
            "by_scale": line.weighed,
        }
        for line in lines
        if line.was_minor is not None or line.names != dict(catalogue.by_offer[line.offer_id].names)
    ]
    if rows:
        session.connection().execute(_SEE, rows)


def _write(session: Session, order_id: int, changes: Changes, catalogue: Catalogue) -> list[BasketLine]:
    """Write what becomes of the basket's lines; give the new ones with the ids that they have now."""
    connection = session.connection()
    if changes.gone:
        connection.execute(_TAKE_OUT, {"gone": [line.line_id for line in changes.gone]})
    if changes.lowered:
        connection.execute(_LOWER, [{"line": line.line_id, "amount": line.quantity} for line in changes.lowered])
    if not changes.added:
        return []
    rows = [
        {
            "order_id": order_id,
            "offer_id": line.offer_id,
            "lot_id": line.lot_id,
            "product_id": line.product_id,
            "farm_id": line.farm_id,
            "names": dict(catalogue.by_offer[line.offer_id].names),
            "ordered": line.quantity,
            "price_minor": line.price_minor,
            "price_unit": line.price_unit,
            "weighed": line.weighed,
        }
        for line in changes.added
    ]
    ids = {row.offer_id: row.id for row in connection.execute(_ADD, rows)}
    return [replace(line, line_id=ids[line.offer_id]) for line in changes.added]


def _decide(
    session: Session,
    person_id: int,
    basket: Basket,
    place: _Place,
    fee_minor: int,
    collection: CollectionDay,
    catalogue: Catalogue,
    changes: Changes,
    *,
    now: datetime,
) -> Any:
    """Write what this Review shows into the basket; a new version unless the last one showed the same.

    Returns the order's id, its version and what it can be added to; None if another phone was quicker.
    """
    total_minor = basket.goods_minor + fee_minor
    shown = (place.written_id, place.address, collection.day, collection.cut_off_at, total_minor, fee_minor)
    before = (basket.point_id, basket.address, basket.collect_on, basket.cut_off_at)
    same = shown == (*before, basket.reviewed_minor, basket.reviewed_fee_minor)
    same = same and not changes and all(line.was_minor is None for line in basket.lines)
    parameters: dict[str, Any] = {
        "seen": basket.version,
        "next_version": basket.version if same else basket.version + 1,
        "point": place.written_id,
        "day": collection.day,
        "until": collection.cut_off_at,
        "to": place.address,
        "fee": fee_minor,
        "total": total_minor,
        "now": now,
        "owner": person_id,
    }
    if changes.added:
        parameters |= {"buyer": person_id, "sale": SHOP_SALE_ID, "money": catalogue.rules.currency}
    else:
        parameters |= {"order": basket.order_id}
    return session.connection().execute(_OPEN_OR_DECIDE if changes.added else _DECIDE, parameters).one_or_none()
