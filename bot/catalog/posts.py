"""Goods shown in groups and channels: posted by an admin, and kept true by the clock.

A post is a notice to the chat's person on a living message of its own, so that it can be drawn anew where it stands.

It ends up saying what is so, whatever happens in between:

1. A change goes in the post's own lane, where each chat gets its messages one after the other: it never comes before
   the post, nor while that is on its way.  A post that never goes out, or of which nobody knows whether it did, leaves
   no card, and its changes come to nothing.
2. A row says what its post was last asked to say; as soon as that is not what is so, the clock asks, once the chat can
   be reached.
3. A change that comes to no good end (refused, given up, lost with its process, left behind by a block) is noted beside
   the message that still stands, in the transaction that ends it, and the clock asks anew once the chat can be reached.

So what stands is what was asked last, or a change is on its way, or the clock will ask for what is so by then.
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
from bot.notices.redraws import has_due_redraws, take_due_redraws
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
    # Of one that is over, `sold_out` is whether it was asked to say so.
    .values(ended_at=sa.bindparam("at"), sold_out=False)
    .returning(_POST.c.id)
)
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
_is_over = _POST.c.ended_at.is_not(None)
_OUTDATED = (
    sa.select(
        _POST.c.id,
        _IDENTITY.c.person_id,
        sa.case((_is_over, _POST.c.price_minor), else_=_OFFER.c.price_minor).label("price_minor"),
        sa.case((_is_over, sa.true()), else_=_GONE).label("sold_out"),
    )
    .join_from(_POST, _OFFER, _OFFER.c.id == _POST.c.offer_id)
    .join(_LOT, _LOT.c.id == _OFFER.c.lot_id)
    .join(_PRODUCT, _PRODUCT.c.id == _LOT.c.product_id)
    .join(_FARM, _FARM.c.id == _PRODUCT.c.farm_id)
    .join(_IDENTITY, _IDENTITY.c.id == _POST.c.identity_id)
    .join(_CHAT, _CHAT.c.identity_id == _POST.c.identity_id)
    .where(
        _CHAT.c.may_post,
        _IDENTITY.c.state == IdentityState.REACHABLE,  # else nobody would see the edit, and it would count as made
        sa.or_(
            sa.and_(_is_over, _POST.c.sold_out.is_(False)),
            sa.and_(~_is_over, sa.or_(_POST.c.price_minor != _OFFER.c.price_minor, _POST.c.sold_out != _GONE)),
        ),
    )
    .order_by(_POST.c.id)
    .limit(sa.bindparam("most"))
)
_OUTDATED_ONE = _OUTDATED.where(_POST.c.id == sa.bindparam("of_post"))
_SAY = (
    sa.update(_POST)
    .where(_POST.c.id == sa.bindparam("of_post"))
    .values(price_minor=sa.bindparam("price"), sold_out=sa.bindparam("gone"))
)


@dataclass(frozen=True, slots=True)
class PostFacts:
    """What a post is to say now.  `buy`: the link that it was posted with.  `price_minor`: minor units."""

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
    if connection.execute(_END, {"of_post": post_id, "at": now}).first() is None:
        return False
    _ask(session, connection.execute(_OUTDATED_ONE, {"of_post": post_id, "most": 1}).all())
    return True


def load_post(session: Session, post_id: int) -> PostFacts | None:
    """Read what a post is to say now."""
    row = session.connection().execute(_SHOWN, {"of_post": post_id}).one_or_none()
    if row is None:
        return None
    ended = row.ended_at is not None
    return replace(PostFacts.of(row.params), price_minor=row.price_minor, sold_out=row.sold_out, ended=ended)


def is_behind(session: Session, now: datetime) -> bool:
    """Whether any post says what is no longer so."""
    return bool(_outdated(session, 1)) or has_due_redraws(session, now)


def catch_up(session: Session, most: int, now: datetime) -> int:
    """Ask posts to say what is so now, and have them drawn anew when the transaction is closed; return how many."""
    rows, lost = _outdated(session, most), take_due_redraws(session, most, now)
    _ask(session, rows)
    changed(session, *lost)
    return len(rows) + len(lost)


def _ask(session: Session, rows: Sequence[Any]) -> None:
    if rows:
        says = [{"of_post": row.id, "price": row.price_minor, "gone": bool(row.sold_out)} for row in rows]
        session.connection().execute(_SAY, says)
        changed(session, *(ChangedCard(row.person_id, card_of(row.id), Lane.BROADCAST) for row in rows))


def _outdated(session: Session, most: int) -> Sequence[Any]:
    return session.connection().execute(_OUTDATED, {"most": most}).all()
