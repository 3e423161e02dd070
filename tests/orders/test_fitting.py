"""What can be had today of what was wanted before; a table."""

from dataclasses import replace

import pytest

from bot.catalog.models import Dimension
from bot.catalog.snapshot import Item, Pack
from bot.orders.fitting import Lack, fitting

PEARS = Item(
    product_id=1, slug="pears", farm_id=1, category_id=1, dimension=Dimension.MASS, price_unit=500, min_order=100,
    whole_packs=False, weighed=False, tolerance_percent=0, emoji="", picture_id=None, hidden=False, position=0,
    names={}, short_names={}, aliases={}, packs=(Pack(300), Pack(900)),
)  # fmt: skip
BOXES = replace(PEARS, whole_packs=True)


@pytest.mark.parametrize(
    ("item", "wanted", "available", "allowed", "fits", "lack"),
    [
        (PEARS, 500, 500, None, 500, None),
        (PEARS, 500, 10_000, 500, 500, None),
        (PEARS, 500, 499, None, 499, Lack.LEFT),
        (PEARS, 500, 100, None, 100, Lack.LEFT),
        (PEARS, 500, 99, None, 0, Lack.SOLD_OUT),
        (PEARS, 500, 0, None, 0, Lack.SOLD_OUT),
        (PEARS, 500, 10_000, 300, 300, Lack.LIMIT),
        (PEARS, 500, 400, 300, 300, Lack.LIMIT),
        (PEARS, 500, 300, 400, 300, Lack.LEFT),
        (PEARS, 500, 300, 300, 300, Lack.LEFT),
        (PEARS, 500, 10_000, 99, 0, Lack.LIMIT),
        (PEARS, 500, 10_000, 0, 0, Lack.LIMIT),
        (PEARS, 500, 10_000, -200, 0, Lack.LIMIT),  # the limit was lowered since
        (PEARS, 500, 0, 0, 0, Lack.SOLD_OUT),
        (PEARS, 90, 10_000, None, 0, Lack.MINIMUM),
        (BOXES, 900, 10_000, None, 900, None),
        (BOXES, 1000, 10_000, None, 900, Lack.PACKS),
        (BOXES, 900, 800, None, 600, Lack.LEFT),
        (BOXES, 900, 299, None, 0, Lack.SOLD_OUT),
        (BOXES, 900, 10_000, 700, 600, Lack.LIMIT),
        (BOXES, 900, 10_000, 299, 0, Lack.LIMIT),
        (BOXES, 200, 10_000, None, 0, Lack.PACKS),
        (replace(PEARS, min_order=0), 500, 0, None, 0, Lack.SOLD_OUT),
    ],
)
def test_what_fits(item: Item, wanted: int, available: int, allowed: int | None, fits: int, lack: Lack | None) -> None:
    assert fitting(item, wanted, available, allowed) == (fits, lack)
