"""What we owe people, written down by the turn that owes it and ended by the turn that settles it.

Nothing here renders or sends: `bot.notices.posting` posts what a turn owes, in the same transaction.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, case, insert, update
from sqlmodel import Session

from bot.notices.models import Lane, NoticeState
from bot.notices.views import COLUMNS, NOTICE, Debt, NoticeView, own_card

OWED = "owed notices"
CHANGED = "changed cards"

# A notice that nobody answered went on to the next person; an answer that comes after all settles it too.
_OPEN = (NoticeState.QUEUED, NoticeState.SENT, NoticeState.UNANSWERED)

# Not `sort_by_parameter_order`, which on SQLite would mean a statement for each row.
_OWE = insert(NOTICE).returning(NOTICE.c.id, NOTICE.c.person_id, NOTICE.c.kind, NOTICE.c.about, NOTICE.c.about_id)
_END = (
    update(NOTICE)
    .where(
        NOTICE.c.about == bindparam("subject"),
        NOTICE.c.about_id.in_(bindparam("subject_ids", expanding=True)),
        NOTICE.c.state.in_(bindparam("from_states", expanding=True)),
        NOTICE.c.asks,  # news of the same row is owed all the same
    )
    .values(
        state=bindparam("to_state"),
        answer=bindparam("given_answer"),
        result=bindparam("facts"),
        answered_by_id=bindparam("who"),
        ended_at=bindparam("at"),
        due_at=None,
    )
    .returning(NOTICE.c.id, NOTICE.c.person_id, NOTICE.c.card, NOTICE.c.kind)
)
_REMIND = (
    update(NOTICE)
    .where(NOTICE.c.id == bindparam("notice"), NOTICE.c.state == NoticeState.SENT)
    .values(state=NoticeState.QUEUED, step=NOTICE.c.step + 1, due_at=None)
    .returning(*COLUMNS)
)
_WAIT = (
    update(NOTICE)
    .where(NOTICE.c.id == bindparam("notice"), NOTICE.c.state.in_((NoticeState.QUEUED, NoticeState.SENT)))
    .values(due_at=bindparam("until"))
)
_GIVE_UP = (
    update(NOTICE)
    .where(NOTICE.c.id == bindparam("notice"), NOTICE.c.state.in_((NoticeState.SENT, NoticeState.UNDELIVERABLE)))
    .values(
        state=case((NOTICE.c.state == NoticeState.SENT, NoticeState.UNANSWERED), else_=NOTICE.c.state),
        due_at=None,
        ended_at=bindparam("at"),
    )
)
_MOVE = update(NOTICE).where(NOTICE.c.person_id == bindparam("leaving")).values(person_id=bindparam("into"))


@dataclass(frozen=True, slots=True)
class NewNotice:
    """Something to tell someone, or to ask.

    params: JSON facts, enough to render it without a query, and never a sentence.
    about: the table it speaks of and the row's id, by which it is ended.
    asks: it waits for an answer.
    due_at: when to post it; None: in this transaction.
    """

    person_id: int
    kind: str
    params: dict[str, Any]
    about: str
    about_id: int | None
    lane: Lane = Lane.NOTICE
    asks: bool = False
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """A notice that was ended, and the card that shows it.  `was_answered`: an earlier answer was replaced."""

    id: int
    person_id: int
    card: str
    kind: str
    was_answered: bool = False


class ChangedCard(NamedTuple):
    """A living message whose facts have moved on, and who sees it.

    lane: that of the message itself, where it shows no notice; a change goes behind what it changes.
    """

    person_id: int
    card: str
    lane: Lane = Lane.NOTICE


def owe(session: Session, notices: Sequence[NewNotice], *, now: datetime) -> list[int]:
    """Write down what is owed, with one statement, and remember it for whoever closes the turn to post.

    Raises:
        TypeError: `params` are no JSON.
    """
    if not notices:
        return []
    # As they come back from the row: a renderer sees the same facts at once and after a restart.
    params = [json.loads(json.dumps(notice.params)) for notice in notices]
    rows = [_row(notice, facts, now) for notice, facts in zip(notices, params, strict=True)]
    ids = _in_order(session.connection().execute(_OWE, rows).all(), notices)
    debts = [_debt(*each) for each in zip(ids, notices, params, strict=True)]
    at_once = [debt for debt, notice in zip(debts, notices, strict=True) if notice.due_at is None]
    session.info.setdefault(OWED, []).extend(at_once)
    return ids


def end(
    session: Session,
    *,
    about: str,
    about_ids: Collection[int],
    state: NoticeState,
    answer: str | None = None,
    result: dict[str, Any] | None = None,
    by_id: int | None = None,
    now: datetime,
) -> tuple[Ended, ...]:
    """End every open question about these rows; their cards are drawn anew when the turn is closed.

    The card of `by_id` is left alone: the answer to their press shows it.  With ANSWERED and nothing open, an answer
    given before is replaced, since a Yes may still become a Less.  One statement, two for a change of mind.
    """
    if not about_ids:
        return ()
    facts = {
        "subject": about,
        "subject_ids": sorted(about_ids),
        "to_state": state,
        "given_answer": answer,
        "facts": result,
        "who": by_id,
        "at": now,
    }
    open_states = [open_state for open_state in _OPEN if open_state is not state]
    ended = _ended(session, {**facts, "from_states": open_states}, was_answered=False)
    if not ended and state is NoticeState.ANSWERED:
        ended = _ended(session, {**facts, "from_states": [NoticeState.ANSWERED]}, was_answered=True)
    changed(session, *(ChangedCard(one.person_id, one.card) for one in ended if one.person_id != by_id))
    return ended


def changed(session: Session, *cards: ChangedCard) -> None:
    """Have these living messages drawn anew, where they stand, when the turn is closed."""
    if cards:
        # A dict keeps the order and each card once.
        session.info.setdefault(CHANGED, {}).update(dict.fromkeys(cards))


def remind(session: Session, notice_id: int, *, now: datetime) -> bool:
    """Post a notice once more, one step on.  False: it was answered or ended meanwhile."""
    row = session.connection().execute(_REMIND, {"notice": notice_id}).one_or_none()
    if row is not None:
        session.info.setdefault(OWED, []).append(Debt.of(row))
    return row is not None


def give_up(session: Session, notice_id: int, *, now: datetime) -> None:
    """Take no further step with a notice that nobody answers, or that reaches nobody; a late answer still counts."""
    session.connection().execute(_GIVE_UP, {"notice": notice_id, "at": now})


def wait(session: Session, notice_id: int, *, until: datetime) -> None:
    """Take an open notice's next step at another moment."""
    session.connection().execute(_WAIT, {"notice": notice_id, "until": until})


