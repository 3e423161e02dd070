"""Where bad input comes in: people in the middle of something, and everything the shop has written down.

A scene (see `scenes`) brings its people to that point; what follows is one message, and a look at what it left behind.
"""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from bot.catalog.models import Farm, Lot, Offer, Product
from bot.messages import Address, Incoming, Text
from bot.notices.models import Delivery, OutboxMessage
from bot.people.models import AuditEntry, Conversation, FarmMember, Identity, Role
from tests.market import Market, Phone

FARM, OTHER_FARM = "jingyang-garden", "luotian-chestnut"
GOODS, OTHER_GOODS = "tomato", "free-range-eggs"  # one of each farm's

# Not what the shop knows but how it talks: what came in, what goes out, where each conversation stands.
TALK = {"inbox", "outbox_message", "send_attempt", "send_penalty", "shown", "conversation", "job", "process_run"}
TALK |= {"missed_phrase"}
NEVER_COMPARED = {"identity.last_written_at", "shop.version"}
_AUDIT = AuditEntry.__table__  # type: ignore[attr-defined]

Rows = list[tuple[Any, ...]]
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Books:
    """All that is written down at one moment, table by table, and the question that one person was asked last."""

    tables: Mapping[str, Rows]
    audit: tuple[str, ...]  # actions, oldest first
    replies: int  # to what that person did

    def changed_since(self, before: "Books") -> set[str]:
        return {name for name, rows in self.tables.items() if rows != before.tables[name]}

    def audited_since(self, before: "Books") -> list[str]:
        return list(self.audit[len(before.audit) :])


@dataclass
class Stage:
    """A market with people in it.  `facts`: what payloads of a row may name, as "confirm:{order}:{version}"."""

    market: Market
    language: str
    facts: dict[str, Any] = field(default_factory=dict)
    phones: dict[str, Phone] = field(default_factory=dict)
    number: int = field(default_factory=lambda: next(_numbers))

    @property
    def phone(self) -> Phone:
        """The phone of the one whose input is tried."""
        return self.phones["who"]

    @property
    def first_buyer(self) -> Phone:
        """Whoever came first of those who were not known before."""
        return next(phone for name, phone in self.phones.items() if name.startswith("newcomer"))

    async def newcomer(self, name: str = "Ana") -> Phone:
        """Someone who has never written."""
        phone = self.market.phone(f"newcomer-{self.number}-{len(self.phones)}", name, self.language)
        return self._called(f"newcomer {len(self.phones)}", phone)

    async def buyer(self, name: str = "Ana") -> Phone:
        phone = await self.newcomer(name)
        await phone.says("/start")
        return phone

    async def farmer(self, farm: str = FARM) -> Phone:
        return self._called(farm, await self.market.farmer(farm, self.language))

    async def admin(self, slug: str = "lin-mei") -> Phone:
        return self._called(slug, await self.market.seeded(slug, self.language))

    def acts(self, phone: Phone) -> Phone:
        """Say whose input is tried."""
        self.phones["who"] = phone
        return phone

    async def taps(self, phone: Phone, verb: str) -> list[str]:
        """Tap the newest button that begins so, whatever it reads; give the words of its payload."""
        payload = await self.button(phone, verb)
        await phone.presses(payload, await _message_with(phone, payload))
        return payload.split(":")

    async def button(self, phone: Phone, verb: str) -> str:
        """Give the payload of the newest button that begins so."""
        for message in reversed(await phone.messages()):
            for choice in message.choices:
                if f"{choice.payload}:".startswith(f"{verb}:"):
                    return choice.payload
        raise AssertionError(f"there is no {verb!r} button")

    async def change(self, *statements: sa.Update | sa.Delete) -> None:
        """Change rows that no conversation changes yet."""
        await self.market.database.transact(partial(_execute, statements=statements))

    async def opens(self) -> None:
        """Put the moment, and the row numbers of what is sold, into the facts: {now}, {tomato}, {offer of tomato}."""
        self.facts["now"] = int(self.market.clock().timestamp())
        self.facts |= await self.market.database.read(_product_ids)

    async def books(self) -> Books:
        return await self.market.database.read(partial(_books, address=self.phone.address))

    async def receives(self, words: str, sent_at: datetime) -> None:
        """Let a message come in that says of itself when it was written."""
        address = self.phone.address
        event_id = f"{address.external_id}-{sent_at}"
        await self.market.receive(Incoming(address, event_id, Text(words), sent_at, event_id, self.phone.name))
        await self.market.settle()

    def _called(self, key: str, phone: Phone) -> Phone:
        return self.phones.setdefault(key, phone)


