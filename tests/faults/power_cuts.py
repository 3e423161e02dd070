"""A market on SQLite whose power is cut afterwards, as often as one likes: no image of its disk has lost anything."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path

from sqlmodel import Session

from bot.database.sqlite_engine import driver_connection
from bot.messages import Content
from tests.checker import check, gather
from tests.faults.images import WAL_HEADER, Checkpoint, Image, Moment, Stretch, images, synced_bytes
from tests.market import Market, OwnLine, Phone, opened_market

BUYERS = 6  # who act together, so that commits hold several turns
ORDERS = 2  # of each in each stretch
STRETCHES = 3
WAY = ("/start", "🍄 Oyster mushroom", "1 jin", "Review", "Confirm")
LOOK_CLOSER = 10  # each so many-th image, with the checker
FULL = 2  # PRAGMA synchronous
# Of the checker's rules, those that hold at every moment; others wait until nobody is owed anything.
AT_EVERY_MOMENT = ("ST", "MO", "OR3", "OR4", "DB")
EVENTS = "SELECT event_id FROM inbox ORDER BY rowid"


class Lost(AssertionError):
    """What was promised is not there, or what is there is not sound."""


class Witness(OwnLine):
    """Notes of each acknowledgement what it promises, and how far the disk was then."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.acknowledged: list[str] = []
        self.moments: list[Moment] = []
        self._said: Counter[str] = Counter()

    @asynccontextmanager
    async def open(self, market: Market) -> AsyncIterator[None]:
        await market.database.transact(_copy_only_when_told)
        yield

    async def carry(self, phone: Phone, content: Content) -> str | None:
        toast = await super().carry(phone, content)
        self._said[phone.address.external_id] += 1
        self.acknowledged.append(f"{phone.address.external_id}-{self._said[phone.address.external_id]}")
        self.moments.append(Moment(synced_bytes(self.beside("shm")), len(self.acknowledged)))
        return toast

    def beside(self, kind: str) -> bytes:
        return self.file.with_name(f"{self.file.name}-{kind}").read_bytes()


class Story:
    """What happened to the files of one market, and what they must hold at each moment of it."""

    def __init__(self) -> None:
        self.parts: list[Stretch | Checkpoint] = []
        self.acknowledged: list[str] = []
        self.committed: list[str] = []  # in the order of their commits

    def check(self, image: Image, folder: Path, *, thoroughly: bool = False) -> None:
        """Open an image.  `thoroughly`: let the checker look at every row of it as well.

        Raises:
            Lost: it is damaged, lacks what was acknowledged, or holds what came later without what came before.
        """
        try:
            with closing(image.opened(folder)) as connection:
                found = [event_id for (event_id,) in connection.execute(EVENTS)]
                sound = [word for (word,) in connection.execute("PRAGMA integrity_check")]
        except sqlite3.DatabaseError as error:
            raise Lost(f"cannot be read: {error}") from error
        if sound != ["ok"]:
            raise Lost(f"damaged: {sound[:3]}")
        if missing := set(self.acknowledged[: image.promised]) - set(found):
            raise Lost(f"acknowledged and not there: {sorted(missing)}")
        if found != self.committed[: len(found)]:
            raise Lost("not what was committed first")
        if thoroughly:
            report = check(gather(f"sqlite:///{folder / 'image.db'}"))
            if broken := [one for one in report.violations if one.rule.startswith(AT_EVERY_MOMENT)]:
                raise Lost("\n".join(map(str, broken)))


async def run_power_cuts(database_url: str, folder: Path, *, times: int, seed: int) -> int:
    """Play a market, cut its power so often, and look at every image; return how many there were.

    Raises:
        Lost: one of them broke a promise.
    """
    story = await played(database_url)
    for number, image in enumerate(images(story.parts, times, seed)):
        story.check(image, folder, thoroughly=number % LOOK_CLOSER == 0)
    return times


async def played(database_url: str) -> Story:
    """Let people shop on a seeded market, and keep what the disk went through."""
    file = Path(database_url.removeprefix("sqlite:///"))
    story, witness = Story(), Witness(file)
    async with opened_market(database_url, witness) as market:
        assert await market.database.transact(_synchronous) == FULL
        buyers = [market.buyer(f"B{number}") for number in range(BUYERS)]
        for number in range(STRETCHES):
            main, before = file.read_bytes(), witness.beside("wal")
            # The log begins anew after a checkpoint: its header is synced first, and what is promised is in the file.
            witness.moments = [Moment(WAL_HEADER, len(witness.acknowledged))] if number else []
            await asyncio.gather(*(_shops(buyer) for buyer in buyers))
            log = witness.beside("wal")
            story.parts.append(Stretch(main, before, log, tuple(witness.moments)))
            with closing(sqlite3.connect(file)) as beside:
                beside.execute("PRAGMA wal_checkpoint(FULL)")
            story.parts.append(Checkpoint(main, file.read_bytes(), log, len(witness.acknowledged)))
    with closing(sqlite3.connect(file)) as after:
        story.committed = [event_id for (event_id,) in after.execute(EVENTS)]
    story.acknowledged = witness.acknowledged
    return story


def lied_to(parts: Sequence[Stretch | Checkpoint]) -> list[Stretch]:
    """The same on a disk that says it has synced what it has not: nothing that was written has reached it."""
    return [
        Stretch(
            part.main, part.before, part.before, [Moment(len(part.before), one.promised) for one in part.moments[-1:]]
        )
        for part in parts
        if isinstance(part, Stretch)
    ]


async def _shops(buyer: Phone) -> None:
    for _ in range(ORDERS):
        await buyer.says(WAY[0])
        for label in WAY[1:]:
            await buyer.taps(label)


def _copy_only_when_told(session: Session) -> None:
    driver_connection(session.connection()).execute("PRAGMA wal_autocheckpoint=0").fetchall()


def _synchronous(session: Session) -> int:
    return int(driver_connection(session.connection()).execute("PRAGMA synchronous").fetchone()[0])
