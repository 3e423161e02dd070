"""Processes of the shop that start at once: forked from one that has imported it already.

They are as real as any, with a pid to kill, files of their own and nothing shared; but what most of a start costs, its
imports, is paid once for all the dozens that a run of the tests starts.
"""

import multiprocessing
import os
import runpy
import signal
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import IO

COMMANDS = ("demo", "doctor", "invite", "repair_stock", "serve", "tables", "tour", "understand")


class WarmProcess:
    """One running command, with the part of `subprocess.Popen` that our tests use."""

    def __init__(
        self, arguments: Sequence[str], folder: Path, env: Mapping[str, str], out: IO[bytes], err: IO[bytes]
    ) -> None:
        given = (tuple(arguments), str(folder), dict(env), out.name, err.name)
        self._process: ForkServerProcess = _context().Process(target=_run, args=given)
        self._process.start()
        assert self._process.pid is not None
        self.pid = self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def wait(self) -> int:
        self._process.join()
        assert self._process.exitcode is not None
        return self._process.exitcode


@cache
def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([f"bot.commands.{command}" for command in COMMANDS])
    return context


def _run(arguments: Sequence[str], folder: str, env: Mapping[str, str], out: str, err: str) -> None:
    """Be `python -m bot` in a folder and an environment of its own; what it writes goes into files."""
    for number, path in ((1, out), (2, err)):
        file = os.open(path, os.O_WRONLY | os.O_APPEND)
        os.dup2(file, number)
        os.close(file)
    # What the tests' own process had put before them, as their capturing, is not what a command writes to.
    sys.stdout, sys.stderr = (open(number, "w", encoding="utf-8", closefd=False) for number in (1, 2))  # noqa: SIM115
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(env)
    sys.argv = ["farmgate", *arguments]
    runpy.run_module("bot", run_name="__main__", alter_sys=True)
