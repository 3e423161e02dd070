"""What we owe people: every parcel's farm is asked, and every message goes out."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session

from bot.checkup.finding import Check, Finding, found
from bot.notices.models import Lane, NoticeState, OutboxState, Outcome, SendAttempt, SendPenalty
from bot.notices.views import NOTICE
from bot.notices.waiting import OUTBOX, WAITING
from bot.orders.alerts import ABOUT
from bot.orders.models import ParcelState
from bot.orders.tables import FARM, PARCEL, one_of

WAITS_LONG = timedelta(minutes=5)
BROADCAST_WAITS_LONG = timedelta(hours=1)  # to 30,000 people it takes most of that
LATELY = timedelta(days=1)

_ATTEMPT: sa.Table = SendAttempt.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_PENALTY: sa.Table = SendPenalty.__table__  # type: ignore[attr-defined]

# Whoever was asked, or is about to be; who cannot be reached counts while the next one is being found.
_SOMEBODY = sa.exists().where(
    NOTICE.c.about == ABOUT,
    NOTICE.c.about_id == PARCEL.c.id,
    NOTICE.c.asks,
    sa.or_(
        NOTICE.c.state.in_((NoticeState.QUEUED, NoticeState.SENT, NoticeState.UNANSWERED)),
        (NOTICE.c.state == NoticeState.UNDELIVERABLE) & NOTICE.c.due_at.is_not(None),
    ),
)
_ASKED = Check(
    sa.select(FARM.c.slug)
    .join_from(PARCEL, FARM, FARM.c.id == PARCEL.c.farm_id)
    .where(one_of(PARCEL.c.state, ParcelState.REQUESTED), ~_SOMEBODY),
    "for every order somebody at the farm is asked",
    "orders for which nobody is asked, by farm",
    "/invite farmer <farm>; these orders an admin can answer: /orders in chat",
)

_LONG = sa.case(
    (OUTBOX.c.lane == Lane.BROADCAST, sa.bindparam("broadcast_since", type_=OUTBOX.c.created_at.type)),
    else_=sa.bindparam("since", type_=OUTBOX.c.created_at.type),
)
_WAITS = sa.and_(WAITING, OUTBOX.c.created_at <= _LONG)
_LEFT_WAITING = Check(
    sa.select(OUTBOX.c.channel).where(_WAITS),
    "no message waits for long",
    "messages that have waited for long, by channel",
    "start `python -m bot worker`, or look for `telegram waits` in its log",
)
_WHY = (
    sa.select(_ATTEMPT.c.reason)
    .join_from(_ATTEMPT, OUTBOX, OUTBOX.c.id == _ATTEMPT.c.outbox_message_id)
    .where(_WAITS, _ATTEMPT.c.outcome == Outcome.RETRY)
    .order_by(_ATTEMPT.c.id.desc())
    .limit(1)
)
_SILENCED = sa.select(_PENALTY.c.account, _PENALTY.c.until).where(_PENALTY.c.until > sa.bindparam("now"))
_UNKNOWN = sa.select(OUTBOX.c.channel).where(
    OUTBOX.c.state == OutboxState.UNKNOWN, OUTBOX.c.created_at > sa.bindparam("lately")
)


def examine_messages(session: Session, now: datetime) -> Iterator[Finding]:
    """Look for questions that nobody was asked, and for messages that do not leave."""
    yield _ASKED.look(session)
    since = {"since": now - WAITS_LONG, "broadcast_since": now - BROADCAST_WAITS_LONG}
    connection = session.connection()
    silenced = connection.execute(_SILENCED, {"now": now}).all()
    reason = connection.execute(_WHY, since).scalar()
    yield _LEFT_WAITING.look(session, _why(bool(silenced), reason), **since)
    for account, until in silenced:
        todo = "wait; if it comes again, lower TELEGRAM_RATE and TELEGRAM_CHAT_RATE, or send less at once"
        yield Finding(f"{account} wants us to send nothing until {until:%Y-%m-%d %H:%M:%S} UTC", todo)
    yield _unknown(*found(session, _UNKNOWN, lately=now - LATELY))


def _why(silenced: bool, reason: str | None) -> str:
    if silenced:
        return "wait until the penalty below is over"
    if reason:
        return f"the platform did not take them ({reason}) and is asked again by itself; look at network and token"
    return ""


def _unknown(number: int, channels: str) -> Finding:
    """Nothing is to be done about these: what asks for an answer was sent again, and its clock runs."""
    if not number:
        return Finding("of every message of the last day it is known whether it arrived")
    return Finding(f"messages of the last day of which nobody knows whether they arrived: {number} ({channels})")
