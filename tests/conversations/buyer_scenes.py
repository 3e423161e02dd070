"""Where a buyer may stand when something odd comes in.  Each scene says who acts, and leaves ids in the facts."""

import sqlalchemy as sa

from bot.catalog.models import Offer, Product, Shop
from bot.people.models import Identity, IdentityState
from tests.conversations.stage import GOODS, OTHER_GOODS, Stage, of_table
from tests.conversations.test_joining_phones import opens
from tests.market import Phone

_OFFER, _PRODUCT, _SHOP, _IDENTITY = map(of_table, (Offer, Product, Shop, Identity))


async def fill_basket(stage: Stage, phone: Phone, goods: str = GOODS) -> None:
    """Half a kilogram, or ten eggs."""
    await phone.presses(f"product:{stage.facts[goods]}")
    await stage.taps(phone, "put")


async def reviewing(stage: Stage, phone: Phone, goods: str = GOODS) -> None:
    await fill_basket(stage, phone, goods)
    await stage.taps(phone, "review")
    stage.facts["confirm"] = await stage.button(phone, "confirm")
    _, order, version = stage.facts["confirm"].split(":")
    stage.facts |= {"order": order, "version": version, "next version": int(version) + 1}


async def ordering(stage: Stage, phone: Phone, goods: str = GOODS) -> None:
    await reviewing(stage, phone, goods)
    await stage.taps(phone, "confirm")


async def someone_new(stage: Stage) -> None:
    stage.acts(await stage.newcomer())


async def shop_shown(stage: Stage) -> None:
    stage.acts(await stage.buyer())


async def languages_shown(stage: Stage) -> None:
    await stage.acts(await stage.buyer()).says("/language")


async def amount_asked(stage: Stage) -> None:
    phone = stage.acts(await stage.buyer())
    await phone.presses(f"amount:{stage.facts['offer of ' + GOODS]}")


async def amount_of_eggs_asked(stage: Stage) -> None:
    phone = stage.acts(await stage.buyer())
    await phone.presses(f"amount:{stage.facts['offer of ' + OTHER_GOODS]}")


async def last_kilogram(stage: Stage) -> None:
    """An amount is asked of goods of which a buyer may have one kilogram."""
    await stage.change(
        sa.update(_OFFER).where(_OFFER.c.id == stage.facts["offer of " + GOODS]).values(per_buyer_max=1000),
        sa.update(_SHOP).values(version=_SHOP.c.version + 1),
    )
    phone = stage.acts(await stage.buyer())
    await ordering(stage, phone)
    await phone.presses(f"amount:{stage.facts['offer of ' + GOODS]}")


async def basket_filled(stage: Stage) -> None:
    await fill_basket(stage, stage.acts(await stage.buyer()))


async def basket_emptied(stage: Stage) -> None:
    """Review was shown, then everything was taken out."""
    phone = stage.acts(await stage.buyer())
    await reviewing(stage, phone)
    await phone.presses(f"put:{stage.facts['offer of ' + GOODS]}:0")


async def person_asked(stage: Stage) -> None:
    phone = stage.acts(await stage.buyer())
    await fill_basket(stage, phone)
    await phone.says("/person")


async def review_shown(stage: Stage) -> None:
    await reviewing(stage, stage.acts(await stage.buyer()))


async def amount_asked_after_review(stage: Stage) -> None:
    await review_shown(stage)
    await stage.phone.presses(f"amount:{stage.facts['offer of ' + GOODS]}")


async def basket_changed_since_review(stage: Stage) -> None:
    await review_shown(stage)
    await stage.phone.presses(f"put:{stage.facts['offer of ' + GOODS]}:2500")


async def review_of_yesterday(stage: Stage) -> None:
    await review_shown(stage)
    await stage.market.later(days=1)


async def hold_over_and_sold_out(stage: Stage) -> None:
    """The hold ran out, and somebody took what there was."""
    await review_shown(stage)
    await stage.market.later(minutes=16)
    await sell_out(stage)


async def hold_over(stage: Stage) -> None:
    await review_shown(stage)
    await stage.market.later(minutes=16)


