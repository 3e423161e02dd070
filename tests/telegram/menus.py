"""People with and without rights, and words for their menus."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, select

from bot.catalog.models import Farm
from bot.i18n import Language
from bot.people.models import Conversation, FarmMember, Identity, Person, Role, RoleKind

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


class Words:
    """Says in which language it speaks, and to whom."""

    def __init__(self, seller: str = "Market") -> None:
        self.seller = seller

    def commands(self, language: Language, *, is_admin: bool, is_farmer: bool) -> Sequence[tuple[str, str]]:
        names = ["stock"] * is_admin + ["today"] * is_farmer + ["shop"]
        return [(name, f"{name} in {language.code}") for name in names]

    def description(self, language: Language) -> str:
        return f"{self.seller} in {language.code}" + "!" * 600

    def short_description(self, language: Language) -> str:
        return f"{self.seller}, {language.code}"


def a_person(
    external_id: int | str, *, language: str | None = "en", channel: str = "telegram", has_written: bool = True
) -> Callable[[Session], int]:
    """Make somebody; return their id."""

    def make(session: Session) -> int:
        person = Person(language=language, created_at=NOW)
        session.add(person)
        session.flush()
        assert person.id is not None
        identity = Identity(
            person_id=person.id,
            channel=channel,
            external_id=str(external_id),
            last_written_at=NOW,
            created_at=NOW,
        )
        session.add(identity)
        session.flush()
        assert identity.id is not None
        if has_written:
            session.add(Conversation(identity_id=identity.id))
        return person.id

    return make


def makes_admin(person_id: int) -> Callable[[Session], None]:
    return lambda session: session.add(Role(person_id=person_id, kind=RoleKind.ADMIN, granted_at=NOW))


def makes_farmer(person_id: int) -> Callable[[Session], None]:
    def make(session: Session) -> None:
        farm = Farm(slug="ridge", names={"en": "Ridge Farm"})
        session.add(farm)
        session.flush()
        assert farm.id is not None
        session.add(FarmMember(farm_id=farm.id, person_id=person_id, rank=1, since=NOW))

    return make


def ends_rights(person_id: int) -> Callable[[Session], None]:
    def end(session: Session) -> None:
        for table in (Role, FarmMember):
            kind: Any = table
            for right in session.exec(select(kind).where(col(kind.person_id) == person_id)):
                right.ended_at = NOW
                session.add(right)

    return end


def reads(person_id: int, language: str) -> Callable[[Session], None]:
    def change(session: Session) -> None:
        person = session.get_one(Person, person_id)
        person.language = language
        session.add(person)

    return change
