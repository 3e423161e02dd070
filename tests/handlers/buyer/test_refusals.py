"""Whatever is refused has a sentence of its own, and help names commands that exist."""

import re
from collections.abc import Iterator

from bot.catalog.stock import InsufficientStock
from bot.handlers.explain import explain
from bot.handlers.registry import all_routes
from bot.refusals import Refusal

# Services turn it into OrderShort, or give what is there: nobody reads it.
NEVER_SEEN = {InsufficientStock}


def kinds(of: type[Refusal]) -> Iterator[type[Refusal]]:
    for kind in of.__subclasses__():
        yield kind
        yield from kinds(kind)


def test_every_refusal_has_a_sentence_of_its_own():
    silent = {kind for kind in kinds(Refusal) if explain.dispatch(kind) is explain.dispatch(Refusal)}

    assert {kind for kind in silent - NEVER_SEEN if kind.__module__.startswith("bot.")} == set()


async def test_help_names_only_commands_that_exist(market):
    farmer, admin = await market.farmer(language="en"), await market.admin()
    await farmer.says("/help")
    await admin.says("/help")

    named = set(re.findall(r"/(\w+)", await farmer.sees() + await admin.sees()))

    assert named <= set(all_routes().commands)
