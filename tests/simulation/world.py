"""One run's world: the platform and its people, the bot, and the time that passes for all of them."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from bot.app.telegram import CHANNEL
from bot.people.models import Person as PersonRow
from bot.people.service import ensure_identity
from tests.market import MORNING
from tests.simulation.clock import BotClock, PlatformClock
from tests.simulation.database import SimulatedDatabase
from tests.simulation.loop import VirtualLoop
from tests.simulation.meant import Meant
from tests.simulation.people.admin import Admin
from tests.simulation.people.buyer import Buyer
from tests.simulation.people.farmer import Farmer
from tests.simulation.people.phone import Phone, Seen
from tests.simulation.phrases import Phrase
from tests.simulation.plan import FARMERS, LANGUAGES, Plan
from tests.simulation.post import Post
from tests.simulation.process import Process
from tests.simulation.weather import Weather
from tests.telegram.fake.chats import Membership
from tests.telegram.fake.delivery import Pending
from tests.telegram.fake.faults import Rates
from tests.telegram.fake.people import Person
from tests.telegram.fake.platform import Platform

ADMINS = ("lin-mei", "hao")
BUYERS = ("Ana", "Ben", "Chen <3 & co", "Дуня", "نور", "Eva")
FIRST_PERSON_ID = 700_100_000
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

_NEXT_DUE = sa.text(
    "SELECT min(moment) FROM ("
    " SELECT min(due_at) AS moment FROM notice WHERE due_at > :now AND state IN ('queued', 'sent', 'undeliverable')"
    " UNION ALL SELECT min(not_before) FROM outbox_message WHERE state = 'queued' AND not_before > :now"
    " UNION ALL SELECT min(expires_at) FROM hold WHERE state = 'active' AND expires_at > :now"
    " UNION ALL SELECT min(offered_until) FROM wish WHERE offered_until > :now"
    " UNION ALL SELECT min(due_at) FROM parcel WHERE state = 'requested' AND due_at > :now"
    " UNION ALL SELECT min(redraw_at) FROM shown WHERE redraw_at > :now"
    ")"
)

# A person's way to act, and what they tend to do.
Actor = Buyer | Farmer | Admin


class World:
    """Made within a running VirtualLoop, and of one seed alone."""

    def __init__(self, plan: Plan, loop: VirtualLoop, template: bytes, log: Path, told: Callable[[str], None]) -> None:
        self.plan = plan
        self._loop = loop
        self._began_s = MORNING.timestamp() + (plan.starts_at_h - MORNING.hour) * 3600
        self._clock = BotClock(self.time_s)
        self.told = told
        self.weather = Weather(plan, self._random("weather"), self.time_s)
        self.database = SimulatedDatabase(template, self._random("database"), self.weather.mishap)
        loop.idle = self.database.run_some
        self.meant = Meant(self.ask)
        self.database.committed = self.meant.look
        self._typed: tuple[Phone, Phrase] | None = None
        self.platform = Platform(check=False, log=log)
        self.platform.clock = PlatformClock(time_s=self.time_s)
        self.platform.faults.rates = Rates() if plan.platform_counts else None
        # A call may be on its way so long without knowing of a penalty; the weather knows no longer way.
        self.platform.faults.grace_s = 1.0
        self.bot = self.platform.account("Farmgate", "farmgate_bot")
        self.bot.updates.kinds_apart = plan.kinds_apart
        self.post = Post(plan, self._random("post"), lambda update: self.process.take(update), self._heard)
        self.bot.updates.added = self._added
        self._codes = self._random("codes")
        self._jitter = self._random("jitter")
        self.codes: set[str] = set()
        self.confirms: list[dict[str, Any]] = []
        self.kills = 0
        self.lived = 0
        self.chance = self._random("events")
        self._person_ids = iter(range(FIRST_PERSON_ID, FIRST_PERSON_ID + 1000))
        self.people = self._people()
        self.process = self._new_process()

    async def open(self) -> None:
        await self.process.start(after_a_kill=False)

    async def close(self) -> None:
        await self.process.stop()
        self.platform.ledger.close()

    async def passes(self, seconds: float, *, until_quiet: bool = False) -> None:
        """Let time pass: in leaps, but awake whenever something is due."""
        end_s = self.time_s() + seconds
        while (left_s := end_s - self.time_s()) > LIVED_S:
            if until_quiet and self.is_quiet():
                return
            if (leap_s := self._uneventful_s(left_s - LIVED_S)) > 0:
                self._loop.leap(leap_s)
            await asyncio.sleep(LIVED_S)
            self.lived += 1
        await asyncio.sleep(max(0.0, end_s - self.time_s()))

    async def kill(self) -> None:
        """Kill the bot's process wherever it stands, and start another."""
        self.told("--- the process is killed ---")
        self.kills += 1
        for _ in range(self._jitter.randint(0, 3)):
            self.database.run_some()
        here = asyncio.current_task()
        assert here is not None
        await self.process.kill({here, *self.post.tasks})
        self.database.forget_waiting()
        self.process = self._new_process()
        await self.process.start(after_a_kill=True)

    def ask(self, statement: sa.TextClause, **values: Any) -> list[Any]:
        """Look into the database from outside."""
        return list(self.database.now(lambda session: session.connection().execute(statement, values).all()))

    def now_text(self) -> str:
        """The present moment as SQLite keeps it."""
        return self._clock().replace(tzinfo=None).isoformat(" ", "microseconds")

    def age_s(self) -> float:
        """Seconds since the run began."""
        return self._loop.time()

    @property
    def scarce(self) -> list[tuple[str, int]]:
        """Goods of which there is little from the start, and how much, in their own unit."""
        chance = self._random("scarce")
        return [(product, chance.randint(0, 3)) for product in self.plan.wanted] if self.plan.scarce else []

    def time_s(self) -> float:
        """Unix time, as all in this world have it."""
        return self._began_s + self._loop.time()

    def is_quiet(self) -> bool:
        """Whether nothing waits to be sent, asked, released or lapsed."""
        return not self.ask(_UNFINISHED)[0][0] and not self.post.tasks

    def _uneventful_s(self, most_s: float) -> float:
        """How long nothing is going to happen that anybody would have to be awake for."""
        ((on_the_wire, ready),) = self.ask(_UNDER_WAY, now=self.now_text())
        if on_the_wire or not self.post.is_at_rest or (ready and not self.weather.is_down()):
            return 0.0
        patience_s = DOWN_LEAP_S if ready else most_s
        return min(most_s, patience_s, self._next_due_s() - EARLY_S, (self.post.next_s() or most_s) - EARLY_S)

    def _next_due_s(self) -> float:
        """Seconds until the bot has something to do by itself."""
        (moment,) = self.ask(_NEXT_DUE, now=self.now_text())[0]
        return (
            86_400.0
            if moment is None
            else datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp() - self.time_s()
        )

    def _new_process(self) -> Process:
        return Process(
            self.database,
            self.platform,
            self.bot.token,
            self.weather,
            clock=self._clock,
            chance=self._jitter,
            random_code=self._draw_code,
        )

    def _people(self) -> list[Actor]:
        plan, chance = self.plan, self._random("people")
        others = self._others
        goods = plan.wanted
        admins = [
            Admin(self._seeded(slug, chance), self._random(slug), others, goods) for slug in ADMINS[: plan.admins]
        ]
        farmers = [Farmer(self._seeded(slug, chance), self._random(slug), others) for slug in FARMERS[: plan.farmers]]
        languages = {name: chance.choice(LANGUAGES) for name in BUYERS[: plan.buyers]}
        buyers = [
            Buyer(self._phone(one, languages[one], started=False), self._random(one), others, goods)
            for one in languages
        ]
        return [*admins, *farmers, *buyers]

    def _seeded(self, slug: str, chance: Random) -> Phone:
        language = chance.choice((None, "en", "zh_Hans", "ru", "es", "ar"))
        phone = self._phone(slug, "en", started=True)
        self.database.now(partial(_equip, slug=slug, external_id=str(phone.id), language=language, now=MORNING))
        return phone

    def _phone(self, name: str, language: str, *, started: bool) -> Phone:
        user = {"id": next(self._person_ids), "is_bot": False, "first_name": name, "language_code": language}
        person = Person(self.platform, self.bot, user)
        person.chat.bot = Membership.MEMBER if started else Membership.STRANGER
        return Phone(person, name, self._random(f"phone {name}"), self._confirmed, self._ordered, self.told)

    def _others(self) -> list[Seen]:
        return list(dict.fromkeys(seen for one in self.people for seen in one.phone.memory))

    def _confirmed(self, phone: Phone, order_id: int, version: int) -> None:
        self.confirms.append(
            {"at": self.time_s(), "who": str(phone.id), "did": "confirm", "order_id": order_id, "version": version}
        )

    def _ordered(self, phone: Phone, phrase: Phrase) -> None:
        self._typed = phone, phrase

    def _added(self, pending: Pending) -> None:
        """Send an update on its way; of an order that is typed it is known what it means."""
        if self._typed is not None:
            phone, phrase = self._typed
            self._typed = None
            self.meant.typed(phone.id, pending.update["update_id"], phrase)
        self.post.add(pending)

    def _heard(self, update: dict[str, Any], status: int | None) -> None:
        self.platform.ledger.hear(update, self.time_s(), status)

    def _draw_code(self, length: int) -> str:
        code = "".join(self._codes.choices(LETTERS, k=length))
        self.codes.add(code)
        return code

    def _random(self, name: str) -> Random:
        """Give chance of its own to each, so that one more draw here changes nothing there."""
        return Random(f"{name} {self.plan.seed}")


