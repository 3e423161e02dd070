"""Lines of Arabic with words of another script in them, in the order in which a screen sets them."""

import pytest
import sqlalchemy as sa
from fpdf.bidi import BidiParagraph
from fpdf.enums import TextDirection

from bot.catalog.models import Product, ProductText
from tests.handlers.buyer.rows import change
from tests.market import Market

_TEXT: sa.Table = ProductText.__table__  # type: ignore[attr-defined]
ISOLATES = dict.fromkeys((0x200F, 0x2068, 0x2069))


@pytest.fixture
def url(market_url: str) -> str:
    return market_url


def on_screen(line: str) -> str:
    """Set a line of Arabic as a screen does: here from its left end to its right one."""
    return str(BidiParagraph(line, base_direction=TextDirection.RTL).get_reordered_string()).translate(ISOLATES)


async def test_an_amount_stands_behind_a_name_of_another_script(market: Market) -> None:
    mushrooms = sa.select(Product.id).where(Product.slug == "oyster-mushroom").scalar_subquery()
    await change(market, sa.update(_TEXT).where(_TEXT.c.product_id == mushrooms).values(name="Oyster"))
    lin, farmer = market.buyer("Lin", "ar"), await market.farmer(language="ar")
    await lin.says("/start")

    await lin.presses("product:1")
    await lin.says("5")
    await lin.presses("review")
    [reviewed] = [line for line in (await lin.sees()).splitlines() if "Oyster" in line]
    confirm = next(one.payload for one in (await lin.messages())[-1].choices if one.payload.startswith("confirm:"))
    await lin.presses(confirm)
    await farmer.taps("✅ نعم")
    await farmer.says("/today")
    packed = [line for line in (await farmer.sees()).splitlines() if "Oyster" in line]

    jin, kilo = "جين"[::-1], "كيلو"[::-1]
    amount = f"){kilo} 2.5( {jin} 5 :Oyster 🍄"  # read from the right: name, amount, the same in metric
    assert on_screen(reviewed).endswith(amount)
    assert "¥ 6.00( ¥ 30.00 ،" in on_screen(reviewed).replace("\xa0", " ")
    assert [on_screen(line) for line in packed] == [amount, amount]
