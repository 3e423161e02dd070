"""Notices as a renderer sees them: plain values, loaded by the card that shows them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlmodel import Session

from bot.notices.models import Notice, NoticeState

CARD_PREFIX = "notice:"

NOTICE = Notice.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
COLUMNS = (
    NOTICE.c.id,
    NOTICE.c.person_id,
    NOTICE.c.kind,
    NOTICE.c.params,
    NOTICE.c.step,
    NOTICE.c.state,
    NOTICE.c.answer,
    NOTICE.c.result,
    NOTICE.c.about,
    NOTICE.c.about_id,
    NOTICE.c.lane,
    NOTICE.c.asks,
    NOTICE.c.card,
)
_ON_CARDS = (
    select(*COLUMNS)
    .where(
        or_(
            NOTICE.c.card.in_(bindparam("cards", expanding=True)),
            NOTICE.c.card.is_(None) & NOTICE.c.id.in_(bindparam("ids", expanding=True)),
        )
    )
    .order_by(NOTICE.c.id)
)


@dataclass(frozen=True, slots=True)
class NoticeView:
    """One notice, as the renderer of its kind needs it."""

    id: int
    kind: str
    params: Mapping[str, Any]
    step: int
    state: NoticeState
    answer: str | None
    result: Mapping[str, Any] | None
    about: str
    about_id: int | None


@dataclass(frozen=True, slots=True)
class Debt:
    """A notice, to whom it is owed and how urgently."""

    view: NoticeView
    person_id: int
    lane: int
    asks: bool
    card: str | None  # None: its own

    @property
    def card_name(self) -> str:
        return self.card or own_card(self.view.id)

    @classmethod
    def of(cls, row: Any) -> "Debt":
        """Read a row of `COLUMNS`."""
        view = NoticeView(
            id=row.id,
            kind=row.kind,
            params=row.params,
            step=row.step,
            state=row.state,
            answer=row.answer,
            result=row.result,
            about=row.about,
            about_id=row.about_id,
        )
        return cls(view, row.person_id, row.lane, row.asks, row.card)


def own_card(notice_id: int) -> str:
    """Name the living message of a notice that is shown alone, or first among those folded with it."""
    return f"{CARD_PREFIX}{notice_id}"


def is_notice_card(card: str) -> bool:
    return card.startswith(CARD_PREFIX)


def on_cards(session: Session, cards: Collection[str]) -> dict[str, list[Debt]]:
    """Load the notices that each card shows, in their order; one statement, none for no cards."""
    ids = [int(digits) for card in cards if (digits := card.removeprefix(CARD_PREFIX)).isdecimal()]
    if not ids:
        return {}
    found: dict[str, list[Debt]] = {}
    for row in session.connection().execute(_ON_CARDS, {"cards": sorted(cards), "ids": sorted(ids)}):
        debt = Debt.of(row)
        found.setdefault(debt.card_name, []).append(debt)
    return found
