"""Farmgate as an operator runs it: real processes, told what to do by their environment."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import IO

import aiohttp

import bot
from bot.settings import Settings
from tests.processes.warm import WarmProcess

ROOT = Path(bot.__file__).resolve().parent.parent
SECRET_KEY = "Zq3xW8vT5nR1kJ7mP0dL4hG9bY2cF6sU-processes"
PATIENCE_S = 120.0  # for what takes a second or two; a machine that has too much to do is no reason to fail
POLL_S = 0.02
STOP_WITHIN_S = 10  # what a supervisor waits after SIGTERM before it kills


class Process:
    """One running command; what it writes goes into files, so that it never waits for a reader."""

    def __init__(
        self, name: str, popen: "subprocess.Popen[bytes] | WarmProcess", out: Path, err: Path, url: str
    ) -> None:
        self.name = name
        self.url = url  # where it serves, if it does
        self._popen, self._out, self._err = popen, out, err

    @property
    def output(self) -> str:
        return self._out.read_text(encoding="utf-8")

    @property
    def log(self) -> str:
        return self._err.read_text(encoding="utf-8")

    @property
    def log_file(self) -> Path:
        return self._err

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def runs(self) -> bool:
        return self._popen.poll() is None

    async def serves(self) -> None:
        """Wait until it says where the shop is, and that it is well: a busy machine may take it a while."""
        await until(lambda: "http://" in self.output or not self.runs)
        async with aiohttp.ClientSession() as client, asyncio.timeout(PATIENCE_S):
            while True:
                assert self.runs, f"{self.name} ended with {self._popen.returncode}: {self.log}"
                async with client.get(f"{self.url}/healthz") as response:
                    if response.status == 200:
                        return

    async def ends(self) -> int:
        """Wait for its end; give the exit code."""
        await until(lambda: not self.runs)
        return int(self._popen.returncode)

    def stop(self) -> None:
        self._popen.send_signal(signal.SIGTERM)

    def freeze(self) -> None:
        """Stop it where it stands, as a machine does that is suspended; whatever it holds it goes on holding."""
        self._popen.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._popen.send_signal(signal.SIGCONT)

    def interrupt(self) -> None:
        """Press Ctrl+C."""
        self._popen.send_signal(signal.SIGINT)

    def kill(self) -> None:
        """End it as a power cut or the kernel does: nothing of it runs on, not even a line."""
        self._popen.kill()
        self._popen.wait()


class Kept:
    """A process that is there whenever a test asks for it: started again if a test before has ended it."""

    def __init__(self, start: Callable[[], Process]) -> None:
        self._start = start
        self._process: Process | None = None

    async def up(self) -> Process:
        if self._process is None or not self._process.runs:
            self._process = self._start()
            await self._process.serves()
        return self._process


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it wrote."""

    code: int
    output: str
    log: str


@dataclass
class Operator:
    """Starts commands in one folder with common settings; none of them outlives it."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    started: list[Process] = field(default_factory=list)
    _files: list[IO[bytes]] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=count)

    def start(
        self, command: str, *arguments: str, stdin: int | None = None, cold: bool = False, **settings: str
    ) -> Process:
        """Start a command; settings are variables, an empty one is one that is not there.

        stdin: what it reads from, instead of nothing. cold: as an operator does, by `python -m bot`.
        """
        port = settings.get("PORT") or str(free_port())
        name = f"{next(self._numbers)}-{command}"
        out, err = self.folder / f"{name}.out", self.folder / f"{name}.err"
        self._files += [out.open("wb"), err.open("wb")]
        env = _environment(self.settings | {"PORT": port} | settings)
        given = ([command, *arguments], self.folder, env, self._files[-2], self._files[-1])
        popen = WarmProcess(*given) if stdin is None and not cold else _cold(*given, stdin)
        where = arguments[arguments.index("--port") + 1] if "--port" in arguments else port
        self.started.append(Process(name, popen, out, err, f"http://127.0.0.1:{where}"))
        return self.started[-1]

    def start_demo(self, port: int | None = None, **settings: str) -> Process:
        return self.start("demo", "--port", str(port or free_port()), **settings)

    async def runs(self, command: str, *arguments: str, cold: bool = False, **settings: str) -> Ended:
        """Run a command to its end."""
        process = self.start(command, *arguments, cold=cold, **settings)
        code = await process.ends()
        return Ended(code, process.output, process.log)

    def __enter__(self) -> "Operator":
        # Tests that run in a shell's background ignore Ctrl+C, and so would all that they start.
        if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.started:
            process.kill()
        for file in self._files:
            file.close()


async def until(is_so: Callable[[], bool]) -> None:
    """Look again and again until something is so.

    Raises:
        TimeoutError: it never was.
    """
    async with asyncio.timeout(PATIENCE_S):
        while not is_so():
            await asyncio.sleep(POLL_S)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@asynccontextmanager
async def page(url: str, **headers: str) -> AsyncIterator[aiohttp.ClientResponse]:
    """Ask for one page without any cookie."""
    async with aiohttp.ClientSession() as client, client.get(url, headers=headers) as response:
        yield response


def _cold(
    arguments: Sequence[str], folder: Path, env: Mapping[str, str], out: IO[bytes], err: IO[bytes], stdin: int | None
) -> "subprocess.Popen[bytes]":
    whole = [sys.executable, "-m", "bot", *arguments]
    given = subprocess.DEVNULL if stdin is None else stdin
    return subprocess.Popen(whole, cwd=folder, env=env, stdin=given, stdout=out, stderr=err)


def _environment(settings: dict[str, str]) -> dict[str, str]:
    """The tests' own environment without its settings, and these instead; the code under test is this checkout's."""
    # Dozens of processes start here: each would compile the same modules again.
    ours = {"PYTHONDONTWRITEBYTECODE", *(name.upper() for name in Settings.model_fields)}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return kept | {"PYTHONPATH": str(ROOT)} | {name: value for name, value in settings.items() if value}
