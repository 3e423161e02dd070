"""Groups and channels in which we may write: who let us in, whether that still counts, and what such a chat never is.

A chat is an identity with a person of its own, so that what is posted there goes the way of all messages.  That person
has no rights and is nobody's other phone.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, exists, func, literal, select, update

# PostgreSQL's ON CONFLICT compiles to the same words on SQLite.
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import Session

from bot.messages import Address, Membership
from bot.people.audit import Audited, record
from bot.people.models import FarmMember, Identity, IdentityState, Person, PublicChat, Role, RoleKind
from bot.people.names import clean_name
from bot.refusals import NotAllowed, NotAvailable

_CHAT = PublicChat.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_PERSON = Person.__table__  # type: ignore[attr-defined]
_IDENTITY = Identity.__table__  # type: ignore[attr-defined]
_ROLE = Role.__table__  # type: ignore[attr-defined]
_MEMBER = FarmMember.__table__  # type: ignore[attr-defined]
_ADDER = _PERSON.alias("adder")

_ACTOR = (
    select(_PERSON.c.id, _PERSON.c.language)
    .join_from(_IDENTITY, _PERSON, _PERSON.c.id == _IDENTITY.c.person_id)
    .where(_IDENTITY.c.channel == bindparam("of_channel"), _IDENTITY.c.external_id == bindparam("of_external_id"))
)
_KNOWN = select(_CHAT.c.may_post, _CHAT.c.added_by_id).where(_CHAT.c.identity_id == bindparam("of_identity"))
_PUT = upsert(_CHAT).on_conflict_do_update(
    index_elements=(_CHAT.c.identity_id,),
    set_={name: upsert(_CHAT).excluded[name] for name in ("is_channel", "may_post", "added_by_id", "since")},
)
_CALL = (
    update(_PERSON)
    .where(_PERSON.c.id == bindparam("of_person"))
    .values(name=bindparam("called"), language=func.coalesce(bindparam("reads"), _PERSON.c.language))
)
# Whoever let us in counts while they are an admin, on whatever phone they are now.
_ADDED_BY_ADMIN = exists(select(literal(1))).where(
    _ADDER.c.id == _CHAT.c.added_by_id,
    _ROLE.c.person_id == func.coalesce(_ADDER.c.joined_into_id, _ADDER.c.id),
    _ROLE.c.ended_at.is_(None),
    _ROLE.c.kind.in_([RoleKind.OWNER, RoleKind.ADMIN]),
)
_OPEN: Select[Any] = (
    select(_CHAT.c.identity_id, _PERSON.c.id, _IDENTITY.c.channel, _PERSON.c.name, _PERSON.c.language)
    .join_from(_CHAT, _IDENTITY, _IDENTITY.c.id == _CHAT.c.identity_id)
    .join(_PERSON, _PERSON.c.id == _IDENTITY.c.person_id)
    .where(_CHAT.c.may_post, _IDENTITY.c.state == IdentityState.REACHABLE, _ADDED_BY_ADMIN)
    .order_by(_CHAT.c.since.desc(), _CHAT.c.identity_id)
)
_OPEN_SOME = _OPEN.limit(bindparam("most"))
_OPEN_ONE = _OPEN.where(_CHAT.c.identity_id == bindparam("of_identity"))
_IS_CHAT = (
    select(literal(1))
    .join_from(_CHAT, _IDENTITY, _IDENTITY.c.id == _CHAT.c.identity_id)
    .where(_IDENTITY.c.person_id.in_(bindparam("people", expanding=True)))
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class OpenChat:
    """A chat in which the shop may post now.  `person_id` stands for all who read there."""

    identity_id: int
    person_id: int
    channel: str
    name: str
    language: str | None


def note_membership(
    session: Session, identity_id: int, person_id: int, membership: Membership, *, now: datetime
) -> None:
    """Write down that we were let into a chat or put out of it, and by whom.

    At first the chat is spoken to in the language of whoever let us in.  Rights that its address was given before
    (ADMINS may name anything) end here.
    """
    connection = session.connection()
    known = connection.execute(_KNOWN, {"of_identity": identity_id}).one_or_none()
    actor_id, language = _who(session, membership.by)
    was_in = known is not None and known.may_post and not membership.was_out
    letting_in = membership.may_post and not was_in
    chat = {
        "identity_id": identity_id,
        "is_channel": membership.is_channel,
        "may_post": membership.may_post,
        # Whoever puts us out, gives the chat another name or us other rights is not the one who let us in; whoever
        # lets us in anew is, also somebody whom we do not know, and who approves of nothing.
        "added_by_id": actor_id if letting_in or known is None else known.added_by_id,
        "since": now,
    }
    connection.execute(_PUT, chat)
    called = {"of_person": person_id, "called": clean_name(membership.title), "reads": None if known else language}
    connection.execute(_CALL, called)
    for table in (_ROLE, _MEMBER):
        connection.execute(
            update(table).where(table.c.person_id == person_id, table.c.ended_at.is_(None)).values(ended_at=now)
        )
    noted = Audited(
        "public_chat_changed",
        "public_chat",
        identity_id,
        before={"may_post": known.may_post} if known else None,
        after={"may_post": membership.may_post, "is_channel": membership.is_channel},
    )
    record(session, noted, actor_id=actor_id, now=now)


def open_chats(session: Session, most: int) -> tuple[OpenChat, ...]:
    """List the chats in which the shop may post, those last let into first."""
    return tuple(OpenChat(*row) for row in session.connection().execute(_OPEN_SOME, {"most": most}))


def open_chat(session: Session, identity_id: int) -> OpenChat:
    """Find one of them.

    Raises:
        NotAvailable: the shop may not post there, or not any more.
    """
    row = session.connection().execute(_OPEN_ONE, {"of_identity": identity_id}).one_or_none()
    if row is None:
        raise NotAvailable
    return OpenChat(*row)


def is_public_chat(session: Session, *people: int) -> bool:
    """Whether one of these is no person at all, but a chat that many read."""
    return session.connection().execute(_IS_CHAT, {"people": sorted(people)}).first() is not None


def refuse_public_chats(session: Session, *people: int) -> None:
    """Keep rights, and whatever else is one person's, from chats that many read.

    Raises:
        NotAllowed: one of these is such a chat.
    """
    if is_public_chat(session, *people):
        raise NotAllowed("public chat")


def _who(session: Session, address: Address | None) -> tuple[int | None, str | None]:
    if address is None:
        return None, None
    of_address = {"of_channel": address.channel, "of_external_id": address.external_id}
    row = session.connection().execute(_ACTOR, of_address).one_or_none()
    return (None, None) if row is None else (row.id, row.language)
