"""An alert is handed on in the very moment in which it is answered: nobody is left with a question that is settled."""

import asyncio
from functools import partial

import pytest
import sqlalchemy as sa
from sqlalchemy.util import await_only
from sqlmodel import Session

from bot.notices.models import Notice, NoticeState
from bot.orders import alerts
from bot.orders.answers import answer_yes
from bot.orders.models import Parcel
from bot.people.models import FarmMember
from tests.conversations.test_whole_order import place
from tests.market import Market

_NOTICE = Notice.__table__  # type: ignore[attr-defined]
_WAITS = sa.text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
PATIENCE_S = 10

on_postgres = pytest.mark.parametrize(
    "market_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


def ids(session: Session) -> tuple[int, int, int]:
    connection = session.connection()
    notice = connection.execute(sa.select(_NOTICE.c.id).where(_NOTICE.c.kind == alerts.REQUESTED)).scalar_one()
    parcel = connection.execute(sa.select(Parcel.id, Parcel.farm_id)).one()
    member = connection.execute(
        sa.select(FarmMember.person_id).where(FarmMember.farm_id == parcel.farm_id).limit(1)
    ).scalar_one()
    return notice, parcel.id, member


def open_questions(session: Session) -> int:
    asked = sa.select(sa.func.count()).where(_NOTICE.c.asks, _NOTICE.c.ended_at.is_(None))
    return int(session.connection().execute(asked).scalar_one())


async def until_somebody_waits(market: Market) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not await market.database.read(lambda session: session.connection().execute(_WAITS).scalar_one()):
            await asyncio.sleep(0.01)


@on_postgres
async def test_answer_settles_what_is_just_being_handed_on(market: Market) -> None:
    await market.admin()
    await market.farmer(language="en")
    await place(market.buyer("Ana"))
    await market.later(minutes=31)  # reminded; the next step asks the coordinator
    notice, parcel, farmer = await market.database.read(ids)
    catalogue = await market.database.read(market.app.catalogue)
    go_on = asyncio.Event()

    def hands_on(session: Session) -> None:
        alerts.step(session, notice, catalogue, now=market.clock())
        await_only(go_on.wait())  # it has written, and not yet committed

    def says_yes(session: Session) -> None:
        answer_yes(session, parcel, actor_id=farmer, farm_ids=(), is_admin=True, now=market.clock())

    handing_on = asyncio.create_task(market.database.transact(hands_on))
    answering = asyncio.create_task(market.database.transact(says_yes))
    await until_somebody_waits(market)
    go_on.set()
    await asyncio.gather(handing_on, answering)

    assert await market.database.read(open_questions) == 0


@on_postgres
async def test_nothing_is_handed_on_that_is_just_being_answered(market: Market) -> None:
    await market.admin()
    await market.farmer(language="en")
    await place(market.buyer("Ana"))
    await market.later(minutes=31)
    notice, parcel, farmer = await market.database.read(ids)
    catalogue = await market.database.read(market.app.catalogue)
    go_on = asyncio.Event()

    def says_yes(session: Session) -> None:
        answer_yes(session, parcel, actor_id=farmer, farm_ids=(), is_admin=True, now=market.clock())
        await_only(go_on.wait())

    answering = asyncio.create_task(market.database.transact(says_yes))
    handing_on = asyncio.create_task(
        market.database.transact(partial(alerts.step, notice_id=notice, catalogue=catalogue, now=market.clock()))
    )
    await until_somebody_waits(market)
    go_on.set()
    await asyncio.gather(handing_on, answering)

    assert await market.database.read(open_questions) == 0
    assert await market.database.read(_states) == [NoticeState.ANSWERED]


def _states(session: Session) -> list[NoticeState]:
    return list(session.connection().execute(sa.select(_NOTICE.c.state).where(_NOTICE.c.asks)).scalars())
