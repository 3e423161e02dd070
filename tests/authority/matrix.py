"""Every command and button, tried by every role on what is theirs and what is not."""

import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.authority.cast import OTHER_BUYER, Cast
from tests.authority.table import NOT_AVAILABLE, Action, Role, Whose
from tests.authority.written import Written, written

UNCONCERNED = {Role.STRANGER, Role.BUYER, Role.EX_ADMIN, Role.EX_FARMER}
BLANK = string.Formatter()


@dataclass(frozen=True)
class Cell:
    action: Action
    role: Role
    whose: Whose

    def __str__(self) -> str:
        return f"{self.action.name}: {self.role} {self.whose}".rstrip()


@dataclass(frozen=True)
class Outcome:
    """What came of it.  `wrong`: whatever is not as it must be for that."""

    allowed: bool
    wrong: tuple[str, ...]


def cells(actions: Sequence[Action], cast: Cast) -> Iterator[Cell]:
    """Give each cell that there is: nobody can try what is their own where they own nothing."""
    for action in actions:
        for role in Role:
            for whose in action.columns:
                if blanks(action) <= cast.facts(role, whose).keys():
                    yield Cell(action, role, whose)


def blanks(action: Action) -> set[str]:
    return {name for _, name, _, _ in BLANK.parse(action.says or action.presses) if name}


async def outcome(cell: Cell, cast: Cast) -> Outcome:
    """Try one cell in the shop as it was."""
    market = cast.market()
    phone, facts = cast.phone(market, cell.role), cast.facts(cell.role, cell.whose)
    before = written(cast.database, phone.address.external_id)

    if cell.action.says:
        await phone.says(cell.action.says.format_map(facts))
    else:
        await phone.presses(cell.action.presses.format_map(facts))

    after, sees = written(cast.database, phone.address.external_id), await phone.sees()
    is_denied = "denied" in after.audited_since(before)
    judged = _denied(before, after, sees, cell.action.told) if is_denied else _allowed(before, after, sees)
    return Outcome(not is_denied, (*judged, *_shown(cell, cast, "".join(one.text for one in await phone.messages()))))


def _denied(before: Written, after: Written, sees: str, told: str) -> Iterator[str]:
    if changed := after.changed_since(before):
        yield f"changed {sorted(changed)}"
    if after.audited_since(before) != ["denied"]:
        yield f"noted {after.audited_since(before)}"
    if told not in sees:
        yield f"was told {sees!r}"
    if after.replies != before.replies + 1:
        yield f"got {after.replies - before.replies} answers"


def _allowed(before: Written, after: Written, sees: str) -> Iterator[str]:
    if NOT_AVAILABLE in sees:
        yield "was told that it is not available, and no denial was noted"
    if after.replies == before.replies:
        yield "got no answer"
    if "dead_letter" in after.changed_since(before):
        yield "it is a bug"


def _shown(cell: Cell, cast: Cast, told: str) -> Iterator[str]:
    """Whoever has no part in an order is not told of it, whatever they ask for."""
    secrets = {cast.facts(cell.role, Whose.OTHER)["code"], OTHER_BUYER}
    if cell.role in UNCONCERNED and (seen := [one for one in secrets if one in told]):
        yield f"was told {seen} of another's order"


def surprises(outcomes: Mapping[Cell, Outcome]) -> list[str]:
    """Name each cell that is not as the table has it, and whatever else is wrong about one."""
    found = []
    for cell, out in outcomes.items():
        if out.allowed != cell.action.allows(cell.role, cell.whose):
            found.append(f"{cell}: {'allowed' if out.allowed else 'denied'}, and should not be")
        found += [f"{cell}: {what}" for what in out.wrong]
    return found


def drawn(outcomes: Mapping[Cell, Outcome]) -> str:
    """Draw the matrix: + allowed, - denied, blank where they own nothing; a capital letter is unexpected."""
    rows = [f"{'':26} " + " ".join(f"{role:>9}" for role in Role)]
    for action in dict.fromkeys(cell.action for cell in outcomes):
        for whose in action.columns:
            marks = (_mark(outcomes, Cell(action, role, whose)) for role in Role)
            kind = action.handle if action.handle == action.name or not action.presses else action.name
            name = f"{action.says or kind} {whose}".rstrip()
            rows.append(f"{name[:26]:26} " + " ".join(f"{mark:>9}" for mark in marks))
    return "\n".join(rows)


def _mark(outcomes: Mapping[Cell, Outcome], cell: Cell) -> str:
    if cell not in outcomes:
        return ""
    allowed = outcomes[cell].allowed
    expected = cell.action.allows(cell.role, cell.whose)
    return ("+" if allowed else "-") if allowed == expected else ("ALLOWED" if allowed else "DENIED")
