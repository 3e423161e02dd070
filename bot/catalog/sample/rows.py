"""The sample market as rows of the tables.  Pure: ids that the database gave come in as arguments."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from bot.catalog.models import LotKind, MoveKind
from bot.catalog.sample.market import SampleMarket, SampleProduct

Row = dict[str, Any]
Ids = Mapping[str, int]  # by slug
Pairs = Iterable[tuple[SampleProduct, int]]  # a product, and the id of its row or of its lot's


def category_rows(market: SampleMarket) -> list[Row]:
    return [
        {"slug": category.slug, "emoji": category.emoji, "names": category.name, "position": position}
        for position, category in enumerate(market.categories)
    ]


def farm_rows(market: SampleMarket, now: datetime) -> list[Row]:
    """Farms that count as tested: they are on sale at once."""
    return [
        {"slug": farm.slug, "names": farm.name, "places": farm.place, "alerts_tested_at": now} for farm in market.farms
    ]


def unit_rows(market: SampleMarket, farms: Ids) -> list[Row]:
    return [
        {
            "key": unit.key,
            "dimension": unit.dimension,
            "quantity": unit.quantity,
            "approximate": unit.approximate,
            "source": unit.source,
            "words": unit.words,
            "farm_id": farms[unit.farm] if unit.farm else None,
            "product_slugs": unit.products,
        }
        for unit in market.units
    ]


def point_rows(market: SampleMarket) -> list[Row]:
    return [
        {
            "slug": point.slug,
            "names": point.name,
            "short_names": point.short_name,
            "addresses": point.address,
            "latitude": point.latitude,
            "longitude": point.longitude,
            "hours": point.hours,
            "position": position,
            "closed": False,
        }
        for position, point in enumerate(market.points)
    ]


def person_rows(market: SampleMarket, now: datetime) -> list[Row]:
    return [
        {"slug": person.slug, "name": person.name, "language": person.language, "created_at": now}
        for person in market.people
    ]


def role_rows(market: SampleMarket, people: Ids, now: datetime) -> list[Row]:
    """Roles of those people whose ids are given."""
    return [
        {"person_id": people[person.slug], "kind": person.role, "granted_at": now}
        for person in market.people
        if person.role and person.slug in people
    ]


def member_rows(market: SampleMarket, farms: Ids, people: Ids, now: datetime) -> list[Row]:
    """Who answers for those farms whose ids are given."""
    return [
        {"farm_id": farms[farm.slug], "person_id": people[contact], "rank": rank, "since": now}
        for farm in market.farms
        if farm.slug in farms
        for rank, contact in enumerate(farm.contacts, start=1)
    ]


def product_rows(
    market: SampleMarket,
    wanted: Iterable[SampleProduct],
    farms: Ids,
    categories: Ids,
    pictures: Ids,
    now: datetime,
) -> list[Row]:
    """Some goods; their position is their place in the whole market."""
    position = {product.slug: place for place, product in enumerate(market.products)}
    return [
        {
            "slug": product.slug,
            "farm_id": farms[product.farm],
            "category_id": categories[product.category],
            "dimension": product.dimension,
            "price_unit": product.price_unit,
            "min_order": product.min_order,
            "whole_packs": product.whole_packs,
            "weighed": product.weighed,
            "tolerance_percent": product.tolerance_percent,
            "emoji": product.emoji,
            "picture_id": pictures.get(product.slug),
            "hidden": False,
            "position": position[product.slug],
            "season_from": product.season[0] if product.season else None,
            "season_until": product.season[1] if product.season else None,
            "shown_at": now,
        }
        for product in wanted
    ]


def text_rows(products: Pairs) -> list[Row]:
    return [
        {"product_id": id_, "locale": locale, "name": name, "short_name": product.short_name.get(locale)}
        for product, id_ in products
        for locale, name in product.name.items()
    ]


def alias_rows(market: SampleMarket, products: Pairs) -> list[Row]:
    """What goods are also called; a family's word is an alias of several, and so it is asked about."""
    return [
        {"product_id": id_, "locale": locale, "text": text}
        for product, id_ in products
        for locale, texts in market.aliases_of(product).items()
        for text in texts
    ]


def lot_rows(products: Pairs) -> list[Row]:
    return [
        {"product_id": id_, "kind": LotKind.HARVESTED, "available": product.stock, "held": 0}
        for product, id_ in products
    ]


def move_rows(lots: Pairs, now: datetime) -> list[Row]:
    """The moves that brought the stock in: without them the ledger would not add up to what is there."""
    return [
        {
            "lot_id": id_,
            "kind": MoveKind.RECEIVED,
            "available_delta": product.stock,
            "held_delta": 0,
            "cause": "seed",
            "at": now,
        }
        for product, id_ in lots
    ]


def offer_rows(lots: Pairs, sale_id: int) -> list[Row]:
    return [
        {
            "sale_id": sale_id,
            "lot_id": id_,
            "price_minor": product.price,
            "packs": [_pack(pack.quantity, pack.label_key) for pack in product.packs],
        }
        for product, id_ in lots
    ]


def _pack(quantity: int, label: str | None) -> Row:
    return {"quantity": quantity, "label": label} if label else {"quantity": quantity}
