"""Whole orders as people type them: amounts, units and goods, in the words that the catalogue has in their language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from bot.catalog.sample.market import SampleProduct, sample_market

# What a phone says of its language, and the folder of words.
FOLDERS = {"zh-hans": "zh_Hans"}
SHAPES: Mapping[str, Sequence[str]] = {
    "en": ("{number} {unit} {goods}", "{goods} {number} {unit}", "{number}{unit} {goods}"),
    "zh_Hans": ("{goods}{number}{unit}", "{number}{unit}{goods}", "{goods} {number} {unit}"),
    "ru": ("{number} {unit} {goods}", "{goods} {number} {unit}", "{goods}: {number} {unit}"),
    "es": ("{number} {unit} de {goods}", "{number} {unit} {goods}", "{goods} {number} {unit}"),
    "ar": ("{number} {unit} {goods}", "{goods} {number} {unit}"),
}
BETWEEN: Mapping[str, Sequence[str]] = {
    "en": (", ", " and ", "\n"),
    "zh_Hans": ("，", "、", "\n"),
    "ru": (", ", " и ", "\n"),
    "es": (", ", " y ", "\n"),
    "ar": ("، ", " و ", "\n"),
}
NUMBERS = (1, 2, 3, 4, 5, 10)
GOODS_MAX = 3


@dataclass(frozen=True, slots=True)
class Phrase:
    """What somebody types, and what they mean: base units by the goods' slugs."""

    words: str
    meant: Mapping[str, int]


def phrase(chance: Random, goods: Sequence[str], language: str) -> Phrase:
    """Make up an order of some goods; `language`: as the phone says it."""
    folder = FOLDERS.get(language, language)
    slugs = chance.sample(goods, chance.randint(1, min(len(goods), GOODS_MAX)))
    said = [_said(chance, _products()[slug], folder) for slug in slugs]
    words = chance.choice(BETWEEN[folder]).join(words for words, _ in said)
    return Phrase(words, {slug: quantity for slug, (_, quantity) in zip(slugs, said, strict=True)})


def in_packs(slug: str, quantity: int) -> int:
    """Give what whole packs make of an amount, where goods come in nothing else; Review says so."""
    product = _products()[slug]
    return quantity - quantity % product.packs[0].quantity if product.whole_packs else quantity


def _said(chance: Random, product: SampleProduct, language: str) -> tuple[str, int]:
    names = (product.name[language], *product.aliases[language])
    name = chance.choice(names) if chance.random() < 0.5 else names[0]
    units = [
        (unit.quantity, unit.words[language])
        for unit in sample_market().units
        if unit.dimension == product.dimension and unit.quantity and unit.words.get(language)
    ]
    # Mostly in the unit in which it is sold, where that has a name.
    own = [unit for unit in units if unit[0] == product.price_unit] or units
    quantity, forms = chance.choice(own if chance.random() < 0.7 else units)
    number = chance.choice(NUMBERS)
    shape = chance.choice(SHAPES[language])
    return shape.format(number=number, unit=chance.choice(forms), goods=name.lower()), number * quantity


@cache
def _products() -> Mapping[str, SampleProduct]:
    return {product.slug: product for product in sample_market().products}
