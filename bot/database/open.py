"""From DATABASE_URL to a database."""

from bot.database.contract import Database
from bot.database.file_lock import FileLock
from bot.database.migrations import upgrade
from bot.database.postgres import PostgresDatabase
from bot.database.sqlite import SqliteDatabase
from bot.database.urls import is_sqlite, normalise_url, sqlite_file

GUEST = "guest"  # writes a little beside the process that has the file: invite, seed, doctor


def open_database(url: str, *, role: str = "run") -> Database:
    """Open the database that `url` names, in the event loop that will use it; tables are `migrate`'s business.

    On a SQLite file one role at a time is let in, and with it any number of guests (`role="guest"`).
    `sqlite://` is a database in memory that has its tables and ends with `close()`. On PostgreSQL nothing is
    asked of the server before the first use, and `role` is the name its processes show there.

    Raises:
        DatabaseInUse: another process has the SQLite file; the text names it.
        ValueError: `url` cannot be used; the text names DATABASE_URL.
    """
    url = normalise_url(url)
    if not is_sqlite(url):
        return PostgresDatabase(url, role)
    if (file := sqlite_file(url)) is None:
        return SqliteDatabase.in_memory(upgrade)
    lock = None if role == GUEST else FileLock(file, role)
    try:
        return SqliteDatabase.in_file(file, lock)
    except BaseException:
        if lock:
            lock.release()
        raise
