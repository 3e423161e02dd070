"""A market under load: the messenger, a database, the shop's processes, and people who do not stop."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.models import Lot, MoveKind
from bot.catalog.sample.market import sample_market
from bot.catalog.stock import Change, apply_changes, lock_lots
from bot.database import open_database
from bot.people.models import Person
from bot.people.service import ensure_identity
from tests.faults.history import History
from tests.faults.people import Admin, Farmer, Shopper
from tests.processes.running import SECRET_KEY, Operator, Process, free_port, until
from tests.telegram.fake.server import FakeBotApi
from tests.telegram.fake.webhooks import Webhook

LATENCY_S = 0.05  # of the platform: so long each call is accepted and not yet answered
EVENTS = 50  # that people can do in a second
BUYERS = 30
GOODS = ("🍄 Oyster mushroom", "🍄‍🟫 Fresh shiitake")
TYPED = ("oyster mushroom", "fresh shiitake")  # the same, as an admin types them
# Enough for everybody: who is last is tried elsewhere, and nobody here should go home without.
PLENTY = 10_000_000
WEBHOOK_SECRET = "a-secret-of-the-tests-alone"
NOTHING: Mapping[str, str] = MappingProxyType({})

_LOT = Lot.__table__  # type: ignore[attr-defined]
_PERSON = Person.__table__  # type: ignore[attr-defined]


@dataclass
class World:
    """One run of a market: everything that a fault may hit, and everything that bears witness."""

    api: FakeBotApi
    operator: Operator
    database_url: str
    history: History
    platform_log: Path
    farmers: list[Farmer]
    shoppers: list[Shopper] = field(default_factory=list)
    running: dict[str, Process] = field(default_factory=dict)

    async def starts(self, *commands: str) -> None:
        """Start processes, and wait for those that serve."""
        for command in commands:
            self.running[command] = self.operator.start(command, **self.settings_of(command))
        for command in commands:
            if command != "worker":
                await self.running[command].serves()

    async def starts_at(self, port: int, command: str) -> Process:
        """Start a process that serves at a port of its own, and that the caller looks after."""
        process = self.operator.start(command, PORT=str(port))
        await process.serves()
        return process

    @property
    def port(self) -> int:
        """Where the platform brings its updates to."""
        return int(self.operator.settings["PORT"])

    @property
    def webhook(self) -> Webhook:
        """What the platform knows of bringing them there.

        Raises:
            AssertionError: nobody has told it where to.
        """
        assert self.api.bot.webhook is not None
        return self.api.bot.webhook

    def settings_of(self, command: str) -> dict[str, str]:
        """What one process is told beside all the others: a web keeps its port, which the platform knows."""
        return {} if command == "worker" else {"PORT": str(self.port)}

    async def stops(self) -> None:
        """End all that runs, as an operator does."""
        for process in self.running.values():
            process.stop()
        codes = {name: await process.ends() for name, process in self.running.items()}
        assert set(codes.values()) <= {0}, codes
        self.running.clear()

    async def is_busy(self) -> None:
        """Wait until people have done so much that there is no doubt of their keeping the shop busy.

        On a quiet machine that takes less than a second; how fast a busy one goes is no business of a test's.
        """
        updates = self.api.bot.updates
        first = updates.confirmed
        await until(lambda: updates.confirmed >= first + EVENTS)

    async def sends(self) -> None:
        """Wait for a message that the platform has accepted, and that is not marked as sent."""
        await until(lambda: self.api.unanswered > 0)

    async def takes(self) -> None:
        """Wait for an event that was handed over, and that is not acknowledged."""
        await until(lambda: self.api.undelivered > 0)

    @asynccontextmanager
    async def rush(self, buyers: int = BUYERS) -> AsyncIterator[None]:
        """Let people shop, answer and change stock for the length of the block; at its end buyers finish what
        they have begun."""
        evening = asyncio.Event()
        first = len(self.shoppers)
        people = [self.api.person(f"B{first + number}") for number in range(buyers)]
        self.shoppers += [Shopper(one, GOODS[n % len(GOODS)], self.history) for n, one in enumerate(people)]
        admin = Admin(self.api.people[self.admin_id], TYPED, self.history)
        doings = [
            *(shopper.shops(evening) for shopper in self.shoppers[first:]),
            *(farmer.answers(evening) for farmer in self.farmers),
            admin.stocks(evening),
        ]
        tasks = [asyncio.create_task(doing) for doing in doings]
        try:
            yield
            evening.set()
            await asyncio.wait_for(asyncio.gather(*tasks), 120)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def admin_id(self) -> int:
        return int(self.operator.settings["ADMINS"].partition(":")[2])


@asynccontextmanager
async def opened_world(
    database_url: str,
    folder: Path,
    *,
    reached_by: str = "",
    webhook: bool = False,
    settings: Mapping[str, str] = NOTHING,
) -> AsyncIterator[World]:
    """Open a world around a seeded market; no process runs yet, and none outlives the block.

    reached_by: the URL by which the shop's processes reach the database, where that is not the tests' own.
    webhook: updates are brought to one address instead of being fetched.
    """
    log = folder / "calls.jsonl"
    async with FakeBotApi(log=log, check=False) as api:
        api.faults.latency_s = LATENCY_S
        port = str(free_port())
        common = {
            "SECRET_KEY": SECRET_KEY,
            "DATABASE_URL": reached_by or database_url,
            "PORT": port,
            "TELEGRAM_TOKEN": api.token,
            "TELEGRAM_API_URL": api.url,
            "TELEGRAM_RATE": "1000",
            "TELEGRAM_CHAT_RATE": "1000",
            "ADMINS": f"telegram:{api.person('Lin', started=True).id}",
        }
        if webhook:
            common |= {"TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}", "TELEGRAM_WEBHOOK_SECRET": WEBHOOK_SECRET}
        history = History(folder / "history.jsonl")
        try:
            farmers = await _equipped(database_url, api, history)
            with Operator(folder, common | dict(settings)) as operator:
                yield World(api, operator, database_url, history, log, farmers)
                assert api.violations == []
        finally:
            history.close()


async def _equipped(url: str, api: FakeBotApi, history: History) -> list[Farmer]:
    """Let each farm's first contact be reached on Telegram, where they have pressed Start, and fill the shelves."""
    phones = {farm.contacts[0]: api.person(farm.slug, started=True) for farm in sample_market().farms}
    database = open_database(url)
    try:
        await database.transact(partial(_equip, phones={slug: person.id for slug, person in phones.items()}))
    finally:
        await database.close()
    return [Farmer(person, history) for person in phones.values()]


def _equip(session: Session, phones: dict[str, int]) -> None:
    connection, now = session.connection(), datetime.now(UTC)
    lots = lock_lots(session, connection.execute(sa.select(_LOT.c.id)).scalars().all())
    more = [Change(lot_id, MoveKind.RECEIVED, PLENTY, 0) for lot_id in lots]
    apply_changes(session, more, actor_id=None, cause="harvest", now=now)
    for slug, chat in phones.items():
        person_id = connection.execute(sa.select(_PERSON.c.id).where(_PERSON.c.slug == slug)).scalar_one()
        ensure_identity(session, person_id, "telegram", str(chat), now=now)
