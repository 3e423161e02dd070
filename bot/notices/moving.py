"""A chat that the platform has given another id: Telegram does so when a group becomes a supergroup."""

import structlog
from sqlalchemy import bindparam, delete, exists, literal, select, update
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
    known = session.connection().execute(_AT, {"of_channel": old.channel, "at": old.external_id})
    if (identity_id := known.scalar_one_or_none()) is not None:
        move_chat(session, identity_id, new.external_id)


def move_chat(session: Session, identity_id: int, external_id: str) -> None:
    """Give an identity its new external id, with what waits for it, and forget what stood there.

    Message ids begin anew in a chat that has moved: an old one would name somebody else's message.  Where the chat has
    written from its new address already, there is an identity for that; it takes over, with the old one's person.
    """
    connection = session.connection()
    old = connection.execute(_OLD, {"moving": identity_id}).one()
    into = connection.execute(_AT, {"of_channel": old.channel, "at": external_id}).scalar_one_or_none()
    if into == identity_id:
        return
    if into is None:
        into = identity_id
        connection.execute(_RENAME, {"moving": identity_id, "moved_to": external_id})
    else:
        connection.execute(_CLOSE, {"moving": identity_id})
        connection.execute(_HAND_OVER, {"into": into, "whose": old.person_id})
        connection.execute(_MOVE_PUBLIC, {"moving": identity_id, "into": into})
        connection.execute(_CLOSE_PUBLIC, {"moving": identity_id})
    waiting = {"moving": identity_id, "into": into, "moved_to": external_id, "to_shard": into % SHARDS}
    connection.execute(_MOVE_WAITING, waiting)
    connection.execute(_FORGET, {"moving": identity_id})
    log.warning("chat moved", channel=old.channel, identity=identity_id, into=into)
