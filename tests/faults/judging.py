"""The end of a run: the independent checker reads what is left of it."""

import asyncio
from collections.abc import Collection
from functools import partial

import sqlalchemy as sa

from tests.checker import check, gather
from tests.faults.quiescence import rows_of
from tests.faults.world import World
from tests.processes.running import SECRET_KEY

ORDERED = sa.text("SELECT code FROM orders WHERE state <> 'basket'")
# What these people never do: guess at invitations, send what cannot be handled, or wait in line.
UNTRIED = frozenset({"SE4", "IN4", "WL1"})


async def judge(world: World, *, may_be_empty: Collection[str] = ()) -> None:
    """Hold the rows, the messenger's log, people's history and the shop's logs against every rule.

    may_be_empty: rules that have nothing to look at in this run, beside those that no run here tries.

    Raises:
        AssertionError: a rule was broken, or looked at nothing.
    """
    seen = sorted(code for shopper in world.shoppers for code in shopper.codes)
    assert sorted(code for (code,) in await rows_of(world.database_url, ORDERED)) == seen
    look = partial(
        gather,
        world.database_url,
        platform_log=world.platform_log,
        history=world.history.path,
        app_logs=[process.log_file for process in world.operator.started],
        canaries=[SECRET_KEY, world.api.token],
    )
    report = check(await asyncio.to_thread(look), may_be_empty=UNTRIED | frozenset(may_be_empty))
    assert report.ok, str(report)
