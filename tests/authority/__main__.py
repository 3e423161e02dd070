"""Show who may do what, tried cell by cell: `python -m tests.authority`.  Exit 1 where a cell is not as expected."""

import asyncio

from tests.authority.cast import assembled
from tests.authority.matrix import cells, drawn, outcome, surprises
from tests.authority.table import actions


async def main() -> int:
    async with assembled() as cast:
        outcomes = {cell: await outcome(cell, cast) for cell in cells(list(actions()), cast)}
    found = surprises(outcomes)
    print(drawn(outcomes), *found, f"{len(outcomes)} cells, {len(found)} not as expected", sep="\n")
    return bool(found)


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
