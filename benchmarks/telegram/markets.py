"""What the market has on Telegram beside its goods: farmers' phones, and followers who are owed the same news."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from benchmarks.stalls import phone_of, stall_slug
from bot.catalog.snapshot import load_catalogue
from bot.messages import Outgoing
from bot.notices.models import Delivery, Lane
from bot.notices.outbox import Envelope, enqueue
from bot.people.models import Identity, IdentityState, Person
from tests.telegram.fake.people import Person as Phone

CHANNEL = "telegram"
STALLS = 32
NEWS = Outgoing(text="Tomorrow at eight: fresh shiitake from Leishan, picked this morning. First come, first served.")

_PERSON = Person.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_IDENTITY = Identity.__table__  # type: ignore[attr-defined]


def offers_of(session: Session) -> list[int]:
    """Give the id of one offer of each stall."""
    offers = {item.slug: item.offer_id or 0 for item in load_catalogue(session).items.values()}
    return [offers[f"{stall_slug(number)}-0"] for number in range(STALLS)]


def give_phones(session: Session, phones: Sequence[Phone]) -> None:
    """Let each stall be asked on Telegram."""
    for number, phone in enumerate(phones):
        session.connection().execute(
            sa.update(_IDENTITY)
            .where(_IDENTITY.c.external_id == phone_of(number))
            .values(channel=CHANNEL, external_id=str(phone.id))
        )


def broadcast(session: Session, followers: Sequence[int], now: datetime) -> None:
    """Owe everybody the same news, as a broadcast will; `followers`: their ids there."""
    connection = session.connection()
    first = 1 + (connection.execute(sa.select(sa.func.max(_PERSON.c.id))).scalar() or 0)
    people = [(first + place, str(id_)) for place, id_ in enumerate(followers)]
    connection.execute(
        sa.insert(_PERSON), [{"id": id_, "name": "Follower", "language": "en", "created_at": now} for id_, _ in people]
    )
    connection.execute(sa.insert(_IDENTITY), [_identity(id_, external_id, now) for id_, external_id in people])
    found = connection.execute(
        sa.select(_IDENTITY.c.id, _IDENTITY.c.external_id).where(_IDENTITY.c.person_id >= first)
    ).all()
    letters = [
        Envelope(row.id, CHANNEL, row.external_id, NEWS, Delivery.PUSH, Lane.BROADCAST, silent=True) for row in found
    ]
    enqueue(session, letters, now=now)


def _identity(person_id: int, external_id: str, now: datetime) -> dict[str, object]:
    return {
        "person_id": person_id,
        "channel": CHANNEL,
        "external_id": external_id,
        "state": IdentityState.REACHABLE,
        "preferred": False,
        "last_written_at": now,
        "created_at": now,
    }