def move_notices(session: Session, leaving_id: int, *, into_id: int) -> None:
    """Let one person be owed what another was: they turned out to be the same."""
    session.connection().execute(_MOVE, {"leaving": leaving_id, "into": into_id})


def take_owed(session: Session) -> list[Debt]:
    """Hand over what this transaction owes and has not posted yet."""
    owed: list[Debt] = session.info.pop(OWED, [])
    return owed


def take_changed(session: Session) -> list[ChangedCard]:
    """Hand over the cards that this transaction has changed and not drawn yet."""
    return list(session.info.pop(CHANGED, {}))


def _ended(session: Session, facts: dict[str, Any], *, was_answered: bool) -> tuple[Ended, ...]:
    rows = session.connection().execute(_END, facts).all()
    return tuple(
        Ended(row.id, row.person_id, row.card or own_card(row.id), row.kind, was_answered)
        for row in sorted(rows, key=lambda row: int(row.id))
    )


def _in_order(stored: Sequence[Any], notices: Sequence[NewNotice]) -> list[int]:
    """Give the new ids in the notices' order: the engine returns rows in whatever order it likes."""
    ids: dict[tuple[object, ...], list[int]] = {}
    for row in sorted(stored, key=lambda row: int(row.id)):
        ids.setdefault((row.person_id, row.kind, row.about, row.about_id), []).append(row.id)
    return [ids[notice.person_id, notice.kind, notice.about, notice.about_id].pop(0) for notice in notices]


def _row(notice: NewNotice, params: dict[str, Any], now: datetime) -> dict[str, Any]:
    return {
        "person_id": notice.person_id,
        "kind": notice.kind,
        "params": params,
        "about": notice.about,
        "about_id": notice.about_id,
        "lane": notice.lane,
        "asks": notice.asks,
        "state": NoticeState.QUEUED,
        "step": 0,
        "due_at": notice.due_at,
        "created_at": now,
    }


def _debt(notice_id: int, notice: NewNotice, params: dict[str, Any]) -> Debt:
    view = NoticeView(
        id=notice_id,
        kind=notice.kind,
        params=params,
        step=0,
        state=NoticeState.QUEUED,
        answer=None,
        result=None,
        about=notice.about,
        about_id=notice.about_id,
    )
    return Debt(view, notice.person_id, notice.lane, notice.asks, None)
