"""The inside of one transaction: dedupe, load, route, enqueue.

Plain synchronous functions over a Session: a turn cannot wait on the network, and it may run
more than once, so it has no effect outside the session and returns plain values.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

# PostgreSQL's ON CONFLICT compiles to the same words on SQLite.
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import Session

from bot import inbox, router
from bot.catalog.models import Shop
from bot.catalog.snapshot import Catalogue, load_catalogue
from bot.clock import Clock
from bot.dispatch.shelf import Shelf
from bot.handlers.context import Asker, Context
from bot.handlers.routes import Fallback, Routes
from bot.i18n import Language, Languages, Reader
from bot.inbox import InboxState
from bot.links import Links
from bot.messages import Address, GroupCall, Incoming, Outgoing, Press, Text
from bot.notices.models import Delivery, Lane
from bot.notices.outbox import Envelope, enqueue
from bot.notices.ports import Capabilities
from bot.notices.posting import Poster
from bot.people.models import Conversation, Identity
from bot.people.service import Known, meet


@dataclass(frozen=True, slots=True)
class House:
    """What every turn needs and none changes."""

    languages: Languages
    routes: Routes
    fallback: Fallback
    poster: Poster[Catalogue]
    clock: Clock
    random_code: Callable[[int], str]
    links: Links
    history_channels: frozenset[str]  # channels that show a person's own words only if we keep them
    capabilities: Mapping[str, Capabilities] = field(default_factory=dict)  # by channel
    rule_defaults: Mapping[str, Any] = field(default_factory=dict)  # where the seller has decided nothing yet
    shelf: Shelf = field(default_factory=Shelf)

    def edits_are_free(self, channel: str) -> bool:
        """Whether a message there can be changed as often as somebody taps."""
        known = self.capabilities.get(channel)
        return known is not None and known.can_edit

    def media_comes(self, channel: str) -> bool:
        """Whether people can send pictures and recordings there."""
        known = self.capabilities.get(channel)
        return known is not None and known.brings_media

    def catalogue(self, session: Session) -> Catalogue:
        """Give the catalogue as of this transaction, from the shelf where that has not changed."""
        return self.catalogue_at(session, session.connection().execute(_SHELF_VERSION).scalar() or 0)

    def catalogue_at(self, session: Session, version: int) -> Catalogue:
        """Give the catalogue of the version that this transaction has read."""
        known = self.shelf.at(version)
        return known or self.shelf.precede(load_catalogue(session, **self.rule_defaults))


@dataclass(frozen=True, slots=True)
class TurnDone:
    """What is left to do once the turn has been committed."""

    toast: str | None = None
    posted: bool = False  # the sender has work
    catalogue: Catalogue | None = None  # loaded in this turn, to be shared from now on


_CONVERSATION = Conversation.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_IDENTITY = Identity.__table__  # type: ignore[attr-defined]
_SHOP = Shop.__table__  # type: ignore[attr-defined]
_SHELF_VERSION = select(_SHOP.c.version).where(_SHOP.c.id == 1)
_VERSION = _SHELF_VERSION.scalar_subquery()

# The first statement of all: under READ COMMITTED whatever is read before it, or joined to it, is as old as the wait.
# Of the identity only what never changes is used.
_LOCK = (
    select(_CONVERSATION.c.awaiting, _CONVERSATION.c.data, _CONVERSATION.c.misses, _VERSION.label("version"))
    .join_from(_CONVERSATION, _IDENTITY, _IDENTITY.c.id == _CONVERSATION.c.identity_id)
    .where(_IDENTITY.c.channel == bindparam("of_channel"), _IDENTITY.c.external_id == bindparam("of_external_id"))
    .with_for_update(of=_CONVERSATION)
)
_OPEN = upsert(_CONVERSATION).on_conflict_do_nothing()
_KEEP = (
    update(_CONVERSATION)
    .where(_CONVERSATION.c.identity_id == bindparam("identity"))
    .values(awaiting=bindparam("question"), data=bindparam("facts"), misses=bindparam("missed"))
)


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where the conversation stood when the turn began."""

    awaiting: str | None
    data: dict[str, Any]
    misses: int
    version: int


