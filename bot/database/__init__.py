"""Where everything is kept: one contract over SQLite and PostgreSQL.

`transact(work)` and `read(work)` run plain functions over a Session; see `Database` for what they promise.
Models import their column types from `bot.database.metadata`.
"""

from bot.database.contract import Database
from bot.database.errors import (
    DatabaseBusy,
    DatabaseClosed,
    DatabaseInUse,
    DatabaseUnavailable,
    MigrationFailed,
)
from bot.database.leases import Lease
from bot.database.metadata import big_id, by_value, json_type
from bot.database.migrations import current_revision, migrate, needs_migration
from bot.database.open import GUEST, open_database
from bot.database.urls import normalise_url

__all__ = [
    "GUEST",
    "Database",
    "DatabaseBusy",
    "DatabaseClosed",
    "DatabaseInUse",
    "DatabaseUnavailable",
    "Lease",
    "MigrationFailed",
    "big_id",
    "by_value",
    "current_revision",
    "json_type",
    "migrate",
    "needs_migration",
    "normalise_url",
    "open_database",
]
