"""The catalogue as one immutable value, shared by all turns of a process.

It is loaded by a fixed number of statements whatever the size of the shop, and only for screens: prices and stock
that an order uses come from the rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Any

from sqlalchemy import Row, Select, and_, select, update
from sqlmodel import Session

from bot.catalog.models import (
    Alias,
    Category,
    Dimension,
    Farm,
    Lot,
    LotKind,
    Offer,
    Point,
    Product,
    ProductClip,
    ProductPicture,
    ProductText,
    Setting,
    Shop,
    Unit,
    UnitDimension,
)
from bot.catalog.rules import Rules
from bot.messages import Clip

SHOP_SALE_ID = 1  # the sale that is always open
MONTHS = 12  # of a year
RATINGS_SHOWN_FROM = 3  # one angry buyer, or the farmer's cousin, is no average


@dataclass(frozen=True, slots=True)
class Pack:
    """An amount offered as a button; `label` is a container's unit key ("bag"), or empty."""

    quantity: int  # base units
    label: str = ""


@dataclass(frozen=True, slots=True)
class Season:
    """The months in which there is most of something, 1 to 12; both are a part of it, and 10 to 2 has the new year."""

    first: int
    last: int

    @property
    def months(self) -> tuple[int, ...]:
        """All of them, in their order."""
        count = (self.last - self.first) % MONTHS + 1
        return tuple((self.first - 1 + each) % MONTHS + 1 for each in range(count))


@dataclass(frozen=True, slots=True)
class Item:
    """One product as the shop shows it.  `offer_id`, `lot_id` and `price_minor` are None where it is not offered."""

    product_id: int
    slug: str
    farm_id: int
    category_id: int
    dimension: Dimension
    price_unit: int  # base units: the product's own unit
    min_order: int  # base units
    whole_packs: bool
    weighed: bool
    tolerance_percent: int
    emoji: str
    picture_id: int | None
    hidden: bool
    position: int
    names: Mapping[str, str]  # by language code, as the next two
    short_names: Mapping[str, str]
    aliases: Mapping[str, tuple[str, ...]]
    lot_id: int | None = None
    offer_id: int | None = None
    price_minor: int | None = None  # for `price_unit`; for display only
    packs: tuple[Pack, ...] = ()
    ratings: int = 0
    stars: int = 0  # all of them together
    season: Season | None = None
    shown_at: datetime | None = None  # since when it is in the shop, where that is known
    more_pictures: tuple[int, ...] = ()  # after the first
    clip: Clip | None = None

    @property
    def pictures(self) -> tuple[int, ...]:
        """All of them, the card's first."""
        return (self.picture_id, *self.more_pictures) if self.picture_id is not None else ()

    @property
    def average_stars(self) -> Decimal | None:
        """What it was given on average, with one decimal; None: too few have said anything."""
        if self.ratings < RATINGS_SHOWN_FROM:
            return None
        return (Decimal(self.stars) / self.ratings).quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class FarmFacts:
    farm_id: int
    slug: str
    names: Mapping[str, str]
    places: Mapping[str, str]
    tested: bool  # somebody there has answered a test alert


@dataclass(frozen=True, slots=True)
class CategoryFacts:
    category_id: int
    slug: str
    emoji: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PointFacts:
    point_id: int
    slug: str
    names: Mapping[str, str]
    short_names: Mapping[str, str]
    addresses: Mapping[str, str]
    hours: str
    closed: bool
    latitude: float | None = None  # degrees, as the next
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """A way to count; `quantity` None: a container, as much as the product's smallest pack of that label."""

    key: str
    dimension: UnitDimension
    quantity: int | None  # base units
    approximate: bool
    words: Mapping[str, tuple[str, ...]]  # by language code; the name first
    farm_id: int | None
    product_slugs: frozenset[str] | None


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Catalogue:
    """Everything that screens need to know of the shop, at one version.  Equal to itself alone."""

    version: int
    seeded: bool
    rules: Rules
    items: Mapping[int, Item]  # by product id
    categories: tuple[CategoryFacts, ...]
    farms: Mapping[int, FarmFacts]
    all_points: tuple[PointFacts, ...]
    units: tuple[UnitFacts, ...]
    by_offer: Mapping[int, Item] = field(init=False)
    by_lot: Mapping[int, Item] = field(init=False)
    shelf: tuple[Item, ...] = field(init=False)  # what is on sale, best sellers first
    by_category: Mapping[int, tuple[Item, ...]] = field(init=False)  # the same, shelf by shelf
    by_month: Mapping[int, tuple[Item, ...]] = field(init=False)  # the same: what is in season in a month
    newest: tuple[Item, ...] = field(init=False)  # the same: those of which it is known since when, the latest first
    places: Mapping[int, int] = field(init=False)  # by product id: how many goods stand before it on its shelf

    def __post_init__(self) -> None:
        items = tuple(self.items.values())
        derive = object.__setattr__  # the one moment in which a frozen value is completed
        derive(self, "by_offer", MappingProxyType({item.offer_id: item for item in items if item.offer_id}))
        derive(self, "by_lot", MappingProxyType({item.lot_id: item for item in items if item.lot_id}))
        derive(self, "shelf", tuple(item for item in items if self.on_sale(item)))
        by_category: dict[int, list[Item]] = defaultdict(list)
        for item in self.shelf:
            by_category[item.category_id].append(item)
        derive(self, "by_category", MappingProxyType({key: tuple(some) for key, some in by_category.items()}))
        derive(self, "by_month", MappingProxyType(_by_month(self.shelf)))
        dated = (item for item in self.shelf if item.shown_at is not None)
        derive(self, "newest", tuple(sorted(dated, key=lambda item: newness(item.shown_at))))
        places = {item.product_id: place for some in by_category.values() for place, item in enumerate(some)}
        derive(self, "places", MappingProxyType(places))

    @property
    def points(self) -> tuple[PointFacts, ...]:
        """The pickup points that are open, in their order."""
        return tuple(point for point in self.all_points if not point.closed)

    def point(self, point_id: int | None) -> PointFacts | None:
        """Find a point, also one that has closed since."""
        return next((point for point in self.all_points if point.point_id == point_id), None)

    def category(self, category_id: int) -> CategoryFacts | None:
        return next((each for each in self.categories if each.category_id == category_id), None)

    def in_category(self, category_id: int) -> tuple[Item, ...]:
        return self.by_category.get(category_id, ())

    def on_sale(self, item: Item) -> bool:
        """Whether buyers see it: offered, not hidden, and its farm has answered a test alert."""
        return item.offer_id is not None and not item.hidden and self.farms[item.farm_id].tested


