"""The pictures that the seed draws: one for each product, small, told apart at a glance, the same every time."""

from io import BytesIO
from itertools import combinations

import pytest
from PIL import Image, ImageChops, ImageStat

from bot.catalog.sample.market import sample_market
from bot.catalog.sample.pictures import SHELVES, draw

MAX_BYTES = 40_000  # a phone on a slow line shows a card of goods without waiting

pytestmark = pytest.mark.slow  # drawing all of them takes seconds


def test_every_product_has_a_drawing_and_no_drawing_is_left_over():
    goods: dict[str, set[str]] = {}
    for product in sample_market().products:
        goods.setdefault(product.category, set()).add(product.slug)

    assert {shelf: set(drawings) for shelf, drawings in SHELVES.items()} == goods


@pytest.mark.parametrize("product", sample_market().products, ids=lambda product: product.slug)
def test_a_picture_can_be_read_and_is_small(product):
    content = draw(product.category, product.slug)
    picture = Image.open(BytesIO(content))
    picture.load()

    assert (picture.format, picture.size) == ("JPEG", (640, 480))
    assert 5_000 < len(content) < MAX_BYTES  # below the first, nothing but background was drawn


def test_no_two_goods_look_alike():
    thumbnails = {product.slug: _thumbnail(product) for product in sample_market().products}

    alike = [
        pair
        for pair in combinations(thumbnails, 2)
        if sum(ImageStat.Stat(ImageChops.difference(*(thumbnails[slug] for slug in pair))).mean) < 15
    ]

    assert alike == []


def test_a_picture_is_drawn_the_same_every_time():
    assert draw.__wrapped__("grain", "rice") == draw("grain", "rice")  # full of chance: a thousand grains


def _thumbnail(product) -> Image.Image:
    return Image.open(BytesIO(draw(product.category, product.slug))).convert("RGB").resize((48, 36))
