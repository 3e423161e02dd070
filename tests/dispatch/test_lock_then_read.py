"""A turn that waited for its conversation acts on what is true then, not on what was true before."""

import sqlalchemy as sa
from sqlmodel import Session

from bot.messages import Address, Incoming, Text
from bot.orders.models import Order
from bot.people.models import Conversation, Identity, Role
from tests.market import CHANNEL, Market, Phone
from tests.races import on_postgres, while_uncommitted

_IDENTITY = Identity.__table__  # type: ignore[attr-defined]
_CONVERSATION = Conversation.__table__  # type: ignore[attr-defined]
_ROLE = Role.__table__  # type: ignore[attr-defined]
_ORDER = Order.__table__  # type: ignore[attr-defined]


def says(phone: Phone, words: str, market: Market) -> Incoming:
    return Incoming(Address(CHANNEL, phone.address.external_id), f"late {words}", Text(words), market.clock(), "late")


def of(phone: Phone) -> sa.ScalarSelect[int]:
    return sa.select(_IDENTITY.c.id).where(_IDENTITY.c.external_id == phone.address.external_id).scalar_subquery()


def person_of(phone: Phone) -> sa.ScalarSelect[int]:
    return (
        sa.select(_IDENTITY.c.person_id).where(_IDENTITY.c.external_id == phone.address.external_id).scalar_subquery()
    )


def hold_conversation(session: Session, phone: Phone) -> None:
    locked = sa.select(_CONVERSATION.c.misses).where(_CONVERSATION.c.identity_id == of(phone)).with_for_update()
    session.connection().execute(locked).one()


@on_postgres
async def test_phone_that_is_being_joined_fills_the_basket_of_the_person_it_was_joined_into(market: Market) -> None:
    ana, ben = market.buyer("Ana"), market.buyer("Ben")
    for phone in (ana, ben):
        await phone.says("/start")
    await ana.taps("🍄 Oyster mushroom")  # now "2 jin" is an amount

    def joins(session: Session) -> None:
        hold_conversation(session, ana)
        moved = sa.update(_IDENTITY).where(_IDENTITY.c.id == of(ana)).values(person_id=person_of(ben))
        session.connection().execute(moved)

    await while_uncommitted(market.database, joins, market.receive(says(ana, "2 jin", market)))

    def baskets_of_ben(session: Session) -> int:
        mine = sa.select(sa.func.count()).select_from(_ORDER).where(_ORDER.c.buyer_id == person_of(ben))
        return int(session.connection().execute(mine).scalar_one())

    assert await market.database.read(baskets_of_ben) == 1


@on_postgres
async def test_admin_who_is_being_demoted_does_nothing_more(market: Market) -> None:
    admin = await market.admin()
    await admin.says("/stock oyster mushroom")

    def demotes(session: Session) -> None:
        hold_conversation(session, admin)
        ended = sa.update(_ROLE).where(_ROLE.c.person_id == person_of(admin)).values(ended_at=market.clock())
        session.connection().execute(ended)

    await while_uncommitted(market.database, demotes, market.receive(says(admin, "/orders", market)))
    await market.settle()

    assert "not available" in await admin.sees()
