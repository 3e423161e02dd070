"""What goes wrong between the bot and the platform, and within the database: drawn from the seed, over at its end."""

from collections.abc import Callable
from random import Random

from tests.simulation.database import Mishap
from tests.simulation.plan import Plan, pick
from tests.telegram.fake import faults
from tests.telegram.fake.faults import Fault

INJECTED = "MEDIA_EMPTY"  # no correct bot is told so of a message of ours, so that other refusals stand out
MESSAGES = ("send", "edit", "delete")

_FAULTS: dict[str, Callable[[Random], Fault]] = {
    "penalty": lambda chance: faults.penalty(chance.choice((1, 3, 20))),
    "server_error": lambda chance: faults.server_error(chance.choice((500, 502))),
    "accept_then_reset": lambda chance: faults.accept_then_reset(),
    "accept_then_hang": lambda chance: faults.accept_then_hang(),
    "reset": lambda chance: faults.reset(),
    "garbage": lambda chance: faults.garbage(),
    "lost_garbage": lambda chance: faults.garbage(accepts=False),
    "bad": lambda chance: faults.bad(INJECTED),
    "forbids": lambda chance: faults.forbids(),
    "slow": lambda chance: faults.slow(chance.uniform(0.5, 28)),
}


class Weather:
    """`heal` ends all of it for good."""

    def __init__(self, plan: Plan, chance: Random, time_s: Callable[[], float]) -> None:
        self._plan = plan
        self._chance = chance
        self._time_s = time_s
        self._down_until_s = 0.0
        self._healed = False
        self.met: list[str] = []

    def heal(self) -> None:
        self._healed = True
        self._down_until_s = 0.0

    def may_go_down(self) -> None:
        """Begin an outage of the platform, perhaps."""
        if self._happens(self._plan.outage_chance):
            self.met.append("outage")
            self._down_until_s = self._time_s() + self._chance.choice((3.0, 40.0, 300.0, 5000.0))

    def is_down(self) -> bool:
        return self._time_s() < self._down_until_s

    def travel_s(self) -> float:
        """How long a call or its answer takes on its way."""
        return self._chance.choice((0.002, 0.01, 0.05, 0.05, 0.4))

    def fault(self, method: str) -> Fault | None:
        """What happens to one call."""
        if not method.startswith(MESSAGES) or not self._happens(self._plan.fault_chance):
            return None
        name = pick(self._chance, self._plan.faults)
        self.met.append(name)
        return _FAULTS[name](self._chance)

    def mishap(self) -> Mishap | None:
        """What the database does to one transaction."""
        for mishap, chance in ((Mishap.AWAY, self._plan.away_chance), (Mishap.CUT, self._plan.cut_chance)):
            if self._happens(chance):
                self.met.append(mishap)
                return mishap
        return None

    def kills(self) -> bool:
        """Whether the bot's process is killed now."""
        if self._happens(self._plan.kill_chance):
            self.met.append("kill")
            return True
        return False

    def _happens(self, chance: float) -> bool:
        return chance > 0 and not self._healed and self._chance.random() < chance
