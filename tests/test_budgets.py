"""Statement budgets of whole turns, as people cause them: through dispatch, on both engines.

An executemany counts once; begin, commit and savepoints do not.  What a refused turn said before it was rolled back
counts as well.  `tests/orders/test_budgets.py` has the share of the orders alone.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from bot.buttons import Button
from bot.catalog.models import Category, Offer, Product
from bot.catalog.sample.market import sample_market
from bot.catalog.snapshot import Catalogue, Item, bump_version
from bot.handlers.buyer.buttons import (
    AddToOrder,
    ChoosePoint,
    ConfirmOrder,
    OpenAllGoods,
    OpenBasket,
    OpenMyOrder,
    OpenMyOrders,
    OpenProduct,
    OpenShelf,
    OpenShop,
    PlayClip,
    PutAmount,
    RepeatOrder,
    ShowPictures,
    StartReview,
    TakeWhatIsLeft,
)
from bot.handlers.context import Context
from bot.handlers.routes import Replies, Route, Who
from bot.orders.basket import load_basket
from tests.conversations.test_albums import hang_pictures
from tests.conversations.test_clips import hang_clip
from tests.handlers.admin.rows import rows_of
from tests.handlers.buyer.rows import leave
from tests.market import Market, Phone
from tests.statements import count_statements

BROWSE, CHANGE_BASKET, REVIEW, CONFIRM = 6, 8, 14, 16
REPEAT = REVIEW + 2  # it reads the earlier order, and writes its lines
FOLDED = 1  # an alert that waits a moment for others is written down as waiting
LAST_WRITTEN = 1  # once in ten minutes a turn also says when they last wrote, see `people.service`
SHAPES = [(20, 1), (20, 10)]  # lines, farms

_OFFER = Offer.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_PRODUCT = Product.__table__  # type: ignore[attr-defined]


@dataclass
class Buyer:
    """Somebody who shops, and counts what that costs."""

    phone: Phone
    catalogue: Catalogue

    @property
    def goods(self) -> Sequence[Item]:
        return self.catalogue.shelf

    async def taps(self, button: Button) -> list[str]:
        """Tap, and give the statements of the turn."""
        with count_statements(self.phone.market.database) as counted:
            await self.phone.presses(button.pack())
        return [statement for turn in counted.touching("inbox") for statement in turn]

    async def puts(self, item: Item, portions: int = 1) -> list[str]:
        assert item.offer_id is not None
        return await self.taps(PutAmount(item.offer_id, portions * _portion(item)))

    async def fills(self, lines: int) -> None:
        for item in self.goods[:lines]:
            await self.puts(item)

    async def reviews(self) -> list[str]:
        return await self.taps(StartReview())

    async def confirms(self) -> list[str]:
        """Tap the Confirm that the last Review shows."""
        return await self.taps(await self.confirm_button())

    async def adds(self) -> list[str]:
        """Tap the Add to order that the last Review shows."""
        [add] = [one.payload for one in (await self.phone.messages())[-1].choices if one.payload.startswith("add:")]
        return await self.taps(AddToOrder(*(int(number) for number in add.split(":")[1:])))

    async def confirm_button(self) -> Button:
        _, order_id, version = (await self.phone.payload_of("Confirm")).split(":")
        return ConfirmOrder(int(order_id), int(version))

    async def orders(self) -> int:
        """Order what is in the basket; return the order's id."""
        await self.reviews()
        button = await self.confirm_button()
        await self.taps(button)
        assert isinstance(button, ConfirmOrder)
        return button.order_id


@pytest.fixture
async def ana(market: Market) -> Buyer:
    """A buyer whom the shop knows; every farm has a phone that is asked."""
    for farm in sample_market().farms:
        await market.farmer(farm.slug)
    return await _buyer(market, "Ana")


# -- budgets ---------------------------------------------------------------------------------------

SCREENS: dict[str, Callable[[Buyer, int], Button]] = {
    "shop": lambda ana, order_id: OpenShop(),
    "all goods": lambda ana, order_id: OpenAllGoods(),
    "shelf": lambda ana, order_id: OpenShelf(ana.goods[0].category_id, 1),
    "product": lambda ana, order_id: OpenProduct(ana.goods[0].product_id),
    "basket": lambda ana, order_id: OpenBasket(),
    "my orders": lambda ana, order_id: OpenMyOrders(1),
    "order": lambda ana, order_id: OpenMyOrder(order_id),
}


@pytest.mark.parametrize("screen", SCREENS)
async def test_browsing_stays_within_its_budget(ana: Buyer, screen: str) -> None:
    await ana.fills(2)
    order_id = await ana.orders()
    await ana.fills(2)
    await ana.taps(OpenProduct(ana.goods[1].product_id))  # leaves a question open, which has to be forgotten

    said = await ana.taps(SCREENS[screen](ana, order_id))

    assert len(said) <= BROWSE, said


