"""What only the owner may do stays theirs, by whatever button it is asked for."""

from tests.conversations.test_who_may_invite import second_admin
from tests.market import Market


async def test_admin_does_not_undo_a_rule_that_the_owner_set(market: Market) -> None:
    owner = await market.admin()
    admin = await second_admin(market, owner)
    await owner.says("/setup")
    await owner.taps("Hold time")
    await owner.says("30")
    await owner.taps("Apply")
    undo = await owner.payload_of("Undo")

    await admin.presses(undo)

    assert "not available" in await admin.sees()
    await owner.says("/setup")
    assert "30 minutes" in await owner.sees()


async def test_owner_undoes_it(market: Market) -> None:
    owner = await market.admin()
    await owner.says("/setup")
    await owner.taps("Hold time")
    await owner.says("30")
    await owner.taps("Apply")

    await owner.taps("Undo")

    await owner.says("/setup")
    assert "15 minutes" in await owner.sees()


async def test_admin_undoes_another_admins_stock(market: Market) -> None:
    owner = await market.admin()
    admin = await second_admin(market, owner)
    await owner.says("/stock oyster mushroom +30 jin")
    await owner.taps("Apply")

    await admin.presses(await owner.payload_of("Undo"))

    assert "Undone" in await admin.sees()
