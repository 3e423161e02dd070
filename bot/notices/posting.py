"""From what is owed to what is sent: who is reached where, in which words, alone or folded with others."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from bot.i18n import Languages, Reader
from bot.messages import Outgoing
from bot.notices.folding import FOLD_WITHIN, Bundle, bundles, may_wait
from bot.notices.models import Delivery, Lane, NoticeState
from bot.notices.outbox import Envelope
from bot.notices.recipients import Reached, Recipient, find_recipients
from bot.notices.service import ChangedCard, take_changed, take_owed
from bot.notices.views import COLUMNS, NOTICE, Debt, NoticeView, is_notice_card, on_cards
from bot.notices.waking import QuietHours, is_quiet

DUE_AT_ONCE = 200  # notices that one sweep's transaction posts


class PostingRules(QuietHours, Protocol):
    """What of the shop's rules a message needs."""

    @property
    def currency(self) -> str: ...


class HasRules(Protocol):
    """The catalogue, of which posting looks at the rules alone and hands the rest on to the renderers."""

    @property
    def rules(self) -> PostingRules: ...


C = TypeVar("C", bound=HasRules)

# Given one notice, or up to FOLD_MAX of a folded kind, that one message shows.
Renderer = Callable[[Sequence[NoticeView], Reader, C], Outgoing]
# Given a living message that shows no notice ("order:17"), and whose it is; None: there is nothing to show any more.
Drawer = Callable[[Session, int, str, Reader, C], Outgoing | None]

_DUE = (
    select(*COLUMNS)
    .where(
        NOTICE.c.state == NoticeState.QUEUED,
        NOTICE.c.due_at <= bindparam("now"),
        NOTICE.c.kind.in_(bindparam("kinds", expanding=True)),
    )
    .order_by(NOTICE.c.due_at, NOTICE.c.id)
    .limit(DUE_AT_ONCE)
    .with_for_update(skip_locked=True)
)
_DUE_ONE = _DUE.where(NOTICE.c.id == bindparam("notice"))
_MARK = (
    update(NOTICE)
    .where(NOTICE.c.id == bindparam("notice"), NOTICE.c.state == NoticeState.QUEUED)
    .values(
        state=bindparam("to_state"), due_at=bindparam("due"), card=bindparam("on_card"), ended_at=bindparam("ended")
    )
)


@dataclass(frozen=True, slots=True)
class _Desk(Generic[C]):
    """One transaction's posting: the moment, the shelf, and where everybody concerned is reached."""

    session: Session
    catalogue: C
    now: datetime
    recipients: Mapping[int, Recipient]

    @property
    def is_quiet(self) -> bool:
        rules = self.catalogue.rules
        return is_quiet(self.now, zone=rules.zone, quiet_from=rules.quiet_from, quiet_until=rules.quiet_until)


