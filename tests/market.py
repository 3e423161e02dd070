"""The sample market as tests talk to it: people say and tap, and we look at what they see.

`says` and `taps` go through dispatch, `sees` reads what the sender has shown: the two doors that are promised, so that
what lies between may change.  What carries words to and fro is a `Line`: the web chat's own tables, unless a test asks
for a messenger.
"""

import asyncio
import itertools
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Protocol

import sqlalchemy as sa
from sqlmodel import Session

from bot.app import App, make_house
from bot.catalog.models import Lot, Product
from bot.catalog.sample.market import sample_market
from bot.catalog.seed import seed_market
from bot.database import Database, migrate, open_database
from bot.dispatch import Acknowledged
from bot.i18n import Languages
from bot.links import Links
from bot.messages import (
    Address,
    Choice,
    Contact,
    Content,
    GroupCall,
    Incoming,
    Location,
    Membership,
    Outgoing,
    Press,
    Reachability,
    Text,
    Unsupported,
)
from bot.notices.models import Shown
from bot.notices.outbox import decode
from bot.notices.ports import HistoryPort, Port
from bot.people.models import Identity, Person
from bot.people.service import ensure_admin, ensure_identity
from bot.settings import locales_folder, shipped_languages

CHANNEL = "webchat"
# A Tuesday morning in the sellers' zone: nobody sleeps, and the cut-off is hours away.
MORNING = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
LANGUAGES = Languages(locales_folder(), shipped_languages())

_SHOWN = Shown.__table__  # type: ignore[attr-defined]


@dataclass
class HeldClock:
    """A clock that moves only when told to."""

    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass(frozen=True)
class Message:
    """A message as it stands in somebody's chat."""

    message_id: str
    outgoing: Outgoing
    own: bool

    @property
    def text(self) -> str:
        return "\n".join(filter(None, (self.outgoing.title, self.outgoing.text)))

    @property
    def choices(self) -> list[Choice]:
        return [choice for row in self.outgoing.rows for choice in row]

    @property
    def labels(self) -> list[str]:
        return [choice.label for choice in self.choices]


@dataclass
class Phone:
    """One person on one channel."""

    market: "Market"
    address: Address
    key: str
    name: str = ""
    language: str | None = "en"
    taps_made: int = 0
    toast: str | None = None
    _events: Any = field(default_factory=lambda: itertools.count(1))

    async def says(self, words: str) -> None:
        await self._send(Text(words))

    async def shows(self, kind: str) -> None:
        """Send something that is no text: a photo, a voice note."""
        await self._send(Unsupported(kind))

    async def locates(self, latitude: float, longitude: float) -> None:
        """Say where they are."""
        await self._send(Location(latitude, longitude))

    async def hands_over(self, number: str, *, own: bool = True) -> None:
        """Tap the messenger's own button that hands over a number, or send somebody's card."""
        await self._send(Contact(number, own))

    async def blocks(self) -> None:
        """Block the bot, as the platform tells us."""
        await self._send(Reachability(False))

    async def unblocks(self) -> None:
        await self._send(Reachability(True))

    async def taps(self, label: str) -> None:
        """Tap the newest button that reads so."""
        self.taps_made += 1
        message, choice = await self._button(label)
        await self.presses(choice.payload, message.message_id)

    async def presses(self, payload: str, message_id: str | None = None) -> None:
        """Send a payload as it is, stale or made up."""
        await self._send(Press(payload, message_id))

    async def payload_of(self, label: str) -> str:
        return (await self._button(label))[1].payload

    async def chat(self) -> list[Message]:
        """All that stands in the chat, oldest first."""
        return await self.market.line.chat(self)

    async def messages(self) -> list[Message]:
        """What we have said there and not taken away."""
        return [message for message in await self.chat() if not message.own]

    async def sees(self) -> str:
        """The newest of our messages."""
        messages = await self.messages()
        return messages[-1].text if messages else ""

    async def labels(self) -> list[str]:
        """The buttons of the newest of our messages."""
        messages = await self.messages()
        return messages[-1].labels if messages else []

    async def _button(self, label: str) -> tuple[Message, Choice]:
        messages = await self.messages()
        for message in reversed(messages):
            for choice in message.choices:
                if choice.label == label:
                    return message, choice
        seen = [message.labels for message in messages[-3:]]
        raise AssertionError(f"{self.name} has no button {label!r}; the last messages offer {seen}")

    def next_event_id(self) -> str:
        return f"{self.address.external_id}-{next(self._events)}"

    async def _send(self, content: Content) -> None:
        self.toast = await self.market.line.carry(self, content)
        await self.market.settle()


