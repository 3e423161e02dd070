"""When the process dies, or was thought dead."""

from functools import partial

import pytest

from bot.notices import marking
from bot.notices.claiming import claim, give_back
from bot.notices.fencing import fence
from bot.notices.marking import Finished, mark, recover
from bot.notices.models import Lane, NoticeState, OutboxState, Outcome
from bot.notices.outcomes import Result
from tests.notices.world import MESSENGER
from tests.races import while_uncommitted


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
    await world.takes_over("ours")
    claimed = await world.claims("ours")
    results = [Result(Outcome.OK, (await world.platform.deliver(one.ticket)).message_id) for one in claimed]
    return [Finished(one, result, world.clock(), 0.5) for one, result in zip(claimed, results, strict=True)]


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


async def test_a_zombie_takes_nothing_in_hand(world, ana):
    await world.alerts(ana, 1)
    await world.takes_over("ours")
    await world.takes_over("another's")

    assert await world.claims("ours") == ()
    assert len(await world.claims("another's")) == 1


async def test_a_zombie_gives_nothing_back_that_another_has_in_hand(world, ana):
    await world.alerts(ana, 1)
    await world.takes_over("ours")
    await world.takes_over("another's")
    await world.claims("another's")

    assert await _state_after_giving_back(world, "ours") is OutboxState.SENDING
    assert await _state_after_giving_back(world, "another's") is OutboxState.QUEUED


async def _state_after_giving_back(world, token):
    await world.database.transact(partial(give_back, channel=MESSENGER, fence=token, in_hand=()))
    return (await world.outbox())[0].state


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_who_takes_over_waits_for_what_was_begun_before(world, ana):
    await world.alerts(ana, 1)
    await world.takes_over("ours")
    facts = {"channel": MESSENGER, "can": world.platform.capabilities, "fence": "ours", "most": 50, "cooling": ()}

    def takes_over(session):
        fence(session, MESSENGER, "another's")
        return recover(session, MESSENGER, now=world.clock(), remind_at=lambda sent_at: sent_at)

    lost = await while_uncommitted(
        world.database, partial(claim, **facts, now=world.clock()), world.database.transact(takes_over)
    )

    assert lost == 1
