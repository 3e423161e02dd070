"""What there is to sell: farms, products and their words, units, lots and their moves, sales and offers."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.database.metadata import big_id, by_value, json_type
from bot.messages import ClipKind


class Dimension(StrEnum):
    """What a product is measured in; the base unit in which all its quantities are whole numbers."""

    MASS = "mass"  # gram
    VOLUME = "volume"  # millilitre
    PIECE = "piece"  # piece


class UnitDimension(StrEnum):
    MASS = "mass"
    VOLUME = "volume"
    PIECE = "piece"
    PACK = "pack"  # a container: as much as the product's smallest pack of that name


class LotKind(StrEnum):
    HARVESTED = "harvested"
    FORECAST = "forecast"


class MoveKind(StrEnum):
    RECEIVED = "received"
    ADJUSTED = "adjusted"
    HELD = "held"
    RELEASED = "released"
    HANDED_OVER = "handed_over"
    RETURNED = "returned"
    WRITTEN_OFF = "written_off"


class ShortageState(StrEnum):
    OPEN = "open"
    SETTLED = "settled"


class SaleKind(StrEnum):
    SHOP = "shop"
    LIVE = "live"
    PREORDER = "preorder"
    GROUP = "group"


class MissedState(StrEnum):
    OPEN = "open"
    ALIAS = "alias"  # an admin said which goods it means
    PUT_ASIDE = "put_aside"  # an admin said that it means none


class Shop(SQLModel, table=True):
    """The one row that every process watches: a change of catalogue or settings raises its version."""

    __table_args__ = (CheckConstraint("id = 1", name="ck_shop_is_one_row"),)

    id: int = Field(default=1, primary_key=True)
    version: int = 1
    seeded: bool = False  # the sample market; `demo` refuses any other database


class Setting(SQLModel, table=True):
    """What the seller decided while trading: `bot.catalog.rules` names the keys, types and defaults."""

    key: str = Field(primary_key=True, max_length=48)
    value: Any = Field(default=None, sa_type=json_type())


class Category(SQLModel, table=True):
    """A shelf."""

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    slug: str = Field(unique=True, max_length=64)
    emoji: str = Field(default="", max_length=16)
    names: dict[str, str] = Field(default_factory=dict, sa_type=json_type())  # by language code
    position: int = 0


class Unit(SQLModel, table=True):
    """A way to count: `quantity` base units of its dimension, as `source` says."""

    __table_args__ = (
        CheckConstraint("(dimension = 'pack') = (quantity IS NULL)", name="ck_unit_quantity_unless_pack"),
        CheckConstraint("quantity > 0", name="ck_unit_quantity_positive"),
    )

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    key: str = Field(unique=True, max_length=32)
    dimension: UnitDimension = Field(sa_type=by_value(UnitDimension))
    quantity: int | None = None
    approximate: bool = False
    source: str = ""
    words: dict[str, list[str]] = Field(default_factory=dict, sa_type=json_type())  # by language; the name first
    farm_id: int | None = Field(default=None, sa_type=big_id(), foreign_key="farm.id")  # a container of one farm's own
    product_slugs: list[str] | None = Field(default=None, sa_type=json_type())  # a container of these products only


class Farm(SQLModel, table=True):
    """Whose goods.  On sale only once a test alert was answered there (`alerts_tested_at`)."""

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    slug: str = Field(unique=True, max_length=64)
    names: dict[str, str] = Field(default_factory=dict, sa_type=json_type())
    places: dict[str, str] = Field(default_factory=dict, sa_type=json_type())
    alerts_tested_at: datetime | None = None


class Media(SQLModel, table=True):
    """A picture's or recording's bytes, as a row, because processes share no disk."""

    __table_args__ = (CheckConstraint("size > 0", name="ck_media_size_positive"),)

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    sha256: str = Field(unique=True, max_length=64)
    mime: str = Field(max_length=64)
    size: int  # bytes
    content: bytes


class Product(SQLModel, table=True):
    """One kind of goods of one farm.  `price_unit` is its own unit: stock, price and Less are counted in it."""

    __table_args__ = (
        CheckConstraint("price_unit > 0", name="ck_product_price_unit_positive"),
        CheckConstraint("min_order > 0", name="ck_product_min_order_positive"),
        CheckConstraint("tolerance_percent BETWEEN 0 AND 100", name="ck_product_tolerance_percent"),
        CheckConstraint("ratings >= 0 AND stars BETWEEN ratings AND 5 * ratings", name="ck_product_stars_of_ratings"),
        CheckConstraint(
            "season_from BETWEEN 1 AND 12 AND season_until BETWEEN 1 AND 12", name="ck_product_season_months"
        ),
        CheckConstraint("(season_from IS NULL) = (season_until IS NULL)", name="ck_product_season_whole"),
    )

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    slug: str = Field(unique=True, max_length=64)
    farm_id: int = Field(sa_type=big_id(), foreign_key="farm.id", index=True)
    category_id: int = Field(sa_type=big_id(), foreign_key="category.id", index=True)
    dimension: Dimension = Field(sa_type=by_value(Dimension))
    price_unit: int  # base units
    min_order: int  # base units
    whole_packs: bool = False  # only multiples of the smallest pack
    weighed: bool = False  # charged by what the scale says
    tolerance_percent: int = 0
    emoji: str = Field(default="", max_length=16)
    picture_id: int | None = Field(default=None, sa_type=big_id(), foreign_key="media.id")
    hidden: bool = False
    position: int = 0  # order on the shelf: best sellers first
    ratings: int = 0  # how many buyers have rated it, as far as they are counted (`bot.orders.rating`)
    stars: int = 0  # the sum of what they gave
    season_from: int | None = None  # a month, 1 to 12; None: it has no season
    season_until: int | None = None  # the last month of it; 10 to 2 goes over the new year
    shown_at: datetime | None = None  # since when it is in the shop; None: since nobody knows when


class ProductPicture(SQLModel, table=True):
    """A further picture of a product; the first, which stands on its card, is `Product.picture_id`."""

    __tablename__ = "product_picture"
    __table_args__ = (
        UniqueConstraint("product_id", "media_id", name="uq_product_picture_product_id_media_id"),
        CheckConstraint("place BETWEEN 2 AND 5", name="ck_product_picture_place"),
    )

    product_id: int = Field(primary_key=True, sa_type=big_id(), foreign_key="product.id")
    place: int = Field(primary_key=True)
    media_id: int = Field(sa_type=big_id(), foreign_key="media.id")


class ProductClip(SQLModel, table=True):
    """A short recording of a product, in which its farmer shows it or says what it is like."""

    __tablename__ = "product_clip"
    __table_args__ = (CheckConstraint("seconds BETWEEN 0 AND 60", name="ck_product_clip_seconds"),)

    product_id: int = Field(primary_key=True, sa_type=big_id(), foreign_key="product.id")
    media_id: int = Field(sa_type=big_id(), foreign_key="media.id")
    kind: ClipKind = Field(sa_type=by_value(ClipKind))
    seconds: int


class ProductText(SQLModel, table=True):
    """A product's name in one language; `short_name` where the name is longer than a button."""

    __tablename__ = "product_text"

    product_id: int = Field(primary_key=True, sa_type=big_id(), foreign_key="product.id")
    locale: str = Field(primary_key=True, max_length=16)
    name: str = Field(max_length=64)
    short_name: str | None = Field(default=None, max_length=20)


