"""The long versions of the tests, in pieces that count when they are whole.

python -m tests.soak --minutes 10                    go on where the last one stopped
python -m tests.soak --minutes 10 --only kills,cuts  of these alone
python -m tests.soak --only kills --seed 7           one piece again; counts nothing
python -m tests.soak --table                         write the table of docs/reliability.md anew
"""

import argparse
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from tests.soak import counts
from tests.soak.markets import Markets
from tests.soak.pieces import PIECES


def main(arguments: Sequence[str] | None = None) -> int:
    """Run pieces until the time is over; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.soak", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=10.0, help="begin no piece after so many")
    parser.add_argument("--only", default=",".join(PIECES), help=f"some of {','.join(PIECES)}")
    parser.add_argument("--seed", type=int, help="do one piece of each with this seed, and count nothing")
    parser.add_argument("--table", action="store_true", help="write the table anew, and do nothing")
    given = parser.parse_args(arguments)
    names = given.only.split(",")
    if unknown := set(names) - PIECES.keys():
        parser.error(f"no such pieces: {', '.join(sorted(unknown))}")
    if given.table:
        counts.write(counts.read())
        return 0
    folder = Path(tempfile.mkdtemp(prefix="farmgate-soak-"))
    markets = Markets(folder)
    try:
        soak = Soak(folder, markets)
        if given.seed is not None:
            for name in names:
                soak.run(name, given.seed)
        else:
            soak.go_on(names, given.minutes * 60)
    except KeyboardInterrupt:
        print("\nstopped; the piece that was under way counts nothing")
        return 130
    finally:
        markets.close()
    soak.sum_up()
    if soak.broken:
        print(f"what was left behind is in {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


class Soak:
    """One sitting."""

    def __init__(self, folder: Path, markets: Markets) -> None:
        self.broken: list[str] = []  # how to do each broken piece again
        self._folder = folder
        self._markets = markets
        self._done: dict[str, int] = {}

    def go_on(self, names: Sequence[str], seconds: float) -> None:
        """Do a piece of each in turn until the time is over, and write each down when it is whole."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            for name in names:
                if time.monotonic() >= ends:
                    return
                # Read anew each time: another sitting may have gone on with other pieces meanwhile.
                done = self.run(name, counts.read()[name].last_seed + 1)
                known = counts.read()
                counts.write(
                    known | {name: known[name].after(PIECES[name], done or 0, violations=1 if done is None else 0)}
                )

    def run(self, name: str, seed: int) -> int | None:
        """Do one piece; return how much was done, or None when a promise was broken."""
        piece, began = PIECES[name], time.monotonic()
        folder = Path(tempfile.mkdtemp(prefix=f"{name}-{seed}-", dir=self._folder))
        print(f"{name}, seed {seed} …", end=" ", flush=True)
        try:
            done = piece.run(self._markets, folder, seed)
        except Exception:  # noqa: BLE001 - whatever it was, it is told, and the next piece has its turn
            self.broken.append(f"python -m tests.soak --only {name} --seed {seed}")
            print("BROKEN", flush=True)
            traceback.print_exc()
            return None
        print(f"{done} in {time.monotonic() - began:.0f} s", flush=True)
        self._done[name] = self._done.get(name, 0) + done
        shutil.rmtree(folder)
        return done

    def sum_up(self) -> None:
        """Say what came of it."""
        for name, done in self._done.items():
            print(f"{done:9,} {PIECES[name].what}")
        print(f"{len(self.broken)} broken" + "".join(f"\n  again: {command}" for command in self.broken))


if __name__ == "__main__":
    sys.exit(main())
