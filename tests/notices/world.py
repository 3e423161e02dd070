"""People on a fake messenger and in a web chat, a poster with plain words, and a sender to drain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from bot.database import Database
from bot.i18n import Languages, Reader
from bot.messages import Choice, Outgoing
from bot.notices.claiming import Claimed, claim
from bot.notices.fencing import fence
from bot.notices.models import Delivery, Lane, Notice, OutboxMessage, SendAttempt, Shown
from bot.notices.outbox import Envelope, enqueue
from bot.notices.pacing import Limits
from bot.notices.ports import HistoryPort
from bot.notices.posting import Poster
from bot.notices.sender import Sender
from bot.notices.service import NewNotice, owe
from bot.notices.views import NoticeView
from bot.people.models import Identity, Person
from bot.settings import locales_folder
from tests.notices.platform import FakePlatform, HeldClock

MESSENGER = "messenger"
WEBCHAT = "webchat"
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)  # in Shanghai
SHANGHAI = ZoneInfo("Asia/Shanghai")
LANGUAGES = Languages(locales_folder(), ["en", "zh_Hans"])


@dataclass(frozen=True)
class ShopRules:
    """What of the shop's rules posting looks at."""

    zone: ZoneInfo = SHANGHAI
    currency: str = "CNY"
    quiet_from: time = time(21)
    quiet_until: time = time(6)


@dataclass(frozen=True)
class Shop:
    rules: ShopRules = ShopRules()


def alert(views: Sequence[NoticeView], reader: Reader, shop: Shop) -> Outgoing:
    """An order in a line each, with a button while it is open."""
    title = " + ".join(str(view.params["n"]) for view in views)
    step = views[0].step
    return Outgoing(
        title=f"{'again: ' if step else ''}{title} {reader.language.code}",
        text=" ".join(view.answer or view.state for view in views),
        rows=tuple((Choice(f"Yes {view.params['n']}", f"yes:{view.id}"),) for view in views if not view.answer),
    )


def news(views: Sequence[NoticeView], reader: Reader, shop: Shop) -> Outgoing:
    return Outgoing(text=f"news {views[0].params['n']} {reader.language.code}")


def receipt(session: Session, person_id: int, card: str, reader: Reader, shop: Shop) -> Outgoing | None:
    return None if card == "order:0" else Outgoing(text=f"receipt {card} of {person_id}")


POSTER = Poster({"alert": alert, "news": news}, LANGUAGES, folded=frozenset({"alert"}), drawers={"order": receipt})


@dataclass(frozen=True)
class Someone:
    """A person with one identity."""

    person_id: int
    identity_id: int
    channel: str
    external_id: str


class World:
    """A database, a clock, a messenger, and shorthands for what tests are not about."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = HeldClock(NOON)
        self.platform = FakePlatform(self.clock)
        self.shown: list[int] = []
        self.sender = self.new_sender()
        self._numbers = iter(range(1, 10_000))

    def new_sender(self, limits: Limits = Limits()) -> Sender:  # noqa: B008 - frozen
        """A sender as a freshly started process has it."""
        return Sender(
            self.database,
            {MESSENGER: self.platform, WEBCHAT: HistoryPort()},
            clock=self.clock,
            remind_at=lambda sent_at: sent_at + timedelta(minutes=30),
            limits={MESSENGER: limits},
            on_shown=self.shown.extend,
            chance=lambda: 0.5,
        )

    def restart(self, limits: Limits = Limits()) -> None:  # noqa: B008 - frozen
        """Go on with a new process, which remembers nothing."""
        self.sender = self.new_sender(limits)

    async def drain(self) -> int:
        """Send all that may go now."""
        return await self.sender.drain_once()

    async def takes_over(self, token: str) -> None:
        """Let another process, which has this token, have the messenger's account."""
        await self.database.transact(partial(fence, channel=MESSENGER, token=token))

    async def claims(self, token: str, *, most: int = 50) -> Sequence[Claimed]:
        """Take in hand what may go on the messenger now, as a process with this token."""
        facts = {"can": self.platform.capabilities, "cooling": (), "now": self.clock()}
        work = partial(claim, channel=MESSENGER, fence=token, most=most, **facts)
        return (await self.database.transact(work)).claimed

    async def someone(self, channel: str = MESSENGER, *, person: Someone | None = None, **values: Any) -> Someone:
        """Make a person who can be reached, or another identity of one."""
        external_id = values.pop("external_id", f"chat{next(self._numbers)}")

        def work(session: Session) -> Someone:
            person_id = person.person_id if person else add(session, Person(language="en", created_at=NOON))
            identity = Identity(
                person_id=person_id,
                channel=channel,
                external_id=external_id,
                **{"last_written_at": NOON, "created_at": NOON} | values,
            )
            return Someone(person_id, add(session, identity), channel, external_id)

        return await self.database.transact(work)

    async def says(self, to: Someone, *texts: str, lane: Lane = Lane.NOTICE, **values: Any) -> None:
        """Put plain messages into the outbox, committed."""
        given = {"delivery": Delivery.PUSH, "card": None, "rows": (), **values}
        card, rows = given.pop("card"), given.pop("rows")
        envelopes = [
            Envelope(
                identity_id=to.identity_id,
                channel=to.channel,
                external_id=to.external_id,
                outgoing=Outgoing(text=text, card=card, rows=rows),
                lane=lane,
                **given,
            )
            for text in texts
        ]
        await self.database.transact(partial(enqueue, envelopes=envelopes, now=self.clock()))

    async def owes(self, *notices: NewNotice) -> list[int]:
        """Owe and post in one committed transaction, as a turn does."""

        def work(session: Session) -> list[int]:
            ids = owe(session, notices, now=self.clock())
            enqueue(session, POSTER.post_owed(session, Shop(), now=self.clock()), now=self.clock())
            return ids

        return await self.database.transact(work)

    async def alerts(self, to: Someone, *numbers: int) -> list[int]:
        """Owe alerts, each in a transaction of its own."""
        return [notice for n in numbers for notice in await self.owes(new_alert(to, n))]

    async def posts_due(self) -> int:
        """What the worker's sweep does."""

        def work(session: Session) -> int:
            envelopes = POSTER.post_due(session, Shop(), now=self.clock())
            enqueue(session, envelopes, now=self.clock())
            return len(envelopes)

        return await self.database.transact(work)

    async def rows(self, table: type[SQLModel]) -> list[Any]:
        """All rows of a table, by id."""
        columns = table.__table__  # type: ignore[attr-defined]

        def work(session: Session) -> list[Any]:
            return list(session.connection().execute(sa.select(columns).order_by(columns.c.id)))

        return await self.database.read(work)

    async def notices(self) -> list[Any]:
        return await self.rows(Notice)

    async def outbox(self) -> list[Any]:
        return await self.rows(OutboxMessage)

    async def attempts(self) -> list[Any]:
        return await self.rows(SendAttempt)

    async def chat(self, of: Someone) -> list[Any]:
        """The Shown rows of a chat, oldest message first."""
        return [row for row in await self.rows(Shown) if row.identity_id == of.identity_id]


def new_alert(to: Someone, n: int, **values: Any) -> NewNotice:
    given = {"lane": Lane.ALERT, "asks": True, **values}
    return NewNotice(to.person_id, "alert", {"n": n}, "parcel", n, **given)


def new_news(to: Someone, n: int, **values: Any) -> NewNotice:
    return NewNotice(to.person_id, "news", {"n": n}, "orders", n, **values)


def add(session: Session, row: Any) -> int:
    session.add(row)
    session.flush()
    return int(row.id)
