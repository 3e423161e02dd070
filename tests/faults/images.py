"""What a power cut leaves of a SQLite file: images of it, made from a market that ran on our own database.

A commit is acknowledged once the write-ahead log is synced up to its last frame; of what was written after that, any
sectors may be missing or torn.  While a checkpoint copies the log into the main file, the same goes for the main file's
pages; the log then holds all of them.
"""

import random
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

SECTOR = 512  # bytes that a disk writes as a whole
WAL_HEADER, FRAME_HEADER = 32, 24  # bytes; https://www.sqlite.org/fileformat.html, section 4
MX_FRAME = slice(16, 20)  # of the -shm file: the last valid frame; https://www.sqlite.org/walformat.html
PAGE = 4096


@dataclass(frozen=True)
class Moment:
    """The disk at the moment of an acknowledgement: how far the log is synced, and which events are promised."""

    synced: int  # bytes of the log
    promised: int  # events, in the order of their acknowledgement


@dataclass(frozen=True)
class Stretch:
    """What was written between two checkpoints; `before` is the log as the checkpoint had left it."""

    main: bytes
    before: bytes
    after: bytes
    moments: Sequence[Moment]


@dataclass(frozen=True)
class Checkpoint:
    """The main file before and after the log was copied into it; the log is synced and the same all the while."""

    main: bytes
    copied: bytes
    log: bytes
    promised: int


@dataclass(frozen=True)
class Image:
    """Both files as a machine finds them after the cut, and how many events must be there."""

    main: bytes
    log: bytes
    promised: int

    def opened(self, folder: Path) -> sqlite3.Connection:
        """Write it down and open it, as the next start does."""
        file = folder / "image.db"
        file.write_bytes(self.main)
        file.with_name("image.db-wal").write_bytes(self.log)
        file.with_name("image.db-shm").unlink(missing_ok=True)
        return sqlite3.connect(file)


def images(story: Sequence[Stretch | Checkpoint], number: int, seed: int) -> Iterator[Image]:
    """Cut the power so often, at moments of chance."""
    chance = random.Random(seed)
    for _ in range(number):
        part = chance.choice(story)
        yield _while_writing(part, chance) if isinstance(part, Stretch) else _while_copying(part, chance)


def synced_bytes(shm: bytes) -> int:
    """How far the log reaches that the last commit has synced."""
    return WAL_HEADER + int.from_bytes(shm[MX_FRAME], "little") * (FRAME_HEADER + PAGE)


def _while_writing(part: Stretch, chance: random.Random) -> Image:
    moment = chance.choice(part.moments)
    reached = chance.randint(moment.synced, len(part.after))
    torn = _torn(part.before[moment.synced :], part.after[moment.synced : reached], chance)
    return Image(part.main, part.after[: moment.synced] + torn, moment.promised)


def _while_copying(part: Checkpoint, chance: random.Random) -> Image:
    size = chance.randint(min(len(part.main), len(part.copied)), len(part.copied)) // PAGE * PAGE
    return Image(_torn(part.main, part.copied[:size], chance), part.log, part.promised)


def _torn(old: bytes, new: bytes, chance: random.Random) -> bytes:
    """Put new sectors over old ones, some of which are kept, zeroed or garbled."""
    sectors = []
    for start in range(0, len(new), SECTOR):
        whole, stale = new[start : start + SECTOR], old[start : start + SECTOR]
        fate = chance.random()
        if stale == whole or fate < 0.7:
            sectors.append(whole)
        elif fate < 0.8:
            sectors.append(stale or bytes(len(whole)))
        elif fate < 0.9:
            sectors.append(bytes(len(whole)))
        else:
            sectors.append(chance.randbytes(len(whole)))
    return b"".join(sectors) + old[len(new) :]
