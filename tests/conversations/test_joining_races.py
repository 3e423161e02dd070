"""Two phones become one while one of them is ordering: nothing is added to what was confirmed, nothing is lost."""

import sqlalchemy as sa
from sqlmodel import Session

from bot.messages import Incoming, Text
from bot.orders.models import Line, Order, OrderState
from bot.orders.placing import confirm
from tests.conversations.test_joining_phones import link_of
from tests.market import Market, Phone
from tests.races import on_postgres, while_uncommitted

_ORDER = Order.__table__  # type: ignore[attr-defined]
_LINE = Line.__table__  # type: ignore[attr-defined]


async def fills(phone: Phone, goods: str) -> None:
    await phone.says("/start")
    await phone.taps(goods)
    await phone.taps("1 jin")


def lines_by_state(session: Session) -> list[tuple[OrderState, int]]:
    counted = (
        sa.select(_ORDER.c.state, sa.func.count(_LINE.c.id))
        .join_from(_ORDER, _LINE, _LINE.c.order_id == _ORDER.c.id)
        .group_by(_ORDER.c.id, _ORDER.c.state, _ORDER.c.buyer_id)
        .order_by(_ORDER.c.id)
    )
    return [(state, count) for state, count in session.connection().execute(counted)]


@on_postgres
async def test_basket_that_is_joined_adds_nothing_to_an_order_that_is_being_placed(market: Market) -> None:
    ana, ben = market.buyer("Ana"), market.buyer("Ben")
    await fills(ana, "🍄 King oyster")
    await fills(ben, "🍄 Oyster mushroom")
    code = await link_of(ben)
    await ben.says("/basket")
    await ben.taps("Review")
    _verb, order_id, version = (await ben.payload_of("Confirm")).split(":")
    catalogue = await market.database.read(market.app.house.catalogue)

    def buyer(session: Session) -> int:
        return int(session.connection().scalar(sa.select(_ORDER.c.buyer_id).where(_ORDER.c.id == int(order_id))))

    ben_id = await market.database.read(buyer)

    def confirms(session: Session) -> None:
        confirm(
            session,
            ben_id,
            int(order_id),
            int(version),
            catalogue,
            now=market.clock(),
            random_code=market.app.house.random_code,
        )

    joins = Incoming(ana.address, "joins", Text(f"/start {code}"), market.clock())
    await while_uncommitted(market.database, confirms, market.receive(joins))
    await market.settle()

    assert (OrderState.PLACED, 1) in await market.database.read(lines_by_state)
    await ana.says("/basket")
    assert "King oyster" in await ana.sees()