@dataclass
class PublicPlace(Phone):
    """A group or channel; what its readers see is its chat."""

    is_channel: bool = True

    async def lets_in(self, by: Phone, *, may_post: bool = True) -> None:
        """Let somebody add us, or change what we may do there."""
        await self._send(Membership(self.name, self.is_channel, may_post, by.address))

    async def calls(self, language: str | None = "en") -> None:
        """Let somebody who reads a language call us by name."""
        self.language = language
        await self._send(GroupCall())


class Line(Protocol):
    """How words travel between people and the shop."""

    channel: str

    def ports(self, market: "Market") -> Mapping[str, Port]:
        """Give what the sender sends through."""

    def open(self, market: "Market") -> AbstractAsyncContextManager[None]:
        """Carry words for the length of the block."""

    def external_id(self, key: str, name: str, language: str | None) -> str:
        """Give the channel's own id for somebody whom the test calls by a key."""

    def place_id(self, key: str, name: str, *, is_channel: bool) -> str:
        """Give the channel's own id for a group or public channel."""

    def can_say(self, words: str) -> bool:
        """Whether a phone lets anybody say this."""

    async def carry(self, phone: Phone, content: Content) -> str | None:
        """Bring to the shop what somebody does; return the toast."""

    async def chat(self, phone: Phone) -> list[Message]:
        """All that stands in somebody's chat, oldest first."""


class OwnLine:
    """The web chat's: events are handed to dispatch, and the chat is what we have stored of it."""

    channel = CHANNEL

    def ports(self, market: "Market") -> Mapping[str, Port]:
        return {CHANNEL: HistoryPort()}

    def open(self, market: "Market") -> AbstractAsyncContextManager[None]:
        return nullcontext()

    def external_id(self, key: str, name: str, language: str | None) -> str:
        return key

    def place_id(self, key: str, name: str, *, is_channel: bool) -> str:
        return key

    def can_say(self, words: str) -> bool:
        return True

    async def carry(self, phone: Phone, content: Content) -> str | None:
        event_id = phone.next_event_id()
        incoming = Incoming(
            sender=phone.address,
            event_id=event_id,
            content=content,
            sent_at=phone.market.clock(),
            message_id=event_id,
            name=phone.name,
            language=phone.language,
        )
        return (await phone.market.receive(incoming)).toast

    async def chat(self, phone: Phone) -> list[Message]:
        return await phone.market.database.read(partial(_chat, address=phone.address))


