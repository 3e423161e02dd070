"""When the platform does not know us any more: a revoked token."""

from datetime import timedelta

from structlog.testing import capture_logs

from bot.notices.models import Lane, NoticeState, OutboxState
from bot.notices.overdue import EARLY
from bot.notices.ports import SendLater

MINUTES = 30 * 60


def loud(logs: list[dict[str, object]]) -> list[object]:
    return [one["event"] for one in logs if one["log_level"] == "error"]


async def test_nothing_is_lost_or_used_up_and_one_asks_for_all(world, ana, ben):
    world.platform.knows_us = False
    await world.says(ana, "lesson", lane=Lane.BROADCAST)
    await world.says(ben, *[f"b{number}" for number in range(20)])

    with capture_logs() as logs:
        for _ in range(MINUTES):
            await world.drain()
            world.clock.advance(seconds=1)

    assert loud(logs) == ["account refused: nothing can be sent until that is mended"]
    assert len(world.platform.calls) <= 2 + MINUTES / 60
    assert {(row.state, row.attempts) for row in await world.outbox()} == {(OutboxState.QUEUED, 0)}


async def test_it_goes_on_by_itself_within_a_minute_of_being_mended(world, ana, ben):
    world.platform.knows_us = False
    await world.says(ana, "a1", "a2")
    await world.says(ben, "b1")
    await world.drain()
    world.clock.advance(days=3)
    await world.drain()
    world.platform.knows_us = True

    world.clock.advance(seconds=60)
    for _ in range(3):
        await world.drain()

    assert world.platform.texts(ana.external_id) == ["a1", "a2"]
    assert world.platform.texts(ben.external_id) == ["b1"]


async def test_a_second_time_is_said_again(world, ana):
    with capture_logs() as logs:
        for knows_us in (False, True, False):
            world.platform.knows_us = knows_us
            await world.says(ana, "hello")
            world.clock.advance(seconds=61)
            await world.drain()

    assert len(loud(logs)) == 2


async def test_a_new_process_asks_as_well(world, ana):
    world.platform.knows_us = False
    await world.says(ana, "hello")
    await world.drain()
    world.platform.knows_us = True

    world.restart()
    await world.drain()

    assert world.platform.texts(ana.external_id) == ["hello"]


async def test_alerts_go_to_somebody_else_within_the_minute(world, ana, ben):
    world.platform.knows_us = False
    await world.alerts(ana, 1)
    await world.alerts(ben, 2)
    created_at = world.clock()

    for _ in range(60):
        await world.drain()
        world.clock.advance(seconds=1)

    assert {row.state for row in await world.notices()} == {NoticeState.UNDELIVERABLE}
    assert {row.due_at - created_at for row in await world.notices()} == {timedelta(seconds=60) - EARLY}
    assert {row.state for row in await world.outbox()} == {OutboxState.QUEUED}


async def test_and_are_sent_all_the_same_when_they_can_be(world, ana):
    world.platform.knows_us = False
    await world.alerts(ana, 1)
    for _ in range(70):
        await world.drain()
        world.clock.advance(seconds=1)
    world.platform.knows_us = True
    world.clock.advance(seconds=60)
    await world.drain()

    assert world.platform.texts(ana.external_id) == ["1 en"]
    assert [(row.state, row.due_at) for row in await world.notices()] == [(NoticeState.SENT, None)]


async def test_alerts_do_not_wait_for_the_end_of_a_penalty_either(world, ana, ben):
    world.platform.fails(ana.external_id, SendLater("429", retry_after_s=600))
    await world.says(ana, "a1")
    await world.drain()
    await world.alerts(ben, 1)

    for _ in range(60):
        world.clock.advance(seconds=1)
        await world.drain()

    (row,) = await world.notices()
    assert row.state is NoticeState.UNDELIVERABLE
    assert not world.platform.violations


async def test_a_short_penalty_hands_nothing_on(world, ana, ben):
    world.platform.fails(ana.external_id, SendLater("429", retry_after_s=30))
    await world.says(ana, "a1")
    await world.drain()
    await world.alerts(ben, 1)

    for _ in range(90):
        world.clock.advance(seconds=1)
        await world.drain()

    assert [row.state for row in await world.notices()] == [NoticeState.SENT]
