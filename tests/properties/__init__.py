"""Properties: what holds for all that people do, in any order, tried with as many steps as there is time for."""

from tests.properties.running import run_steps

__all__ = ["run_steps"]