class Market:
    """A seeded shop with a dispatch and a sender, and no network."""

    def __init__(self, database: Database, clock: HeldClock, line: Line | None = None) -> None:
        self.database = database
        self.clock = clock
        self.line = line or OwnLine()
        self._settling = asyncio.Lock()
        codes = itertools.count(1)

        def draw(length: int) -> str:
            return _code(next(codes), length)

        self.house = make_house(LANGUAGES, clock=clock, random_code=draw, links=Links("http://shop.test"))
        self.app = App(database, self.house, self.line.ports(self))

    async def receive(self, incoming: Incoming) -> Acknowledged:
        return await self.app.dispatch.receive(incoming)

    async def settle(self) -> None:
        """Send all that waits; one at a time, as only one sender has an account."""
        async with self._settling:
            while await self.app.sender.drain_once():
                pass

    async def later(self, **by: float) -> None:
        """Let time pass, and the worker do what has come due."""
        self.clock.advance(**by)
        await self.app.worker.run_due(self.clock())
        await self.settle()

    def phone(self, key: str, name: str = "", language: str | None = None) -> Phone:
        """Give somebody a phone, whom the test calls by a key; the same key is the same person."""
        external_id = self.line.external_id(key, name, language)
        return Phone(self, Address(self.line.channel, external_id), key, name, language)

    def buyer(self, name: str = "Ana", language: str = "en") -> Phone:
        return self.phone(f"buyer-{name.lower()}", name, language)

    def public_place(
        self, name: str = "Village news", language: str | None = None, *, is_channel: bool = True
    ) -> PublicPlace:
        """Give a group or channel that does not know us yet; `language`: of the one who adds or calls us."""
        key = f"place-{name.lower()}"
        address = Address(self.line.channel, self.line.place_id(key, name, is_channel=is_channel))
        return PublicPlace(self, address, key, name, language, is_channel=is_channel)

    async def seeded(self, slug: str, language: str | None = None) -> Phone:
        """Give one of the sample market's people a phone."""
        phone = self.phone(f"seeded-{slug}")
        equip = partial(_equip, slug=slug, address=phone.address, language=language, now=self.clock())
        await self.database.transact(equip)
        return phone

    async def made_admin(self, key: str, name: str, language: str = "en") -> Phone:
        """Let somebody in whom ADMINS would name, before they first write."""
        phone = self.phone(key, name, language)
        channel, external_id = phone.address.channel, phone.address.external_id
        grant = partial(ensure_admin, channel=channel, external_id=external_id, now=self.clock())
        await self.database.transact(grant)
        return phone

    async def admin(self, language: str = "en") -> Phone:
        return await self.seeded("lin-mei", language)

    async def farmer(self, farm: str = "leishan-corn-cob", language: str | None = None) -> Phone:
        """Give a farm's first contact a phone; they read their farm's language unless another is given."""
        contact = next(one.contacts[0] for one in sample_market().farms if one.slug == farm)
        return await self.seeded(contact, language)

    def link(self, payload: str = "") -> str:
        """Give the link that brings somebody into the chat on this line, and says "/start <payload>" there."""
        links = self.house.links
        return links.start(self.line.channel, payload) if payload else links.chat(self.line.channel)

    async def stock_of(self, product: str) -> tuple[int, int]:
        """What there is of a product to sell, and what is promised; base units."""
        return await self.database.read(partial(_stock, slug=product))


@asynccontextmanager
async def opened_market(database_url: str, line: Line | None = None) -> AsyncIterator[Market]:
    """Open a market on a database, and seed it if it is empty."""
    database = open_database(database_url)
    try:
        if not await database.read(_is_seeded):
            await database.transact(partial(seed_market, now=MORNING - timedelta(days=1), pictures=False))
        market = Market(database, HeldClock(), line)
        async with market.line.open(market):
            yield market
    finally:
        await database.close()


def make_market(database_url: str) -> None:
    """Make a seeded database, to be copied for each test."""

    async def open_once() -> None:
        async with opened_market(database_url):
            pass

    migrate(database_url)
    asyncio.run(open_once())


def _code(number: int, length: int) -> str:
    """Codes that differ and can be told beforehand."""
    letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
    word = ""
    while number:
        number, digit = divmod(number, len(letters))
        word = letters[digit] + word
    return word.rjust(length, "A")[-length:]


def _chat(session: Session, address: Address) -> list[Message]:
    identity = sa.select(Identity.id).where(
        Identity.channel == address.channel, Identity.external_id == address.external_id
    )
    rows = session.connection().execute(
        sa.select(_SHOWN)
        .where(_SHOWN.c.identity_id == identity.scalar_subquery(), _SHOWN.c.removed.is_(False))
        .order_by(_SHOWN.c.id)
    )
    return [Message(row.message_id, decode(row.payload), row.own) for row in rows]


def _is_seeded(session: Session) -> bool:
    return session.connection().execute(sa.select(sa.exists(sa.select(Product.id)))).scalar_one()


def _equip(session: Session, slug: str, address: Address, language: str | None, now: datetime) -> None:
    connection = session.connection()
    person = Person.__table__  # type: ignore[attr-defined]
    person_id = connection.execute(sa.select(person.c.id).where(person.c.slug == slug)).scalar_one()
    if language:
        connection.execute(sa.update(person).where(person.c.id == person_id).values(language=language))
    ensure_identity(session, person_id, address.channel, address.external_id, now=now)


def _stock(session: Session, slug: str) -> tuple[int, int]:
    row = (
        session.connection()
        .execute(
            sa.select(Lot.available, Lot.held).join(Product, Product.id == Lot.product_id).where(Product.slug == slug)
        )
        .one()
    )
    return row.available, row.held