LIVED_S = 2.0  # awake at each moment at which something is due
EARLY_S = 0.5
_UNFINISHED = sa.text(
    "SELECT (SELECT count(*) FROM outbox_message WHERE state IN ('queued', 'sending'))"
    " + (SELECT count(*) FROM hold WHERE state = 'active')"
    " + (SELECT count(*) FROM wish WHERE state = 'offered')"
    " + (SELECT count(*) FROM parcel WHERE state = 'requested')"
    " + (SELECT count(*) FROM notice WHERE state = 'queued')"
    " + (SELECT count(*) FROM shown WHERE redraw_at IS NOT NULL)"
)
DOWN_LEAP_S = 30.0  # while messages wait for a platform that is down
_UNDER_WAY = sa.text(
    "SELECT coalesce(sum(state = 'sending'), 0),"
    " coalesce(sum(state = 'queued' AND (not_before IS NULL OR not_before <= :now)), 0)"
    " FROM outbox_message WHERE state IN ('queued', 'sending')"
)


def _equip(session: Session, slug: str, external_id: str, language: str | None, now: datetime) -> None:
    person = PersonRow.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
    connection = session.connection()
    person_id = connection.execute(sa.select(person.c.id).where(person.c.slug == slug)).scalar_one()
    if language:
        connection.execute(sa.update(person).where(person.c.id == person_id).values(language=language))
    ensure_identity(session, person_id, CHANNEL, external_id, now=now)


def write_lines(file: Path, lines: Sequence[Mapping[str, Any]]) -> None:
    """Write JSON lines."""
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
