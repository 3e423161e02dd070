"""A basket as one statement reads it: its lines with the price and stock of this moment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.courier import Courier
from bot.catalog.models import Dimension
from bot.catalog.snapshot import SHOP_SALE_ID
from bot.catalog.stock import total
from bot.orders.amounts import amount_minor, total_minor
from bot.orders.details import DETAILS, NO_DETAILS, Details, details_of
from bot.orders.models import HoldState, IfShort, OrderState
from bot.orders.tables import FARM, HOLD, LINE, LOT, OFFER, ORDER, PERSON, PRODUCT, one_of


@dataclass(frozen=True, slots=True)
class BasketLine:
    """One line at the price of this moment; quantities in base units, prices in minor units for `price_unit`.

    available: what the buyer could have, their own claim and expired ones of others counted; 0 once it is not sold.
    was_minor: the price when they last saw it, where it has changed since.
    held, held_until: what Review has put aside for this line.
    bought: what they have of this offer in open orders, counted only where `per_buyer_max` is set.
    """

    line_id: int
    offer_id: int
    lot_id: int
    product_id: int
    farm_id: int
    names: Mapping[str, str]
    dimension: Dimension
    quantity: int
    price_minor: int
    price_unit: int
    weighed: bool
    available: int
    on_sale: bool
    was_minor: int | None
    per_buyer_max: int | None
    bought: int
    held: int
    held_until: datetime | None
    if_short: IfShort = IfShort.ASK

    @property
    def amount_minor(self) -> int:
        return amount_minor(self)

    def is_held(self, now: datetime) -> bool:
        """Whether all of it is put aside and may still be confirmed."""
        return self.held == self.quantity and self.held_until is not None and now < self.held_until


@dataclass(frozen=True, slots=True)
class Basket:
    """An order not yet placed.  `collect_on` and `cut_off_at` are set by Review and cleared by every change.

    address: to which the courier is to bring it; then there is no point.
    lost_point_id: where they meant to collect, if that has closed since; `point_id` is then the first that is open.
    """

    order_id: int | None
    version: int
    point_id: int | None
    lines: tuple[BasketLine, ...]
    buyer_name: str = ""
    state: OrderState = OrderState.BASKET
    collect_on: date | None = None
    cut_off_at: datetime | None = None
    reviewed_minor: int = 0  # the total that Review showed, and the courier's fee in it
    reviewed_fee_minor: int = 0
    lost_point_id: int | None = None
    address: str | None = None
    details: Details = NO_DETAILS

    @property
    def goods_minor(self) -> int:
        """What the goods come to, without the courier's fee."""
        return total_minor(self.lines)

    def fee_minor(self, courier: Courier) -> int:
        """What the courier would cost today."""
        return courier.fee_minor(self.goods_minor) if self.address and courier.drives else 0

    def is_too_little_for(self, courier: Courier) -> bool:
        """Say whether the courier, who is to bring it, drives for larger orders only."""
        return self.address is not None and courier.drives and self.goods_minor < courier.minimum_minor

    @property
    def approximate(self) -> bool:
        """Whether the scale has a word to say about the total."""
        return any(line.weighed for line in self.lines)

    @property
    def hold_expires_at(self) -> datetime | None:
        """Until when all of it is put aside; None when some of it is not."""
        moments = [line.held_until for line in self.lines if line.held == line.quantity and line.held_until]
        return min(moments) if self.lines and len(moments) == len(self.lines) else None


_CLAIM = HOLD.alias("claim")
_EARLIER, _EARLIER_LINE = ORDER.alias("earlier"), LINE.alias("earlier_line")


def freed_of(lot_id: sa.ColumnElement[int], basket_id: sa.ColumnElement[int]) -> sa.ScalarSelect[int]:
    """Build the question what a Review could take of a lot beyond `available`, correlated as `bought_of`.

    That is the basket's own claim, and the claims whose time is over at `now`.
    """
    return (
        sa.select(total(_CLAIM.c.quantity))
        .where(
            _CLAIM.c.lot_id == lot_id,
            one_of(_CLAIM.c.state, HoldState.ACTIVE),
            sa.or_(_CLAIM.c.order_id == basket_id, _CLAIM.c.expires_at <= sa.bindparam("now")),
        )
        .scalar_subquery()
    )


def bought_of(buyer_id: sa.ColumnElement[int], offer_id: sa.ColumnElement[int]) -> sa.ScalarSelect[int]:
    """Build the question what a buyer has of an offer in open orders; correlated to a statement's own columns."""
    return (
        sa.select(total(sa.func.coalesce(_EARLIER_LINE.c.confirmed, _EARLIER_LINE.c.ordered)))
        .join_from(_EARLIER, _EARLIER_LINE, _EARLIER_LINE.c.order_id == _EARLIER.c.id)
        .where(
            _EARLIER.c.buyer_id == buyer_id,
            one_of(_EARLIER.c.state, OrderState.PLACED),
            _EARLIER_LINE.c.offer_id == offer_id,
        )
        .scalar_subquery()
    )


