"""Yes to all takes several orders at once, and never waits crosswise with a buyer who wants the same goods."""

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.models import Lot, Product
from bot.messages import Incoming, Press
from bot.orders.models import Parcel, ParcelState
from tests.conversations.test_whole_order import place
from tests.market import Market, Phone
from tests.races import on_postgres, while_uncommitted

_LOT = Lot.__table__  # type: ignore[attr-defined]

OYSTER, KING = "🍄 Oyster mushroom", "🍄 King oyster"


async def folded(market: Market) -> Phone:
    """Two orders of one farm in one message, the later one of the goods that come first on the shelf."""
    farmer = await market.farmer(language="en")
    for name, goods in (("Ana", OYSTER), ("Ben", KING), ("Dan", OYSTER)):
        await place(market.buyer(name), goods)
    await market.later(seconds=10)
    return farmer


def locking(slug: str, *, nowait: bool) -> sa.Select[tuple[int]]:
    lot = sa.select(_LOT.c.id).join(Product, Product.id == _LOT.c.product_id).where(Product.slug == slug)
    return lot.with_for_update(of=_LOT, nowait=nowait)


def states(session: Session) -> list[ParcelState]:
    return list(session.connection().execute(sa.select(Parcel.state).order_by(Parcel.id)).scalars())


async def test_yes_to_all_accepts_every_order_of_the_message(market: Market) -> None:
    farmer = await folded(market)

    await farmer.taps("✅ Yes to all")

    requested, accepted = ParcelState.REQUESTED, ParcelState.ACCEPTED
    assert await market.database.read(states) == [requested, accepted, accepted]


@on_postgres
async def test_yes_to_all_takes_no_lot_before_one_with_a_smaller_number(market: Market) -> None:
    farmer = await folded(market)
    payload = Press(await farmer.payload_of("✅ Yes to all"))
    yes = Incoming(farmer.address, "yes", payload, market.clock())

    def holds_the_first(session: Session) -> None:
        session.connection().execute(locking("oyster-mushroom", nowait=False)).one()

    def wants_the_second(session: Session) -> None:
        session.connection().execute(locking("king-oyster-mushroom", nowait=True)).one()

    await while_uncommitted(market.database, holds_the_first, market.receive(yes), meanwhile=wants_the_second)

    assert ParcelState.ACCEPTED in await market.database.read(states)
