"""Meeting people: who wrote, and what they may do at this moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, insert, or_, select, update

# PostgreSQL's ON CONFLICT compiles to the same words on SQLite.
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import Session

from bot.i18n import Languages
from bot.messages import Incoming, Membership, Reachability
from bot.people.audit import Audited, record
from bot.people.models import FarmMember, Identity, IdentityState, Person, Role, RoleKind
from bot.people.names import clean_name
from bot.people.public_chats import is_public_chat, refuse_public_chats

# Saying when somebody last wrote costs a write; this often is enough to know which of their phones is in use.
SEEN_EVERY = timedelta(minutes=10)

_PERSON = Person.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_IDENTITY = Identity.__table__  # type: ignore[attr-defined]
_ROLE = Role.__table__  # type: ignore[attr-defined]
_MEMBER = FarmMember.__table__  # type: ignore[attr-defined]

# One row per right; a person without any has one row with empty rights.
_KNOWN = (
    select(
        _IDENTITY.c.id.label("identity_id"),
        _IDENTITY.c.state,
        _IDENTITY.c.last_written_at,
        _PERSON.c.id.label("person_id"),
        _PERSON.c.name,
        _PERSON.c.language,
        _ROLE.c.kind.label("role"),
        _MEMBER.c.farm_id,
    )
    .join_from(_IDENTITY, _PERSON, _PERSON.c.id == _IDENTITY.c.person_id)
    .outerjoin(_ROLE, and_(_ROLE.c.person_id == _PERSON.c.id, _ROLE.c.ended_at.is_(None)))
    .outerjoin(_MEMBER, and_(_MEMBER.c.person_id == _PERSON.c.id, _MEMBER.c.ended_at.is_(None)))
    .where(_IDENTITY.c.channel == bindparam("of_channel"), _IDENTITY.c.external_id == bindparam("of_external_id"))
)
_NEW_PERSON = insert(_PERSON).returning(_PERSON.c.id)
_NEW_IDENTITY = (
    upsert(_IDENTITY)
    .on_conflict_do_nothing(index_elements=[_IDENTITY.c.channel, _IDENTITY.c.external_id])
    .returning(_IDENTITY.c.id)
)
_SEEN = (
    update(_IDENTITY)
    .where(_IDENTITY.c.id == bindparam("seen_id"))
    .values(last_written_at=bindparam("at"), state=IdentityState.REACHABLE)
)
_LANGUAGE_OF = (
    select(_PERSON.c.language)
    .join_from(_PERSON, _IDENTITY, _IDENTITY.c.person_id == _PERSON.c.id)
    .where(_IDENTITY.c.channel == bindparam("of_channel"), _IDENTITY.c.external_id == bindparam("of_external_id"))
)
_SET_STATE = (
    update(_IDENTITY)
    .where(
        _IDENTITY.c.id == bindparam("of_identity"),
        or_(_IDENTITY.c.told_at.is_(None), _IDENTITY.c.told_at <= bindparam("at")),
    )
    .values(state=bindparam("now_is", type_=_IDENTITY.c.state.type), told_at=bindparam("at"))
    .returning(_IDENTITY.c.id)
)
_SET_LANGUAGE = update(_PERSON).where(_PERSON.c.id == bindparam("of_person")).values(language=bindparam("chosen"))
_KEEP_PHONE = update(_PERSON).where(_PERSON.c.id == bindparam("of_person")).values(phone=bindparam("number"))
_INTRODUCE = (
    update(_PERSON)
    .where(_PERSON.c.id == bindparam("of_person"))
    .values(name=bindparam("called"), language=bindparam("chosen"))
)
_ADMINS = (
    select(_ROLE.c.person_id)
    .where(_ROLE.c.ended_at.is_(None), _ROLE.c.kind.in_([RoleKind.OWNER, RoleKind.ADMIN]))
    # The owner first, then whoever has been admin longest.
    .order_by((_ROLE.c.kind != RoleKind.OWNER), _ROLE.c.id)
)
_REACHABLE_ADMIN = (
    select(_ROLE.c.id)
    .join_from(_ROLE, _IDENTITY, _IDENTITY.c.person_id == _ROLE.c.person_id)
    .where(_ROLE.c.ended_at.is_(None))
    .limit(1)
)
_DROP_PERSON = _PERSON.delete().where(_PERSON.c.id == bindparam("of_person"))
_GRANT = upsert(_ROLE).on_conflict_do_nothing().returning(_ROLE.c.id)


@dataclass(frozen=True, slots=True)
class Known:
    """Who wrote an event, with the rights of this moment."""

    person_id: int
    identity_id: int
    name: str
    language: str
    roles: frozenset[RoleKind]
    farm_ids: frozenset[int]
    new: bool = False


def meet(session: Session, incoming: Incoming, languages: Languages, *, now: datetime) -> Known:
    """Find out who wrote; make the person on their first message.  One select for who is known."""
    return _find(session, incoming, languages, now) or _make(session, incoming, languages, now)


def set_language(session: Session, person_id: int, code: str) -> None:
    """Keep the language that a person reads."""
    session.connection().execute(_SET_LANGUAGE, {"of_person": person_id, "chosen": code})


def keep_phone(session: Session, person_id: int, phone: str | None) -> None:
    """Keep somebody's phone, E.164; None forgets it."""
    session.connection().execute(_KEEP_PHONE, {"of_person": person_id, "number": phone})


