"""Disks without room: a small file system where one may be mounted, elsewhere a limit on how far files may grow."""

import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from tests.processes.running import Process

SMALL_BYTES = 16 << 20  # the market, what people add to it in a minute, and a ballast
LIMIT_BYTES = 64 << 10  # far below what the market's file and its log have, far above what the process logs
UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


class Disk(Protocol):
    """Where a market's file lies."""

    folder: Path

    def fills(self, process: Process) -> None:
        """Leave no room for what a process writes."""

    def frees(self, process: Process) -> None:
        """Give the room back."""


class SmallDisk:
    """A file system in memory, with something on it that takes all the room."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fills(self, process: Process) -> None:
        with self._ballast.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(4096))

    def frees(self, process: Process) -> None:
        self._ballast.unlink()


class Quota:
    """An ordinary folder whose files a process may not let grow: to it the disk is as good as full."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fills(self, process: Process) -> None:
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (LIMIT_BYTES, resource.RLIM_INFINITY))

    def frees(self, process: Process) -> None:
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, UNLIMITED)


@contextmanager
def small_disk(folder: Path) -> Iterator[Disk | None]:
    """Mount one for the length of the block; None where that is not ours to do."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SMALL_BYTES}", "tmpfs", str(folder)]
    if not _succeeds(mount):
        yield None
        return
    try:
        yield SmallDisk(folder)
    finally:
        # Lazily: a process that has just been killed may still have a file open.
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def quota(folder: Path) -> Iterator[Disk | None]:
    folder.mkdir()
    yield Quota(folder)


def _succeeds(command: list[str]) -> bool:
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


WAYS: tuple[Callable[..., object], ...] = (small_disk, quota)
