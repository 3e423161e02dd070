"""A shop that several processes run on one PostgreSQL database."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg

from bot.handlers.farmer.buttons import AnswerTest
from tests.processes.phones import Phone
from tests.processes.running import SECRET_KEY, Operator, Process, free_port

# tests.postgres lets the server write into a file beside its data.
LOG_FILE = "current_setting('data_directory') || '/../log'"
VIOLATIONS = f"SELECT count(*) FROM regexp_matches(pg_read_file({LOG_FILE}), 'violates', 'g')"


@dataclass
class Shop:
    """Its processes, what stands in its database, and how people come in."""

    operator: Operator
    database_url: str
    webs: list[Process] = field(default_factory=list)
    workers: list[Process] = field(default_factory=list)

    async def up(self) -> "Shop":
        """Start those of its processes that do not run; each web at the port that it had."""
        self.webs = [web if web.runs else self._start_web(web.url) for web in self.webs]
        if not any(worker.runs for worker in self.workers):
            self.starts_worker()
        await asyncio.gather(*(web.serves() for web in self.webs))
        return self

    async def opens(self, *, webs: int) -> None:
        urls = [f"http://127.0.0.1:{free_port()}" for _ in range(webs)]
        # As behind one proxy: links begin with one address, whichever process writes them.
        self.operator.settings["PUBLIC_URL"] = urls[0]
        self.webs = [self._start_web(url) for url in urls]
        await self.up()

    def starts_worker(self) -> None:
        self.workers.append(self.operator.start("worker"))

    def kills_workers(self) -> None:
        for worker in self.workers:
            worker.kill()

    @property
    def sites(self) -> list[str]:
        return [web.url for web in self.webs]

    async def asks(self, question: str) -> int:
        """Put a question to the database that one number answers."""
        connection = await asyncpg.connect(self.database_url)
        try:
            return int(await connection.fetchval(question))
        finally:
            await connection.close()

    async def broken_constraints(self) -> int:
        """How often a statement was refused by a constraint, as the server tells; 0 where its log is kept from us."""
        try:
            return await self.asks(VIOLATIONS)
        except asyncpg.PostgresError:  # somebody else's server
            return 0

    async def welcomes_admin(self, phone: Phone) -> Phone:
        """Make a phone an admin's as an operator does it: by a link that a command prints."""
        invited = await self.operator.runs("invite", "admin")
        assert invited.code == 0, invited.log
        await phone.redeems(invited.output)
        await phone.sees("You look after this shop now")
        return phone

    async def welcomes_farmer(self, phone: Phone, farm: str, admin: Phone) -> Phone:
        """Make a phone a farmer's as an admin does it: by a link, and a test alert that is answered."""
        await admin.says(f"/invite farmer {farm}")
        link = await admin.sees("/i/")
        await phone.redeems(link["text"])
        await phone.taps(AnswerTest)
        return phone

    def _start_web(self, url: str) -> Process:
        return self.operator.start("web", PORT=url.rpartition(":")[2])


@contextmanager
def opened_shop(database_url: str, folder: Path, *, webs: int, **settings: str) -> Iterator[Shop]:
    """Run `web` processes and a worker on a database; none of them outlives the block."""
    settings = {"SECRET_KEY": SECRET_KEY, "DATABASE_URL": database_url} | settings
    with Operator(folder, settings) as operator:
        shop = Shop(operator, database_url)
        asyncio.run(shop.opens(webs=webs))
        yield shop