class Alias(SQLModel, table=True):
    """What people also call a product."""

    __table_args__ = (UniqueConstraint("product_id", "locale", "text", name="uq_alias_product_id_locale_text"),)

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    product_id: int = Field(sa_type=big_id(), foreign_key="product.id")
    locale: str = Field(max_length=16)
    text: str = Field(max_length=64)


class MissedPhrase(SQLModel, table=True):
    """What buyers typed and we did not understand, until an admin says what it means.  Says nothing of who typed it."""

    __tablename__ = "missed_phrase"
    __table_args__ = (CheckConstraint("times > 0", name="ck_missed_phrase_times_positive"),)

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    folded: str = Field(unique=True, max_length=40)  # as names are compared, see `bot.catalog.typed`
    words: str = Field(max_length=40)  # as it was typed first
    language: str = Field(max_length=16)  # of the chat in which that was
    times: int = 1
    last_at: datetime
    state: MissedState = Field(default=MissedState.OPEN, sa_type=by_value(MissedState))


class Lot(SQLModel, table=True):
    """What there is of one product, harvested or forecast.  Changed by `bot.catalog.stock` only."""

    # Last line of defence: no future query can sell what is not there.
    __table_args__ = (
        CheckConstraint("available >= 0", name="ck_lot_available_not_negative"),
        CheckConstraint("held >= 0", name="ck_lot_held_not_negative"),
    )

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    product_id: int = Field(sa_type=big_id(), foreign_key="product.id", index=True)
    kind: LotKind = Field(default=LotKind.HARVESTED, sa_type=by_value(LotKind))
    available: int = Field(default=0, sa_type=big_id())  # base units to sell
    held: int = Field(default=0, sa_type=big_id())  # base units promised to orders and not yet handed over
    closed_at: datetime | None = None


