"""Orders from basket to collected: lines, holds, the farmers' parcels, payments and the money ledger."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.database.metadata import big_id, by_value, json_type


class OrderState(StrEnum):
    BASKET = "basket"
    PLACED = "placed"
    DONE = "done"
    CANCELLED = "cancelled"


class HoldState(StrEnum):
    ACTIVE = "active"  # from Review, until `expires_at` may it be confirmed
    KEPT = "kept"  # confirmed
    USED = "used"  # handed over
    RELEASED = "released"  # back to the lot, or written off with what the farmer refused


class WishState(StrEnum):
    WAITING = "waiting"
    OFFERED = "offered"  # a hold is kept for them until `offered_until`
    TAKEN = "taken"  # all that was wanted is in the basket
    DECLINED = "declined"
    LAPSED = "lapsed"  # not answered in time, or it never reached them
    TOLD = "told"  # who gave no amount was told that it is back
    CANCELLED = "cancelled"  # taken back


class IfShort(StrEnum):
    """What a buyer wants where a farm has less of something than was ordered."""

    ASK = "ask"  # hear of it, and decide
    REPLACE = "replace"  # be shown the same goods of another farm
    LEAVE_OUT = "leave_out"


class ParcelState(StrEnum):
    REQUESTED = "requested"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    PACKED = "packed"
    AT_POINT = "at_point"
    COLLECTED = "collected"
    UNCOLLECTED = "uncollected"
    RETURNED = "returned"
    RESOLD = "resold"
    CANCELLED = "cancelled"


class PaymentMethod(StrEnum):
    CASH = "cash"


class PaymentState(StrEnum):
    DUE = "due"
    CLAIMED = "claimed"
    VERIFIED = "verified"
    REJECTED = "rejected"
    REFUNDED = "refunded"
    TAKEN = "taken"
    REMITTED = "remitted"
    VOID = "void"


class EntryKind(StrEnum):
    CASH_TAKEN = "cash_taken"
    CASH_RETURNED = "cash_returned"  # an undone Collected


class Order(SQLModel, table=True):
    """What one buyer wants from one sale, collected at a point or brought by the courier.

    A basket is an order not yet placed.
    """

    __tablename__ = "orders"  # ORDER is a word of SQL
    __table_args__ = (
        Index(
            "uq_orders_buyer_id_sale_id_basket",
            "buyer_id",
            "sale_id",
            unique=True,
            sqlite_where=text("state = 'basket'"),
            postgresql_where=text("state = 'basket'"),
        ),
        # The code that people say aloud; unique among orders that someone may still ask for.
        Index(
            "uq_orders_code_placed",
            "code",
            unique=True,
            sqlite_where=text("state = 'placed'"),
            postgresql_where=text("state = 'placed'"),
        ),
        CheckConstraint(
            "state = 'basket' OR (code IS NOT NULL AND placed_at IS NOT NULL AND collect_on IS NOT NULL"
            " AND cut_off_at IS NOT NULL AND (point_id IS NOT NULL OR address IS NOT NULL))",
            name="ck_orders_placed_is_complete",
        ),
        CheckConstraint("point_id IS NULL OR address IS NULL", name="ck_orders_point_or_address"),
        CheckConstraint("fee_minor >= 0", name="ck_orders_fee_not_negative"),
        CheckConstraint("fee_minor = 0 OR address IS NOT NULL", name="ck_orders_fee_of_courier"),
        CheckConstraint("total_minor >= 0", name="ck_orders_total_not_negative"),
        Index("ix_orders_collect_on", "collect_on"),  # what a day brings
    )

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    buyer_id: int = Field(sa_type=big_id(), foreign_key="person.id", index=True)
    sale_id: int = Field(sa_type=big_id(), foreign_key="sale.id")
    point_id: int | None = Field(default=None, sa_type=big_id(), foreign_key="point.id")
    address: str | None = Field(default=None, max_length=160)  # to which the courier brings it; None: it is collected
    state: OrderState = Field(default=OrderState.BASKET, sa_type=by_value(OrderState))
    version: int = 1  # raised by every change; Confirm names the one it shows
    code: str | None = Field(default=None, max_length=8)
    currency: str = Field(max_length=3)  # ISO 4217
    total_minor: int = Field(default=0, sa_type=big_id())  # goods and fee
    fee_minor: int = Field(default=0, sa_type=big_id())  # of the courier, as Review showed it
    collect_on: date | None = None
    cut_off_at: datetime | None = None
    placed_at: datetime | None = None
    note: str | None = None  # to the sellers, in its buyer's words
    collector: str | None = Field(default=None, max_length=40)  # for whom it is, where not for its buyer
    may_call: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})  # the farmers, its buyer
    reminded_at: datetime | None = None  # on the morning of collection; also where there was nothing to remind of
    ended_at: datetime | None = None
    created_at: datetime
    changed_at: datetime


class Line(SQLModel, table=True):
    """So much of one offer.  Names and price are copied at Review and never move after placing."""

    __table_args__ = (
        UniqueConstraint("order_id", "offer_id", "addition", name="uq_line_order_id_offer_id_addition"),
        CheckConstraint("ordered > 0", name="ck_line_ordered_positive"),
        CheckConstraint("confirmed >= 0", name="ck_line_confirmed_not_negative"),
        CheckConstraint("confirmed <= ordered", name="ck_line_confirmed_within_ordered"),
        CheckConstraint("packed >= 0", name="ck_line_packed_not_negative"),
        CheckConstraint("taken >= 0", name="ck_line_taken_not_negative"),
    )

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    order_id: int = Field(sa_type=big_id(), foreign_key="orders.id", index=True)
    offer_id: int = Field(sa_type=big_id(), foreign_key="offer.id")
    lot_id: int = Field(sa_type=big_id(), foreign_key="lot.id")
    product_id: int = Field(sa_type=big_id(), foreign_key="product.id")
    farm_id: int = Field(sa_type=big_id(), foreign_key="farm.id")
    addition: int = 0  # to a placed order, counted from 1; 0 is what it was placed with
    names: dict[str, str] = Field(default_factory=dict, sa_type=json_type())
    ordered: int = Field(sa_type=big_id())  # base units
    confirmed: int | None = Field(default=None, sa_type=big_id())  # what the farmer said yes to
    packed: int | None = Field(default=None, sa_type=big_id())  # what the scale said
    taken: int | None = Field(default=None, sa_type=big_id())  # what was handed over
    price_minor: int = Field(sa_type=big_id())  # minor units for `price_unit` base units
    price_unit: int
    weighed: bool = False
    if_short: IfShort = Field(
        default=IfShort.ASK, sa_type=by_value(IfShort), sa_column_kwargs={"server_default": IfShort.ASK.value}
    )


class Rating(SQLModel, table=True):
    """How its buyer liked one line, from one star to five; the latest word counts."""

    __table_args__ = (
        CheckConstraint("stars BETWEEN 1 AND 5", name="ck_rating_stars"),
        CheckConstraint("counted = 0 OR counted BETWEEN 1 AND 5", name="ck_rating_counted"),
        Index(
            "ix_rating_not_counted",
            "line_id",
            sqlite_where=text("counted <> stars"),
            postgresql_where=text("counted <> stars"),
        ),
    )

    line_id: int = Field(sa_type=big_id(), foreign_key="line.id", primary_key=True)
    product_id: int = Field(sa_type=big_id(), foreign_key="product.id")
    stars: int
    counted: int = 0  # how many of them the product's sums hold; 0: not among its ratings yet
    rated_at: datetime
    changed_at: datetime


class Hold(SQLModel, table=True):
    """The only claim on a lot, from Review to handover; one per line and review.

    Without an order it is an offer to somebody who waits: Take gives it to their basket.
    """

    __table_args__ = (
        CheckConstraint("quantity > 0", name="ck_hold_quantity_positive"),
        CheckConstraint("order_id IS NOT NULL OR wish_id IS NOT NULL", name="ck_hold_for_somebody"),
        CheckConstraint("order_id IS NOT NULL OR state IN ('active', 'released')", name="ck_hold_offer_is_not_kept"),
        Index(
            "ix_hold_expires_at_active",
            "expires_at",
            sqlite_where=text("state = 'active'"),
            postgresql_where=text("state = 'active'"),
        ),
        Index("ix_hold_lot_id_state", "lot_id", "state"),
        # One claim a line: whoever takes anew gives the old one back first.
        Index(
            "uq_hold_line_id_claiming",
            "line_id",
            unique=True,
            sqlite_where=text("state IN ('active', 'kept')"),
            postgresql_where=text("state IN ('active', 'kept')"),
        ),
        # One offer a wish at a time.
        Index(
            "uq_hold_wish_id_offered",
            "wish_id",
            unique=True,
            sqlite_where=text("state = 'active' AND order_id IS NULL"),
            postgresql_where=text("state = 'active' AND order_id IS NULL"),
        ),
    )

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    order_id: int | None = Field(default=None, sa_type=big_id(), foreign_key="orders.id", index=True)
    wish_id: int | None = Field(default=None, sa_type=big_id(), foreign_key="wish.id")  # for whom it was kept at first
    line_id: int | None = Field(  # None: that line was taken out of the basket, the claim stands until released
        default=None, sa_type=big_id(), foreign_key="line.id", index=True, ondelete="SET NULL"
    )
    lot_id: int = Field(sa_type=big_id(), foreign_key="lot.id")
    quantity: int = Field(sa_type=big_id())  # base units still claimed
    state: HoldState = Field(default=HoldState.ACTIVE, sa_type=by_value(HoldState))
    expires_at: datetime
    created_at: datetime


class Wish(SQLModel, table=True):
    """Somebody's place in line for a product; see `bot.orders.waitlist`."""

    __table_args__ = (
        CheckConstraint("quantity > 0", name="ck_wish_quantity_positive"),
        CheckConstraint(
            "(state = 'offered') = (offered_until IS NOT NULL) AND (state <> 'offered' OR quantity IS NOT NULL)",
            name="ck_wish_offered_until",
        ),
        # One open wish for a product.
        Index(
            "uq_wish_person_id_product_id_open",
            "person_id",
            "product_id",
            unique=True,
            sqlite_where=text("state IN ('waiting', 'offered')"),
            postgresql_where=text("state IN ('waiting', 'offered')"),
        ),
        # The line itself.
        Index(
            "ix_wish_product_id_since_open",
            "product_id",
            "since",
            sqlite_where=text("state IN ('waiting', 'offered')"),
            postgresql_where=text("state IN ('waiting', 'offered')"),
        ),
    )

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    person_id: int = Field(sa_type=big_id(), foreign_key="person.id")
    product_id: int = Field(sa_type=big_id(), foreign_key="product.id")
    quantity: int | None = Field(default=None, sa_type=big_id())  # base units; None: only to be told
    whole: bool = False  # a part was offered before: the next offer is for all of it
    state: WishState = Field(default=WishState.WAITING, sa_type=by_value(WishState))
    since: datetime  # the place in line
    offered_until: datetime | None = None
    created_at: datetime
    ended_at: datetime | None = None


