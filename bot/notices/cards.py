"""The living message that shows a notice: for the handler that answers a press on it."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlmodel import Session

from bot.notices.models import NoticeState
from bot.notices.views import COLUMNS, NOTICE, Debt, NoticeView, on_cards, own_card

_ABOUT = (
    select(*COLUMNS)
    .where(
        NOTICE.c.person_id == bindparam("person"),
        NOTICE.c.about == bindparam("subject"),
        NOTICE.c.about_id == bindparam("subject_id"),
        NOTICE.c.asks.is_(True),
    )
    .order_by(NOTICE.c.id.desc())
    .limit(1)
)
# What they have seen; one that went on to the next person may be answered all the same.
_WAITING = (
    select(NOTICE.c.about, NOTICE.c.about_id)
    .where(
        NOTICE.c.person_id == bindparam("person"),
        NOTICE.c.asks.is_(True),
        NOTICE.c.state.in_((NoticeState.SENT, NoticeState.UNANSWERED)),
    )
    .distinct()
    .limit(2)
)


@dataclass(frozen=True, slots=True)
class NoticeCard:
    """One message with the notices it shows, in their order."""

    name: str
    views: tuple[NoticeView, ...]


def card_about(session: Session, person_id: int, about: str, about_id: int) -> NoticeCard | None:
    """Find the message in which this person was last asked about a row; None: they never were."""
    facts = {"person": person_id, "subject": about, "subject_id": about_id}
    row = session.connection().execute(_ABOUT, facts).one_or_none()
    return None if row is None else _card(session, person_id, Debt.of(row).card_name)


def card_of(session: Session, person_id: int, notice_id: int) -> NoticeCard | None:
    """Find the message that begins with a notice, if it is this person's."""
    return _card(session, person_id, own_card(notice_id))


def waiting_for(session: Session, person_id: int) -> list[tuple[str, int]]:
    """Name the rows about which this person's answer is awaited, at most two of them."""
    rows = session.connection().execute(_WAITING, {"person": person_id})
    return [(row.about, row.about_id) for row in rows]


def _card(session: Session, person_id: int, name: str) -> NoticeCard | None:
    debts = [debt for debt in on_cards(session, [name]).get(name, ()) if debt.person_id == person_id]
    return NoticeCard(name, tuple(debt.view for debt in debts)) if debts else None
