"""Where a farmer may stand when something odd comes in."""

from tests.conversations.buyer_scenes import fill_basket, ordering, reviewing
from tests.conversations.stage import FARM, GOODS, OTHER_FARM, OTHER_GOODS, Stage, ends_membership


async def farmer_greeted(stage: Stage) -> None:
    await stage.acts(await stage.farmer()).says("/start")


async def alert_open(stage: Stage) -> None:
    """One order of one line: 0.5 kg of tomatoes, one jin."""
    farmer = stage.acts(await stage.farmer())
    await ordering(stage, await stage.buyer())
    stage.facts["parcel"] = (await stage.button(farmer, "yes")).split(":")[1]


async def two_alerts_open(stage: Stage) -> None:
    await alert_open(stage)
    stage.market.clock.advance(minutes=5)
    await ordering(stage, await stage.buyer("Ben"))


async def alert_of_two_lines(stage: Stage) -> None:
    farmer = stage.acts(await stage.farmer())
    buyer = await stage.buyer()
    await fill_basket(stage, buyer, "soybean")
    await ordering(stage, buyer)
    stage.facts["parcel"] = (await stage.button(farmer, "yes")).split(":")[1]


async def alert_of_another_farm(stage: Stage) -> None:
    """This farmer has nothing to answer; the farm next door has."""
    stage.acts(await stage.farmer(FARM))
    await stage.phone.says("/start")
    neighbour = await stage.farmer(OTHER_FARM)
    await ordering(stage, await stage.buyer(), OTHER_GOODS)
    stage.facts["parcel"] = (await stage.button(neighbour, "yes")).split(":")[1]


async def less_asked(stage: Stage) -> None:
    await alert_open(stage)
    await stage.taps(stage.phone, "less")


async def less_of_a_line_asked(stage: Stage) -> None:
    await alert_of_two_lines(stage)
    await stage.taps(stage.phone, "less")
    await stage.taps(stage.phone, "lessline")


async def alert_repeated(stage: Stage) -> None:
    """Answered with yes after it was sent a second time."""
    await alert_open(stage)
    await stage.market.later(minutes=31)
    await stage.taps(stage.phone, "yes")


async def said_yes(stage: Stage) -> None:
    await alert_open(stage)
    await stage.taps(stage.phone, "yes")


async def said_less(stage: Stage) -> None:
    await less_asked(stage)
    await stage.phone.says("0.5")


async def said_no(stage: Stage) -> None:
    await alert_open(stage)
    await stage.taps(stage.phone, "no")


async def buyer_cancelled(stage: Stage) -> None:
    await alert_open(stage)
    await stage.taps(stage.first_buyer, "cancel")


async def less_asked_then_cancelled(stage: Stage) -> None:
    """The buyer cancels while the farmer is asked how much there is."""
    await less_asked(stage)
    await stage.taps(stage.first_buyer, "cancel")


async def alert_lapsed(stage: Stage) -> None:
    await alert_open(stage)
    await stage.market.later(hours=13)


async def farmer_packed(stage: Stage) -> None:
    await said_yes(stage)
    await stage.phone.says("/today")
    await stage.taps(stage.phone, "packed")


async def farmer_removed(stage: Stage) -> None:
    """They no longer answer for the farm, and still have the alert in their chat."""
    await alert_open(stage)
    await stage.change(ends_membership(stage.phone, stage.market.clock()))


async def farmer_removed_while_asked(stage: Stage) -> None:
    await less_asked(stage)
    await stage.change(ends_membership(stage.phone, stage.market.clock()))


async def farmer_left_one_of_several_farms(stage: Stage) -> None:
    """They answer for other farms still, but no longer for the one whose alert is in their chat."""
    farmer = stage.acts(stage.phones.setdefault("xiulan", await stage.market.seeded("xiulan", stage.language)))
    await ordering(stage, await stage.buyer())
    stage.facts["parcel"] = (await stage.button(farmer, "yes")).split(":")[1]
    await stage.change(ends_membership(farmer, stage.market.clock(), farm=FARM))


async def less_filled_then_elsewhere(stage: Stage) -> None:
    """Of one of two lines nothing is there; before it was sent, the farmer looked round the shop."""
    await less_of_a_line_asked(stage)
    await stage.phone.says("0")
    await stage.phone.says("/shop")


async def alert_tried_out(stage: Stage) -> None:
    """Somebody has just opened the link that makes them a farmer."""
    admin = await stage.admin()
    await admin.says("/invite farmer jingyang")
    code = (await admin.sees()).partition("/i/")[2].split()[0]
    await stage.acts(await stage.newcomer("Dan")).says(f"/start {code}")


async def farmer_buys_own_goods(stage: Stage) -> None:
    farmer = stage.acts(await stage.farmer())
    await farmer.says("/start")
    await reviewing(stage, farmer, GOODS)