class Favourite(SQLModel, table=True):
    """A product that somebody wants to find again."""

    person_id: int = Field(primary_key=True, sa_type=big_id(), foreign_key="person.id")
    product_id: int = Field(primary_key=True, sa_type=big_id(), foreign_key="product.id")
    since: datetime


class Parcel(SQLModel, table=True):
    """One farm's share of an order, or of an addition to it: accepted, packed, carried and handed over as one."""

    __table_args__ = (
        UniqueConstraint("order_id", "farm_id", "addition", name="uq_parcel_order_id_farm_id_addition"),
        # The sweep's question: which answers are overdue.
        Index(
            "ix_parcel_due_at_requested",
            "due_at",
            sqlite_where=text("state = 'requested'"),
            postgresql_where=text("state = 'requested'"),
        ),
    )

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    order_id: int = Field(sa_type=big_id(), foreign_key="orders.id")
    farm_id: int = Field(sa_type=big_id(), foreign_key="farm.id")
    addition: int = 0  # as its lines
    state: ParcelState = Field(default=ParcelState.REQUESTED, sa_type=by_value(ParcelState))
    due_at: datetime  # the farmer's answer's deadline
    answered_at: datetime | None = None
    answered_by_id: int | None = Field(default=None, sa_type=big_id(), foreign_key="person.id")
    changed_at: datetime


class Payment(SQLModel, table=True):
    """What an order owes or has paid, and how."""

    __table_args__ = (CheckConstraint("amount_minor >= 0", name="ck_payment_amount_not_negative"),)

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    order_id: int = Field(sa_type=big_id(), foreign_key="orders.id", index=True)
    method: PaymentMethod = Field(default=PaymentMethod.CASH, sa_type=by_value(PaymentMethod))
    state: PaymentState = Field(default=PaymentState.DUE, sa_type=by_value(PaymentState))
    amount_minor: int = Field(sa_type=big_id())
    changed_at: datetime


class Entry(SQLModel, table=True):
    """One movement of money.  Append-only: a mistake is mended by a second entry."""

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    payment_id: int = Field(sa_type=big_id(), foreign_key="payment.id", index=True)
    parcel_id: int | None = Field(default=None, sa_type=big_id(), foreign_key="parcel.id")
    kind: EntryKind = Field(sa_type=by_value(EntryKind))
    amount_minor: int = Field(sa_type=big_id())  # from the shop's side: taken is positive
    actor_id: int | None = Field(default=None, sa_type=big_id(), foreign_key="person.id")
    at: datetime
