"""How large the rush is, and how people behave in it."""

import random
from dataclasses import dataclass

SEED = 20_261_124

# Seconds from what somebody sees to what they tap, shortest and longest.
THINK_S = (0.4, 2.0)
# Between two taps on the same button by somebody who gets no answer at once.
AGAIN_S = (0.05, 0.4)
TAPS_MAX = 5
HOLDERS_SHARE = 0.1  # of the goods: put aside for people who never confirm
GIVES_BACK_SHARE = 0.1  # of those who order


@dataclass(frozen=True, slots=True)
class Plan:
    """So many buyers come, evenly spread over some seconds, for so many units of a few wanted goods.

    Everybody wants one unit of one of the wanted goods; every other one has something of which there is plenty as well.
    """

    buyers: int = 3_000
    units: int = 100
    span_s: float = 60.0
    goods: int = 20
    wanted: int = 5

    @property
    def units_each(self) -> int:
        return self.units // self.wanted

    @property
    def holders(self) -> int:
        """How many have put a unit aside before it begins, and never come back."""
        return round(self.units * HOLDERS_SHARE)

    def expires_s(self, holder: int) -> float:
        """When a hold ends: early enough that others still come for what it frees."""
        return self.span_s * 0.75 * (holder + 1) / (self.holders + 1)

    @property
    def gives_back_until_s(self) -> float:
        """Nobody cancels later, so that others still come for what that frees."""
        return self.span_s / 2


def ways(plan: Plan) -> list["Way"]:
    """Give each buyer's way, the same in each run."""
    dice = random.Random(SEED)
    moments = sorted(dice.uniform(0, plan.span_s) for _ in range(plan.buyers))
    return [Way(moment, random.Random(dice.random())) for moment in moments]


@dataclass(slots=True)
class Way:
    """When one buyer comes, and how impatient they are."""

    comes_s: float
    dice: random.Random

    def taps(self) -> list[float]:
        """Give the pauses before one tap and its repetitions."""
        return [0.0] + [self.dice.uniform(*AGAIN_S) for _ in range(self.dice.randint(1, TAPS_MAX) - 1)]

    def thinks_s(self) -> float:
        return self.dice.uniform(*THINK_S)

    def gives_back(self) -> bool:
        return self.dice.random() < GIVES_BACK_SHARE
