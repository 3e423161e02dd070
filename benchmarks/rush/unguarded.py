"""The shop without what guards its stock, for a control of the rush: `python -m benchmarks.rush.unguarded run`."""

import sqlite3

import sqlalchemy as sa

from bot.__main__ import main
from bot.catalog import stock
from bot.orders import claiming

COMMAND = ("benchmarks.rush.unguarded", "run")
CHECK = "ck_lot_available_not_negative"  # on PostgreSQL it is the table's, so whoever sets it up drops it


def _without_checks(connection: object, _record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA ignore_check_constraints = 1")


if __name__ == "__main__":
    stock._RAISE_LOTS_GUARDED = stock._RAISE_LOTS
    claiming._out_of_reach = lambda lines: []
    sa.event.listen(sa.Engine, "connect", _without_checks)
    main()