def newness(shown_at: datetime | None) -> float:
    """Give what is the smaller, the later something came to the shop."""
    return -shown_at.timestamp() if shown_at else 0.0


def _by_month(shelf: Iterable[Item]) -> dict[int, tuple[Item, ...]]:
    months: dict[int, list[Item]] = defaultdict(list)
    for item in shelf:
        for month in item.season.months if item.season else ():
            months[month].append(item)
    return {month: tuple(items) for month, items in months.items()}


_PRODUCT = Product.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_LOT = Lot.__table__  # type: ignore[attr-defined]
_OFFER = Offer.__table__  # type: ignore[attr-defined]
_SHOP = Shop.__table__  # type: ignore[attr-defined]

_ITEMS: Select[Any] = (
    select(
        _PRODUCT,
        _LOT.c.id.label("lot_id"),
        _OFFER.c.id.label("offer_id"),
        _OFFER.c.price_minor,
        _OFFER.c.packs,
    )
    .outerjoin_from(
        _PRODUCT,
        _LOT,
        and_(_LOT.c.product_id == _PRODUCT.c.id, _LOT.c.kind == LotKind.HARVESTED, _LOT.c.closed_at.is_(None)),
    )
    .outerjoin(_OFFER, and_(_OFFER.c.lot_id == _LOT.c.id, _OFFER.c.sale_id == SHOP_SALE_ID))
    .order_by(_PRODUCT.c.position, _PRODUCT.c.id, _LOT.c.id.desc())
)
_TEXTS: Select[Any] = select(ProductText.__table__)  # type: ignore[attr-defined]
_ALIASES: Select[Any] = select(Alias.__table__).order_by(Alias.__table__.c.id)  # type: ignore[attr-defined]
_PICTURES: Select[Any] = select(ProductPicture.__table__).order_by(  # type: ignore[attr-defined]
    ProductPicture.__table__.c.product_id,  # type: ignore[attr-defined]
    ProductPicture.__table__.c.place,  # type: ignore[attr-defined]
)
_CLIPS: Select[Any] = select(ProductClip.__table__)  # type: ignore[attr-defined]
_CATEGORIES = select(Category.__table__).order_by(  # type: ignore[attr-defined]
    Category.__table__.c.position,  # type: ignore[attr-defined]
    Category.__table__.c.id,  # type: ignore[attr-defined]
)
_FARMS = select(Farm.__table__).order_by(Farm.__table__.c.id)  # type: ignore[attr-defined]
_POINTS = select(Point.__table__).order_by(Point.__table__.c.position, Point.__table__.c.id)  # type: ignore[attr-defined]
_UNITS = select(Unit.__table__).order_by(Unit.__table__.c.id)  # type: ignore[attr-defined]
_SETTINGS = select(Setting.__table__)  # type: ignore[attr-defined]
_VERSION = select(_SHOP.c.version, _SHOP.c.seeded).where(_SHOP.c.id == 1)
_RAISE_VERSION = update(_SHOP).where(_SHOP.c.id == 1).values(version=_SHOP.c.version + 1)