def ends_membership(member: Phone, now: datetime, farm: str | None = None) -> sa.Update:
    """Let somebody no longer answer for a farm, or for any."""
    ended = _end(FarmMember, member, now)
    if farm is None:
        return ended
    return ended.where(FarmMember.farm_id == sa.select(Farm.id).where(Farm.slug == farm).scalar_subquery())


def ends_role(holder: Phone, now: datetime) -> sa.Update:
    """Let somebody no longer be an admin."""
    return _end(Role, holder, now)


def of_table(model: type[SQLModel]) -> sa.Table:
    table: sa.Table = model.__table__  # type: ignore[attr-defined]
    return table


def _end(model: type[SQLModel], phone: Phone, now: datetime) -> sa.Update:
    table = of_table(model)
    person = sa.select(Identity.person_id).where(Identity.external_id == phone.address.external_id)
    return sa.update(table).where(table.c.person_id == person.scalar_subquery()).values(ended_at=now)


async def _message_with(phone: Phone, payload: str) -> str:
    shown = [one for one in await phone.messages() if payload in [choice.payload for choice in one.choices]]
    return shown[-1].message_id


def _execute(session: Session, statements: tuple[sa.Update | sa.Delete, ...]) -> None:
    for statement in statements:
        session.connection().execute(statement)


def _product_ids(session: Session) -> dict[str, int]:
    found = (
        sa.select(Product.slug, Product.id, Product.category_id, Offer.id.label("offer_id"))
        .join_from(Product, Lot, Lot.product_id == Product.id)
        .join(Offer, Offer.lot_id == Lot.id)
    )
    facts = {}
    for row in session.connection().execute(found):
        facts |= {row.slug: row.id, f"offer of {row.slug}": row.offer_id, f"shelf of {row.slug}": row.category_id}
    return facts


def _books(session: Session, address: Address) -> Books:
    connection = session.connection()
    # As the driver gives it: to be compared, not read, and it is taken before and after each of a thousand messages.
    cursor = connection.connection.cursor()
    tables: dict[str, Rows] = {}
    for name, rows in _everything().items():
        cursor.execute(rows)
        tables[name] = list(cursor.fetchall())
    asked = sa.select(Conversation.awaiting, Conversation.data).join(Identity)
    question = connection.execute(asked.where(Identity.external_id == address.external_id))
    tables["question"] = [(row.awaiting, repr(row.data)) for row in question if row.awaiting]
    audit = connection.execute(sa.select(_AUDIT.c.action).order_by(_AUDIT.c.id)).scalars()
    replies = sa.select(sa.func.count()).where(
        OutboxMessage.external_id == address.external_id, OutboxMessage.delivery == Delivery.REPLY
    )
    return Books(tables, tuple(audit), connection.execute(replies).scalar_one())


@cache
def _everything() -> dict[str, str]:
    """Give the statement that reads all of each table which says what the shop knows."""
    return {
        table.name: f"SELECT {_names(table.c)} FROM {table.name} ORDER BY {_names(table.primary_key.columns)}"
        for table in SQLModel.metadata.sorted_tables
        if table.name not in TALK and table is not _AUDIT
    }


def _names(columns: Iterable[sa.Column[Any]]) -> str:
    return ", ".join(f'"{one.name}"' for one in columns if f"{one.table.name}.{one.name}" not in NEVER_COMPARED)
