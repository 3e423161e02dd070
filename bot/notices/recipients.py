"""Where people can be reached now, and in which language."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlmodel import Session

from bot.notices.models import Delivery, Lane, OutboxMessage
from bot.people.models import Identity, IdentityState, Person

_PERSON = Person.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_IDENTITY = Identity.__table__  # type: ignore[attr-defined]
_OUTBOX = OutboxMessage.__table__  # type: ignore[attr-defined]

_ALERTED_AT = (
    select(func.max(_OUTBOX.c.created_at))
    .where(
        _OUTBOX.c.identity_id == _IDENTITY.c.id,
        _OUTBOX.c.lane == Lane.ALERT,
        _OUTBOX.c.created_at > bindparam("since"),
        _OUTBOX.c.delivery == Delivery.PUSH,
    )
    .correlate(_IDENTITY)
    .scalar_subquery()
)
_REACHABLE = (
    select(
        _PERSON.c.id.label("person_id"),
        _PERSON.c.language,
        _IDENTITY.c.id,
        _IDENTITY.c.channel,
        _IDENTITY.c.external_id,
        _ALERTED_AT.label("alerted_at"),
    )
    # Who was joined into another is reached where that one is.
    .join_from(_PERSON, _IDENTITY, _IDENTITY.c.person_id == func.coalesce(_PERSON.c.joined_into_id, _PERSON.c.id))
    .where(_PERSON.c.id.in_(bindparam("people", expanding=True)), _IDENTITY.c.state == IdentityState.REACHABLE)
    .order_by(_PERSON.c.id, _IDENTITY.c.preferred.desc(), _IDENTITY.c.last_written_at.desc(), _IDENTITY.c.id)
)


_ONE = (
    select(_PERSON.c.id.label("person_id"), _PERSON.c.language, _IDENTITY.c.channel, _IDENTITY.c.external_id)
    .join_from(_IDENTITY, _PERSON, _PERSON.c.id == _IDENTITY.c.person_id)
    .where(_IDENTITY.c.id == bindparam("identity"), _IDENTITY.c.state == IdentityState.REACHABLE)
)


@dataclass(frozen=True, slots=True)
class Reached:
    """One identity.  `alerted_at`: when the last alert to it was posted, if that was lately."""

    identity_id: int
    channel: str
    external_id: str
    alerted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person and where they are reached: the preferred identity first, then the last written from."""

    language: str | None
    identities: tuple[Reached, ...]


def find_reader(session: Session, identity_id: int) -> tuple[int, Recipient] | None:
    """Say who reads one chat now, by their id, and in which language; None: nobody is reached there any more."""
    row = session.connection().execute(_ONE, {"identity": identity_id}).one_or_none()
    if row is None:
        return None
    return row.person_id, Recipient(row.language, (Reached(identity_id, row.channel, row.external_id),))


def find_recipients(session: Session, people: Collection[int], *, alerted_since: datetime) -> dict[int, Recipient]:
    """Find people's reachable identities, with one statement; whoever has none is left out."""
    rows = session.connection().execute(_REACHABLE, {"people": sorted(people), "since": alerted_since})
    found: dict[int, Recipient] = {}
    for row in rows:
        identity = Reached(row.id, row.channel, row.external_id, row.alerted_at)
        known = found.get(row.person_id)
        found[row.person_id] = Recipient(row.language, (*known.identities, identity) if known else (identity,))
    return found
