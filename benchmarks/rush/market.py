"""The rows of the rush: a shop in which a few goods are short, and everybody's basket, filled beforehand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from benchmarks.rush.plan import Plan
from benchmarks.stalls import GOODS_EACH, PACK, add_stalls, stall_slug
from benchmarks.telegram.markets import CHANNEL, give_phones
from bot.catalog.models import Lot, StockMove
from bot.catalog.seed import seed_market
from bot.catalog.snapshot import SHOP_SALE_ID, Item, load_catalogue
from bot.notices.models import Delivery, Lane, OutboxMessage, OutboxState
from bot.orders.models import OrderState
from bot.orders.review import review
from bot.orders.tables import LINE, ORDER
from bot.people.models import Conversation, Identity, IdentityState, Person
from tests.telegram.fake.people import Person as Phone

FIRST_BUYER = 1_000_000  # the id of the person, the identity and the basket; behind all that the market has

SENT_BEFORE = 5  # messages to each, long ago

_OUTBOX = OutboxMessage.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_LOT = Lot.__table__  # type: ignore[attr-defined]
_MOVE = StockMove.__table__  # type: ignore[attr-defined]
_PERSON = Person.__table__  # type: ignore[attr-defined]
_IDENTITY = Identity.__table__  # type: ignore[attr-defined]
_CONVERSATION = Conversation.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Shelf:
    """What everybody wants, and what there is plenty of."""

    wanted: Sequence[Item]
    plenty: Sequence[Item]

    @property
    def wanted_lots(self) -> list[int]:
        return [item.lot_id or 0 for item in self.wanted]


def set_up(session: Session, plan: Plan, *, now: datetime) -> None:
    """Fill the shop; of each wanted good there are so many units and no more."""
    seed_market(session, now=now, pictures=False)
    add_stalls(session, plan.goods // GOODS_EACH, now=now)
    lots = shelf_of(session, plan).wanted_lots
    stock = plan.units_each * PACK
    connection = session.connection()
    connection.execute(sa.update(_LOT).where(_LOT.c.id.in_(lots)).values(available=stock))
    connection.execute(sa.update(_MOVE).where(_MOVE.c.lot_id.in_(lots)).values(available_delta=stock))


def shelf_of(session: Session, plan: Plan) -> Shelf:
    """The first good of as many stalls is wanted, so that as many farmers are asked."""
    by_slug = {item.slug: item for item in load_catalogue(session).items.values()}
    firsts, seconds = (
        [by_slug[f"{stall_slug(stall)}-{number}"] for stall in range(plan.goods // GOODS_EACH)]
        for number in range(GOODS_EACH)
    )
    return Shelf(firsts[: plan.wanted], [*firsts[plan.wanted :], *seconds])


def let_in(session: Session, plan: Plan, buyers: Sequence[Phone], farmers: Sequence[Phone], *, now: datetime) -> Shelf:
    """Give everybody a phone, and each buyer a basket that was never reviewed; the last ones are the holders'."""
    shelf = shelf_of(session, plan)
    give_phones(session, farmers)
    people = [(FIRST_BUYER + number, phone) for number, phone in enumerate(buyers)]
    connection = session.connection()
    connection.execute(
        sa.insert(_PERSON), [{"id": id_, "name": "Buyer", "language": "en", "created_at": now} for id_, _ in people]
    )
    connection.execute(sa.insert(_IDENTITY), [_identity(id_, phone, now) for id_, phone in people])
    connection.execute(sa.insert(_CONVERSATION), [{"identity_id": id_, "data": {}, "misses": 0} for id_, _ in people])
    connection.execute(sa.insert(ORDER), [_basket(id_, now) for id_, _ in people])
    lines = [(id_, item) for number, (id_, _) in enumerate(people) for item in _wish(number, shelf)]
    connection.execute(sa.insert(LINE), [_line(id_, item) for id_, item in lines])
    # A server that has seen the outbox empty plans for an empty one, and has not looked again before the rush is over.
    sent = [_sent(id_, phone, now) for id_, phone in people for _ in range(SENT_BEFORE)]
    connection.execute(sa.insert(_OUTBOX), sent)
    connection.execute(sa.text("ANALYZE"))
    return shelf


def hold(session: Session, plan: Plan, buyers: int, *, now: datetime) -> None:
    """Let the holders have reviewed at such a moment that their holds end one after the other from now on."""
    catalogue = load_catalogue(session)
    whole = timedelta(minutes=catalogue.rules.hold_minutes)
    for holder in range(plan.holders):
        reviewed_at = now + timedelta(seconds=plan.expires_s(holder)) - whole
        review(session, FIRST_BUYER + buyers + holder, catalogue, now=reviewed_at)


def _wish(number: int, shelf: Shelf) -> list[Item]:
    wanted = shelf.wanted[number % len(shelf.wanted)]
    return [wanted, shelf.plenty[number % len(shelf.plenty)]] if number % 2 else [wanted]


def _identity(id_: int, phone: Phone, now: datetime) -> dict[str, Any]:
    return {
        "id": id_,
        "person_id": id_,
        "channel": CHANNEL,
        "external_id": str(phone.id),
        "state": IdentityState.REACHABLE,
        "preferred": False,
        "last_written_at": now,
        "created_at": now,
    }


def _sent(id_: int, phone: Phone, now: datetime) -> dict[str, Any]:
    return {
        "identity_id": id_,
        "channel": CHANNEL,
        "external_id": str(phone.id),
        "shard": 0,
        "lane": Lane.REPLY,
        "delivery": Delivery.REPLY,
        "payload": {},
        "notice_ids": [],
        "silent": False,
        "repeats": False,
        "state": OutboxState.SENT,
        "attempts": 1,
        "created_at": now,
        "sent_at": now,
    }


def _basket(id_: int, now: datetime) -> dict[str, Any]:
    return {
        "id": id_,
        "buyer_id": id_,
        "sale_id": SHOP_SALE_ID,
        "state": OrderState.BASKET,
        "version": 1,
        "currency": "CNY",
        "total_minor": 0,
        "fee_minor": 0,
        "created_at": now,
        "changed_at": now,
    }


def _line(order_id: int, item: Item) -> dict[str, Any]:
    return {
        "order_id": order_id,
        "offer_id": item.offer_id,
        "lot_id": item.lot_id,
        "product_id": item.product_id,
        "farm_id": item.farm_id,
        "names": dict(item.names),
        "ordered": PACK,
        "price_minor": item.price_minor,
        "price_unit": item.price_unit,
        "weighed": item.weighed,
    }
