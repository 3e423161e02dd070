"""So many steps from one seed: for the suite in small, for a night in large."""

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.properties.machine import AnyOrder

STEPS_A_MARKET = 30  # then a new market is opened; the ledger that is read after each step stays short


def run_steps(seed: int, steps: int) -> int:
    """Take at least so many steps, the same ones for the same seed; return how many it were.

    Raises:
        AssertionError: a rule was broken; its notes name the steps, and how to take them again.
    """
    machine = type("AnyOrder", (AnyOrder,), {"steps_done": 0})
    part = 0
    while machine.steps_done < steps:
        markets = -(-(steps - machine.steps_done) // STEPS_A_MARKET)
        try:
            run_state_machine_as_test(_seeded(machine, f"{seed}.{part}"), settings=_settings(markets))
        except Exception as error:
            again = f"from tests.properties import run_steps; run_steps(seed={seed}, steps={steps})"
            error.add_note(f'To see it again: python -c "{again}"')
            raise
        part += 1
    return machine.steps_done


def _seeded(machine: type[AnyOrder], number: str) -> type[AnyOrder]:
    return seed(number)(machine)


def _settings(markets: int) -> settings:
    return settings(
        max_examples=markets,
        stateful_step_count=STEPS_A_MARKET,
        database=None,
        deadline=None,  # how long an example takes is the machine's business
        phases=(Phase.generate,),  # thirty steps can be read as they are, and making them fewer takes minutes
        suppress_health_check=list(HealthCheck),
    )
