"""Nobody does what is not theirs to do: every command and button of the registry, pressed by those who may not.

The registry says who may; that it is obeyed, and that an order is its parties' alone, is tried here.
"""

from collections.abc import Iterator
from dataclasses import fields

import pytest

from bot.buttons import Button
from bot.handlers.registry import all_routes
from bot.handlers.routes import Route, Who
from tests.conversations.buyer_scenes import ordering
from tests.conversations.stage import FARM, OTHER_FARM, Stage
from tests.market import Market, Phone

ROUTES = all_routes()
NOT_AVAILABLE = "That is not available."

# Who may not do what only these may.
LACKING = {
    "buyer": frozenset({Who.FARMER, Who.ADMIN, Who.FARMER_OR_ADMIN, Who.OWNER}),
    "farmer": frozenset({Who.ADMIN, Who.OWNER}),
    "admin": frozenset({Who.FARMER, Who.OWNER}),
}
# Who is let in by the registry, and has no part in this order.
STRANGERS = {
    "buyer": frozenset({Who.ANYONE}),
    "farmer": frozenset({Who.ANYONE, Who.FARMER, Who.FARMER_OR_ADMIN}),
}
OF_AN_ORDER = {"order_id", "parcel_id", "notice_id"}  # fields of buttons that name somebody's order
WORDS = {"op": "+", "words": "5", "key": "hold_minutes", "value": "5", "seen": "15", "event": "pack", "step": "name"}


@pytest.fixture
async def stage(market: Market) -> Stage:
    """One order of one farm, all of whose rows are the first of their tables; its alert is not answered yet."""
    stage = Stage(market, "en")
    await stage.opens()
    await stage.farmer(FARM)
    await ordering(stage, await stage.buyer("Ben"))
    return stage


async def person(stage: Stage, role: str) -> Phone:
    """Someone with a role and no part in the order."""
    match role:
        case "buyer":
            return stage.acts(await stage.buyer("Eve"))
        case "farmer":
            phone = stage.acts(await stage.farmer(OTHER_FARM))
        case _:
            phone = stage.acts(await stage.admin("hao"))
    await phone.says("/start")
    return phone


def commands(who: frozenset[Who]) -> Iterator[str]:
    for name, route in ROUTES.commands.items():
        if route.who in who:
            yield f"/{name}"


def payloads(who: frozenset[Who], of_an_order: bool = False) -> Iterator[str]:
    """Make one payload of each button, about rows that there are."""
    for kind, route in ROUTES.presses.items():
        names = {field.name for field in fields(kind)}
        if route.who in who and (not of_an_order or names & OF_AN_ORDER):
            yield payload(kind)


def payload(kind: type[Button]) -> str:
    return kind(*(1 if field.type is int else WORDS.get(field.name, "en") for field in fields(kind))).pack()


async def refused(stage: Stage, phone: Phone, asked: str) -> dict[str, object]:
    """Do what was asked; give whatever is not as it must be."""
    before = await stage.books()
    await (phone.says(asked) if asked.startswith("/") else phone.presses(asked))
    after = await stage.books()
    found = {"changed": after.changed_since(before), "noted": after.audited_since(before), "sees": await phone.sees()}
    expected = {"changed": set(), "noted": ["denied"], "sees": found["sees"] if NOT_AVAILABLE in found["sees"] else ""}
    return {name: value for name, value in found.items() if value != expected[name]}


@pytest.mark.parametrize("role", LACKING)
async def test_what_a_role_may_not_do_is_not_available_and_noted(stage: Stage, role: str) -> None:
    phone = await person(stage, role)

    done = {asked: await refused(stage, phone, asked) for asked in (*commands(LACKING[role]), *payloads(LACKING[role]))}

    assert {asked: wrong for asked, wrong in done.items() if wrong} == {}


@pytest.mark.parametrize("role", STRANGERS)
async def test_an_order_of_others_is_not_available(stage: Stage, role: str) -> None:
    phone = await person(stage, role)

    done = {asked: await refused(stage, phone, asked) for asked in payloads(STRANGERS[role], of_an_order=True)}

    assert {asked: wrong for asked, wrong in done.items() if wrong} == {}


async def test_nobody_is_shown_whose_order_it_is(stage: Stage) -> None:
    strangers = [await person(stage, role) for role in ("buyer", "farmer")]
    code = (await stage.first_buyer.sees()).partition("Pickup code: ")[2][:4]

    for phone in strangers:
        for asked in payloads(frozenset(Who)):
            await phone.presses(asked)

    for phone in strangers:
        told = "".join(message.text for message in await phone.messages())
        assert code not in told
        assert "Ben" not in told


def test_every_route_is_tried_with_somebody_who_may_not() -> None:
    tried = set().union(*LACKING.values())
    routes: list[Route] = [*ROUTES.commands.values(), *ROUTES.presses.values()]

    assert {route.who for route in routes} - {Who.ANYONE} == tried
