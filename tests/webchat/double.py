"""A market of one voice: stands in for dispatch and sender, so that the web chat can be tried by itself."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.channels.webchat.channel import NOBODY, WebChat
from bot.database import Database, DatabaseBusy
from bot.i18n import Languages
from bot.inbox import InboxState, accept
from bot.links import Links
from bot.messages import Incoming, Outgoing, Text
from bot.notices.models import Shown
from bot.notices.outbox import encode
from bot.people.models import Identity, Person
from bot.settings import locales_folder

SECRET_KEY = "a key for tests alone"
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
SITE_URL = "http://market.example"

Answer = Callable[[Incoming], list[tuple[str, Outgoing]]]  # message ids and what stands there from now on


@dataclass(frozen=True, slots=True)
class Receipt:
    toast: str | None = None


def echo(incoming: Incoming) -> list[tuple[str, Outgoing]]:
    """Answer words with the same words."""
    words = incoming.content.text if isinstance(incoming.content, Text) else "a press"
    return [(f"answer-{incoming.event_id[:40]}", Outgoing(f"You said: {words}"))]


@dataclass
class Double:
    """Takes events as dispatch does, and shows messages as the sender does."""

    database: Database
    answer: Answer = echo
    toast: str | None = None
    is_busy: bool = False
    received: list[Incoming] = field(default_factory=list)
    wake: Callable[[list[int]], None] = lambda _: None

    async def receive(self, incoming: Incoming) -> Receipt:
        if self.is_busy:
            raise DatabaseBusy
        identity_id = await self.database.transact(partial(_turn, incoming=incoming, answer=self.answer))
        if identity_id:
            self.received.append(incoming)
            self.wake([identity_id])
        return Receipt(self.toast)

    async def shows(self, external_id: str, message_id: str, outgoing: Outgoing | None) -> None:
        """Show, edit or (None) remove a message in someone's chat."""
        show = partial(show_in, external_id=external_id, message_id=message_id, outgoing=outgoing)
        self.wake([await self.database.transact(show)])

    async def reads(self, external_id: str, language: str) -> None:
        """Set what someone reads."""
        await self.database.transact(partial(_set_language, external_id=external_id, language=language))


def webchat(
    double: Double,
    languages: Languages,
    *,
    site_url: str = SITE_URL,
    secret_key: str = SECRET_KEY,
    demo_people: Mapping[str, str] = NOBODY,
    links: Links | None = None,
) -> WebChat:
    """A web chat whose other side is a double."""
    chat = WebChat(
        receive=double.receive,
        database=double.database,
        languages=languages,
        secret_key=secret_key,
        public_url=site_url,
        seller_name=lambda language: "Leishan Village Market",
        demo_people=demo_people,
        links=links,
        clock=lambda: NOW,
    )
    double.wake = chat.hub.shown
    return chat


def three_languages(folder: Path) -> Languages:
    """English, Chinese, and one that is written from right to left and has no sentences of its own."""
    for code in ("en", "zh_Hans"):
        shutil.copytree(locales_folder() / code, folder / code)
    (folder / "ar").mkdir()
    (folder / "ar" / "language.toml").write_text('name = "ar name"\nformatting = "ar"\n', encoding="utf-8")
    return Languages(folder, ["en", "zh_Hans", "ar"])


def _turn(session: Session, incoming: Incoming, answer: Answer) -> int | None:
    if not accept(session, "webchat", incoming.event_id, now=NOW, state=InboxState.HANDLED):
        return None
    identity = _identity(session, incoming.sender.external_id)
    if isinstance(incoming.content, Text) and incoming.message_id:
        _put(session, identity, incoming.message_id, Outgoing(incoming.content.text), own=True)
    for message_id, outgoing in answer(incoming):
        _put(session, identity, message_id, outgoing)
    return identity.id


def show_in(session: Session, external_id: str, message_id: str, outgoing: Outgoing | None) -> int:
    identity = _identity(session, external_id)
    _put(session, identity, message_id, outgoing)
    assert identity.id is not None
    return identity.id


def _set_language(session: Session, external_id: str, language: str) -> None:
    person = session.get_one(Person, _identity(session, external_id).person_id)
    person.language = language
    session.add(person)


def _identity(session: Session, external_id: str) -> Identity:
    known = session.exec(select(Identity).where(Identity.external_id == external_id)).one_or_none()
    if known is not None:
        return known
    person = Person(created_at=NOW)
    session.add(person)
    session.flush()
    assert person.id is not None
    identity = Identity(
        person_id=person.id, channel="webchat", external_id=external_id, last_written_at=NOW, created_at=NOW
    )
    session.add(identity)
    session.flush()
    return identity


def _put(
    session: Session, identity: Identity, message_id: str, outgoing: Outgoing | None, *, own: bool = False
) -> None:
    assert identity.id is not None
    newest = session.exec(select(func.max(Shown.seq)).where(Shown.identity_id == identity.id)).one() or 0
    shown = session.exec(
        select(Shown).where(Shown.identity_id == identity.id, col(Shown.message_id) == message_id)
    ).one_or_none()
    if shown is None:
        shown = Shown(identity_id=identity.id, message_id=message_id, seq=0, own=own, shown_at=NOW)
    else:
        shown.edited_at = NOW
    shown.seq = newest + 1
    shown.payload = encode(outgoing) if outgoing else {}
    shown.removed = outgoing is None
    session.add(shown)
    session.flush()