@dataclass(frozen=True, slots=True)
class Poster(Generic[C]):
    """Turns notices into envelopes.

    renderers: by kind; a notice of another kind is a newer release's, and left to it.
    folded: kinds of which up to FOLD_MAX fit one message.
    drawers: of living messages that show no notice, by what stands before the colon of the card's name.
    """

    renderers: Mapping[str, Renderer[C]]
    languages: Languages
    folded: frozenset[str] = frozenset()
    drawers: Mapping[str, Drawer[C]] = field(default_factory=dict)

    def post_owed(self, session: Session, catalogue: C, *, now: datetime) -> list[Envelope]:
        """Post what this transaction owes, and draw anew the cards it has changed.

        No statement where there is nothing; else one, one more where alerts wait to be folded or nobody can be
        reached, and one more for changed cards.
        """
        owed, cards = take_owed(session), take_changed(session)
        if not owed and not cards:
            return []
        people = [debt.person_id for debt in owed] + [card.person_id for card in cards]
        desk = self._desk(session, catalogue, now, people)
        return [*self._redraw(desk, cards), *self._post(desk, owed, due=False)]

    def post_due(self, session: Session, catalogue: C, *, now: datetime, only: int | None = None) -> list[Envelope]:
        """Post notices whose time has come, a limited number at once; those that another worker has are passed over.

        only: that notice alone.
        """
        debts = self._due(session, now, only)
        if not debts:
            return []
        desk = self._desk(session, catalogue, now, [debt.person_id for debt in debts])
        return self._post(desk, debts, due=True)

    def due_ids(self, session: Session, *, now: datetime) -> list[int]:
        """Say which notices `post_due` would take."""
        return [debt.view.id for debt in self._due(session, now, None)]

    def refresh(self, session: Session, cards: Collection[str], catalogue: C, *, now: datetime) -> list[Envelope]:
        """Draw these cards of notices anew for those who see them."""
        shown = on_cards(session, cards)
        changed = [ChangedCard(debts[0].person_id, card) for card, debts in shown.items()]
        return self._redraw(self._desk(session, catalogue, now, [card.person_id for card in changed]), changed)

    def render_card(self, session: Session, card: str, reader: Reader, catalogue: C) -> Outgoing | None:
        """Draw one card of notices, for the handler that answers a press on it; None: there is no such card."""
        debts = on_cards(session, [card]).get(card)
        return self._render(card, [debt.view for debt in debts], reader, catalogue) if debts else None

    def _due(self, session: Session, now: datetime, only: int | None) -> list[Debt]:
        facts = {"now": now, "kinds": sorted(self.renderers)}
        found = (_DUE, facts) if only is None else (_DUE_ONE, facts | {"notice": only})
        return [Debt.of(row) for row in session.connection().execute(*found)]

    def _desk(self, session: Session, catalogue: C, now: datetime, people: Collection[int]) -> _Desk[C]:
        recipients = find_recipients(session, set(people), alerted_since=now - FOLD_WITHIN) if people else {}
        return _Desk(session, catalogue, now, recipients)

    def _post(self, desk: _Desk[C], debts: Sequence[Debt], *, due: bool) -> list[Envelope]:
        reachable = [debt for debt in debts if debt.person_id in desk.recipients]
        waiting = [] if due else [debt for debt in reachable if may_wait(debt, self.folded) and _alerted(desk, debt)]
        ready = bundles((debt for debt in reachable if debt not in waiting), self.folded)
        changes = [
            *(_undeliverable(debt, desk.now) for debt in debts if debt.person_id not in desk.recipients),
            *(_change(debt, due=_alerted(desk, debt), card=debt.card) for debt in waiting),
            *(change for bundle in ready for change in _posted(bundle, was_due=due)),
        ]
        if changes:
            desk.session.connection().execute(_MARK, changes)
        return [self._push(desk, bundle) for bundle in ready]

    def _push(self, desk: _Desk[C], bundle: Bundle) -> Envelope:
        debt = bundle.debts[0]
        recipient = desk.recipients[debt.person_id]
        outgoing = self._render(bundle.card, bundle.views, self._reader(desk, recipient), desk.catalogue)
        return Envelope(
            **_address(recipient.identities[0]),
            # A push never becomes the last question: the one that waits for an answer stays (product rule 6).
            outgoing=replace(outgoing, ask=None),
            delivery=Delivery.PUSH,
            lane=Lane(debt.lane),
            notice_ids=bundle.notice_ids,
            silent=desk.is_quiet,
        )

    def _redraw(self, desk: _Desk[C], cards: Sequence[ChangedCard]) -> list[Envelope]:
        shown = on_cards(desk.session, [card.card for card in cards if is_notice_card(card.card)])
        return [
            envelope
            for card in cards
            if (recipient := desk.recipients.get(card.person_id)) is not None
            for envelope in self._update(desk, card, recipient, shown.get(card.card, ()))
        ]

    def _update(
        self, desk: _Desk[C], card: ChangedCard, recipient: Recipient, debts: Sequence[Debt]
    ) -> Iterable[Envelope]:
        reader = self._reader(desk, recipient)
        outgoing: Outgoing | None = None
        if debts:
            outgoing = self._render(card.card, [debt.view for debt in debts], reader, desk.catalogue)
        elif drawer := self.drawers.get(card.card.partition(":")[0]):
            outgoing = drawer(desk.session, card.person_id, card.card, reader, desk.catalogue)
        if outgoing is None:
            return
        # They may have seen it on any of their channels; where they have not, the sender does nothing.
        for identity in recipient.identities:
            yield Envelope(
                **_address(identity),
                outgoing=replace(outgoing, card=card.card, ask=None),
                delivery=Delivery.UPDATE,
                lane=Lane(debts[0].lane) if debts else card.lane,
            )

    def _render(self, card: str, views: Sequence[NoticeView], reader: Reader, catalogue: C) -> Outgoing:
        outgoing = self.renderers[views[0].kind](views, reader, catalogue)
        # News that nobody has to answer may name a card of its own, on which later news take its place.
        return outgoing if outgoing.card else replace(outgoing, card=card)

    def _reader(self, desk: _Desk[C], recipient: Recipient) -> Reader:
        rules = desk.catalogue.rules
        return Reader(self.languages.get(recipient.language), rules.zone, rules.currency)


def _alerted(desk: _Desk[C], debt: Debt) -> datetime | None:
    """When to post an alert that follows another one closely; None: at once."""
    alerted_at = desk.recipients[debt.person_id].identities[0].alerted_at
    return alerted_at + FOLD_WITHIN if alerted_at else None


def _address(identity: Reached) -> dict[str, Any]:
    return {"identity_id": identity.identity_id, "channel": identity.channel, "external_id": identity.external_id}


def _posted(bundle: Bundle, *, was_due: bool) -> Iterable[dict[str, Any]]:
    """Give the changes that posting leaves: none for one that goes at once on its own card."""
    for debt in bundle.debts:
        if was_due or debt.card_name != bundle.card:
            yield _change(debt, due=None, card=bundle.card)


def _undeliverable(debt: Debt, now: datetime) -> dict[str, Any]:
    # Due again at once: whoever takes its next step hands it to somebody who can be reached.
    change = _change(debt, due=now if debt.asks else None, card=debt.card)
    return change | {"to_state": NoticeState.UNDELIVERABLE, "ended": None if debt.asks else now}


def _change(debt: Debt, *, due: datetime | None, card: str | None) -> dict[str, Any]:
    return {"notice": debt.view.id, "to_state": NoticeState.QUEUED, "due": due, "on_card": card, "ended": None}
