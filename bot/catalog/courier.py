"""What the courier costs: one fee an order, by what its goods come to.  Pure; money in minor units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

STEPS_MAX = 5  # lines of a table that is read at a glance


@dataclass(frozen=True, slots=True)
class FeeStep:
    """What it costs from a sum of goods on."""

    from_minor: int
    fee_minor: int


@dataclass(frozen=True, slots=True)
class Courier:
    """Whether the courier drives, for how much, and from which sum of goods on.

    steps: by rising sums, the first from nothing; a fee only falls from one to the next.
    """

    drives: bool = False
    steps: tuple[FeeStep, ...] = ()
    minimum_minor: int = 0

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Courier":
        """Build it from its Setting value.

        Raises:
            ValueError: it drives without a table, or the table is none.
        """
        steps = tuple(FeeStep(from_minor, fee_minor) for from_minor, fee_minor in stored["steps"])
        courier = cls(stored["drives"], steps, stored["minimum_minor"])
        if (courier.drives and not steps) or (steps and not is_table(steps)) or courier.minimum_minor < 0:
            raise ValueError(f"no table of fees: {stored}")
        return courier

    def stored(self) -> dict[str, Any]:
        """Give its Setting value."""
        steps = [[step.from_minor, step.fee_minor] for step in self.steps]
        return {"drives": self.drives, "steps": steps, "minimum_minor": self.minimum_minor}

    def fee_minor(self, goods_minor: int) -> int:
        """Say what bringing so much costs; nothing while it has no table."""
        return next((step.fee_minor for step in reversed(self.steps) if step.from_minor <= goods_minor), 0)


def is_table(steps: Sequence[FeeStep]) -> bool:
    """Say whether these steps say for every sum what it costs, and never more for a larger one."""
    sums, fees = [step.from_minor for step in steps], [step.fee_minor for step in steps]
    return (
        0 < len(steps) <= STEPS_MAX
        and sums[0] == 0
        and sums == sorted(set(sums))
        and fees == sorted(set(fees), reverse=True)
        and min(fees) >= 0
    )
