"""Two chats, one person: a join link moves what one row has to another and leaves a pointer behind."""

from datetime import datetime

from sqlalchemy import Table, Update, and_, bindparam, exists, update
from sqlmodel import Session

from bot.people.audit import Audited, record
from bot.people.models import FarmMember, Identity, Person, Role

_PERSON = Person.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_IDENTITY = Identity.__table__  # type: ignore[attr-defined]
_ROLE = Role.__table__  # type: ignore[attr-defined]
_MEMBER = FarmMember.__table__  # type: ignore[attr-defined]

_MOVE_IDENTITIES = (
    update(_IDENTITY).where(_IDENTITY.c.person_id == bindparam("leaving")).values(person_id=bindparam("into"))
)
_POINT = update(_PERSON).where(_PERSON.c.id == bindparam("leaving")).values(joined_into_id=bindparam("into"))


def join_people(session: Session, leaving_id: int, *, into_id: int, now: datetime) -> None:
    """Move channels and rights; a right that both have stays once.  Orders are `orders.joining`'s to move."""
    if leaving_id == into_id:
        return
    connection, ids = session.connection(), {"leaving": leaving_id, "into": into_id, "at": now}
    for table, key in ((_ROLE, "kind"), (_MEMBER, "farm_id")):
        connection.execute(_end_shared(table, key), ids)
        connection.execute(_move(table), ids)
    connection.execute(_MOVE_IDENTITIES, ids)
    connection.execute(_POINT, ids)
    joined = Audited("joined", "person", into_id, before={"person_id": leaving_id})
    record(session, joined, actor_id=into_id, now=now)


def _end_shared(table: Table, key: str) -> Update:
    """End the open rights of the one who leaves that the other has as well."""
    theirs = table.alias("theirs")
    shared = exists().where(
        and_(theirs.c.person_id == bindparam("into"), theirs.c.ended_at.is_(None), theirs.c[key] == table.c[key])
    )
    return (
        update(table)
        .where(table.c.person_id == bindparam("leaving"), table.c.ended_at.is_(None), shared)
        .values(ended_at=bindparam("at"))
    )


def _move(table: Table) -> Update:
    return (
        update(table)
        .where(table.c.person_id == bindparam("leaving"), table.c.ended_at.is_(None))
        .values(person_id=bindparam("into"))
    )
