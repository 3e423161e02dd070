"""What an operator can mend."""

from bot.app import CannotListen
from bot.database import DatabaseInUse, DatabaseUnavailable, MigrationFailed
from bot.settings import BadSettings


class CannotDo(Exception):
    """The command cannot do what it is for; the text is one line that says what to do instead."""


# Said in one line, without a traceback.
READABLE = (BadSettings, CannotDo, CannotListen, DatabaseInUse, DatabaseUnavailable, MigrationFailed)
