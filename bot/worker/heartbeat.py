"""Signs of life: a process that stops beating without saying good-bye was killed, perhaps by an event it handled."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session

from bot.clock import Clock
from bot.database.contract import Database
from bot.database.errors import DatabaseUnavailable
from bot.inbox import ProcessRun

BEAT = timedelta(seconds=5)
SILENT_AFTER = timedelta(seconds=20)
SURVIVED_AFTER = timedelta(minutes=1)  # a run that lived so long after a kill has met whatever it was
LOOK_BACK = 50  # runs

log = structlog.get_logger()

_RUN = ProcessRun.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_START = insert(_RUN).returning(_RUN.c.id)
_BEAT = update(_RUN).where(_RUN.c.id == bindparam("run")).values(heartbeat_at=bindparam("at"))
_STOP = (
    update(_RUN).where(_RUN.c.id == bindparam("run")).values(heartbeat_at=bindparam("at"), stopped_at=bindparam("at"))
)
_LAST = (
    select(_RUN.c.id, _RUN.c.started_at, _RUN.c.heartbeat_at, _RUN.c.stopped_at)
    .where(_RUN.c.command == bindparam("command"))
    .order_by(_RUN.c.id.desc())
    .limit(LOOK_BACK)
)


@dataclass(frozen=True, slots=True)
class Life:
    """One run of one process, as its row tells it."""

    id: int
    started_at: datetime
    heartbeat_at: datetime
    stopped_at: datetime | None


def killed(lives: Sequence[Life], *, now: datetime, alone: bool) -> frozenset[int]:
    """Say which runs were killed and not yet survived by a later one.  Pure.

    alone: no other process can be running beside the asker, so that whoever has not stopped is dead.
    """

    def is_dead(life: Life) -> bool:
        return life.stopped_at is None and (alone or now - life.heartbeat_at > SILENT_AFTER)

    def survived(life: Life) -> bool:
        # Also a run that was there before counts from the kill on: only then may it meet what killed this one.
        return any(
            other.id != life.id and other.heartbeat_at - max(other.started_at, life.heartbeat_at) >= SURVIVED_AFTER
            for other in lives
        )

    return frozenset(life.id for life in lives if is_dead(life) and not survived(life))


class Heartbeat:
    """Beats for one process from `start` to `stop`."""

    def __init__(self, database: Database, command: str, *, clock: Clock, on_killed: Callable[[], None]) -> None:
        """`on_killed`: called when another run of this command was killed, or may have been; quarantine, then."""
        self._database = database
        self._command = command
        self._clock = clock
        self._on_killed = on_killed
        self._run_id: int | None = None
        self._known: frozenset[int] = frozenset()

    async def start(self) -> None:
        """Note that the process lives, and look whether the one before it died badly."""
        alone = self._database.dialect == "sqlite"  # a second process on the same file is refused
        now = self._clock()
        lives = await self._database.transact(partial(_read, command=self._command))
        self._run_id = await self._database.transact(partial(_start, command=self._command, now=now))
        # Who has not said good-bye may be alive beside us, or dead for seconds: then what killed it comes to us next.
        if killed(lives, now=now, alone=True):
            self._on_killed()
        self._log_new(killed(lives, now=now, alone=alone))

    async def beat(self) -> None:
        """Note that the process still lives, and look whether another has died."""
        now = self._clock()
        lives = await self._database.transact(partial(self._beat, now=now))
        others = [life for life in lives if life.id != self._run_id]
        if self._database.dialect != "sqlite":
            self._heed(killed(others, now=now, alone=False))

    async def stop(self) -> None:
        """Note a clean stop."""
        await self._database.transact(partial(_note, statement=_STOP, run=self._run_id, now=self._clock()))

    async def run(self) -> None:
        """Beat until cancelled."""
        while True:
            await asyncio.sleep(BEAT.total_seconds())
            with suppress(DatabaseUnavailable):
                await self.beat()

    def _beat(self, session: Session, now: datetime) -> list[Life]:
        _note(session, _BEAT, self._run_id, now)
        return _read(session, self._command)

    def _heed(self, dead: frozenset[int]) -> None:
        if self._log_new(dead):
            self._on_killed()

    def _log_new(self, dead: frozenset[int]) -> bool:
        """Write kills that are new to us into the log; say whether there are any."""
        new = dead - self._known
        if new:
            log.warning("a process was killed", command=self._command, count=len(new))
            self._known |= new
        return bool(new)


def _start(session: Session, command: str, now: datetime) -> int:
    row = {"command": command, "started_at": now, "heartbeat_at": now}
    return int(session.connection().execute(_START, row).scalar_one())


def _note(session: Session, statement: object, run: int | None, now: datetime) -> None:
    session.connection().execute(statement, {"run": run, "at": now})  # type: ignore[call-overload]


def _read(session: Session, command: str) -> list[Life]:
    rows = session.connection().execute(_LAST, {"command": command})
    return [Life(row.id, row.started_at, row.heartbeat_at, row.stopped_at) for row in rows]