ON_SALE = sa.and_(~PRODUCT.c.hidden, LOT.c.closed_at.is_(None), FARM.c.alerts_tested_at.is_not(None))
_SELECT = (
    sa.select(
        ORDER.c.id.label("order_id"),
        ORDER.c.state,
        ORDER.c.version,
        ORDER.c.point_id,
        ORDER.c.address,
        ORDER.c.collect_on,
        ORDER.c.cut_off_at,
        ORDER.c.total_minor.label("reviewed_minor"),
        ORDER.c.fee_minor.label("reviewed_fee_minor"),
        PERSON.c.name.label("buyer_name"),
        *DETAILS,
        LINE.c.id.label("line_id"),
        LINE.c.offer_id,
        LINE.c.lot_id,
        LINE.c.product_id,
        LINE.c.farm_id,
        LINE.c.names,
        LINE.c.ordered.label("quantity"),
        LINE.c.price_minor.label("seen_minor"),
        LINE.c.if_short,
        OFFER.c.price_minor,
        OFFER.c.per_buyer_max,
        PRODUCT.c.price_unit,
        PRODUCT.c.weighed,
        PRODUCT.c.dimension,
        ON_SALE.label("on_sale"),
        (LOT.c.available + freed_of(LINE.c.lot_id, LINE.c.order_id)).label("available"),
        sa.case((OFFER.c.per_buyer_max.is_not(None), bought_of(ORDER.c.buyer_id, LINE.c.offer_id)), else_=0).label(
            "bought"
        ),
        HOLD.c.quantity.label("held"),
        HOLD.c.expires_at.label("held_until"),
    )
    .join_from(ORDER, PERSON, PERSON.c.id == ORDER.c.buyer_id)
    .join(LINE, LINE.c.order_id == ORDER.c.id)
    .join(OFFER, OFFER.c.id == LINE.c.offer_id)
    .join(LOT, LOT.c.id == LINE.c.lot_id)
    .join(PRODUCT, PRODUCT.c.id == LINE.c.product_id)
    .join(FARM, FARM.c.id == LINE.c.farm_id)
    .outerjoin(HOLD, sa.and_(HOLD.c.line_id == LINE.c.id, one_of(HOLD.c.state, HoldState.ACTIVE)))
    .order_by(LOT.c.id)
)
_OF_BUYER = _SELECT.where(
    ORDER.c.buyer_id == sa.bindparam("buyer"),
    ORDER.c.sale_id == sa.bindparam("sale"),
    one_of(ORDER.c.state, OrderState.BASKET),
)
_BY_ID_LOCKING_LOTS = _SELECT.where(
    ORDER.c.id == sa.bindparam("order"), ORDER.c.buyer_id == sa.bindparam("buyer")
).with_for_update(of=LOT, key_share=True)


def read_basket(session: Session, buyer_id: int, *, now: datetime) -> Basket | None:
    """Read what is in a buyer's basket of the shop; None when nothing is."""
    parameters = {"buyer": buyer_id, "sale": SHOP_SALE_ID, "now": now}
    return _basket(session.connection().execute(_OF_BUYER, parameters).all())


def lock_and_read(session: Session, buyer_id: int, order_id: int, *, now: datetime) -> Basket | None:
    """Lock the lots of one order of this buyer and read it, placed or not; None when it has no lines or is not theirs.

    One statement instead of two: under READ COMMITTED the joined tables are read as before the wait for the locks, so
    whoever uses this takes order and holds by conditional UPDATEs, and lots by the guarded one.
    """
    parameters = {"buyer": buyer_id, "order": order_id, "now": now}
    return _basket(session.connection().execute(_BY_ID_LOCKING_LOTS, parameters).all())


def _basket(rows: Iterable[Any]) -> Basket | None:
    rows = sorted(rows, key=lambda row: row.line_id)
    if not rows:
        return None
    first = rows[0]
    return Basket(
        order_id=first.order_id,
        version=first.version,
        point_id=first.point_id,
        lines=tuple(_line(row) for row in rows),
        buyer_name=first.buyer_name,
        state=first.state,
        collect_on=first.collect_on,
        cut_off_at=first.cut_off_at,
        reviewed_minor=first.reviewed_minor,
        reviewed_fee_minor=first.reviewed_fee_minor,
        address=first.address,
        details=details_of(first),
    )


def _line(row: Any) -> BasketLine:
    return BasketLine(
        line_id=row.line_id,
        offer_id=row.offer_id,
        lot_id=row.lot_id,
        product_id=row.product_id,
        farm_id=row.farm_id,
        names=row.names,
        dimension=row.dimension,
        quantity=row.quantity,
        price_minor=row.price_minor,
        price_unit=row.price_unit,
        weighed=row.weighed,
        available=row.available if row.on_sale else 0,
        on_sale=row.on_sale,
        was_minor=row.seen_minor if row.seen_minor != row.price_minor else None,
        per_buyer_max=row.per_buyer_max,
        bought=row.bought,
        held=row.held or 0,
        held_until=row.held_until,
        if_short=row.if_short,
    )