async def price_changed_since_review(stage: Stage) -> None:
    await review_shown(stage)
    admin = await stage.admin()
    await admin.says("/price tomatoes 7.25")
    await stage.taps(admin, "price")


async def taken_off_the_shelf_since_review(stage: Stage) -> None:
    await review_shown(stage)
    admin = await stage.admin()
    await admin.says("/hide tomatoes")
    await stage.taps(admin, "hide")


async def order_placed(stage: Stage) -> None:
    await ordering(stage, stage.acts(await stage.buyer()))


async def order_placed_earlier(stage: Stage) -> None:
    await order_placed(stage)
    await stage.market.later(minutes=6)


async def order_past_the_cut_off(stage: Stage) -> None:
    await order_placed(stage)
    await stage.market.later(hours=9)


async def order_packed(stage: Stage) -> None:
    farmer = await stage.farmer()
    await order_placed(stage)
    await packs(stage, farmer)


async def order_cancelled(stage: Stage) -> None:
    await order_placed(stage)
    await stage.taps(stage.phone, "cancel")


async def order_of_another(stage: Stage) -> None:
    """Somebody else has ordered; this buyer has a basket of their own."""
    await ordering(stage, await stage.buyer("Ben"))
    await fill_basket(stage, stage.acts(await stage.buyer()), OTHER_GOODS)


async def review_of_another(stage: Stage) -> None:
    """Somebody else has a review open; this buyer has a basket of their own."""
    await reviewing(stage, await stage.buyer("Ben"))
    await fill_basket(stage, stage.acts(await stage.buyer()), OTHER_GOODS)


async def two_phones(stage: Stage) -> None:
    """One person with a review on one phone and a changed basket on the other; the first phone acts."""
    await review_shown(stage)
    await stage.phone.says("/link")
    code = (await stage.phone.sees()).partition("/join/")[2].split()[0]
    other = await stage.newcomer("Ana")
    await opens(other, code)
    await other.presses(f"put:{stage.facts['offer of ' + GOODS]}:2500")


async def ordered_on_the_other_phone(stage: Stage) -> None:
    await two_phones(stage)
    other = list(stage.phones.values())[-1]
    await stage.taps(other, "review")
    await stage.taps(other, "confirm")


async def blocked_with_a_basket(stage: Stage) -> None:
    """The platform says that nothing reaches them any more."""
    await basket_filled(stage)
    here = _IDENTITY.c.external_id == stage.phone.address.external_id
    await stage.change(sa.update(_IDENTITY).where(here).values(state=IdentityState.BLOCKED))


async def four_wrong_links(stage: Stage) -> None:
    """There is a good one as well."""
    await invitation(stage)
    for number in range(4):
        await stage.phone.says(f"/start guess-{number}")


async def five_wrong_links(stage: Stage) -> None:
    await four_wrong_links(stage)
    await stage.phone.says("/start guess-4")


async def link_used_up(stage: Stage) -> None:
    """A farmer's invitation has been opened by somebody, and is passed on."""
    await invitation(stage)
    await (await stage.newcomer("Ben")).says(f"/start {stage.facts['code']}")


async def link_revoked(stage: Stage) -> None:
    await invitation(stage)
    await stage.taps(stage.phones["lin-mei"], "revoke")


async def link_too_old(stage: Stage) -> None:
    await invitation(stage)
    stage.market.clock.advance(hours=73)


async def invitation(stage: Stage) -> None:
    stage.acts(await stage.buyer())
    admin = await stage.admin()
    await admin.says("/invite farmer jingyang")
    stage.facts["code"] = (await admin.sees()).partition("/i/")[2].split()[0]


async def sell_out(stage: Stage) -> None:
    admin = await stage.admin()
    await admin.says("/stock tomatoes =0")
    await stage.taps(admin, "stock")


async def packs(stage: Stage, farmer: Phone) -> None:
    """The farm says yes and packs."""
    stage.facts["parcel"] = (await stage.button(farmer, "yes")).split(":")[1]
    await stage.taps(farmer, "yes")
    await farmer.says("/today")
    await stage.taps(farmer, "packed")
