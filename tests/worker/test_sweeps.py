"""What the clock does, and how often."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.database import DatabaseBusy
from bot.worker.sweeps import BATCHES_MAX, Sweep, Timetable, in_batches

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def seconds(value):
    return NOON + timedelta(seconds=value)


class Diary:
    """Sweeps that note when they ran."""

    def __init__(self):
        self.ran = []

    def sweep(self, name, every_s, error=None):
        async def run(now):
            self.ran.append((name, (now - NOON).total_seconds()))
            if error:
                raise error

        return Sweep(name, timedelta(seconds=every_s), run)


@pytest.fixture
def diary():
    return Diary()


async def test_each_sweep_has_its_own_pace(diary):
    timetable = Timetable((diary.sweep("often", 5), diary.sweep("seldom", 15)))

    for second in range(0, 31, 5):
        await timetable.run_due(seconds(second))

    assert [second for name, second in diary.ran if name == "often"] == [0, 5, 10, 15, 20, 25, 30]
    assert [second for name, second in diary.ran if name == "seldom"] == [0, 15, 30]


async def test_two_days_away_are_one_turn(diary):
    timetable = Timetable((diary.sweep("often", 5),))
    await timetable.run_due(NOON)

    await timetable.run_due(seconds(48 * 3600))

    assert len(diary.ran) == 2


async def test_between_two_turns_there_is_nothing_to_do(diary):
    timetable = Timetable((diary.sweep("often", 5), diary.sweep("seldom", 15)))
    await timetable.run_due(NOON)

    await timetable.run_due(seconds(4))

    assert len(diary.ran) == 2
    assert timetable.next_due(seconds(4)) == seconds(5)


async def test_a_clock_that_was_set_back_silences_nothing(diary):
    timetable = Timetable((diary.sweep("often", 5),))
    await timetable.run_due(NOON)

    await timetable.run_due(seconds(-3600))

    assert len(diary.ran) == 2


@pytest.mark.parametrize("error", [ValueError("a bug"), DatabaseBusy("others first")])
async def test_a_sweep_that_fails_stops_no_other_and_comes_again(diary, error):
    timetable = Timetable((diary.sweep("bad", 5, error), diary.sweep("good", 5)))

    await timetable.run_due(NOON)
    await timetable.run_due(seconds(5))

    assert diary.ran == [("bad", 0), ("good", 0), ("bad", 5), ("good", 5)]


@pytest.mark.parametrize(("backlog", "batches"), [(0, 1), (9, 1), (10, 2), (25, 3), (10_000, BATCHES_MAX)])
async def test_a_backlog_goes_in_batches_and_leaves_room_for_others(world, backlog, batches):
    left, calls = backlog, 0

    def work(session, now, limit):
        nonlocal left, calls
        done = min(left, limit)
        left, calls = left - done, calls + 1
        return done

    await in_batches(world.database, work, 10)(NOON)

    assert calls == batches
