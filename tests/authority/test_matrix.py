"""Nobody does what is not theirs to do, and everybody what is: each cell of the matrix, in a shop of its own."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from bot.handlers.registry import all_routes
from bot.handlers.routes import Who
from bot.orders import cancelling
from bot.orders.tables import ORDER
from bot.people import audit
from tests.authority.cast import assembled
from tests.authority.matrix import cells, outcome, surprises
from tests.authority.table import Action, actions

ACTIONS = list(actions())
PARTS = 2  # so that two workers of a parallel run share them


async def tried(some: list[Action], patched: Callable[[], None] = lambda: None) -> list[str]:
    async with assembled() as cast:
        patched()
        return surprises({cell: await outcome(cell, cast) for cell in cells(some, cast)})


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
async def test_everybody_may_what_the_table_says_and_nothing_else(part: int) -> None:
    assert await tried(ACTIONS[part::PARTS]) == []


def test_every_command_and_every_button_has_a_line() -> None:
    routes = all_routes()
    known = {f"/{name}" for name in routes.commands} | {button.verb for button in routes.presses}

    assert {action.handle for action in ACTIONS} == known


def everybody_may(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Who, "allows", lambda who, asker: True)


def any_order(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(cancelling, "_OWN_ORDER", sa.select(ORDER.c.id).where(ORDER.c.id == sa.bindparam("order")))


def nobody_may(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Who, "allows", lambda who, asker: who is Who.ANYONE)


def nothing_noted(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(audit, "record", lambda *given, **named: [])


def noted_twice(patch: pytest.MonkeyPatch) -> None:
    record = audit.record
    patch.setattr(audit, "record", lambda session, entry, **by: record(session, entry, entry, **by))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("bug", "name", "found"),
    [
        (everybody_may, "stockof", "stockof: buyer: allowed, and should not be"),
        (any_order, "cancel", "cancel: buyer other: allowed, and should not be"),
        (nobody_may, "today", "today: farmer: denied, and should not be"),
        (
            nothing_noted,
            "my-order",
            "my-order: buyer other: was told that it is not available, and no denial was noted",
        ),
        (noted_twice, "my-order", "my-order: buyer other: noted ['denied', 'denied']"),
    ],
    ids=lambda given: getattr(given, "__name__", ""),
)
async def test_a_bug_is_found(
    bug: Callable[[pytest.MonkeyPatch], None], name: str, found: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = [action for action in ACTIONS if action.name == name]

    assert found in await tried(some, lambda: bug(monkeypatch))
