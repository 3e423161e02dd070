"""One row that cannot be handled holds no other up: the clock goes on."""

import sqlalchemy as sa
from sqlmodel import Session

from bot.notices.models import NoticeState
from bot.notices.service import NewNotice
from bot.notices.views import NOTICE
from bot.orders.models import Parcel, ParcelState, Payment
from bot.worker.notices import NoticeClock
from tests.market import Market
from tests.notices.world import POSTER, Shop, new_alert

_PAYMENT = Payment.__table__  # type: ignore[attr-defined]


async def test_notice_that_cannot_be_written_does_not_stop_the_others(world):
    farmer = await world.someone()
    unreadable = NewNotice(farmer.person_id, "news", {}, "orders", 1, due_at=world.clock())  # its renderer wants an n
    await world.owes(unreadable, new_alert(farmer, 2, due_at=world.clock()))
    clock = NoticeClock(world.database, POSTER, {}, catalogue_of=lambda session: Shop(), wake_sender=lambda: None)

    await clock.post_due(world.clock())
    await world.drain()

    assert world.platform.texts(farmer.external_id) == ["2 en"]


async def test_notice_that_cannot_be_written_is_tried_again_later(world):
    farmer = await world.someone()
    [notice] = await world.owes(NewNotice(farmer.person_id, "news", {}, "orders", 1, due_at=world.clock()))
    clock = NoticeClock(world.database, POSTER, {}, catalogue_of=lambda session: Shop(), wake_sender=lambda: None)
    await clock.post_due(world.clock())

    def mend(session: Session) -> None:
        session.connection().execute(sa.update(NOTICE).where(NOTICE.c.id == notice).values(params={"n": 7}))

    await world.database.transact(mend)
    await clock.post_due(world.clock.advance(minutes=10))
    await world.drain()

    assert world.platform.texts(farmer.external_id) == ["news 7 en"]
    assert [row.state for row in await world.notices()] == [NoticeState.SENT]


async def test_order_that_cannot_be_read_does_not_keep_the_others_from_lapsing(market: Market) -> None:
    for name in ("Ana", "Ben"):
        buyer = market.buyer(name)
        await buyer.says("/start")
        await buyer.taps("🍄 Oyster mushroom")
        await buyer.taps("1 jin")
        await buyer.taps("Review")
        await buyer.taps("Confirm")

    def damage(session: Session) -> None:
        first = sa.select(sa.func.min(_PAYMENT.c.id)).scalar_subquery()
        session.connection().execute(sa.delete(_PAYMENT).where(_PAYMENT.c.id == first))

    await market.database.transact(damage)
    await market.later(hours=48)

    def states(session: Session) -> list[ParcelState]:
        return list(session.connection().execute(sa.select(Parcel.state).order_by(Parcel.id)).scalars())

    assert await market.database.read(states) == [ParcelState.REQUESTED, ParcelState.LAPSED]
