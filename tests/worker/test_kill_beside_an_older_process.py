"""Two processes run side by side for long; one is killed, and both the other and its successor must beware."""

from bot.worker.heartbeat import Life, killed
from tests.worker.test_heartbeat import NOON, Process, at


def test_process_that_was_there_before_the_kill_has_not_survived_it() -> None:
    dead, beside = Life(1, at(-900), at(-30), None), Life(2, at(-800), at(0), None)

    assert killed([dead, beside], now=NOON, alone=False) == {1}


def test_process_that_was_there_before_has_survived_it_a_minute_after() -> None:
    dead, beside = Life(1, at(-900), at(-60), None), Life(2, at(-800), at(0), None)

    assert killed([dead, beside], now=NOON, alone=False) == set()


async def test_successor_of_the_killed_process_is_alarmed(world):
    killed_one, beside, successor = Process(world), Process(world), Process(world)
    await killed_one.heartbeat.start()
    await beside.heartbeat.start()
    for _ in range(20):
        world.clock.advance(seconds=5)
        await killed_one.heartbeat.beat()
        await beside.heartbeat.beat()
    before = beside.alarms
    for _ in range(5):  # it is dead now
        world.clock.advance(seconds=5)
        await beside.heartbeat.beat()

    await successor.heartbeat.start()

    shared = world.database.dialect == "postgresql"  # on a SQLite file there is only one
    assert beside.alarms - before == (1 if shared else 0)
    assert successor.alarms == 1


async def test_process_that_is_back_within_seconds_of_a_kill_is_alarmed_at_once(world):
    killed_one, successor = Process(world), Process(world)
    await killed_one.heartbeat.start()
    world.clock.advance(seconds=2)

    await successor.heartbeat.start()

    assert successor.alarms == 1  # what killed the first is on its way again


async def test_process_that_starts_after_clean_stops_alone_is_not(world):
    first, second, third = Process(world), Process(world), Process(world)
    for process in (first, second):
        await process.heartbeat.start()
        world.clock.advance(seconds=2)
        await process.heartbeat.stop()

    await third.heartbeat.start()

    assert third.alarms == 0
