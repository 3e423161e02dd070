"""A worker that is killed loses no alert: the next one sends what is owed, once, or twice at the very most."""

import asyncio
import re

import pytest

from tests.processes.conftest import NewPhone
from tests.processes.logs import mishaps
from tests.processes.phones import Phone, text_of
from tests.processes.shop import Shop

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

REPEATS_MAX = 1  # design: alerts are sent at least once, and one that may have arrived is repeated once
ORDER = re.compile(r"Pickup code: (\w{4})")


async def reviewing(buyer: Phone) -> Phone:
    await buyer.opens()
    await buyer.says("/start")
    for label in ("🍄 Oyster mushroom", "1 jin", "Review"):
        await buyer.taps(label)
    await buyer.press_of("Confirm")
    return buyer


def code_of(receipt: str) -> str:
    found = ORDER.search(receipt)
    assert found, receipt
    return found[1]


async def test_alerts_arrive_though_workers_are_killed(shop: Shop, phone: NewPhone) -> None:
    site = shop.sites[0]
    admin = await shop.welcomes_admin(phone(site))
    farmer = await shop.welcomes_farmer(phone(site), "Leishan", admin)
    buyers = await asyncio.gather(*(reviewing(phone(site)) for _ in range(6)))

    shop.kills_workers()
    await asyncio.gather(*(buyer.taps("Confirm") for buyer in buyers[:2]))  # nobody is there to send
    shop.starts_worker()
    await asyncio.gather(*(buyer.sees("Pickup code") for buyer in buyers[:2]))
    await asyncio.gather(*(buyer.taps("Confirm") for buyer in buyers[2:4]))
    shop.kills_workers()  # at its work: alerts of a burst wait to be folded
    await asyncio.gather(*(buyer.taps("Confirm") for buyer in buyers[4:]))
    shop.starts_worker()

    receipts = await asyncio.gather(*(buyer.sees("Pickup code") for buyer in buyers))
    codes = [code_of(text_of(receipt)) for receipt in receipts]
    for code in codes:
        await farmer.sees(code)
    told = [sum(code in text_of(message) for message in farmer.messages) for code in codes]
    assert max(told) <= 1 + REPEATS_MAX
    assert mishaps(shop.operator.started) == []
