"""Who was killed."""

from datetime import timedelta

import pytest

from bot.inbox import ProcessRun
from bot.worker.heartbeat import Heartbeat, Life, killed
from tests.notices.world import NOON


def at(value):
    return NOON + timedelta(seconds=value)


def life(number, started, beat, stopped=None):
    return Life(number, at(started), at(beat), None if stopped is None else at(stopped))


@pytest.mark.parametrize(
    ("lives", "alone", "expected"),
    [
        ([], True, set()),
        ([life(1, -900, -500, stopped=-500)], True, set()),
        ([life(1, -900, -500)], True, {1}),
        ([life(1, -900, -500)], False, {1}),
        ([life(1, -900, -5)], True, {1}),  # nobody else can be alive on this file
        ([life(1, -900, -5)], False, set()),  # another process may well be
        ([life(1, -900, -21)], False, {1}),
        # A run that lived for a minute has met whatever killed the one before.
        ([life(1, -900, -500), life(2, -400, -340, stopped=-340)], True, set()),
        ([life(1, -900, -500), life(2, -400, -341, stopped=-341)], True, {1}),
        ([life(1, -900, -500), life(2, -400, -390)], True, {1, 2}),
        ([life(1, -900, -100, stopped=-100), life(2, -900, -100)], False, {2}),
    ],
)
def test_killed(lives, alone, expected):
    assert killed(lives, now=NOON, alone=alone) == expected


class Process:
    """A process that beats when told to."""

    def __init__(self, world):
        self.alarms = 0
        self.heartbeat = Heartbeat(world.database, "run", clock=world.clock, on_killed=self._alarm)

    def _alarm(self):
        self.alarms += 1


async def test_after_a_clean_stop_nobody_is_alarmed(world):
    first, second = Process(world), Process(world)
    await first.heartbeat.start()
    await first.heartbeat.stop()

    await second.heartbeat.start()

    assert second.alarms == 0
    assert [row.stopped_at for row in await world.rows(ProcessRun)] == [NOON, None]


async def test_after_a_kill_the_next_process_is_alarmed_once(world):
    first, second, third = Process(world), Process(world), Process(world)
    await first.heartbeat.start()
    world.clock.advance(minutes=10)

    await second.heartbeat.start()
    assert second.alarms == 1

    for _ in range(13):
        world.clock.advance(seconds=5)
        await second.heartbeat.beat()
    await second.heartbeat.stop()
    await third.heartbeat.start()
    assert (second.alarms, third.alarms) == (1, 0)


async def test_a_process_beside_it_notices(world):
    first, second = Process(world), Process(world)
    await first.heartbeat.start()
    await second.heartbeat.start()
    before = second.alarms

    world.clock.advance(seconds=21)
    await second.heartbeat.beat()

    beside = world.database.dialect == "postgresql"  # on a SQLite file there is only one
    assert second.alarms - before == (1 if beside else 0)
