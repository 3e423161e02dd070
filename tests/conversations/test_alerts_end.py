"""Every alert has an end, and none goes on to somebody who may no longer answer it."""

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.models import Farm
from bot.notices.models import Notice, NoticeState
from tests.conversations.stage import Stage, ends_membership
from tests.conversations.test_joining_phones import code_in
from tests.conversations.test_whole_order import place
from tests.market import Market, Phone

_NOTICE = Notice.__table__  # type: ignore[attr-defined]
_FARM = Farm.__table__  # type: ignore[attr-defined]


async def invited(market: Market, admin: Phone, name: str = "Yang") -> Phone:
    await admin.says("/invite farmer leishan")
    farmer = market.buyer(name)
    await farmer.says(f"/start {code_in(await admin.sees())}")
    return farmer


async def still_asked(market: Market) -> int:
    """How many questions wait for an answer, or for a next step."""

    def counted(session: Session) -> int:
        waiting = (_NOTICE.c.state.in_((NoticeState.QUEUED, NoticeState.SENT)) & _NOTICE.c.asks) | (
            _NOTICE.c.due_at.is_not(None)
        )
        statement = sa.select(sa.func.count()).select_from(_NOTICE).where(waiting)
        return int(session.connection().execute(statement).scalar_one())

    return await market.database.read(counted)


async def hours_pass(market: Market, hours: int) -> None:
    for _ in range(hours * 4):
        await market.later(minutes=15)


async def test_farmer_who_left_is_not_reminded_and_the_coordinator_is_asked_instead(market: Market) -> None:
    admin, farmer = await market.admin(), await market.farmer(language="en")
    await place(market.buyer("Ana"))
    await Stage(market, "en").change(ends_membership(farmer, market.clock()))

    await market.later(minutes=31)

    assert "still waits" not in await farmer.sees()
    assert "has not answered" in await admin.sees()
    await admin.taps("✅ Yes")


async def test_farmer_who_left_is_followed_by_who_is_still_there(market: Market) -> None:
    admin, farmer = await market.admin(), await market.farmer(language="en")
    other = await invited(market, admin)
    await other.taps("✅ I see it")
    await place(market.buyer("Ana"))
    await Stage(market, "en").change(ends_membership(farmer, market.clock()))

    await market.later(minutes=31)

    assert "✅ Yes" in await other.labels()


async def test_alert_that_nobody_answers_has_an_end_for_everyone_who_was_asked(market: Market) -> None:
    await market.admin()
    await market.farmer(language="en")
    await place(market.buyer("Ana"))

    await hours_pass(market, 24)

    assert await still_asked(market) == 0


async def test_test_alert_that_nobody_answers_is_repeated_once_and_told_to_the_admin(market: Market) -> None:
    admin = await market.admin()
    farmer = await invited(market, admin)
    before = len(await admin.messages())

    await market.later(minutes=31)
    assert len([one for one in await farmer.messages() if "✅ I see it" in one.labels]) == 1
    await market.later(minutes=31)

    assert "test alert" in await admin.sees()
    await hours_pass(market, 12)
    assert await still_asked(market) == 0
    assert len(await admin.messages()) == before + 1


async def test_test_alert_that_was_given_up_is_answered_all_the_same(market: Market) -> None:
    admin = await market.admin()
    farmer = await invited(market, admin)
    await hours_pass(market, 3)

    await farmer.taps("✅ I see it")

    assert "It works" in await farmer.sees()


async def test_test_alert_goes_to_nobody_who_could_not_answer_it(market: Market) -> None:
    admin, farmer = await market.admin(), await market.farmer(language="en")
    await Stage(market, "en").change(
        ends_membership(farmer, market.clock()),
        sa.update(_FARM).where(_FARM.c.slug == "leishan-corn-cob").values(alerts_tested_at=None),
    )
    await market.later(seconds=1)
    await admin.says("/price oyster mushroom 7")  # the shop is read anew
    await admin.taps("Apply")
    await admin.says("/setup")

    await admin.taps("Send a test alert")

    assert "✅ I see it" not in await admin.labels()
    assert "/invite farmer" in await admin.sees()


async def test_test_alert_of_somebody_who_left_ends_without_a_word(market: Market) -> None:
    admin = await market.admin()
    farmer = await invited(market, admin)
    before = len(await admin.messages())
    await Stage(market, "en").change(ends_membership(farmer, market.clock()))

    await hours_pass(market, 3)

    assert await still_asked(market) == 0
    assert len(await admin.messages()) == before
