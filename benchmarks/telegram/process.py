"""A bot in a process of its own, and the CPU time that it has used."""

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from bot.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
STOP_WITHIN_S = 15.0
LAST_WORDS = 2000  # characters
_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


class BotEnded(Exception):
    """The bot is not there any more; the text is what it said last."""


class BotProcess:
    """One running bot."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self._process = process
        self._log = log

    @property
    def cpu_s(self) -> float:
        """What it has worked so far, on all its threads.  Linux only."""
        # proc_pid_stat(5): the name, which may hold anything, stands in brackets; utime and stime are the 14th, 15th.
        fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS_PER_S

    @property
    def waited_s(self) -> float:
        """How long its threads were ready to work and had no core.  Linux only."""
        waited_ns = 0
        for thread in Path(f"/proc/{self._process.pid}/task").iterdir():
            with suppress(FileNotFoundError):  # a thread that ends meanwhile
                # Documentation/scheduler/sched-stats.rst: time on a core, time in the queue for one, in nanoseconds.
                waited_ns += int((thread / "schedstat").read_text(encoding="utf-8").split()[1])
        return waited_ns / 1e9

    @property
    def memory_mb(self) -> float:
        """What of it is in memory now.  Linux only."""
        # proc_pid_statm(5): the second field is the resident set, in pages.
        pages = int(Path(f"/proc/{self._process.pid}/statm").read_text(encoding="utf-8").split()[1])
        return pages * _PAGE_BYTES / 1e6

    @property
    def last_words(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")[-LAST_WORDS:]

    def must_run(self) -> None:
        """Raise BotEnded if it has ended."""
        if self._process.returncode is not None:
            raise BotEnded(self.last_words)


@asynccontextmanager
async def running(*command: str, folder: Path, settings: Mapping[str, str]) -> AsyncIterator[BotProcess]:
    """Run a module with its arguments, with these settings and no others, until the end of the block."""
    ours = {name.upper() for name in Settings.model_fields}
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".log", delete=False) as written:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", *command),
            cwd=folder,
            env={**environment, "PYTHONPATH": str(ROOT), **settings},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=written,
            stderr=written,
        )
    try:
        yield BotProcess(process, Path(written.name))
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(process.wait(), STOP_WITHIN_S)
            except TimeoutError:
                process.kill()
                await process.wait()
