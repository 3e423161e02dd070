"""The table of who may do what, as tests/data/authority.toml has it."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

NOT_AVAILABLE = "That is not available."
TABLE = Path(__file__).parents[1] / "data" / "authority.toml"


class Role(StrEnum):
    STRANGER = "stranger"
    BUYER = "buyer"
    FARMER = "farmer"
    NEIGHBOUR = "neighbour"
    ADMIN = "admin"
    OWNER = "owner"
    EX_ADMIN = "ex-admin"
    EX_FARMER = "ex-farmer"


class Whose(StrEnum):
    """Whose object an action is about; ANY where it is nobody's."""

    OWN = "own"
    OTHER = "other"
    ANY = ""


GROUPS = {
    "all": frozenset(Role),
    "farmers": frozenset({Role.FARMER, Role.NEIGHBOUR}),
    "admins": frozenset({Role.ADMIN, Role.OWNER}),
}


@dataclass(frozen=True)
class Action:
    """One line: a command or button, with what it is about."""

    name: str
    says: str
    presses: str
    anyones: frozenset[Role]
    own: frozenset[Role] | None
    told: str

    @property
    def handle(self) -> str:
        """The command, with its slash, or the button's verb: what the registry knows it by."""
        return self.says.split()[0] if self.says else self.presses.partition(":")[0]

    @property
    def columns(self) -> tuple[Whose, ...]:
        return (Whose.ANY,) if self.own is None else (Whose.OWN, Whose.OTHER)

    def allows(self, role: Role, whose: Whose) -> bool:
        return role in self.anyones or (whose is Whose.OWN and self.own is not None and role in self.own)


def actions() -> Iterator[Action]:
    read = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    for lines in read.values():
        for name, line in lines.items():
            unknown = line.keys() - {"say", "press", "any", "own", "told"}
            assert not unknown, f"{name}: {unknown} is read by nobody"
            own = _roles(line["own"]) if "own" in line else None
            told = line.get("told", NOT_AVAILABLE)
            yield Action(name, line.get("say", ""), line.get("press", ""), _roles(line.get("any", "")), own, told)


def _roles(words: str) -> frozenset[Role]:
    return frozenset().union(*(GROUPS.get(word) or {Role(word)} for word in words.split()))