def language_of(session: Session, channel: str, external_id: str) -> str | None:
    """Give what somebody reads; None: they have not written yet."""
    of_address = {"of_channel": channel, "of_external_id": external_id}
    language: str | None = session.connection().execute(_LANGUAGE_OF, of_address).scalar()
    return language


def set_reachable(session: Session, identity_id: int, reachable: bool, *, at: datetime) -> bool:
    """Keep what the platform says of a chat: they blocked us, or let us in again, at a moment.

    False: it had told of something later already, so this is not how it is now.
    """
    state = IdentityState.REACHABLE if reachable else IdentityState.BLOCKED
    facts = {"of_identity": identity_id, "now_is": state, "at": at}
    return session.connection().execute(_SET_STATE, facts).first() is not None


def admins(session: Session) -> tuple[int, ...]:
    """Person ids of all who look after the shop, the owner first."""
    return tuple(dict.fromkeys(session.connection().execute(_ADMINS).scalars()))


def grant_admin(session: Session, person_id: int, *, by_id: int | None, now: datetime) -> RoleKind:
    """Make somebody an admin; the first who can be reached at all is the owner.  Granting twice is granting once.

    Raises:
        NotAllowed: this is no person, but a chat that many read.
    """
    refuse_public_chats(session, person_id)
    connection = session.connection()
    kind = RoleKind.OWNER if connection.execute(_REACHABLE_ADMIN).first() is None else RoleKind.ADMIN
    granted = connection.execute(
        _GRANT, {"person_id": person_id, "kind": kind, "granted_by_id": by_id, "granted_at": now, "ended_at": None}
    )
    if (role_id := granted.scalar_one_or_none()) is not None:
        granting = Audited("role_granted", "role", role_id, after={"person_id": person_id, "kind": kind.value})
        record(session, granting, actor_id=by_id, now=now)
    return kind


def ensure_identity(session: Session, person_id: int, channel: str, external_id: str, *, now: datetime) -> None:
    """Make somebody reachable at an address; twice is once."""
    session.connection().execute(_NEW_IDENTITY, _identity(person_id, channel, external_id, now))


def ensure_admin(session: Session, channel: str, external_id: str, *, now: datetime) -> None:
    """Make whoever writes from an address an admin, also before they first write; twice is once.

    A group or channel stays what it is.
    """
    of_address = {"of_channel": channel, "of_external_id": external_id}
    row = session.connection().execute(_KNOWN, of_address).first()
    if row is None:
        person = {"name": "", "language": None, "created_at": now}
        person_id: int = session.connection().execute(_NEW_PERSON, person).scalar_one()
        ensure_identity(session, person_id, channel, external_id, now=now)
    else:
        person_id = row.person_id
    if is_public_chat(session, person_id):
        return
    grant_admin(session, person_id, by_id=None, now=now)


def _find(session: Session, incoming: Incoming, languages: Languages, now: datetime) -> Known | None:
    sender = incoming.sender
    rows = (
        session.connection().execute(_KNOWN, {"of_channel": sender.channel, "of_external_id": sender.external_id}).all()
    )
    if not rows:
        return None
    first = rows[0]
    name, code = first.name, first.language
    if code is None:
        name, code = _introduce(session, first, incoming, languages)
    # What the platform tells of a chat is no word of theirs, and may come late.
    wrote = not isinstance(incoming.content, Reachability | Membership)
    if wrote and (first.state is not IdentityState.REACHABLE or now - first.last_written_at > SEEN_EVERY):
        session.connection().execute(_SEEN, {"seen_id": first.identity_id, "at": now})
    return Known(
        person_id=first.person_id,
        identity_id=first.identity_id,
        name=name,
        language=languages.get(code).code,
        roles=frozenset(row.role for row in rows if row.role is not None),
        farm_ids=frozenset(row.farm_id for row in rows if row.farm_id is not None),
    )


def _introduce(session: Session, row: Any, incoming: Incoming, languages: Languages) -> tuple[str, str]:
    """Learn name and language of somebody who was let in by the settings, before they first wrote."""
    name, language = row.name or clean_name(incoming.name), languages.match(incoming.language).code
    facts = {"of_person": row.person_id, "called": name, "chosen": language}
    session.connection().execute(_INTRODUCE, facts)
    return name, language


def _make(session: Session, incoming: Incoming, languages: Languages, now: datetime) -> Known:
    connection, sender = session.connection(), incoming.sender
    language = languages.match(incoming.language)
    name = clean_name(incoming.name)
    person = {"name": name, "language": language.code, "created_at": now}
    person_id: int = connection.execute(_NEW_PERSON, person).scalar_one()
    identity = _identity(person_id, sender.channel, sender.external_id, now)
    identity_id = connection.execute(_NEW_IDENTITY, identity).scalar_one_or_none()
    if identity_id is None:  # their other message, in another process, was quicker
        connection.execute(_DROP_PERSON, {"of_person": person_id})
        known = _find(session, incoming, languages, now)
        assert known is not None  # the conflict says that the row is there
        return known
    return Known(person_id, identity_id, name, language.code, frozenset(), frozenset(), new=True)


def _identity(person_id: int, channel: str, external_id: str, now: datetime) -> dict[str, object]:
    return {
        "person_id": person_id,
        "channel": channel,
        "external_id": external_id,
        "state": IdentityState.REACHABLE,
        "preferred": False,
        "last_written_at": now,
        "created_at": now,
    }
