"""Whether the database itself is whole and will keep what it is given."""

from collections.abc import Iterator

from bot.checkup.finding import Finding
from bot.database.soundness import Soundness

LITTLE_ROOM = 500 * 2**20  # bytes; a busy day of a shop writes some tens of megabytes


def examine_storage(sound: Soundness) -> Iterator[Finding]:
    """Put into words what the engine says of itself."""
    if sound.damaged:
        todo = "stop everything, keep a copy of the file and its -wal, and go back to the last backup"
        yield Finding(f"the database is damaged: {'; '.join(sound.damaged)}", todo)
    else:
        yield Finding("the database is whole")
    if sound.dangling:
        told = f"rows point at rows that are not there, in: {', '.join(sound.dangling)}"
        yield Finding(told, "go back to the last backup, or report this; no row was deleted by the bot")
    if sound.unchecked:
        told = f"constraints or indexes were never applied to all rows: {', '.join(sound.unchecked)}"
        yield Finding(told, "ALTER TABLE … VALIDATE CONSTRAINT, or REINDEX INDEX, for each of them")
    if sound.volatile:
        told = f"a power cut can lose orders that were confirmed: {', '.join(sound.volatile)}"
        yield Finding(told, "switch these on in postgresql.conf, and reload the server")
    else:
        yield Finding("what is committed survives a power cut")
    if sound.free_bytes is not None:
        yield _room(sound.free_bytes // 2**20, enough=sound.free_bytes >= LITTLE_ROOM)


def _room(megabytes: int, *, enough: bool) -> Finding:
    if enough:
        return Finding(f"there is room on the disk: {megabytes} MB")
    return Finding(f"there is little room on the disk: {megabytes} MB", "make room: on a full disk nobody can order")
