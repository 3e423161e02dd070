"""A location: the pickup points that are nearest, and nothing that was not tapped."""

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.courier import Courier
from bot.catalog.models import Point, Setting
from bot.catalog.snapshot import bump_version
from tests.conversations.stage import of_table
from tests.market import Market, Phone

KAILI = (26.58, 107.98)  # between the county town and the capital


@pytest.fixture
async def ana(market: Market) -> Phone:
    ana = market.buyer("Ana")
    await ana.says("/start")
    return ana


async def change_points(market: Market, **values: object) -> None:
    def change(session: Session) -> None:
        session.connection().execute(sa.update(of_table(Point)).values(**values))
        bump_version(session)

    await market.database.transact(change)


async def test_nearest_point_comes_first_with_its_distance(ana: Phone) -> None:
    await ana.locates(26.57, 106.70)  # in Guiyang
    in_the_city = await ana.labels()
    await ana.locates(26.38, 108.08)

    text = await ana.sees()
    assert "Huaguoyuan" in in_the_city[0]
    assert "Leishan centre" in (await ana.labels())[0]
    assert "The nearest one comes first." in text
    assert "0.3 km away" in text
    assert text.index("0.3 km") < text.index("km away", text.index("0.3 km") + 10)


async def test_location_changes_no_basket_until_a_point_is_tapped(ana: Phone) -> None:
    await ana.says("oyster mushroom")
    await ana.taps("2 jin")
    before = await ana.sees()

    await ana.locates(26.57, 106.70)
    nearest = (await ana.labels())[0]
    await ana.says("/basket")
    untouched = await ana.sees()
    await ana.locates(26.57, 106.70)
    await ana.taps(nearest)

    assert untouched == before
    assert "Huaguoyuan" in (await ana.sees()).partition("Collect at: ")[2]


async def test_location_leaves_the_open_question_open(ana: Phone) -> None:
    await ana.says("oyster mushroom")

    await ana.locates(*KAILI)
    await ana.says("4 jin")

    assert "Oyster mushroom: 4 jin" in await ana.sees()


@pytest.mark.parametrize(("drives", "offered"), [(True, "🛵 Bring it here"), (False, "All goods")])
async def test_shop_that_has_no_map_says_so_kindly(market: Market, ana: Phone, drives: bool, offered: str) -> None:
    if not drives:
        off = sa.update(of_table(Setting)).where(of_table(Setting).c.key == "courier").values(value=Courier().stored())
        await market.database.transact(lambda session: session.connection().execute(off) and None)
    await change_points(market, latitude=None, longitude=None)

    await ana.locates(*KAILI)

    assert "Thank you! I do not know on the map where our pickup points are" in await ana.sees()
    assert offered in await ana.labels()


async def test_closed_point_is_not_offered(market: Market, ana: Phone) -> None:
    await change_points(market, closed=True)

    await ana.locates(*KAILI)

    assert "Thank you!" in await ana.sees()
