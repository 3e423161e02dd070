"""When the process dies, or was thought dead."""

from functools import partial

from bot.notices import marking
from bot.notices.claiming import claim
from bot.notices.marking import Finished, mark, recover
from bot.notices.models import Lane, NoticeState, OutboxState, Outcome
from bot.notices.outcomes import Result
from tests.notices.world import MESSENGER


async def test_what_a_dead_process_was_sending_is_unknown_and_repeated_once(world, ana, ben):
    await world.alerts(ana, 1)
    await world.says(ben, "lesson", lane=Lane.BROADCAST)
    await _dies_before_marking(world)

    world.restart()
    await world.drain()
    world.clock.advance(seconds=5)
    await world.drain()

    assert world.platform.texts(ana.external_id) == ["1 en", "🔁 1 en"]
    assert world.platform.texts(ben.external_id) == ["lesson"]
    assert sorted((row.outcome, row.reason) for row in await world.attempts()) == [
        (Outcome.OK, ""),
        (Outcome.UNKNOWN, "process died"),
        (Outcome.UNKNOWN, "process died"),
    ]
    assert (await world.notices())[0].state is NoticeState.SENT


async def test_what_nobody_recovers_is_never_heard_of_again(world, ana, monkeypatch):
    """Control: without recovery the alert stays in the dead process's hands, and so does all that follows."""
    monkeypatch.setattr("bot.notices.accounts.recover", lambda session, channel, *, now, remind_at: 0)
    await world.alerts(ana, 1)
    await _dies_before_marking(world)
    await world.says(ana, "later")

    world.restart()
    await world.drain()
    world.clock.advance(hours=1)
    await world.drain()

    assert world.platform.texts(ana.external_id) == ["1 en"]
    assert (await world.notices())[0].state is NoticeState.QUEUED


async def _dies_before_marking(world):
    """Claim and send as the sender does, and vanish between the platform's yes and our mark; give what was in hand."""
    can = world.platform.capabilities
    batch = await world.database.transact(
        partial(claim, channel=MESSENGER, can=can, most=50, cooling=(), now=world.clock())
    )
    results = [Result(Outcome.OK, (await world.platform.deliver(one.ticket)).message_id) for one in batch.claimed]
    return [Finished(one, result, world.clock(), 0.5) for one, result in zip(batch.claimed, results, strict=True)]


async def _wakes_as_a_zombie(world, finished):
    """Another process takes over; then the one that was thought dead writes down what it did."""
    facts = {"now": world.clock(), "remind_at": lambda sent_at: sent_at}
    await world.database.transact(partial(recover, channel=MESSENGER, **facts))
    await world.database.transact(partial(mark, finished=finished, **facts))


async def test_a_zombie_marks_nothing(world, ana):
    await world.alerts(ana, 1)

    await _wakes_as_a_zombie(world, await _dies_before_marking(world))

    (row,) = await world.outbox()
    assert (row.state, row.repeats) == (OutboxState.QUEUED, True)
    assert await world.chat(ana) == []
    assert (await world.notices())[0].state is NoticeState.QUEUED


async def test_a_zombie_without_its_token_would(world, ana, monkeypatch):
    """Control: the check of the token removed."""
    monkeypatch.setattr(marking, "_still_ours", lambda session, finished: list(finished))
    await world.alerts(ana, 1)

    await _wakes_as_a_zombie(world, await _dies_before_marking(world))

    assert (await world.outbox())[0].state is OutboxState.SENT