async def test_looking_at_pictures_stays_within_the_budget_of_browsing(ana: Buyer) -> None:
    market = ana.phone.market
    await hang_pictures(market)
    [shelf] = await rows_of(market, Category, Category.slug == "mushrooms")
    await ana.taps(OpenShelf(shelf.id, 1))
    await ana.taps(OpenProduct(ana.goods[1].product_id))

    said = await ana.taps(ShowPictures(shelf.id, 1))

    assert any(message.outgoing.album for message in await ana.phone.messages())
    assert len(said) <= BROWSE, said


async def test_playing_a_clip_stays_within_the_budget_of_browsing(ana: Buyer) -> None:
    item = ana.goods[0]
    await hang_clip(ana.phone.market, item.slug)
    await ana.taps(OpenProduct(item.product_id))
    await ana.taps(OpenProduct(ana.goods[1].product_id))

    said = await ana.taps(PlayClip(item.product_id))

    assert (await ana.phone.messages())[-1].outgoing.clip
    assert len(said) <= BROWSE, said


async def test_browsing_costs_one_more_after_a_long_silence(ana: Buyer) -> None:
    await ana.taps(OpenProduct(ana.goods[1].product_id))
    ana.phone.market.clock.advance(hours=1)

    said = await ana.taps(OpenShop())

    assert len(said) <= BROWSE + LAST_WRITTEN, said


CHANGES: dict[str, Callable[[Buyer], Awaitable[list[str]]]] = {
    "another item": lambda ana: ana.puts(ana.goods[2]),
    "another amount": lambda ana: ana.puts(ana.goods[1], portions=2),
    "remove": lambda ana: ana.puts(ana.goods[1], portions=0),
    "choose point": lambda ana: ana.taps(ChoosePoint(ana.catalogue.points[1].point_id)),
}


async def test_the_first_item_stays_within_the_budget_of_a_change(ana: Buyer) -> None:
    await ana.taps(OpenProduct(ana.goods[0].product_id))

    said = await ana.puts(ana.goods[0])

    assert len(said) <= CHANGE_BASKET, said


@pytest.mark.parametrize("change", CHANGES)
async def test_changing_the_basket_stays_within_its_budget(ana: Buyer, change: str) -> None:
    await ana.fills(2)
    await ana.reviews()
    await ana.taps(OpenProduct(ana.goods[0].product_id))

    said = await CHANGES[change](ana)

    assert len(said) <= CHANGE_BASKET, said


async def test_the_first_review_stays_within_its_budget(ana: Buyer) -> None:
    await ana.fills(2)

    said = await ana.reviews()

    assert len(said) <= REVIEW, said


async def test_a_review_that_replaces_holds_stays_within_the_budget(ana: Buyer) -> None:
    await ana.fills(2)
    await ana.reviews()
    await ana.fills(3)

    said = await ana.reviews()

    assert len(said) <= REVIEW, said


async def test_a_review_after_its_time_stays_within_the_budget(ana: Buyer) -> None:
    await ana.fills(2)
    await ana.reviews()
    ana.phone.market.clock.advance(minutes=16)

    said = await ana.reviews()

    assert len(said) <= REVIEW, said


async def test_repeat_stays_within_its_budget(ana: Buyer) -> None:
    await ana.fills(2)
    order_id = await ana.orders()
    await ana.taps(OpenProduct(ana.goods[0].product_id))

    said = await ana.taps(RepeatOrder(order_id))

    assert len(said) <= REPEAT, said


async def test_repeat_beside_a_reviewed_basket_of_other_prices_stays_within_its_budget(ana: Buyer) -> None:
    await ana.fills(2)
    order_id = await ana.orders()
    await ana.puts(ana.goods[2])
    await ana.reviews()
    await ana.phone.market.database.transact(_raise_prices)
    await ana.taps(OpenProduct(ana.goods[0].product_id))

    said = await ana.taps(RepeatOrder(order_id))

    assert "Confirm" in await ana.phone.labels()
    assert len(said) <= REPEAT, said


async def test_taking_what_is_left_stays_within_the_budget_of_repeat(ana: Buyer) -> None:
    await ana.fills(4)
    await ana.reviews()
    market = ana.phone.market
    await market.later(minutes=16)
    await market.database.transact(_raise_prices)
    await leave(market, ana.goods[0].slug, 0)
    await leave(market, ana.goods[1].slug, ana.goods[1].min_order)
    await ana.taps(OpenProduct(ana.goods[0].product_id))

    said = await ana.taps(TakeWhatIsLeft())

    assert "Left out today:" in await ana.phone.sees()
    assert len(said) <= REPEAT, said


async def test_confirm_stays_within_its_budget(ana: Buyer) -> None:
    await ana.fills(2)
    await ana.reviews()

    said = await ana.confirms()

    assert len(said) <= CONFIRM, said


@pytest.mark.parametrize(("lines", "farms"), [(1, 1), *SHAPES])
async def test_adding_to_an_order_stays_within_the_budget_of_confirm(ana: Buyer, lines: int, farms: int) -> None:
    await spread_over(ana.phone.market, farms)
    await ana.fills(lines)
    await ana.orders()
    ana.phone.market.clock.advance(minutes=15)  # no alert is folded with an earlier one
    await ana.fills(lines)
    await ana.reviews()

    said = await ana.adds()

    assert "It is added" in await ana.phone.sees()
    assert len(said) <= CONFIRM, said


