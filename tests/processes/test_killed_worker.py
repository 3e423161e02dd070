"""A worker that is killed loses no alert, and the next one repeats none: in a web chat, to send is to commit."""

import asyncio
import re
from collections.abc import Sequence

import pytest

from tests.processes.conftest import NewPhone
from tests.processes.logs import mishaps
from tests.processes.phones import Phone, text_of
from tests.processes.shop import Shop

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

ORDER = re.compile(r"Pickup code: (\w{4})")


async def reviewing(buyer: Phone) -> Phone:
    await buyer.opens()
    await buyer.says("/start")
    for label in ("🍄 Oyster mushroom", "1 jin", "Review"):
        await buyer.taps(label)
    await buyer.press_of("Confirm")
    return buyer


async def confirm(buyers: Sequence[Phone]) -> None:
    await asyncio.gather(*(buyer.taps("Confirm") for buyer in buyers))


async def hear_all(farmer: Phone, buyers: Sequence[Phone]) -> list[str]:
    """Wait until buyers have their receipts, and the farmer has been told of each; give the orders' codes."""
    receipts = await asyncio.gather(*(buyer.sees("Pickup code") for buyer in buyers))
    codes = [ORDER.findall(text_of(receipt))[0] for receipt in receipts]
    for code in codes:
        await farmer.sees(code)
    return codes


def times_told(farmer: Phone, code: str) -> int:
    """How many messages about an order came, those included that a later one has replaced."""
    return len({one["id"] for one in farmer.heard if not one["removed"] and code in text_of(one)})


async def test_alerts_arrive_though_workers_are_killed(shop: Shop, phone: NewPhone) -> None:
    site = shop.sites[0]
    admin = await shop.welcomes_admin(phone(site))
    farmer = await shop.welcomes_farmer(phone(site), "Leishan", admin)
    buyers = await asyncio.gather(*(reviewing(phone(site)) for _ in range(6)))

    shop.kills_workers()
    await confirm(buyers[:2])  # nobody is there to send
    shop.starts_worker()
    await hear_all(farmer, buyers[:2])
    await confirm(buyers[2:4])
    shop.kills_workers()  # at its work: the alerts of a burst wait to be folded
    await confirm(buyers[4:])
    shop.starts_worker()

    codes = await hear_all(farmer, buyers)
    assert [times_told(farmer, code) for code in codes] == [1] * 6
    assert mishaps(shop.operator.started) == []
