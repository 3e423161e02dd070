"""News about an order is owed until it is sent: the end of the question that it is about does not end it."""

import sqlalchemy as sa
from sqlmodel import Session

from bot.notices.models import Notice, NoticeState
from bot.orders import alerts
from tests.conversations.test_whole_order import place
from tests.market import Market

_NOTICE = Notice.__table__  # type: ignore[attr-defined]


async def test_word_of_a_cancelled_order_is_owed_to_the_farm_that_said_yes(market: Market) -> None:
    buyer, farmer = market.buyer("Ana"), await market.farmer(language="en")
    await place(buyer)
    await farmer.taps("✅ Yes")

    await buyer.taps("Cancel order")

    def state(session: Session) -> NoticeState:
        return (
            session.connection()
            .execute(sa.select(_NOTICE.c.state).where(_NOTICE.c.kind == alerts.CANCELLED))
            .scalar_one()
        )

    assert "Please do not pack it" in await farmer.sees()
    assert await market.database.read(state) is NoticeState.SENT
