"""A shop in which all is well, at every step of an order: the doctor has nothing to say."""

from functools import partial

from bot.checkup import examine_market
from bot.worker.heartbeat import Heartbeat
from tests.market import Market


async def todos(market: Market) -> list[str]:
    findings = await market.database.read(partial(examine_market, now=market.clock()))
    return [finding.what for finding in findings if finding.todo]


async def test_nothing_is_found_in_a_shop_that_runs(market: Market) -> None:
    heartbeat = Heartbeat(market.database, "run", clock=market.clock, on_killed=lambda: None)
    await heartbeat.start()
    admin, farmer, ana = await market.admin(), await market.farmer(language="en"), market.buyer("Ana")
    found = [await todos(market)]

    await ana.says("/start")
    for label in ("🍄 Oyster mushroom", "1 jin", "Review", "Confirm"):
        await ana.taps(label)
        found.append(await todos(market))
    await farmer.taps("✅ Yes")
    await admin.says("/orders")
    for label in ((await admin.labels())[0], "Packed", "At the point", "Collected, paid"):
        await admin.taps(label)
        found.append(await todos(market))

    assert found == [[]] * 9


async def test_a_shop_that_stands_still_is_told_so(market: Market) -> None:
    await market.admin()

    assert await todos(market) == ["no part of the shop runs; it never did"]
