"""A chat that the platform has given another id: Telegram does so when a group becomes a supergroup."""

from collections.abc import Collection

import structlog
from sqlalchemy import bindparam, delete, exists, literal, or_, select, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from bot.messages import Address
from bot.notices.models import OutboxState, Shown
from bot.notices.outbox import SHARDS
from bot.notices.waiting import OUTBOX
from bot.people.models import Identity, IdentityState, PublicChat

log = structlog.get_logger()

_IDENTITY = Identity.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_PUBLIC = PublicChat.__table__  # type: ignore[attr-defined]
_SHOWN = Shown.__table__  # type: ignore[attr-defined]
_theirs = _PUBLIC.alias("theirs")

# In the order of ids, and before anything else: two that move the same chat, or mark a message to it, wait for one
# another and not in a circle.
_AMONG = (
    select(_IDENTITY.c.id)
    .where(
        or_(
            _IDENTITY.c.id.in_(bindparam("chats", expanding=True)),
            tuple_(_IDENTITY.c.channel, _IDENTITY.c.external_id).in_(bindparam("addresses", expanding=True)),
        )
    )
    .order_by(_IDENTITY.c.id)
)
_LOCK = _AMONG.with_for_update()
_LOCK_TO_SHOW = (
    select(_IDENTITY.c.id)
    .where(_IDENTITY.c.id.in_(bindparam("chats", expanding=True)))
    .order_by(_IDENTITY.c.id)
    .with_for_update(read=True, key_share=True)
)
_OLD = select(_IDENTITY.c.person_id, _IDENTITY.c.channel).where(_IDENTITY.c.id == bindparam("moving"))
_AT = select(_IDENTITY.c.id).where(
    _IDENTITY.c.channel == bindparam("of_channel"), _IDENTITY.c.external_id == bindparam("at")
)
_RENAME = update(_IDENTITY).where(_IDENTITY.c.id == bindparam("moving")).values(external_id=bindparam("moved_to"))
_CLOSE = update(_IDENTITY).where(_IDENTITY.c.id == bindparam("moving")).values(state=IdentityState.BLOCKED)
_HAND_OVER = update(_IDENTITY).where(_IDENTITY.c.id == bindparam("into")).values(person_id=bindparam("whose"))
_MOVE_PUBLIC = (
    update(_PUBLIC)
    .where(
        _PUBLIC.c.identity_id == bindparam("moving"),
        ~exists(select(literal(1)).where(_theirs.c.identity_id == bindparam("into"))),
    )
    .values(identity_id=bindparam("into"))
)
_CLOSE_PUBLIC = update(_PUBLIC).where(_PUBLIC.c.identity_id == bindparam("moving")).values(may_post=False)
_MOVE_WAITING = (
    update(OUTBOX)
    .where(OUTBOX.c.identity_id == bindparam("moving"), OUTBOX.c.state.in_((OutboxState.QUEUED, OutboxState.SENDING)))
    .values(
        identity_id=bindparam("into"),
        external_id=bindparam("moved_to"),
        shard=bindparam("to_shard"),
        edit_message_id=None,
    )
)
_FORGET = delete(_SHOWN).where(_SHOWN.c.identity_id == bindparam("moving"))


def move_address(session: Session, old: Address, new: Address) -> None:
    """Move the chat that is known under an address, if there is one: the platform says so by itself.  Twice is once."""
    lock_chats(session, [], [old, new])
    known = session.connection().execute(_AT, {"of_channel": old.channel, "at": old.external_id})
    if (identity_id := known.scalar_one_or_none()) is not None:
        move_chat(session, identity_id, new.external_id)


def move_chat(session: Session, identity_id: int, external_id: str) -> None:
    """Give an identity its new external id, with what waits for it, and forget what stood there.

    Message ids begin anew in a chat that has moved: an old one would name somebody else's message.  Where the chat has
    written from its new address already, there is an identity for that; it takes over, with the old one's person.
    Whoever calls this has locked both (`lock_chats`).
    """
    connection = session.connection()
    old = connection.execute(_OLD, {"moving": identity_id}).one()
    into = _identity_at(session, old.channel, external_id)
    if into == identity_id:
        return
    if into is None and not _rename(session, identity_id, external_id):
        into = _identity_at(session, old.channel, external_id)  # it has written just now, for the first time
    if into is None:
        into = identity_id
    else:
        connection.execute(_CLOSE, {"moving": identity_id})
        connection.execute(_HAND_OVER, {"into": into, "whose": old.person_id})
        connection.execute(_MOVE_PUBLIC, {"moving": identity_id, "into": into})
        connection.execute(_CLOSE_PUBLIC, {"moving": identity_id})
    waiting = {"moving": identity_id, "into": into, "moved_to": external_id, "to_shard": into % SHARDS}
    connection.execute(_MOVE_WAITING, waiting)
    connection.execute(_FORGET, {"moving": identity_id})
    log.warning("chat moved", channel=old.channel, identity=identity_id, into=into)


def lock_chats(session: Session, identity_ids: Collection[int], addresses: Collection[Address]) -> None:
    """Keep these chats as they are until the transaction ends: fully where one may move, which `addresses` tell of."""
    chats = sorted(set(identity_ids))
    if addresses:
        named = [(address.channel, address.external_id) for address in addresses]
        session.connection().execute(_LOCK, {"chats": chats, "addresses": named}).all()
    else:
        session.connection().execute(_LOCK_TO_SHOW, {"chats": chats}).all()


def _identity_at(session: Session, channel: str, external_id: str) -> int | None:
    found: int | None = (
        session.connection().execute(_AT, {"of_channel": channel, "at": external_id}).scalar_one_or_none()
    )
    return found


def _rename(session: Session, identity_id: int, external_id: str) -> bool:
    """Give an identity another external id; False: somebody has that one by now."""
    connection = session.connection()
    try:
        with connection.begin_nested():
            connection.execute(_RENAME, {"moving": identity_id, "moved_to": external_id})
    except IntegrityError:
        return False
    return True
