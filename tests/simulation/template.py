"""The market that every run begins with, made once a process."""

import sqlite3
import tempfile
from functools import cache
from pathlib import Path

from tests.market import make_market


@cache
def market() -> bytes:
    """Give the sample market as a database in one piece."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "market.db"
        make_market(f"sqlite:///{file}")
        connection = sqlite3.connect(file)
        try:
            # What is in memory has no write-ahead log, and is not read where the file says that there is one.
            connection.execute("PRAGMA journal_mode=delete")
            return connection.serialize()
        finally:
            connection.close()
