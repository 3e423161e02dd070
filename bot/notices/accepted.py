"""What a message's fate means for the notices that it carried."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, case, null, update
from sqlmodel import Session

from bot.notices.models import NoticeState
from bot.notices.outcomes import Verdict
from bot.notices.views import NOTICE

RemindAt = Callable[[datetime], datetime]  # when to remind of what was sent at a moment

_IDS = NOTICE.c.id.in_(bindparam("notices", expanding=True))
# Within a CASE a value does not take its type from the column, and would be stored as the driver likes.
_NOW = bindparam("at", type_=NOTICE.c.due_at.type)
_REMIND_AT = bindparam("remind_at", type_=NOTICE.c.due_at.type)
_IF_NEWS = case((NOTICE.c.asks, null()), else_=_NOW)

_SENT = (
    update(NOTICE)
    # One that was handed on because its message would not go may be sent after all; nothing reminds of it then.
    .where(_IDS, NOTICE.c.state.in_((NoticeState.QUEUED, NoticeState.UNDELIVERABLE)))
    .values(
        state=NoticeState.SENT,
        due_at=case((NOTICE.c.asks & (NOTICE.c.state == NoticeState.QUEUED), _REMIND_AT), else_=null()),
        ended_at=_IF_NEWS,
    )
)
_UNDELIVERABLE = (
    update(NOTICE)
    .where(_IDS, NOTICE.c.state == NoticeState.QUEUED)
    .values(
        state=NoticeState.UNDELIVERABLE,
        # Due at once: whoever takes its next step hands it to somebody who can be reached.
        due_at=case((NOTICE.c.asks, _NOW), else_=null()),
        ended_at=_IF_NEWS,
    )
)
_NEXT_IDENTITY = update(NOTICE).where(_IDS, NOTICE.c.state == NoticeState.QUEUED).values(due_at=_NOW)


def settle(session: Session, verdicts: Mapping[Verdict, Sequence[int]], *, now: datetime, remind_at: RemindAt) -> None:
    """Move notices on, with one statement for each kind of fate that there is."""
    connection = session.connection()
    if sent := verdicts.get(Verdict.ACCEPTED):
        connection.execute(_SENT, {"notices": sorted(sent), "at": now, "remind_at": remind_at(now)})
    if lost := [*verdicts.get(Verdict.UNDELIVERABLE, ()), *verdicts.get(Verdict.OVERDUE, ())]:
        connection.execute(_UNDELIVERABLE, {"notices": sorted(lost), "at": now})
    if moved := verdicts.get(Verdict.NEXT_IDENTITY):
        connection.execute(_NEXT_IDENTITY, {"notices": sorted(moved), "at": now})
