"""Where an admin may stand when something odd comes in.  Each product is known by its English name in any language."""

from tests.conversations.buyer_scenes import ordering, packs
from tests.conversations.stage import Stage, ends_role


async def desk(stage: Stage) -> None:
    await stage.acts(await stage.admin()).says("/start")


async def previewing(stage: Stage, command: str, verb: str) -> None:
    admin = stage.acts(await stage.admin())
    await admin.says(command)
    stage.facts["apply"] = await stage.button(admin, verb)


async def applied(stage: Stage, command: str, verb: str) -> None:
    await previewing(stage, command, verb)
    await stage.taps(stage.phone, verb)
    stage.facts["undo"] = await stage.button(stage.phone, "undo")


async def promised(stage: Stage) -> None:
    """One jin of tomatoes is promised to a buyer."""
    await ordering(stage, await stage.buyer())


async def promised_to_a_buyer(stage: Stage) -> None:
    await promised(stage)
    await desk(stage)


async def sum_previewed(stage: Stage) -> None:
    await previewing(stage, "/stock tomatoes +30 jin", "stock")


async def sum_previewed_long_ago(stage: Stage) -> None:
    await sum_previewed(stage)
    stage.market.clock.advance(minutes=61)


async def sum_applied(stage: Stage) -> None:
    await applied(stage, "/stock tomatoes +30 jin", "stock")


async def sum_applied_long_ago(stage: Stage) -> None:
    await sum_applied(stage)
    stage.market.clock.advance(minutes=11)


async def sum_undone(stage: Stage) -> None:
    await sum_applied(stage)
    await stage.taps(stage.phone, "undo")


async def sum_applied_and_promised(stage: Stage) -> None:
    """All that is there came in by a command, and is promised by now."""
    admin = await stage.admin()
    await admin.says("/stock tomatoes =0")
    await stage.taps(admin, "stock")
    await applied(stage, "/stock tomatoes +1 jin", "stock")
    await ordering(stage, await stage.buyer())


async def count_previewed_and_sold(stage: Stage) -> None:
    """Somebody else has taken off stock since the preview."""
    await previewing(stage, "/stock tomatoes =100 jin", "stock")
    other = await stage.admin("hao")
    await other.says("/stock tomatoes -5 jin")
    await stage.taps(other, "stock")


async def count_applied_and_changed(stage: Stage) -> None:
    await applied(stage, "/stock tomatoes =100 jin", "stock")
    other = await stage.admin("hao")
    await other.says("/stock tomatoes -5 jin")
    await stage.taps(other, "stock")


async def shortage_previewed(stage: Stage) -> None:
    """Less would be there than is promised."""
    await promised(stage)
    await previewing(stage, "/stock tomatoes =0", "stock")


async def demoted(stage: Stage) -> None:
    """No admin any more, with a preview still in the chat."""
    await previewing(stage, "/stock tomatoes +30 jin", "stock")
    await stage.change(ends_role(stage.phone, stage.market.clock()))


async def demoted_while_asked(stage: Stage) -> None:
    await stock_asked(stage)
    await stage.change(ends_role(stage.phone, stage.market.clock()))


async def stock_asked(stage: Stage) -> None:
    await stage.acts(await stage.admin()).says("/stock tomatoes")


async def price_asked(stage: Stage) -> None:
    await stage.acts(await stage.admin()).says("/price tomatoes")


async def price_previewed(stage: Stage) -> None:
    await previewing(stage, "/price tomatoes 7.25", "price")


async def price_previewed_and_changed(stage: Stage) -> None:
    await price_previewed(stage)
    other = await stage.admin("hao")
    await other.says("/price tomatoes 8")
    await stage.taps(other, "price")


async def price_applied_and_changed(stage: Stage) -> None:
    await applied(stage, "/price tomatoes 7.25", "price")
    other = await stage.admin("hao")
    await other.says("/price tomatoes 8")
    await stage.taps(other, "price")


async def hidden(stage: Stage) -> None:
    await applied(stage, "/hide tomatoes", "hide")


async def invited(stage: Stage) -> None:
    admin = stage.acts(await stage.admin())
    await admin.says("/invite farmer jingyang")
    stage.facts["revoke"] = await stage.button(admin, "revoke")


async def invitation_used(stage: Stage) -> None:
    await invited(stage)
    code = (await stage.phone.sees()).partition("/i/")[2].split()[0]
    await (await stage.newcomer("Dan")).says(f"/start {code}")


async def hold_minutes_asked(stage: Stage) -> None:
    await _setting_asked(stage, "hold_minutes")


async def cut_off_asked(stage: Stage) -> None:
    await _setting_asked(stage, "cut_off")


async def quiet_hours_asked(stage: Stage) -> None:
    await _setting_asked(stage, "quiet_hours")


async def order_waiting(stage: Stage) -> None:
    """An order whose farm has not answered."""
    farmer = await stage.farmer()
    await promised(stage)
    stage.facts["parcel"] = (await stage.button(farmer, "yes")).split(":")[1]
    await desk(stage)


async def order_cancelled_by_its_buyer(stage: Stage) -> None:
    await order_waiting(stage)
    await stage.taps(stage.first_buyer, "cancel")


async def order_collected(stage: Stage) -> None:
    farmer = await stage.farmer()
    await promised(stage)
    await packs(stage, farmer)
    await desk(stage)
    await stage.phone.presses(f"parcel:{stage.facts['parcel']}:arrive")
    await stage.phone.presses(f"parcel:{stage.facts['parcel']}:collect")


async def order_collected_long_ago(stage: Stage) -> None:
    await order_collected(stage)
    stage.market.clock.advance(minutes=11)


async def _setting_asked(stage: Stage, key: str) -> None:
    await stage.acts(await stage.admin()).presses(f"setting:{key}")


_ANSWERS = {
    "name": "Green Hill",
    "currency": "USD",
    "zone": "Madrid",
    "farm": "Old Mill",
    "point": "Town hall",
    "address": "1 Main street",
    "hours": "8-18",
    "product": "Plums",
    "shelf": "fruit",
    "unit": "kg",
    "price": "2.50",
}


async def setup_asks(stage: Stage, step: str) -> None:
    """Answer the questions of an empty shop until this one is open."""
    owner = stage.acts(stage.phones["owner"])
    await owner.says("/setup")
    for asked, answer in _ANSWERS.items():
        if asked == step:
            return
        await owner.says(answer)
