"""Two chats, one person: a join link moves what one row has to another and leaves a pointer behind.

A link is opened by whoever holds it, so it carries a person to somebody with the same rights or more, never to
somebody with fewer: who is talked into opening a stranger's link must not make that stranger an admin.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, bindparam, exists, insert, literal, or_, select, update
from sqlmodel import Session

from bot.people.addresses import move_addresses
from bot.people.audit import Audited, record
from bot.people.models import FarmMember, Identity, Person, Role, RoleKind
from bot.people.public_chats import refuse_public_chats
from bot.refusals import NotAllowed

_PERSON = Person.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_IDENTITY = Identity.__table__  # type: ignore[attr-defined]
_ROLE = Role.__table__  # type: ignore[attr-defined]
_MEMBER = FarmMember.__table__  # type: ignore[attr-defined]

# In id order, so that of two links opened crosswise the second waits and finds that it has nothing left to do.
_LOCK = (
    select(_PERSON.c.id, _PERSON.c.joined_into_id)
    .where(_PERSON.c.id.in_(bindparam("people", expanding=True)))
    .order_by(_PERSON.c.id)
    .with_for_update(key_share=True)
)
_RIGHTS = (
    select(_PERSON.c.id, _ROLE.c.kind, _MEMBER.c.farm_id)
    .outerjoin_from(_PERSON, _ROLE, (_ROLE.c.person_id == _PERSON.c.id) & _ROLE.c.ended_at.is_(None))
    .outerjoin(_MEMBER, (_MEMBER.c.person_id == _PERSON.c.id) & _MEMBER.c.ended_at.is_(None))
    .where(_PERSON.c.id.in_(bindparam("people", expanding=True)))
)
_theirs = _MEMBER.alias("theirs")
# New rows, since old ones tell for ever who could answer for a farm, and when.
_COPY_MEMBERSHIPS = insert(_MEMBER).from_select(
    ["farm_id", "person_id", "rank", "since"],
    select(
        _MEMBER.c.farm_id,
        bindparam("into", type_=_MEMBER.c.person_id.type),
        _MEMBER.c.rank,
        bindparam("at", type_=_MEMBER.c.since.type),
    ).where(
        _MEMBER.c.person_id == bindparam("leaving"),
        _MEMBER.c.ended_at.is_(None),
        ~exists(select(literal(1))).where(
            _theirs.c.person_id == bindparam("into"),
            _theirs.c.farm_id == _MEMBER.c.farm_id,
            _theirs.c.ended_at.is_(None),
        ),
    ),
)
_MOVE_IDENTITIES = (
    update(_IDENTITY).where(_IDENTITY.c.person_id == bindparam("leaving")).values(person_id=bindparam("into"))
)
# Whoever points at the one who leaves points on, so that one step always leads to the end.
_POINT = (
    update(_PERSON)
    .where(or_(_PERSON.c.id == bindparam("leaving"), _PERSON.c.joined_into_id == bindparam("leaving")))
    .values(joined_into_id=bindparam("into"), phone=None)
)
_leaving = _PERSON.alias("leaving_person")
_MOVE_PHONE = (
    update(_PERSON)
    .where(_PERSON.c.id == bindparam("into"), _PERSON.c.phone.is_(None))
    .values(phone=select(_leaving.c.phone).where(_leaving.c.id == bindparam("leaving")).scalar_subquery())
)


class RightsInTheWay(NotAllowed):
    """The link belongs to somebody with fewer rights, who would be given those of whoever opens it."""

    def __init__(self) -> None:
        super().__init__("join")


@dataclass(frozen=True, slots=True)
class Joined:
    """Who was joined into whom."""

    leaving_id: int
    into_id: int


@dataclass(slots=True)
class _Rights:
    roles: set[RoleKind]
    farms: set[int]

    def cover(self, other: "_Rights") -> bool:
        """Whether they may do all that the other may: an owner everything, an admin whatever a farmer does."""
        if RoleKind.OWNER in self.roles:
            return True
        return other.roles <= self.roles and (RoleKind.ADMIN in self.roles or other.farms <= self.farms)


def join_people(session: Session, leaving_id: int, *, into_id: int, now: datetime) -> Joined | None:
    """Move channels and rights; None where both are one person already.

    What else they have is moved by `orders.joining` and `notices.service`, to the person that is returned: one who was
    joined into another before is taken for that one.

    Raises:
        RightsInTheWay: it would give somebody rights that they do not have.
        NotAllowed: one of them is no person, but a chat that many read.
    """
    refuse_public_chats(session, leaving_id, into_id)
    leaving_id, into_id = _now_known_as(session, leaving_id, into_id)
    if leaving_id == into_id:
        return None
    rights = _rights(session, leaving_id, into_id)
    if not rights[into_id].cover(rights[leaving_id]):
        raise RightsInTheWay
    connection, ids = session.connection(), {"leaving": leaving_id, "into": into_id}
    connection.execute(_COPY_MEMBERSHIPS, ids | {"at": now})
    for table in (_ROLE, _MEMBER):
        _end_all(session, table, leaving_id, now)
    connection.execute(_MOVE_IDENTITIES, ids)
    move_addresses(session, leaving_id, into_id=into_id)
    connection.execute(_MOVE_PHONE, ids)
    connection.execute(_POINT, ids)
    joined = Audited("joined", "person", into_id, before={"person_id": leaving_id})
    record(session, joined, actor_id=into_id, now=now)
    return Joined(leaving_id, into_id)


def _now_known_as(session: Session, *people: int) -> list[int]:
    """Lock these people, then say whom each of them is now."""
    pointers = {row.id: row.joined_into_id for row in session.connection().execute(_LOCK, {"people": sorted(people)})}
    return [pointers[person_id] or person_id for person_id in people]


def _rights(session: Session, *people: int) -> Mapping[int, _Rights]:
    rights = {person_id: _Rights(set(), set()) for person_id in people}
    for person_id, role, farm_id in session.connection().execute(_RIGHTS, {"people": sorted(people)}):
        if role is not None:
            rights[person_id].roles.add(role)
        if farm_id is not None:
            rights[person_id].farms.add(farm_id)
    return rights


def _end_all(session: Session, table: Table, person_id: int, now: datetime) -> None:
    ending = update(table).where(table.c.person_id == person_id, table.c.ended_at.is_(None)).values(ended_at=now)
    session.connection().execute(ending)
