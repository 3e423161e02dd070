"""The rules by name: what each promises, and the function that looks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.checker.evidence import Evidence
from tests.checker.limits import Limits
from tests.checker.report import Violation


@dataclass
class Inspection:
    """One rule at work: it counts what it looks at, and notes what is wrong."""

    rule: str
    limits: Limits
    examined: int = 0
    violations: list[Violation] = field(default_factory=list)
    measures: dict[str, float] = field(default_factory=dict)

    def saw(self, count: int = 1) -> None:
        self.examined += count

    def wrong(self, what: str, *rows: Mapping[str, Any]) -> None:
        self.violations.append(Violation(self.rule, what, rows))

    def expect(self, holds: object, what: str, *rows: Mapping[str, Any]) -> None:
        """Note `what` unless something holds."""
        if not holds:
            self.wrong(what, *rows)


Look = Callable[[Evidence, Inspection], None]


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    promise: str
    look: Look


RULES: dict[str, Rule] = {}


def rule(id_: str, promise: str) -> Callable[[Look], Look]:
    """Register a function as what looks whether a promise was kept.

    Raises:
        ValueError: there is a rule of that name.
    """

    def register(look: Look) -> Look:
        if id_ in RULES:
            raise ValueError(f"there are two rules {id_}")
        RULES[id_] = Rule(id_, promise, look)
        return look

    return register
