"""What the database says when it cannot serve.  None of the texts holds a password."""


class DatabaseUnavailable(Exception):
    """The database cannot do this now; the same request may succeed later.

    Not a fault of the work: the web answers 503 and the platform repeats its call. Whether the work was
    committed is only certain to the inbox row, because a connection can be lost exactly at COMMIT.
    """


class DatabaseBusy(DatabaseUnavailable):
    """Too many turns wait, no connection came free in time, or others held the locks too long."""


class DatabaseClosed(DatabaseUnavailable):
    """Asked after `close()`; nothing was done."""


class DatabaseInUse(Exception):
    """Another process has this SQLite file, and only one may; the text names it."""


class MigrationFailed(Exception):
    """The tables cannot be brought up to date; they are as they were."""