async def test_adding_soon_after_an_order_costs_one_more(ana: Buyer) -> None:
    await ana.fills(2)
    await ana.orders()
    await ana.fills(2)
    await ana.reviews()

    said = await ana.adds()  # the farms' alerts are folded

    assert len(said) <= CONFIRM + FOLDED, said


async def test_a_second_tap_on_confirm_stays_within_the_budget(ana: Buyer) -> None:
    await ana.fills(2)
    await ana.reviews()
    button = await ana.confirm_button()
    await ana.taps(button)

    said = await ana.taps(button)

    assert len(said) <= CONFIRM, said


async def test_a_confirm_that_takes_its_goods_anew_costs_one_more_after_so_long_a_silence(ana: Buyer) -> None:
    await ana.fills(2)
    await ana.reviews()
    ana.phone.market.clock.advance(minutes=16)

    said = await ana.confirms()

    assert len(said) <= CONFIRM + LAST_WRITTEN, said


async def test_a_confirm_soon_after_another_stays_within_the_budget(ana: Buyer) -> None:
    await ana.fills(2)
    await ana.orders()
    await ana.fills(2)
    await ana.reviews()

    said = await ana.confirms()  # the farms' alerts are folded

    assert len(said) <= CONFIRM, said


async def test_a_confirm_for_a_farm_that_nobody_answers_for_stays_within_the_budget(market: Market) -> None:
    await market.admin()
    ana = await _buyer(market, "Ana")
    await ana.fills(2)
    await ana.reviews()

    said = await ana.confirms()

    assert len(said) <= CONFIRM, said


# -- the same for every size -----------------------------------------------------------------------


@pytest.mark.parametrize(("lines", "farms"), SHAPES)
async def test_an_order_costs_the_same_whatever_its_size(ana: Buyer, lines: int, farms: int) -> None:
    market = ana.phone.market
    await spread_over(market, 1)
    small = await _costs(await _buyer(market, "Ben"), lines=1)
    market.clock.advance(minutes=15)  # no alert is folded with an earlier one
    await spread_over(market, farms)

    large = await _costs(await _buyer(market, "Cai"), lines=lines)

    assert large == small


async def test_a_statement_in_a_loop_is_noticed(ana: Buyer) -> None:
    def basket_line_by_line(ctx: Context, button: OpenBasket) -> Replies:
        for _ in load_basket(ctx.session, ctx.asker.person_id, ctx.catalogue).lines:
            ctx.session.connection().execute(sa.text("SELECT 1"))
        return []

    market = ana.phone.market
    market.app.house.routes.presses[OpenBasket] = Route(Who.ANYONE, basket_line_by_line)
    small = await _costs(await _buyer(market, "Ben"), lines=1)

    large = await _costs(await _buyer(market, "Cai"), lines=20)

    assert large["basket"] - small["basket"] == 19


async def _costs(buyer: Buyer, *, lines: int) -> dict[str, int]:
    """Count the statements of every step of one order."""
    await buyer.fills(lines)
    said = {
        "change": await buyer.puts(buyer.goods[0], portions=2),
        "basket": await buyer.taps(OpenBasket()),
        "first review": await buyer.reviews(),
        "second review": await buyer.reviews(),
    }
    await buyer.puts(buyer.goods[0])
    said["review that replaces"] = await buyer.reviews()
    button = await buyer.confirm_button()
    assert isinstance(button, ConfirmOrder)
    said |= {
        "confirm": await buyer.taps(button),
        "second confirm": await buyer.taps(button),
        "order": await buyer.taps(OpenMyOrder(button.order_id)),
        "my orders": await buyer.taps(OpenMyOrders(1)),
        "shop": await buyer.taps(OpenShop()),
        "repeat": await buyer.taps(RepeatOrder(button.order_id)),
        "second repeat": await buyer.taps(RepeatOrder(button.order_id)),
    }
    return {step: len(statements) for step, statements in said.items()}


async def _buyer(market: Market, name: str) -> Buyer:
    phone = market.buyer(name)
    await phone.says("/start")
    return Buyer(phone, await market.database.read(market.app.house.catalogue))


async def spread_over(market: Market, farms: int) -> None:
    """Let the goods belong to so many farms by turns."""
    await market.database.transact(partial(_spread, farms=farms))


def _spread(session: Session, farms: int) -> None:
    first = sa.select(sa.func.min(_PRODUCT.c.farm_id)).scalar_subquery()
    session.connection().execute(sa.update(_PRODUCT).values(farm_id=first + _PRODUCT.c.id % farms))
    bump_version(session)


def _raise_prices(session: Session) -> None:
    session.connection().execute(sa.update(_OFFER).values(price_minor=_OFFER.c.price_minor + 100))
    bump_version(session)


def _portion(item: Item) -> int:
    return item.packs[0].quantity if item.packs else item.min_order
