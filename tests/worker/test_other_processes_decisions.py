"""A worker takes no turns, so it must learn by itself what the shop decided in another process."""

from tests.conversations.test_whole_order import place
from tests.market import Market


async def test_worker_heeds_quiet_hours_that_were_set_in_another_process(market: Market) -> None:
    worker = Market(market.database, market.clock)
    worker.app.house.shelf.put(await worker.database.read(worker.app.house.catalogue))  # as at its start
    market.settle = worker.settle  # type: ignore[method-assign]  # the sender lives over there
    owner, farmer = await market.admin(), await market.farmer(language="en")
    await owner.says("/setup")
    await owner.taps("Quiet hours")
    await owner.says("12:00-20:00")
    await owner.taps("Apply")
    await worker.later(hours=2, minutes=45)  # 11:45, a quarter of an hour before people rest
    await place(market.buyer("Ana"))

    await worker.later(minutes=40)

    assert "still waits" not in await farmer.sees()
    await worker.later(hours=8)
    assert "still waits" in await farmer.sees()