class StockMove(SQLModel, table=True):
    """One change of one lot: the sums of a lot's moves are its `available` and `held`, at every moment."""

    __tablename__ = "stock_move"
    __table_args__ = (
        Index("ix_stock_move_lot_id", "lot_id"),
        # A hold is held, released or handed over once each.
        Index(
            "uq_stock_move_hold_id_kind",
            "hold_id",
            "kind",
            unique=True,
            sqlite_where=text("hold_id IS NOT NULL"),
            postgresql_where=text("hold_id IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    lot_id: int = Field(sa_type=big_id(), foreign_key="lot.id")
    kind: MoveKind = Field(sa_type=by_value(MoveKind))
    available_delta: int = Field(sa_type=big_id())
    held_delta: int = Field(sa_type=big_id())
    actor_id: int | None = Field(default=None, sa_type=big_id(), foreign_key="person.id")  # None: the clock
    hold_id: int | None = Field(default=None, sa_type=big_id(), foreign_key="hold.id")
    cause: str = Field(default="", max_length=48)  # "seed", "command", "sweep", "parcel:12" …
    at: datetime


class Shortage(SQLModel, table=True):
    """More was promised of a lot than is there; open until it has been shared out."""

    __table_args__ = (CheckConstraint("missing > 0", name="ck_shortage_missing_positive"),)

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    lot_id: int = Field(sa_type=big_id(), foreign_key="lot.id", index=True)
    missing: int = Field(sa_type=big_id())  # base units
    state: ShortageState = Field(default=ShortageState.OPEN, sa_type=by_value(ShortageState))
    opened_at: datetime
    settled_at: datetime | None = None


class Sale(SQLModel, table=True):
    """When things may be ordered.  Sale 1 is the shop that is always open."""

    __table_args__ = (CheckConstraint("closes_at > opens_at", name="ck_sale_closes_after_opening"),)

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    kind: SaleKind = Field(default=SaleKind.SHOP, sa_type=by_value(SaleKind))
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    collect_on: date | None = None


class Offer(SQLModel, table=True):
    """A lot on sale: its price, and the amounts offered as buttons."""

    __table_args__ = (
        UniqueConstraint("sale_id", "lot_id", name="uq_offer_sale_id_lot_id"),
        CheckConstraint("price_minor > 0", name="ck_offer_price_positive"),
    )

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    sale_id: int = Field(sa_type=big_id(), foreign_key="sale.id")
    lot_id: int = Field(sa_type=big_id(), foreign_key="lot.id", index=True)
    price_minor: int = Field(sa_type=big_id())  # minor currency units for the product's `price_unit`
    packs: list[dict[str, Any]] = Field(
        default_factory=list, sa_type=json_type()
    )  # [{"quantity": 500, "label": "bag"}]
    per_buyer_max: int | None = None  # base units


class Post(SQLModel, table=True):
    """An offer shown in a public chat, on the card "post:<id>"; edited when it sells out and when it is back.

    `price_minor` and `sold_out` are what it was last asked to say; where that is no longer so, the clock asks anew.
    """

    __table_args__ = (
        Index(
            "ix_post_offer_id_open",
            "offer_id",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    offer_id: int = Field(sa_type=big_id(), foreign_key="offer.id")
    identity_id: int = Field(sa_type=big_id(), foreign_key="identity.id")
    posted_by_id: int = Field(sa_type=big_id(), foreign_key="person.id")
    posted_at: datetime
    price_minor: int = Field(sa_type=big_id())
    sold_out: bool = False
    ended_at: datetime | None = None


class Point(SQLModel, table=True):
    """Where goods are collected."""

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    slug: str = Field(unique=True, max_length=64)
    names: dict[str, str] = Field(default_factory=dict, sa_type=json_type())
    short_names: dict[str, str] = Field(default_factory=dict, sa_type=json_type())  # for buttons, where names are long
    addresses: dict[str, str] = Field(default_factory=dict, sa_type=json_type())
    latitude: float | None = None
    longitude: float | None = None
    hours: str = Field(default="", max_length=32)  # "08:30-18:00", the seller's zone
    position: int = 0
    closed: bool = False
