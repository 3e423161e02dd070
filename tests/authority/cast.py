"""Everybody of the matrix, in one shop, each with something of their own and something of somebody else's."""

import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.seed import seed_market
from bot.catalog.snapshot import Catalogue
from bot.orders.waitlist import serve
from tests.authority.table import Role, Whose
from tests.conversations.buyer_scenes import fill_basket
from tests.conversations.stage import FARM, GOODS, OTHER_FARM, OTHER_GOODS, Stage, ends_membership, ends_role
from tests.conversations.test_joining_phones import becomes_farmer, link_of
from tests.handlers.buyer.rows import leave
from tests.market import MORNING, HeldClock, Market, Phone
from tests.one_thread import OneThread

OTHER_BUYER = "Zoe"  # whose things are not anybody's who is tried
COLLECTOR = "Auntie"  # who collects everybody's orders
UNREACHED_GOODS = "oyster-mushroom"  # of a farm whose people have no phone, so that the admins are asked
SOLD_OUT, WANTED = "free-range-eggs", 20  # of which each waits for so many, and half is kept for them
BETWEEN_ORDERS = timedelta(minutes=5)  # so that each alert is a message of its own
TRIED_FROM = 10_000  # numbers of events that nobody has used before

Facts = dict[str, Any]


@dataclass
class Cast:
    """The shop as everybody left it, and what each of them owns.  `facts` by whose phone it is."""

    database: OneThread
    now: datetime
    catalogue: Catalogue
    copy: sqlite3.Connection
    keys: dict[Role, str]
    shared: Facts
    owned: dict[tuple[Role, Whose], Facts] = field(default_factory=dict)

    def market(self) -> Market:
        """Give the shop as it was, whatever somebody has done there since."""
        self.database.put_back(self.copy)
        market = Market(self.database, HeldClock(self.now))
        market.house.shelf.put(self.catalogue)
        return market

    def phone(self, market: Market, role: Role) -> Phone:
        phone = market.phone(self.keys[role])
        phone._events = count(TRIED_FROM)
        return phone

    def facts(self, role: Role, whose: Whose) -> Facts:
        return self.shared | self.owned.get((role, whose if whose is Whose.OWN else Whose.OTHER), {})


@asynccontextmanager
async def assembled() -> AsyncIterator[Cast]:
    """Let everybody come in, order, be asked, and some of them leave."""
    database = OneThread()
    await database.transact(partial(seed_market, now=MORNING - timedelta(days=1), pictures=False))
    stage = Stage(Market(database, HeldClock()), "en")
    await stage.opens()
    phones = await _come_in(stage)
    for role, phone in phones.items():
        if role is not Role.STRANGER:
            await _order(stage, phone, GOODS, OTHER_GOODS)
            await _address(phone)
            await _review(stage, phone, GOODS)
    other = stage.market.buyer(OTHER_BUYER)
    await _order(stage, other, GOODS, OTHER_GOODS)
    await _address(other)
    await _review(stage, other, GOODS)
    await _wait(stage, [*(phone for role, phone in phones.items() if role is not Role.STRANGER), other])
    shared = await _shared(stage, phones[Role.OWNER], other)
    owned = await database.read(partial(_owned, phones=phones, other=other))
    keys = {role: phone.key for role, phone in phones.items()}
    catalogue = await database.read(stage.market.house.catalogue)
    cast = Cast(database, stage.market.clock(), catalogue, database.keep(), keys, shared, owned)
    try:
        yield cast
    finally:
        cast.copy.close()
        await database.close()


