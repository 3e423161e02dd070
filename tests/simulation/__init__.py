"""Whole sale days in a second: the real bot on made-up time, with people and a platform that misbehave by seed."""

from tests.simulation.run import Outcome, run_seed

__all__ = ["Outcome", "run_seed"]
