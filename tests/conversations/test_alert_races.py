"""An alert is handed on in the very moment in which it is answered: nobody is left with a question that is settled."""

import sqlalchemy as sa
from sqlmodel import Session

from bot.notices.models import Notice, NoticeState
from bot.orders import alerts
from bot.orders.answers import answer_yes
from bot.orders.models import Parcel
from bot.people.models import FarmMember
from tests.conversations.test_whole_order import place
from tests.market import Market
from tests.races import Work, on_postgres, while_uncommitted

_NOTICE = Notice.__table__  # type: ignore[attr-defined]


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


@on_postgres
async def test_answer_settles_what_is_just_being_handed_on(market: Market) -> None:
    hands_on, says_yes = await both(market)

    await while_uncommitted(market.database, hands_on, market.database.transact(says_yes))

    assert await market.database.read(open_questions) == 0


@on_postgres
async def test_nothing_is_handed_on_that_is_just_being_answered(market: Market) -> None:
    hands_on, says_yes = await both(market)

    await while_uncommitted(market.database, says_yes, market.database.transact(hands_on))

    assert await market.database.read(open_questions) == 0
    assert await market.database.read(states) == [NoticeState.ANSWERED]


async def both(market: Market) -> tuple[Work, Work]:
    """An alert that was reminded of: the clock's next step asks the coordinator, and the farmer says yes."""
    await market.admin()
    await market.farmer(language="en")
    await place(market.buyer("Ana"))
    await market.later(minutes=31)
    notice, parcel, farmer = await market.database.read(ids)
    catalogue = await market.database.read(market.app.house.catalogue)

    def hands_on(session: Session) -> None:
        alerts.step(session, notice, catalogue, now=market.clock())

    def says_yes(session: Session) -> None:
        answer_yes(session, parcel, actor_id=farmer, farm_ids=(), is_admin=True, now=market.clock())

    return hands_on, says_yes


def states(session: Session) -> list[NoticeState]:
    return list(session.connection().execute(sa.select(_NOTICE.c.state).where(_NOTICE.c.asks)).scalars())
