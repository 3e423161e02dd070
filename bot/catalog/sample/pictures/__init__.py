"""Pictures of the sample market's goods, drawn here so that the project carries no image files."""

from collections.abc import Callable, Mapping
from functools import cache
from random import Random

from bot.catalog.sample.pictures import (
    beans,
    bottles,
    eggs,
    fruit,
    grain,
    greens,
    jars,
    meat,
    mushrooms,
    nuts,
    roots,
    spices,
    tea,
)
from bot.catalog.sample.pictures.canvas import Canvas

MIME = "image/jpeg"

Drawing = Callable[[Canvas, Random], None]

BACKDROPS: Mapping[str, tuple[str, str]] = {  # by category: the colour of the middle, then of the edge
    "mushrooms": ("#fffaf0", "#f0dfc4"),
    "vegetables": ("#fafdf2", "#d9e8c6"),
    "fruit": ("#fff9f2", "#f8dcc4"),
    "grain": ("#fffcf0", "#f0e0b4"),
    "eggs": ("#f9fcfd", "#d2e3eb"),
    "pantry": ("#fffaf6", "#f0dacb"),
}

SHELVES: Mapping[str, Mapping[str, Drawing]] = {  # by category, then by product
    "mushrooms": {
        "oyster-mushroom": mushrooms.oyster_mushroom,
        "king-oyster-mushroom": mushrooms.king_oyster_mushroom,
        "fresh-shiitake": mushrooms.fresh_shiitake,
        "dried-shiitake": mushrooms.dried_shiitake,
        "wood-ear": mushrooms.wood_ear,
    },
    "vegetables": {
        "chilli": greens.chilli,
        "potato": roots.potato,
        "sweet-potato": roots.sweet_potato,
        "tomato": greens.tomato,
        "chinese-cabbage": greens.chinese_cabbage,
        "ginger": roots.ginger,
        "garlic": roots.garlic,
        "sweet-corn": greens.sweet_corn,
    },
    "fruit": {
        "navel-orange": fruit.navel_orange,
        "mandarin": fruit.mandarin,
        "apple": fruit.apple,
        "kiwi": fruit.kiwi,
        "chestnut": nuts.chestnut,
        "walnut": nuts.walnut,
    },
    "grain": {
        "rice": grain.rice,
        "glutinous-rice": grain.glutinous_rice,
        "millet": grain.millet,
        "soybean": beans.soybean,
        "red-bean": beans.red_bean,
        "cornmeal": grain.cornmeal,
    },
    "eggs": {
        "free-range-eggs": eggs.free_range_eggs,
        "duck-eggs": eggs.duck_eggs,
        "salted-duck-eggs": eggs.salted_duck_eggs,
        "free-range-chicken": meat.free_range_chicken,
        "dried-beef": meat.dried_beef,
    },
    "pantry": {
        "rice-wine": bottles.rice_wine,
        "rice-vinegar": bottles.rice_vinegar,
        "green-tea": tea.green_tea,
        "black-tea": tea.black_tea,
        "honey": jars.honey,
        "rapeseed-oil": bottles.rapeseed_oil,
        "tea-seed-oil": bottles.tea_seed_oil,
        "sichuan-pepper": spices.sichuan_pepper,
        "chilli-sauce": jars.chilli_sauce,
        "mushroom-paste": jars.mushroom_paste,
    },
}


@cache
def draw(category: str, slug: str) -> bytes:
    """Draw one product, as a JPEG of 640 x 480 under 40 KB; the same bytes each time under one version of Pillow.

    Takes about a tenth of a second once; afterwards the bytes are remembered.
    """
    canvas = Canvas.blank(*BACKDROPS[category])
    SHELVES[category][slug](canvas, Random(slug))  # seeded by its name: chance, but the same chance every time
    return canvas.jpeg()