async def _come_in(stage: Stage) -> dict[Role, Phone]:
    market = stage.market
    owner, admin = await market.seeded("lin-mei", "en"), await market.seeded("hao", "en")
    ex_admin = await market.made_admin("ex-admin", "Ed")
    ex_farmer, buyer, stranger = (market.buyer(name) for name in ("Fay", "Ben", "Eve"))
    for phone in (owner, admin, ex_admin, ex_farmer, buyer, stranger):
        await phone.says("/start")
    await becomes_farmer(ex_farmer, owner, "jingyang")
    # While these two still were what they are no longer, they were asked like others.
    await _order(stage, buyer, UNREACHED_GOODS, GOODS)
    await stage.change(ends_role(ex_admin, market.clock()), ends_membership(ex_farmer, market.clock()))
    farmer, neighbour = await market.farmer(FARM, "en"), await market.farmer(OTHER_FARM, "en")
    for phone in (farmer, neighbour):
        await phone.says("/start")
    return {
        Role.STRANGER: stranger,
        Role.BUYER: buyer,
        Role.FARMER: farmer,
        Role.NEIGHBOUR: neighbour,
        Role.ADMIN: admin,
        Role.OWNER: owner,
        Role.EX_ADMIN: ex_admin,
        Role.EX_FARMER: ex_farmer,
    }


async def _order(stage: Stage, phone: Phone, *goods: str) -> None:
    await _review(stage, phone, *goods)
    await phone.presses("detail:name")
    await phone.says(COLLECTOR)
    await stage.taps(phone, "review")
    await stage.taps(phone, "confirm")
    stage.market.clock.now += BETWEEN_ORDERS


async def _review(stage: Stage, phone: Phone, *goods: str) -> None:
    for one in goods:
        await fill_basket(stage, phone, one)
    await stage.taps(phone, "review")


async def _address(phone: Phone) -> None:
    """Let an address be remembered, and the basket be collected all the same."""
    await phone.presses("courier")
    await phone.says(f"The door of {phone.key}")
    await phone.presses("point:1")


