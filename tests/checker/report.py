"""What a check comes to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ROWS_SHOWN = 3
ROW_WIDTH = 400  # characters; enough to find it again, the whole is in the database


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken promise: the rule, what is wrong, and the rows or log lines that show it."""

    rule: str
    what: str
    rows: tuple[Mapping[str, Any], ...] = ()

    def __str__(self) -> str:
        return "\n".join([self.what, *(f"    {short(row)}" for row in self.rows[:ROWS_SHOWN])])


@dataclass(frozen=True, slots=True)
class Report:
    """All of it.

    examined: rows or log lines that each rule looked at. may_be_empty: rules for which there may have been nothing.
    not_yet: rules of what is not built, with the reason. sentences: what each rule promises.
    measures: figures that are told and not judged.
    """

    violations: list[Violation]
    examined: Mapping[str, int]
    may_be_empty: frozenset[str] = frozenset()
    not_yet: Mapping[str, str] = field(default_factory=dict)
    sentences: Mapping[str, str] = field(default_factory=dict)
    measures: Mapping[str, float] = field(default_factory=dict)

    @property
    def empty(self) -> list[str]:
        """Rules that looked at nothing although there should have been something."""
        return [rule for rule, count in self.examined.items() if not count and rule not in self.may_be_empty]

    @property
    def broken(self) -> set[str]:
        """Rules that did not hold."""
        return {violation.rule for violation in self.violations}

    @property
    def ok(self) -> bool:
        return not (self.violations or self.empty)

    def facts(self) -> dict[str, Any]:
        """Give all of it as JSON facts."""
        return {
            "ok": self.ok,
            "examined": dict(self.examined),
            "empty": self.empty,
            "not_yet": dict(self.not_yet),
            "measures": dict(self.measures),
            "violations": [
                {"rule": one.rule, "what": one.what, "rows": [dict(row) for row in one.rows]} for one in self.violations
            ],
        }

    def __str__(self) -> str:
        lines = [self._line(rule) for rule in self.examined]
        lines += [f"  not yet  {rule:4}  {why}" for rule, why in self.not_yet.items()]
        lines += [f"           {name} = {figure:g}" for name, figure in self.measures.items()]
        for rule in sorted(self.broken):
            found = [violation for violation in self.violations if violation.rule == rule]
            lines += ["", f"{rule}: {self.sentences.get(rule, '')}", *(f"  - {violation}" for violation in found)]
        verdict = "all rules hold" if self.ok else f"{len(self.violations)} violations, nothing seen by {self.empty}"
        return "\n".join([*lines, "", f"checker: {verdict}"])

    def _line(self, rule: str) -> str:
        if rule in self.broken:
            word = "BROKEN"
        elif rule in self.empty:
            word = "NOTHING"
        else:
            word = "holds" if self.examined[rule] else "none"
        return f"  {word:7}  {rule:4}  {self.examined[rule]:6}  {self.sentences.get(rule, '')}"


def short(row: Mapping[str, Any]) -> str:
    """Write a row in one line."""
    said = ", ".join(f"{name}={value!s}" for name, value in row.items() if value is not None)
    return said if len(said) <= ROW_WIDTH else f"{said[:ROW_WIDTH]}…"