@dataclass(frozen=True, slots=True)
class Turn:
    """One event on its way through its transaction."""

    house: House
    incoming: Incoming
    context: Context
    standing: _Standing

    @classmethod
    def open(cls, session: Session, incoming: Incoming, house: House, now: datetime) -> "Turn":
        """Lock the conversation, then load who writes, with the rights of this moment."""
        standing = _lock(session, incoming.sender)
        is_new = standing is None
        if standing is None:  # their first message
            _open(session, meet(session, incoming, house.languages, now=now).identity_id)
            standing = _lock(session, incoming.sender)
            assert standing is not None  # it is there now, and nobody takes it away
        known = meet(session, incoming, house.languages, now=now)
        catalogue = house.catalogue_at(session, standing.version)
        language = _language_of(incoming, known, house.languages)
        context = Context(
            session=session,
            now=now,
            asker=_asker(known, incoming, language),
            reader=Reader(language, catalogue.rules.zone, catalogue.rules.currency),
            languages=house.languages,
            catalogue=catalogue,
            random_code=house.random_code,
            links=house.links,
            data=standing.data,
            misses=standing.misses,
            is_new=is_new,
            edits_are_free=house.edits_are_free(incoming.sender.channel),
            media_comes=house.media_comes(incoming.sender.channel),
        )
        return cls(house, incoming, context, standing)

    def answer(self) -> TurnDone:
        """Let the handlers answer, and write down what they said."""
        house = self.house
        routed = router.route(self.context, self.incoming.content, self.standing.awaiting, house.routes, house.fallback)
        misses = self.standing.misses + routed.missed if routed.missed or routed.aside else 0
        # What was not understood, or came aside, is no answer: the question stays as it was.
        return self.close(routed.replies, misses=misses, keep_question=routed.missed or routed.aside)

    def close(self, replies: Sequence[Outgoing], *, misses: int, keep_question: bool) -> TurnDone:
        """Write replies, due notices and where the conversation now stands.

        keep_question: the open question stays open where the replies ask nothing new.
        """
        session, context = self.context.session, self.context
        standing = self._after(replies, misses, keep_question)
        if standing != self.standing:
            _keep(session, context.asker.identity_id, standing)
        envelopes = [
            *self._echo(),
            *self._replies(replies),
            *self.house.poster.post_owed(session, context.catalogue, now=context.now),
        ]
        if envelopes:
            enqueue(session, envelopes, now=context.now)
        fresh = context.catalogue if self.house.shelf.at(context.catalogue.version) is None else None
        toast = next((reply.toast for reply in replies if reply.toast), None)
        return TurnDone(toast=toast, posted=bool(envelopes), catalogue=fresh)

    def _after(self, replies: Sequence[Outgoing], misses: int, keep_question: bool) -> _Standing:
        ask = next((reply.ask for reply in reversed(replies) if reply.is_message), None)
        if ask is None and keep_question:
            return replace(self.standing, misses=misses)
        question, facts = (ask.question, ask.data) if ask else (None, {})
        return replace(self.standing, awaiting=question, data=facts, misses=misses)

    def _echo(self) -> list[Envelope]:
        content, message_id = self.incoming.content, self.incoming.message_id
        kept = self.context.asker.address.channel in self.house.history_channels
        if not kept or message_id is None or not isinstance(content, Text):
            return []
        return [self._envelope(Outgoing(content.text), Delivery.ECHO, message_id)]

    def _replies(self, replies: Sequence[Outgoing]) -> Iterator[Envelope]:
        """The first answer to a press changes the message that was pressed; others come below it."""
        content = self.incoming.content
        pressed = content.message_id if isinstance(content, Press) else None
        for reply in replies:
            if reply.is_message:
                yield self._envelope(reply, Delivery.REPLY, pressed)
                pressed = None

    def _envelope(self, outgoing: Outgoing, delivery: Delivery, message_id: str | None) -> Envelope:
        asker = self.context.asker
        return Envelope(
            identity_id=asker.identity_id,
            channel=asker.address.channel,
            external_id=asker.address.external_id,
            outgoing=outgoing,
            delivery=delivery,
            lane=Lane.REPLY,
            edit_message_id=message_id,
        )


def turn(session: Session, incoming: Incoming, house: House) -> TurnDone:
    """Handle one event, or do nothing if it was handled before.

    Raises:
        Refusal: the answer is no; the caller rolls back and calls `refuse`.
    """
    now = house.clock()
    if not inbox.accept(session, incoming.sender.channel, incoming.event_id, now=now, state=InboxState.HANDLED):
        return TurnDone()
    return Turn.open(session, incoming, house, now).answer()


def _language_of(incoming: Incoming, known: Known, languages: Languages) -> Language:
    """Answer a group in the words of whoever called there; everybody else has chosen a language of their own."""
    if isinstance(incoming.content, GroupCall) and incoming.language:
        return languages.match(incoming.language)
    return languages.get(known.language)


def _asker(known: Known, incoming: Incoming, language: Language) -> Asker:
    return Asker(
        person_id=known.person_id,
        identity_id=known.identity_id,
        address=incoming.sender,
        name=known.name,
        language=language.code,
        roles=known.roles,
        farm_ids=known.farm_ids,
    )


def _lock(session: Session, sender: Address) -> _Standing | None:
    of_sender = {"of_channel": sender.channel, "of_external_id": sender.external_id}
    row = session.connection().execute(_LOCK, of_sender).one_or_none()
    return None if row is None else _Standing(row.awaiting, row.data, row.misses, row.version or 0)


def _open(session: Session, identity_id: int) -> None:
    session.connection().execute(_OPEN, {"identity_id": identity_id, "awaiting": None, "data": {}, "misses": 0})


def _keep(session: Session, identity_id: int, standing: _Standing) -> None:
    session.connection().execute(
        _KEEP,
        {
            "identity": identity_id,
            "question": standing.awaiting,
            "facts": standing.data,
            "missed": standing.misses,
        },
    )
