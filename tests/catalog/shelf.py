"""The sample market's goods as the snapshot would show them, without a database."""

import tomllib
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from bot.catalog.models import Dimension, UnitDimension
from bot.catalog.rules import Rules
from bot.catalog.sample.market import SampleProduct, sample_market
from bot.catalog.snapshot import Catalogue, FarmFacts, Item, Pack, UnitFacts
from bot.i18n import Languages, Reader
from bot.settings import locales_folder

BAD_INPUT = Path(__file__).parents[1] / "data" / "bad_input"
LANGUAGES = Languages(locales_folder(), ["en", "zh_Hans", "ru", "es", "ar"])


def bad_input(name: str) -> list[dict[str, Any]]:
    """Read a data file's rows; `repeat` types the input so many times."""
    rows: list[dict[str, Any]] = tomllib.loads((BAD_INPUT / f"{name}.toml").read_text(encoding="utf-8"))["row"]
    for row in rows:
        if "python" in row:
            row["input"] = row["python"].encode().decode("unicode_escape")
        if "input" in row:
            row["input"] *= row.get("repeat", 1)
    return rows


def row_id(row: dict[str, Any]) -> str:
    return f"{row['input'][:24]!r} {row.get('product', '')} {row.get('bare', '')}".strip()


def reader(language: str = "en") -> Reader:
    return Reader(LANGUAGES.get(language), ZoneInfo("Asia/Shanghai"), "CNY")


@lru_cache(maxsize=1)
def shelf() -> Catalogue:
    """The whole sample market on sale."""
    market = sample_market()
    farms = {farm.slug: number for number, farm in enumerate(market.farms, start=1)}
    items = [_item(number, product, farms[product.farm]) for number, product in enumerate(market.products, start=1)]
    return Catalogue(
        version=1,
        seeded=True,
        rules=Rules(),
        items=MappingProxyType({item.product_id: item for item in items}),
        categories=(),
        farms=MappingProxyType(
            {
                farms[farm.slug]: FarmFacts(farms[farm.slug], farm.slug, farm.name, farm.place, True)
                for farm in market.farms
            }
        ),
        all_points=(),
        units=tuple(
            UnitFacts(
                key=unit.key,
                dimension=UnitDimension(unit.dimension),
                quantity=unit.quantity,
                approximate=unit.approximate,
                words=unit.words,
                farm_id=farms[unit.farm] if unit.farm else None,
                product_slugs=frozenset(unit.products) if unit.products else None,
            )
            for unit in market.units
        ),
    )


def item(slug: str) -> Item:
    return next(item for item in shelf().items.values() if item.slug == slug)


def _item(number: int, product: SampleProduct, farm_id: int) -> Item:
    return Item(
        product_id=number,
        slug=product.slug,
        farm_id=farm_id,
        category_id=1,
        dimension=Dimension(product.dimension),
        price_unit=product.price_unit,
        min_order=product.min_order,
        whole_packs=product.whole_packs,
        weighed=product.weighed,
        tolerance_percent=product.tolerance_percent,
        emoji=product.emoji,
        picture_id=None,
        hidden=False,
        position=number,
        names=product.name,
        short_names=product.short_name,
        aliases=sample_market().aliases_of(product),
        lot_id=number,
        offer_id=number,
        price_minor=product.price,
        packs=tuple(Pack(pack.quantity, pack.label_key or "") for pack in product.packs),
    )
