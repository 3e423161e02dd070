"""Goods shown in groups and channels: posted by an admin, and kept true by the clock.

A post is a notice to the chat's person on a living message of its own, so that it can be drawn anew where it stands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.models import Farm, Lot, Offer, Post, Product
from bot.catalog.snapshot import Item
from bot.notices.models import Lane
from bot.notices.service import ChangedCard, NewNotice, changed, owe
from bot.notices.views import NOTICE
from bot.people.audit import Audited, record
from bot.people.models import Identity, IdentityState, PublicChat
from bot.people.public_chats import OpenChat

POST = "post"  # the notice's kind, what it is about, and the beginning of its card's name
ACTION = "posted"

_POST = Post.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_OFFER = Offer.__table__  # type: ignore[attr-defined]
_LOT = Lot.__table__  # type: ignore[attr-defined]
_PRODUCT = Product.__table__  # type: ignore[attr-defined]
_FARM = Farm.__table__  # type: ignore[attr-defined]
_IDENTITY = Identity.__table__  # type: ignore[attr-defined]
_CHAT = PublicChat.__table__  # type: ignore[attr-defined]

_ADD = sa.insert(_POST).returning(_POST.c.id)
_SINCE = sa.select(_POST.c.identity_id).where(
    _POST.c.offer_id == sa.bindparam("of_offer"),
    _POST.c.posted_at >= sa.bindparam("since"),
    _POST.c.ended_at.is_(None),
)
_END = (
    sa.update(_POST)
    .where(_POST.c.id == sa.bindparam("of_post"), _POST.c.ended_at.is_(None))
    .values(ended_at=sa.bindparam("at"))
    .returning(_POST.c.identity_id)
)
_PERSON_OF = sa.select(_IDENTITY.c.person_id).where(_IDENTITY.c.id == sa.bindparam("of_identity"))
_SHOWN = (
    sa.select(NOTICE.c.params, _POST.c.price_minor, _POST.c.sold_out, _POST.c.ended_at)
    .join_from(_POST, NOTICE, (NOTICE.c.about == POST) & (NOTICE.c.about_id == _POST.c.id))
    .where(_POST.c.id == sa.bindparam("of_post"))
    .limit(1)
)
# As the shop's own shelf says it: hidden, and a farm whose alerts reach nobody, are not to be had either.
_GONE = sa.case(
    (
        sa.or_(
            _LOT.c.available < _PRODUCT.c.min_order,
            _LOT.c.closed_at.is_not(None),
            _PRODUCT.c.hidden,
            _FARM.c.alerts_tested_at.is_(None),
        ),
        sa.true(),
    ),
    else_=sa.false(),
)
_OUTDATED = (
    sa.select(_POST.c.id, _IDENTITY.c.person_id, _OFFER.c.price_minor, _GONE.label("sold_out"))
    .join_from(_POST, _OFFER, _OFFER.c.id == _POST.c.offer_id)
    .join(_LOT, _LOT.c.id == _OFFER.c.lot_id)
    .join(_PRODUCT, _PRODUCT.c.id == _LOT.c.product_id)
    .join(_FARM, _FARM.c.id == _PRODUCT.c.farm_id)
    .join(_IDENTITY, _IDENTITY.c.id == _POST.c.identity_id)
    .join(_CHAT, _CHAT.c.identity_id == _POST.c.identity_id)
    .where(
        _POST.c.ended_at.is_(None),
        _CHAT.c.may_post,
        _IDENTITY.c.state == IdentityState.REACHABLE,  # else nobody would see the edit, and it would count as made
        sa.or_(_POST.c.price_minor != _OFFER.c.price_minor, _POST.c.sold_out != _GONE),
    )
    .order_by(_POST.c.id)
    .limit(sa.bindparam("most"))
)
_SAY = (
    sa.update(_POST)
    .where(_POST.c.id == sa.bindparam("of_post"))
    .values(price_minor=sa.bindparam("price"), sold_out=sa.bindparam("gone"))
)


@dataclass(frozen=True, slots=True)
class PostFacts:
    """What a post says now.  `buy`: the link that it was posted with.  `price_minor`: minor units."""

    product_id: int
    buy: str
    price_minor: int
    sold_out: bool = False
    ended: bool = False

    @classmethod
    def of(cls, params: Mapping[str, Any]) -> "PostFacts":
        """Read what a post said at first."""
        return cls(params["product_id"], params["buy"], params["price_minor"])


def card_of(post_id: int) -> str:
    """Name the living message of a post."""
    return f"{POST}:{post_id}"


def post_offer(session: Session, item: Item, chat: OpenChat, buy: str, *, actor_id: int, now: datetime) -> int:
    """Show an offer in a chat, with the link by which it is bought; return the entry by which that can be undone."""
    row = {
        "offer_id": item.offer_id,
        "identity_id": chat.identity_id,
        "posted_by_id": actor_id,
        "posted_at": now,
        "price_minor": item.price_minor,
        "sold_out": False,
    }
    post_id: int = session.connection().execute(_ADD, row).scalar_one()
    facts = {"product_id": item.product_id, "buy": buy, "price_minor": item.price_minor}
    # A broadcast, of which nobody wants a second copy where the platform did not say whether it had arrived.
    owe(session, [NewNotice(chat.person_id, POST, facts, POST, post_id, lane=Lane.BROADCAST)], now=now)
    posted = Audited(
        ACTION,
        POST,
        post_id,
        before={"posted": False},
        after={"posted": True, "offer_id": item.offer_id, "identity_id": chat.identity_id},
    )
    return record(session, posted, actor_id=actor_id, now=now)[0]


def posted_since(session: Session, offer_id: int, since: datetime) -> frozenset[int]:
    """Say in which chats (identities) an offer was posted from a moment on, and not taken back."""
    found = session.connection().execute(_SINCE, {"of_offer": offer_id, "since": since})
    return frozenset(found.scalars())


def end_post(session: Session, post_id: int, *, now: datetime) -> bool:
    """Let a post say that it is over, for good; False: it does already."""
    connection = session.connection()
    identity_id = connection.execute(_END, {"of_post": post_id, "at": now}).scalar_one_or_none()
    if identity_id is None:
        return False
    person_id: int = connection.execute(_PERSON_OF, {"of_identity": identity_id}).scalar_one()
    changed(session, ChangedCard(person_id, card_of(post_id)))
    return True


def load_post(session: Session, post_id: int) -> PostFacts | None:
    """Read what a post says now."""
    row = session.connection().execute(_SHOWN, {"of_post": post_id}).one_or_none()
    if row is None:
        return None
    ended = row.ended_at is not None
    return replace(PostFacts.of(row.params), price_minor=row.price_minor, sold_out=row.sold_out, ended=ended)


def is_behind(session: Session) -> bool:
    """Whether any post says what is no longer so."""
    return bool(_outdated(session, 1))


def catch_up(session: Session, most: int) -> int:
    """Let posts say what is so now, and have them drawn anew when the transaction is closed; return how many."""
    rows = _outdated(session, most)
    if rows:
        says = [{"of_post": row.id, "price": row.price_minor, "gone": bool(row.sold_out)} for row in rows]
        session.connection().execute(_SAY, says)
        changed(session, *(ChangedCard(row.person_id, card_of(row.id)) for row in rows))
    return len(rows)


def _outdated(session: Session, most: int) -> Sequence[Any]:
    return session.connection().execute(_OUTDATED, {"most": most}).all()
