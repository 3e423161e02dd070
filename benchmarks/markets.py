"""Databases to start from, made once and copied for each round."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg

from benchmarks.stage import CALLERS, set_up, stage
from bot.database import migrate
from tests import postgres

Rows = dict[str, int]

DURABLE = ("fsync", "synchronous_commit", "full_page_writes")


async def sqlite_markets(folder: Path, buyers: int) -> tuple[Path, Path]:
    """Make two files: one in which each buyer has reviewed a basket, and one in which they have ordered it."""
    reviewed, ordered = folder / "reviewed.db", folder / "ordered.db"
    await asyncio.to_thread(migrate, f"sqlite:///{reviewed}")
    await set_up(f"sqlite:///{reviewed}", buyers, callers=CALLERS)
    shutil.copy(reviewed, ordered)
    await _order_all(f"sqlite:///{ordered}", buyers)
    return reviewed, ordered


class PostgresServer:
    """A server on the disk that holds the same two databases, `reviewed` and `ordered`."""

    def __init__(self, url: str) -> None:
        self._url = url

    def program(self, name: str) -> Path:
        """Find one of the programs that came with the server."""
        folder = parse_qs(urlsplit(self._url).query).get("host", [""])[0]
        beside = Path(folder) / "bin" / name
        return beside if beside.exists() else Path(shutil.which(name) or name)

    async def set_up(self, buyers: int) -> None:
        """Make the two databases, and only then have each commit synced."""
        url = await self.create("reviewed")
        await asyncio.to_thread(migrate, url)
        await set_up(url, buyers, callers=1)
        await self._execute("CREATE DATABASE ordered TEMPLATE reviewed")
        await _order_all(self._address("ordered"), buyers)
        for name in ("reviewed", "ordered"):
            await self._execute("VACUUM ANALYZE", name)
        await self.make_durable()

    async def create(self, name: str) -> str:
        """Make an empty database, and give its URL."""
        await self._execute(f"CREATE DATABASE {name}")
        return self._address(name)

    async def make_durable(self) -> None:
        """Have each commit synced from now on."""
        for setting in DURABLE:
            await self._execute(f"ALTER SYSTEM SET {setting} = on")
        await self._execute("SELECT pg_reload_conf()")
        await self._execute("CHECKPOINT")

    @asynccontextmanager
    async def copy_of(self, name: str, copy: str = "round") -> AsyncIterator[str]:
        """Give the URL of a copy that is thrown away afterwards."""
        await self._execute(f"CREATE DATABASE {copy} TEMPLATE {name}")
        try:
            yield self._address(copy)
        finally:
            await self._execute(f"DROP DATABASE {copy} WITH (FORCE)")

    async def rows(self, url: str, tables: Sequence[str]) -> Rows:
        """Count the rows of tables, each with a condition if it is given one."""
        connection = await asyncpg.connect(url)
        try:
            return {table: await connection.fetchval(f"SELECT count(*) FROM {table}") for table in tables}
        finally:
            await connection.close()

    def _address(self, name: str) -> str:
        return urlsplit(self._url)._replace(path=f"/{name}").geturl()

    async def _execute(self, statement: str, name: str = "postgres") -> None:
        connection = await asyncpg.connect(self._address(name))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@asynccontextmanager
async def postgres_server() -> AsyncIterator[PostgresServer]:
    """Keep a server running whose files are on the disk, where a sync means something.

    Raises:
        RuntimeError: there is none.
    """
    with postgres.server(Path(tempfile.gettempdir())) as url:
        yield PostgresServer(url)


async def _order_all(url: str, buyers: int) -> None:
    async with stage(url) as market:
        await market.perform(await market.confirming(range(buyers)))
