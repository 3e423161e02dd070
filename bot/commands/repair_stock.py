"""`doctor --repair-stock`: counts the stock anew where row, moves and claims do not agree, after a look and a yes."""

import asyncio
import sys
from collections.abc import Sequence
from functools import partial

from bot.catalog.models import Dimension
from bot.clock import utc_now
from bot.commands.problems import CannotDo
from bot.commands.tables import require_tables
from bot.database import Database, open_database
from bot.orders.recount import Level, Recount, RecountChanged, differences, recount
from bot.settings import read_settings

ROLE = "doctor --repair-stock"  # on a SQLite file alone, unlike the doctor who only looks
YES = "yes"

_UNITS = {Dimension.MASS: "g", Dimension.VOLUME: "ml", Dimension.PIECE: "pieces"}


async def repair_stock(*, agreed: bool) -> None:
    """Show what a recount would change, ask, and change it; interrupted at any moment, it has changed nothing.

    agreed: `--yes` was said, so nobody is asked.

    Raises:
        CannotDo: nobody said yes, or the stock has changed since the preview; nothing was changed.
        DatabaseInUse: another process has the SQLite file.
    """
    settings = read_settings()
    require_tables(settings)
    database = open_database(settings.url_of_database, role=ROLE)
    try:
        previewed = await database.read(differences)
        if not previewed:
            print("Every lot's stock is what its moves and holds say; there is nothing to repair.")
            return
        print("\n\n".join(map(_preview, previewed)), end="\n\n")
        if not agreed and not await _says_yes():
            raise CannotDo("nothing was changed")
        await _repair(database, previewed)
    finally:
        await database.close()
    print(f"Lots counted anew: {len(previewed)}.  Each has a move and an entry in the record.")


async def _repair(database: Database, previewed: Sequence[Recount]) -> None:
    try:
        await database.transact(partial(recount, previewed=previewed, now=utc_now()))
    except RecountChanged:
        raise CannotDo("the stock has changed since, so nothing was changed; look at it again") from None


async def _says_yes() -> bool:
    """Ask on the terminal, without holding up the loop: Ctrl+C must end the command at once."""
    if not sys.stdin.isatty():
        raise CannotDo("nothing was changed: nobody can be asked here; look at the above, then say --yes")
    print(f"Write {YES} to change this: ", end="", flush=True)
    loop, typed = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(sys.stdin, typed.set)
    try:
        await typed.wait()
    finally:
        loop.remove_reader(sys.stdin)
    return sys.stdin.readline().strip().lower() == YES


def _preview(one: Recount) -> str:
    unit = _UNITS[one.dimension]
    lines = [
        f"Lot {one.lot_id}: {one.product}, of {one.farm}",
        f"  its row says    {_level(one.row, unit)}",
        f"  its moves say   {_level(one.moved, unit)}",
        f"  its holds say   {one.claimed} {unit} promised",
        f"  it becomes      {_level(one.becomes, unit)}",
    ]
    if one.short > one.missing:
        lines.append(f"  promised and not there: {one.short} {unit}; the admins are told, and share out what there is")
    if one.unclaimed:
        again = f"if it is still there, /stock {one.product} puts it back on sale"
        lines.append(f"  held for nobody: {one.unclaimed} {unit}, written off; {again}")
    if one.dipped:
        lines.append("  its moves once pass below zero, which stays in the record; from now on they count from here")
    return "\n".join(lines)


def _level(level: Level, unit: str) -> str:
    return f"{level.available} {unit} to sell, {level.held} {unit} promised"
