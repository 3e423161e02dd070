"""Who may let others in: the owner says who is an admin, and a link is worth what its maker still may do."""

from tests.conversations.stage import Stage, ends_role
from tests.conversations.test_joining_phones import code_in
from tests.market import Market, Phone


async def second_admin(market: Market, owner: Phone) -> Phone:
    await owner.says("/invite admin")
    phone = market.buyer("Second")
    await phone.says(f"/start {code_in(await owner.sees())}")
    return phone


async def test_admin_who_is_not_the_owner_makes_no_admins(market: Market) -> None:
    admin = await second_admin(market, await market.admin())

    await admin.says("/invite admin")

    assert "not available" in await admin.sees()


async def test_admin_who_is_not_the_owner_is_not_told_of_a_link_they_cannot_make(market: Market) -> None:
    owner = await market.admin()
    admin = await second_admin(market, owner)

    await admin.says("/invite")
    await owner.says("/invite")

    assert "/invite admin" not in await admin.sees()
    assert "/invite admin" in await owner.sees()


async def test_link_of_somebody_who_is_no_longer_an_admin_lets_nobody_in(market: Market) -> None:
    admin = await second_admin(market, await market.admin())
    await admin.says("/invite farmer leishan")
    code = code_in(await admin.sees())
    await Stage(market, "en").change(ends_role(admin, market.clock()))

    stranger = market.buyer("Eve")
    await stranger.says(f"/start {code}")

    assert "does not work any more" in await stranger.sees()


async def test_link_of_an_admin_who_changed_phones_still_works(market: Market) -> None:
    owner, new_phone = await market.admin(), market.buyer("Lin's new phone")
    await owner.says("/invite farmer leishan")
    code = code_in(await owner.sees())
    await owner.says("/link")
    await new_phone.says(f"/start {code_in(await owner.sees())}")

    farmer = market.buyer("Yang")
    await farmer.says(f"/start {code}")

    assert any("Welcome to" in message.text for message in await farmer.messages())
