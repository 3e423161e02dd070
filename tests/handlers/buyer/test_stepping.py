"""− and +: an amount changes on the card where they stand, by the smallest pack, and the last step has a way back."""

import pytest
import sqlalchemy as sa

from bot.catalog.models import Offer, Product
from bot.handlers.buyer.steppers import less_than, more_than
from bot.notices.ports import Capabilities
from tests.handlers.buyer.rows import LINES, ask, change, leave
from tests.market import CHANNEL, Market, Phone


@pytest.fixture
def url(market_url: str) -> str:
    return market_url


@pytest.fixture
async def shopping(buyer: Phone) -> Phone:
    """A buyer with two jin of oyster mushrooms in the basket."""
    await buyer.says("/start")
    for label in ("🍄 Oyster mushroom", "2 jin"):
        await buyer.taps(label)
    return buyer


async def amounts(market: Market) -> list[int]:
    return [ordered for _, ordered in await ask(market, LINES)]


async def test_the_only_line_of_a_basket_is_stepped_in_place(market: Market, shopping: Phone) -> None:
    assert (await shopping.labels())[:2] == ["− 1 jin", "+ 1 jin"]

    await shopping.taps("+ 1 jin")

    assert "🍄 Oyster mushroom: 3 jin (1.5 kg), ¥18.00\n\nTotal: ¥18.00" in await shopping.sees()
    await shopping.taps("− 1 jin")
    assert "2 jin (1 kg), ¥12.00" in await shopping.sees()
    assert len(await shopping.messages()) == 1
    assert await amounts(market) == [1000]


async def test_a_second_tap_on_the_same_button_changes_nothing(market: Market, shopping: Phone) -> None:
    more = await shopping.payload_of("+ 1 jin")

    await shopping.presses(more)
    await shopping.presses(more)

    assert await amounts(market) == [1500]


async def test_of_several_lines_each_is_stepped_on_its_own_card(shopping: Phone) -> None:
    for label in ("Add more", "All goods", "🥬 Vegetables", "🍅 Tomatoes", "1 jin"):
        await shopping.taps(label)
    assert not [label for label in await shopping.labels() if label.startswith(("−", "+"))]
    for label in ("Change", "🍄 Oyster mushroom", "+ 1 jin"):
        await shopping.taps(label)

    assert "In your basket: 3 jin (1.5 kg), ¥18.00" in await shopping.sees()
    assert (await shopping.labels())[:2] == ["− 1 jin", "+ 1 jin"]
    assert "Take it out" in await shopping.labels()


async def test_on_the_product_card_the_card_stays(shopping: Phone) -> None:
    for label in ("Add more", "🍄 Oyster mushroom", "+ 1 jin"):
        await shopping.taps(label)

    assert "How much would you like?" in await shopping.sees()
    assert "In your basket: 3 jin (1.5 kg), ¥18.00" in await shopping.sees()


async def test_a_product_that_is_not_in_the_basket_has_no_steps(shopping: Phone) -> None:
    await shopping.says("eggs")

    assert "10 pcs" in await shopping.labels()
    assert not [label for label in await shopping.labels() if label.startswith(("−", "+"))]


@pytest.mark.parametrize("card", ["basket", "line", "product"])
async def test_the_last_step_takes_it_out_and_undo_puts_it_back(market: Market, shopping: Phone, card: str) -> None:
    [(offer_id, _)] = await ask(market, LINES)
    [(product_id,)] = await ask(market, sa.select(Product.id).where(Product.slug == "oyster-mushroom"))
    await shopping.presses({"basket": "basket", "line": f"line:{offer_id}", "product": f"product:{product_id}"}[card])
    for step in ("− 1 jin", "− 0.5 jin"):  # to the smallest order
        await shopping.taps(step)

    await shopping.taps("− 0.5 jin")

    assert "Taken out of your basket: 🍄 Oyster mushroom." in await shopping.sees()
    assert await amounts(market) == []
    await shopping.taps("Undo")
    assert await amounts(market) == [250]


async def test_a_step_never_goes_below_the_smallest_order(market: Market, shopping: Phone) -> None:
    oyster = Product.slug == "oyster-mushroom"
    await change(market, sa.update(Product).where(oyster).values(min_order=750))
    await shopping.presses("basket")

    await shopping.taps("− 0.5 jin")

    assert await amounts(market) == [750]
    await shopping.taps("− 1.5 jin")
    assert await amounts(market) == []


async def test_there_is_no_step_to_what_is_not_there(market: Market, shopping: Phone) -> None:
    await leave(market, "oyster-mushroom", 1400)

    await shopping.presses("basket")

    assert "− 1 jin" in await shopping.labels()
    assert "+ 1 jin" not in await shopping.labels()
    await leave(market, "oyster-mushroom", 400)
    await shopping.presses("basket")
    assert (await shopping.labels())[0] == "Take what is left"


async def test_a_step_beyond_what_one_buyer_may_have_is_refused(market: Market, shopping: Phone) -> None:
    [(offer_id, _)] = await ask(market, LINES)
    await change(market, sa.update(Offer).where(Offer.id == offer_id).values(per_buyer_max=1000))

    await shopping.taps("+ 1 jin")

    assert "Each buyer can have 2 jin (1 kg) of this" in await shopping.sees()
    assert await amounts(market) == [1000]


async def test_where_cards_cannot_change_there_are_no_steps(market: Market, shopping: Phone) -> None:
    market.house.capabilities[CHANNEL] = Capabilities(can_edit=False)  # type: ignore[index]  # as of a channel of SMS

    for payload in ("basket", "shop"):
        await shopping.presses(payload)
        assert not [label for label in await shopping.labels() if label.startswith(("−", "+"))]


@pytest.mark.parametrize(
    ("quantity", "less", "more"),
    # Packs of 500, from 250 on.
    [(250, 0, 500), (300, 250, 500), (500, 250, 1000), (750, 500, 1000), (1000, 500, 1500)],
)
async def test_steps_lead_from_pack_to_pack(market: Market, quantity: int, less: int, more: int) -> None:
    shelf = (await market.database.read(market.house.catalogue)).shelf
    oyster = next(item for item in shelf if item.slug == "oyster-mushroom")

    assert (less_than(oyster, quantity), more_than(oyster, quantity)) == (less, more)


@pytest.mark.parametrize("made_up", ["step:1:500:0:nowhere", "step:1:-5:0:line", "step:999999:5:0:basket"])
async def test_a_made_up_step_is_not_available(shopping: Phone, made_up: str) -> None:
    await shopping.presses(made_up)

    assert "That is not available" in await shopping.sees()


async def test_the_price_of_a_unit_stands_beside_every_amount_to_choose(market: Market, shopping: Phone) -> None:
    [(offer_id, _)] = await ask(market, LINES)
    [(product_id,)] = await ask(market, sa.select(Product.id).where(Product.slug == "oyster-mushroom"))

    for payload in (f"product:{product_id}", f"amount:{offer_id}", f"line:{offer_id}", "review"):
        await shopping.presses(payload)

        assert "¥6.00 per jin" in await shopping.sees()
