"""The messenger itself in trouble: away, overrun, or silent about what it took."""

from collections.abc import Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.notices.placing import REPEAT_MARK
from tests.faults.judging import judge
from tests.faults.quiescence import rest, rows_of
from tests.faults.world import GOODS, World, opened_world
from tests.processes.running import until
from tests.telegram.fake import faults
from tests.telegram.fake.ledger import Accepted

pytestmark = pytest.mark.slow

FOR_EVER = 1_000_000
REFUSED = 10  # calls while the platform is down
CUT = 5  # more that are cut off before anything happens
PENALTY_S = 2
LONG_PENALTY_S = 12  # so long that a process which was killed meanwhile is there again before it is over
# Of all that may have been on its way when a penalty was spoken, on a machine that has too much to do.
ON_ITS_WAY_S = 0.5
RESETS = len(GOODS)  # one for each farm that hears of orders
PENALTIES = sa.text("SELECT until FROM send_penalty")


async def test_what_is_owed_is_sent_once_after_the_platform_was_away(sqlite_url: str, tmp_path: Path) -> None:
    async with opened_world(sqlite_url, tmp_path) as world:
        await world.starts("run")

        async with world.rush():
            await world.is_busy()
            refused = len(world.api.rejected)
            world.api.fails(faults.server_error(502), times=FOR_EVER)
            await until(lambda: len(world.api.rejected) >= refused + REFUSED)
            world.api.faults.clear()
            world.api.fails(faults.reset(), times=CUT)
            await until(lambda: not world.api.faults.left)
        await rest(world)
        await world.stops()

        await judge(world)


async def test_nothing_is_sent_while_the_platform_wants_silence_whoever_was_told(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with opened_world(sqlite_url, tmp_path) as world:
        world.api.faults.grace_s = ON_ITS_WAY_S
        await world.starts("run")

        async with world.rush():
            for _ in range(2):
                await world.is_busy()
                await told_to_be_silent(world, PENALTY_S)
            await world.is_busy()
            await told_to_be_silent(world, LONG_PENALTY_S)
            world.running["run"].kill()
            await world.starts("run")
            left_s, is_known = world.api.faults.left_s(world.api.token, world.api.clock())
        await rest(world)
        await world.stops()

        assert left_s > 0
        assert is_known
        assert world.api.violations == []
        await judge(world)


async def told_to_be_silent(world: World, seconds: int) -> None:
    """Wait until the shop was told, and has written down until when."""
    known = await rows_of(world.database_url, PENALTIES)
    world.api.fails(faults.penalty(seconds), "sendMessage")
    await until(lambda: not world.api.faults.left)
    while await rows_of(world.database_url, PENALTIES) == known:
        pass


async def test_an_alert_whose_answer_was_lost_comes_once_more_and_says_so(sqlite_url: str, tmp_path: Path) -> None:
    async with opened_world(sqlite_url, tmp_path) as world:
        await world.starts("run")
        chats = {farmer.person.id for farmer in world.farmers}

        async with world.rush(buyers=6):
            for chat in await told_of_orders(world, chats):
                world.api.fails(faults.accept_then_reset(), "sendMessage", chat)
            await until(lambda: len(repeats(world.api.calls, chats)) == RESETS)
        await rest(world)
        await world.stops()

        again = repeats(world.api.calls, chats)
        assert len(again) == RESETS
        for call in again:
            first = [one for one in world.api.calls if words(one) == words(call).replace(f"{REPEAT_MARK} ", "")]
            assert [one.chat for one in first] == [call.chat]
        await judge(world)


async def told_of_orders(world: World, chats: set[int]) -> set[int]:
    """Wait until each farm that sells here has heard of an order; give their chats."""

    def told() -> set[int]:
        return chats & {call.chat for call in world.api.called("sendMessage")}

    await until(lambda: len(told()) == RESETS)
    return told()


def repeats(calls: Sequence[Accepted], chats: set[int]) -> list[Accepted]:
    """Messages to these chats that say of themselves that they may have come before."""
    return [call for call in calls if call.chat in chats and REPEAT_MARK in words(call)]


def words(call: Accepted) -> str:
    return str(call.parameters.get("text") or call.parameters.get("caption") or "")
