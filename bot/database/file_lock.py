"""One process at a time per SQLite file, for those who keep a copy of its rows in memory or change its tables."""

import fcntl
import os
from pathlib import Path

from bot.database.errors import DatabaseInUse


class FileLock:
    """A lock beside the database file, freed by the kernel when the process dies in whatever way."""

    def __init__(self, database: Path, role: str) -> None:
        """Take the lock.

        Raises:
            DatabaseInUse: names the role and process that has it.
        """
        path = Path(f"{database.resolve()}.lock")
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.seek(0)
            holder = self._file.read().strip() or "another process"
            self._file.close()
            raise DatabaseInUse(
                f"{database} is in use by {holder}; stop that first, or use PostgreSQL for several processes"
            ) from None
        self._file.truncate(0)
        self._file.write(f"'{role}' (process {os.getpid()})")
        self._file.flush()

    def release(self) -> None:
        """Let the next one in.  The file stays: taking it away could give two processes a lock each."""
        self._file.close()
