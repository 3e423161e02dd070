"""Reads the sample market's files into frozen values.

Words are keyed by language code.  Quantities are base units (grams, millilitres, pieces), prices minor currency units.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent

Words = Mapping[str, str]
WordLists = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class SampleCategory:
    slug: str
    emoji: str
    name: Words


@dataclass(frozen=True, slots=True)
class SampleFarm:
    slug: str
    language: str  # what the first contact reads
    contacts: tuple[str, ...]  # people, by rank
    name: Words
    place: Words


@dataclass(frozen=True, slots=True)
class SamplePoint:
    slug: str
    name: Words
    short_name: Words  # for buttons
    address: Words
    latitude: float
    longitude: float
    hours: str


@dataclass(frozen=True, slots=True)
class SampleUnit:
    key: str
    dimension: str
    words: WordLists  # the name first
    quantity: int | None = None  # None: a container, see bot.catalog.models.UnitDimension.PACK
    approximate: bool = False
    source: str = ""
    farm: str | None = None  # a container of one farm's own
    products: tuple[str, ...] | None = None  # a container of these goods only


@dataclass(frozen=True, slots=True)
class SampleFamily:
    """Words that mean several products at once: asked about, never settled for one of them."""

    products: tuple[str, ...]
    words: WordLists


@dataclass(frozen=True, slots=True)
class SamplePack:
    quantity: int
    label_key: str | None = None  # the container's unit


@dataclass(frozen=True, slots=True)
class SampleProduct:
    category: str
    slug: str
    farm: str
    dimension: str
    emoji: str
    name: Words
    aliases: WordLists
    price: int
    price_unit: int
    packs: tuple[SamplePack, ...]
    stock: int
    min_order: int
    short_name: Words
    whole_packs: bool = False
    weighed: bool = False
    tolerance_percent: int = 0
    season: tuple[int, int] | None = None  # months, from and to


@dataclass(frozen=True, slots=True)
class SamplePerson:
    slug: str
    name: str
    language: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class SampleMarket:
    """Everything, in the order in which it is shown: best sellers first."""

    seller_name: str
    seller_names: Words
    currency: str
    time_zone: str
    courier: Mapping[str, Any]  # as its Setting holds it
    languages: tuple[str, ...]
    categories: tuple[SampleCategory, ...]
    farms: tuple[SampleFarm, ...]
    points: tuple[SamplePoint, ...]
    units: tuple[SampleUnit, ...]
    families: tuple[SampleFamily, ...]
    products: tuple[SampleProduct, ...]
    people: tuple[SamplePerson, ...]
    demo: Mapping[str, str]  # the phone's name ("buyer") to the person who holds it

    def aliases_of(self, product: SampleProduct) -> WordLists:
        """Give what a product is also called: by its own aliases, and by the words that it shares with others."""
        families = [family.words for family in self.families if product.slug in family.products]
        lists = [product.aliases, *families]
        return {
            language: tuple(word for words in lists for word in words.get(language, ())) for language in self.languages
        }


@lru_cache(maxsize=1)
def sample_market() -> SampleMarket:
    """Read the files, once."""
    market, people = _read("market"), _read("people")
    categories = [SampleCategory(**row) for row in _read("categories")["category"]]
    return SampleMarket(
        seller_name=market["seller_name"],
        seller_names={"en": market["seller_name"], **market["seller_names"]},
        currency=market["currency"],
        time_zone=market["time_zone"],
        courier=market["courier"],
        languages=tuple(market["languages"]),
        categories=tuple(categories),
        farms=tuple(_farm(row) for row in _read("farms")["farm"]),
        points=tuple(_point(row) for row in _read("points")["point"]),
        units=tuple(_unit(row) for row in _read("units")["unit"]),
        families=tuple(_family(row) for row in _read("families")["family"]),
        products=tuple(_products(category.slug for category in categories)),
        people=tuple(SamplePerson(**row) for row in people["person"]),
        demo=people["demo"],
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _products(categories: Iterable[str]) -> list[SampleProduct]:
    return [_product(category, row) for category in categories for row in _read(f"products/{category}")["product"]]


def _product(category: str, row: dict[str, Any]) -> SampleProduct:
    packs = tuple(SamplePack(**pack) for pack in row.pop("packs"))
    aliases, short_name = _lists(row.pop("aliases")), row.pop("short_name", {})
    season = row.pop("season", None)
    return SampleProduct(
        category=category,
        packs=packs,
        aliases=aliases,
        short_name=short_name,
        season=(season["from"], season["to"]) if season else None,
        **row,
    )


def _farm(row: dict[str, Any]) -> SampleFarm:
    return SampleFarm(contacts=tuple(row.pop("contacts")), **row)


def _point(row: dict[str, Any]) -> SamplePoint:
    return SamplePoint(**row.pop("location"), **row)


def _unit(row: dict[str, Any]) -> SampleUnit:
    products = row.pop("products", None)
    return SampleUnit(words=_lists(row.pop("words")), products=products and tuple(products), **row)


def _family(row: dict[str, Any]) -> SampleFamily:
    return SampleFamily(products=tuple(row["products"]), words=_lists(row["words"]))


def _lists(words: dict[str, list[str]]) -> WordLists:
    return {language: tuple(texts) for language, texts in words.items()}
