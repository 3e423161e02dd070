"""/courier: what it costs is previewed, applied once, and can be undone."""

import sqlalchemy as sa

from bot.catalog.courier import Courier
from bot.catalog.models import Setting
from tests.handlers.buyer.rows import ask, change

STORED = sa.select(Setting.value).where(Setting.key == "courier")


async def test_the_table_is_shown_in_words(market):
    admin = await market.admin()
    await admin.says("/courier")

    assert await admin.sees() == ("🛵 Courier: on\n🛵 Courier: ¥6.00\nfrom ¥50.00: ¥3.00\nfrom ¥100.00: free")
    assert await admin.labels() == ["Change the fees", "Smallest order", "Switch it off"]


async def test_a_new_table_is_previewed_applied_and_undone(market):
    admin = await market.admin()
    before = await ask(market, STORED)
    await admin.says("/courier")
    await admin.taps("Change the fees")
    await admin.says("8, 60: 0")
    preview = await admin.sees()
    unchanged = await ask(market, STORED)
    await admin.taps("Apply")
    done, after = await admin.sees(), await ask(market, STORED)
    await admin.taps("Undo")

    assert "After:\n🛵 Courier: on\n🛵 Courier: ¥8.00\nfrom ¥60.00: free" in preview
    assert unchanged == before
    assert done == "✅ 🛵 Courier: on\n🛵 Courier: ¥8.00\nfrom ¥60.00: free"
    assert after == [({"drives": True, "steps": [[0, 800], [6000, 0]], "minimum_minor": 0},)]
    assert await ask(market, STORED) == before


async def test_an_admin_who_is_not_the_owner_may_set_and_undo_it(market):
    admin = await market.seeded("hao", "en")
    before = await ask(market, STORED)
    await admin.says("/courier 8")
    await admin.taps("Apply")
    await admin.taps("Undo")

    assert "Undone" in await admin.sees()
    assert await ask(market, STORED) == before


async def test_a_preview_is_applied_once_and_only_to_what_it_showed(market):
    admin, other = await market.admin(), await market.seeded("hao", "en")
    await admin.says("/courier 8")
    apply = await admin.payload_of("Apply")
    await other.says("/courier 9")
    await other.taps("Apply")
    await admin.presses(apply)
    shown_anew = await admin.sees()
    await admin.taps("Apply")
    await admin.presses(apply)

    assert "Before:\n🛵 Courier: on\n🛵 Courier: ¥9.00" in shown_anew
    assert "That preview is out of date" in await admin.sees()
    assert (await ask(market, STORED))[0][0]["steps"] == [[0, 800]]


async def test_what_cannot_be_read_is_asked_again(market):
    admin = await market.admin()
    await admin.says("/courier 6, 50: 9")
    told = await admin.sees()
    await admin.says("/courier")
    await admin.taps("Smallest order")
    await admin.says("much")

    assert "I cannot read that as fees." in told
    assert "Please type a sum" in await admin.sees()


async def test_a_shop_without_a_table_shows_no_courier_until_it_has_one(market):
    await change(market, sa.update(Setting).where(Setting.key == "courier").values(value=Courier().stored()))
    admin, buyer = await market.admin(), market.buyer("Ana")
    await buyer.says("/start")
    await buyer.says("1 jin ginger")
    await buyer.taps("Back")
    labels = await buyer.labels()
    await buyer.taps("Pickup point")
    points = await buyer.sees()
    await buyer.presses("courier")
    made_up = await buyer.sees()
    await admin.says("/courier")
    asked = await admin.sees()
    await admin.says("5")
    await admin.taps("Apply")
    await buyer.says("/basket")

    assert "How to get it" not in labels
    assert "ourier" not in points
    assert "There is no courier at the moment" in made_up
    assert asked.startswith("🛵 Courier: off\nWhat does the courier cost?")
    assert "How to get it" in await buyer.labels()
