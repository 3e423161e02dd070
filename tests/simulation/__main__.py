"""Runs seeds: `python -m tests.simulation --seed 7 --verbose`, or many with `--seeds 0:1000`."""

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from tests.simulation.run import Outcome, run_seed

SHOWN = 20  # violations of one seed


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--seed", type=int)
    which.add_argument("--seeds", metavar="FROM:TO", help="the last one is left out")
    parser.add_argument("--verbose", action="store_true", help="the conversation, as people had it")
    parser.add_argument("--log", type=Path, help="where to keep the platform's log of one seed")
    arguments = parser.parse_args()
    if arguments.seed is not None:
        outcome = run_seed(arguments.seed, log=arguments.log, told=print if arguments.verbose else None)
        print(summary(outcome))
        return 1 if outcome.violations else 0
    first, _, end = arguments.seeds.partition(":")
    return _many(range(int(first), int(end)))


def summary(outcome: Outcome) -> str:
    """Say what came of a seed, with the command that repeats it where it failed."""
    counts = f"{outcome.events} events, {outcome.orders} orders, {outcome.sends} calls, {outcome.unknown_sends} unknown"
    met = ", ".join(f"{count} {name}" for name, count in sorted(outcome.faults.items()))
    lines = [f"seed {outcome.seed}: {counts}; {met or 'no faults'}"]
    lines += [f"  {violation}" for violation in outcome.violations[:SHOWN]]
    if outcome.violations:
        lines.append(f"  again: python -m tests.simulation --seed {outcome.seed} --verbose")
    return "\n".join(lines)


def _many(seeds: range) -> int:
    began, failed, examined, orders = time.perf_counter(), list[int](), Counter[str](), 0
    for number, seed in enumerate(seeds, start=1):
        outcome = run_seed(seed)
        examined.update(outcome.examined)
        orders += outcome.orders
        if outcome.violations:
            failed.append(seed)
            print(summary(outcome), flush=True)
        if sys.stderr.isatty() or number % 100 == 0:
            print(f"{number} of {len(seeds)} seeds, {len(failed)} failed", end="\r", file=sys.stderr, flush=True)
    took_s = time.perf_counter() - began
    print(f"{len(seeds)} seeds with {orders} orders in {took_s:.0f} s; failed: {failed or 'none'}")
    print("rows examined:", ", ".join(f"{rule} {count}" for rule, count in sorted(examined.items())))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
