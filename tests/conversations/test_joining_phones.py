"""/link makes two phones one person, and never carries rights to somebody who has fewer."""

import re

import sqlalchemy as sa
from sqlmodel import Session

from bot.people.models import AuditEntry
from tests.conversations.test_whole_order import place
from tests.market import CHANNEL, Market, Phone

_AUDIT = AuditEntry.__table__  # type: ignore[attr-defined]
_CODE = re.compile(r"/(?:join|i)/(\w+)")


async def link_of(phone: Phone) -> str:
    await phone.says("/link")
    return code_in(await phone.sees())


def code_in(text: str) -> str:
    found = _CODE.search(text)
    assert found is not None, text
    return found[1]


async def joins(phone: Phone, other: Phone) -> None:
    """Open on `phone` the link that `other` made."""
    await opens(phone, await link_of(other))


async def opens(phone: Phone, code: str) -> None:
    """Open a link, and say that it is theirs where one tap is not enough."""
    await phone.says(f"/start {code}")
    if phone.market.line.channel != CHANNEL:
        choices = (await phone.messages())[-1].choices
        await phone.presses(next(one.payload for one in choices if one.payload.startswith("join:")))


async def becomes_farmer(phone: Phone, admin: Phone, farm: str) -> None:
    await admin.says(f"/invite farmer {farm}")
    await phone.says(f"/start {code_in(await admin.sees())}")
    await phone.taps("✅ I see it")


async def says_yes(*phones: Phone) -> str:
    """Answer the alert on whichever phone it came to; give what stands there then."""
    for phone in phones:
        for message in await phone.messages():
            if "✅ Yes" in message.labels:
                await phone.taps("✅ Yes")
                return "\n".join([each.text for each in await phone.messages()])
    raise AssertionError("no phone shows an alert")


async def denials(market: Market) -> list[str]:
    def read(session: Session) -> list[str]:
        statement = sa.select(_AUDIT.c.after).where(_AUDIT.c.action == "denied").order_by(_AUDIT.c.id)
        return [after["action"] for after in session.connection().execute(statement).scalars()]

    return await market.database.read(read)


async def test_second_phone_brings_basket_and_orders_along(market: Market) -> None:
    first, second = market.buyer("Ana"), market.buyer("Ana's other")
    await place(first)

    await joins(second, first)
    await second.taps("My orders")

    assert "waiting for the farms" in await second.sees()


async def test_admin_who_opens_a_buyers_link_keeps_the_rights_and_gives_none(market: Market) -> None:
    admin, stranger = await market.admin(), market.buyer("Eve")
    await stranger.says("/start")

    await joins(admin, stranger)

    assert "/link" in await admin.sees()
    assert await denials(market) == ["join"]
    await stranger.says("/stock")
    assert "not available" in await stranger.sees()
    await admin.says("/stock")
    assert "not available" not in await admin.sees()


async def test_farmer_who_opens_another_farmers_link_gives_no_farm_away(market: Market) -> None:
    farmer, other = await market.farmer(language="en"), await market.farmer("jingyang-garden", language="en")
    await other.says("/start")

    await joins(farmer, other)

    assert "/link" in await farmer.sees()
    await place(market.buyer("Ana"))
    await farmer.taps("✅ Yes")
    assert "Answered: yes" in await farmer.sees()


async def test_refused_link_still_works_where_it_was_meant_for(market: Market) -> None:
    admin, buyer = await market.admin(), market.buyer("Ana")
    await buyer.says("/start")
    code = await link_of(buyer)
    await opens(admin, code)

    other = market.buyer("Ana's other")
    await opens(other, code)

    assert "Welcome back" in await other.sees()


async def test_admins_own_second_phone_gets_the_admins_rights(market: Market) -> None:
    admin, second = await market.admin(), market.buyer("Lin's other")
    await second.says("/start")

    await joins(second, admin)
    await second.says("/stock oyster mushroom")

    assert "Oyster mushroom" in await second.sees()


async def test_farmers_second_phone_answers_alerts_too(market: Market) -> None:
    farmer, second = await market.farmer(language="en"), market.buyer("Farmer's other")
    await second.says("/start")
    await joins(second, farmer)

    await place(market.buyer("Ana"))

    assert "Answered: yes" in await says_yes(second, farmer)


async def test_admin_who_was_a_farmer_on_the_other_phone_hears_that_farms_alerts(market: Market) -> None:
    admin, farmer = await market.admin(), await market.farmer(language="en")

    await joins(farmer, admin)
    await place(market.buyer("Ana"))

    assert "Answered: yes" in await says_yes(farmer, admin)


async def test_alert_that_was_open_is_answered_with_less_after_the_phones_are_joined(market: Market) -> None:
    admin = await market.admin()
    farmer, other = await market.farmer(language="en"), market.buyer("Farmer's other")
    await becomes_farmer(other, admin, "leishan")
    await place(market.buyer("Ana"))

    await joins(farmer, other)
    await farmer.taps("➖ Less")
    await farmer.says("0.5")

    assert "Answered: less" in await farmer.sees()


async def test_links_opened_crosswise_leave_a_farmer_who_can_be_reached(market: Market) -> None:
    admin = await market.admin()
    farmer, other = await market.farmer(language="en"), market.buyer("Farmer's other")
    await becomes_farmer(other, admin, "leishan")
    of_farmer, of_other = await link_of(farmer), await link_of(other)

    await farmer.says(f"/start {of_other}")
    await other.says(f"/start {of_farmer}")
    await place(market.buyer("Ana"))

    assert "Answered: yes" in await says_yes(farmer, other)


async def test_news_of_an_order_reach_a_buyer_who_was_joined_twice(market: Market) -> None:
    first, second, third = (market.buyer(name) for name in ("Ana", "Ana two", "Ana three"))
    for phone in (second, third):
        await phone.says("/start")
    await place(first)

    await joins(first, second)
    await joins(second, third)
    await market.later(hours=48)

    told = [await phone.sees() for phone in (first, second, third)]
    assert any("did not answer" in words for words in told), told