async def _wait(stage: Stage, phones: Sequence[Phone]) -> None:
    """Let everybody wait for what is sold out, and be offered a part of it."""
    market = stage.market
    await leave(market, SOLD_OUT, 0)
    for phone in phones:
        await phone.presses(f"wait:{await _product(market)}:{WANTED}")
        await leave(market, SOLD_OUT, WANTED // 2)
        await market.database.transact(partial(_serve, product=await _product(market), market=market))


async def _product(market: Market) -> int:
    facts = await market.database.read(partial(_one, query="SELECT id FROM product WHERE slug = :slug", slug=SOLD_OUT))
    return int(facts["id"])


def _serve(session: Session, product: int, market: Market) -> None:
    serve(session, product, market.house.catalogue(session), now=market.clock())


async def _shared(stage: Stage, owner: Phone, other: Phone) -> Facts:
    """Make what belongs to the shop: a change of stock, one of a rule, a link, a channel to post in, a new word."""
    await other.says("wuzzle")
    await owner.says("/stock tomatoes +5 kg")
    await stage.taps(owner, "stock")
    [_, stock_change] = (await stage.button(owner, "undo")).split(":")
    await owner.presses("setting:hold_minutes")
    await owner.says("30")
    await stage.taps(owner, "setapply")
    [_, rule_change] = (await stage.button(owner, "undo")).split(":")
    await owner.says("/invite farmer jingyang")
    [_, invite] = (await stage.button(owner, "revoke")).split(":")
    channel = stage.market.public_place("News")
    await channel.lets_in(owner)
    facts = {
        "tomato": stage.facts[GOODS],
        "offer": stage.facts[f"offer of {GOODS}"],
        "category": stage.facts[f"shelf of {GOODS}"],
        "stock change": stock_change,
        "rule change": rule_change,
        "invite": invite,
        "join": await link_of(other),
        "now": int(stage.market.clock().timestamp()),
    }
    return facts | await stage.market.database.read(partial(_of_the_shop, channel=channel.address.external_id))


def _of_the_shop(session: Session, channel: str) -> Facts:
    row = _one(
        session,
        "SELECT i.id AS channel, f.id AS first_farm, o.price_minor AS price, e.id AS sold_out, m.id AS phrase"
        " FROM identity i, farm f, product e, missed_phrase m, product p"
        " JOIN lot l ON l.product_id = p.id JOIN offer o ON o.lot_id = l.id"
        " WHERE i.external_id = :channel AND f.slug = :farm AND p.slug = :goods"
        " AND e.slug = :sold_out",
        channel=channel,
        farm=FARM,
        goods=GOODS,
        sold_out=SOLD_OUT,
    )
    return {
        "channel": row["channel"],
        "first farm": row["first_farm"],
        "price": row["price"],
        "sold out": row["sold_out"],
        "phrase": row["phrase"],
    }


def _owned(session: Session, phones: dict[Role, Phone], other: Phone) -> dict[tuple[Role, Whose], Facts]:
    """Find what is each one's, and what is not: of a farmer, the share of their farm in somebody's order."""
    found: dict[tuple[Role, Whose], Facts] = {}
    theirs = _orders_of(session, other)
    for role, phone in phones.items():
        own_farm = OTHER_FARM if role is Role.NEIGHBOUR else FARM
        other_farm = FARM if role is Role.NEIGHBOUR else OTHER_FARM
        is_farmer = role in {Role.FARMER, Role.NEIGHBOUR, Role.EX_FARMER}
        found[role, Whose.OTHER] = theirs | _share_of(session, theirs["order"], other_farm if is_farmer else FARM)
        found[role, Whose.OTHER] |= _asked(session, phone, theirs=False) | _farm(session, other_farm)
        if role is not Role.STRANGER:
            own = _orders_of(session, phone)
            share = _share_of(session, theirs["order"] if is_farmer else own["order"], own_farm)
            found[role, Whose.OWN] = own | share | _asked(session, phone, theirs=True)
            found[role, Whose.OWN] |= _farm(session, own_farm) if is_farmer else {}
    return found


def _orders_of(session: Session, phone: Phone) -> Facts:
    """Their newest placed order, and the basket whose Review they have open."""
    query = (
        "SELECT o.id, o.version, o.code FROM orders o JOIN identity i ON i.person_id = o.buyer_id"
        " WHERE i.external_id = :external AND o.state = :state ORDER BY o.id DESC LIMIT 1"
    )
    placed = _one(session, query, external=phone.address.external_id, state="placed")
    basket = _one(session, query, external=phone.address.external_id, state="basket")
    return (
        {
            "order": placed["id"],
            "code": placed["code"],
            "reviewed": basket["id"],
            "version": basket["version"],
        }
        | _one(
            session,
            "SELECT w.id AS wish, h.id AS kept FROM wish w JOIN hold h ON h.wish_id = w.id"
            " JOIN identity i ON i.person_id = w.person_id WHERE i.external_id = :external",
            external=phone.address.external_id,
        )
        | _one(
            session,
            "SELECT a.id AS address FROM saved_address a JOIN identity i ON i.person_id = a.person_id"
            " WHERE i.external_id = :external",
            external=phone.address.external_id,
        )
    )


def _share_of(session: Session, order: int, farm: str) -> Facts:
    query = (
        "SELECT p.id AS parcel, l.id AS line FROM parcel p JOIN farm f ON f.id = p.farm_id"
        " JOIN line l ON l.order_id = p.order_id AND l.farm_id = p.farm_id AND l.addition = p.addition"
        " WHERE p.order_id = :order AND f.slug = :farm"
    )
    return _one(session, query, order=order, farm=farm)


def _asked(session: Session, phone: Phone, *, theirs: bool) -> Facts:
    """A question that was put to them, or to others and never to them."""
    ours = "(SELECT person_id FROM identity WHERE external_id = :external)"
    rows = _all(
        session,
        f"SELECT id AS question, about_id AS asked FROM notice WHERE about = 'parcel' AND asks"
        f" AND person_id {'=' if theirs else '!='} {ours} AND about_id NOT IN"
        f" (SELECT about_id FROM notice WHERE about = 'parcel' AND :others AND person_id = {ours}) ORDER BY id DESC",
        external=phone.address.external_id,
        others=not theirs,
    )
    return rows[0] if rows else {}


def _farm(session: Session, farm: str) -> Facts:
    query = (
        "SELECT f.id AS farm, p.id AS goods FROM farm f JOIN product p ON p.farm_id = f.id WHERE f.slug = :farm LIMIT 1"
    )
    return _one(session, query, farm=farm)


def _one(session: Session, query: str, **facts: Any) -> Facts:
    return _all(session, query, **facts)[0]


def _all(session: Session, query: str, **facts: Any) -> list[Facts]:
    return [dict(row._mapping) for row in session.connection().execute(sa.text(query), facts)]