def load_catalogue(session: Session, **defaults: Any) -> Catalogue:
    """Read the catalogue.  `defaults`: rules that the environment gives where the seller has decided nothing."""
    connection = session.connection()
    shop = connection.execute(_VERSION).one_or_none()
    settings = {row.key: row.value for row in connection.execute(_SETTINGS)}
    texts, aliases = connection.execute(_TEXTS).all(), connection.execute(_ALIASES).all()
    pictures, clips = connection.execute(_PICTURES).all(), connection.execute(_CLIPS).all()
    return Catalogue(
        version=shop.version if shop else 0,
        seeded=bool(shop and shop.seeded),
        rules=Rules.of(settings, **defaults),
        items=_items(connection.execute(_ITEMS).all(), texts, aliases, pictures, clips),
        categories=tuple(
            CategoryFacts(row.id, row.slug, row.emoji, MappingProxyType(row.names))
            for row in connection.execute(_CATEGORIES)
        ),
        farms=MappingProxyType({row.id: _farm(row) for row in connection.execute(_FARMS)}),
        all_points=tuple(_point(row) for row in connection.execute(_POINTS)),
        units=tuple(_unit(row) for row in connection.execute(_UNITS)),
    )


def bump_version(session: Session) -> None:
    """Tell every process that the catalogue or the settings changed; once in a turn that changes them."""
    session.connection().execute(_RAISE_VERSION)


def _items(
    rows: Iterable[Row[Any]],
    texts: Iterable[Row[Any]],
    aliases: Iterable[Row[Any]],
    pictures: Iterable[Row[Any]],
    clips: Iterable[Row[Any]],
) -> Mapping[int, Item]:
    names: dict[int, dict[str, str]] = defaultdict(dict)
    short_names: dict[int, dict[str, str]] = defaultdict(dict)
    also: dict[int, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for text in texts:
        names[text.product_id][text.locale] = text.name
        if text.short_name:
            short_names[text.product_id][text.locale] = text.short_name
    for alias in aliases:
        known = also[alias.product_id].get(alias.locale, ())
        also[alias.product_id][alias.locale] = (*known, alias.text)
    more: dict[int, tuple[int, ...]] = defaultdict(tuple)
    for picture in pictures:
        more[picture.product_id] += (picture.media_id,)
    clip_of = {clip.product_id: Clip(clip.media_id, clip.kind, clip.seconds) for clip in clips}
    items: dict[int, Item] = {}
    for row in rows:
        if row.id not in items:  # the newest of several open lots comes first
            words = names[row.id], short_names[row.id], also[row.id]
            items[row.id] = _item(row, *words, more[row.id], clip_of.get(row.id))
    return MappingProxyType(items)


def _item(
    row: Row[Any],
    names: dict[str, str],
    short_names: dict[str, str],
    aliases: dict[str, tuple[str, ...]],
    more_pictures: tuple[int, ...],
    clip: Clip | None,
) -> Item:
    return Item(
        product_id=row.id,
        slug=row.slug,
        farm_id=row.farm_id,
        category_id=row.category_id,
        dimension=row.dimension,
        price_unit=row.price_unit,
        min_order=row.min_order,
        whole_packs=row.whole_packs,
        weighed=row.weighed,
        tolerance_percent=row.tolerance_percent,
        emoji=row.emoji,
        picture_id=row.picture_id,
        hidden=row.hidden,
        position=row.position,
        names=MappingProxyType(names),
        short_names=MappingProxyType(short_names),
        aliases=MappingProxyType(aliases),
        lot_id=row.lot_id,
        offer_id=row.offer_id,
        price_minor=row.price_minor,
        ratings=row.ratings,
        stars=row.stars,
        season=None if row.season_from is None else Season(row.season_from, row.season_until),
        shown_at=row.shown_at,
        more_pictures=more_pictures,
        clip=clip,
        packs=tuple(Pack(pack["quantity"], pack.get("label", "")) for pack in row.packs or ()),
    )


def _farm(row: Row[Any]) -> FarmFacts:
    return FarmFacts(
        row.id, row.slug, MappingProxyType(row.names), MappingProxyType(row.places), row.alerts_tested_at is not None
    )


def _point(row: Row[Any]) -> PointFacts:
    return PointFacts(
        point_id=row.id,
        slug=row.slug,
        names=MappingProxyType(row.names),
        short_names=MappingProxyType(row.short_names),
        addresses=MappingProxyType(row.addresses),
        hours=row.hours,
        closed=row.closed,
        latitude=row.latitude,
        longitude=row.longitude,
    )


def _unit(row: Row[Any]) -> UnitFacts:
    return UnitFacts(
        key=row.key,
        dimension=row.dimension,
        quantity=row.quantity,
        approximate=row.approximate,
        words=MappingProxyType({locale: tuple(words) for locale, words in row.words.items()}),
        farm_id=row.farm_id,
        product_slugs=frozenset(row.product_slugs) if row.product_slugs is not None else None,
    )
