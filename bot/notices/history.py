"""Sending where we keep the history ourselves: the stored Shown row is the message, so one transaction does it all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from bot.notices.accepted import RemindAt, settle
from bot.notices.models import Delivery, Lane, OutboxState
from bot.notices.outcomes import Verdict
from bot.notices.placing import Act, marked_as_repeat
from bot.notices.ports import Capabilities
from bot.notices.shown import Chat, load_chats, write_chats
from bot.notices.waiting import COLUMNS, OUTBOX, WAITING, Message, Unreadable

# Messages a transaction: enough to be quick, few enough that no turn waits long behind it.
AT_ONCE = 100

log = structlog.get_logger()


def _store(*which: Any) -> Any:
    ids = (
        select(OUTBOX.c.id)
        .where(OUTBOX.c.channel == bindparam("account"), WAITING, OUTBOX.c.state == OutboxState.QUEUED, *which)
        .order_by(OUTBOX.c.id)
        .limit(AT_ONCE)
    )
    return (
        update(OUTBOX)
        # Asked again, because another sender may have been faster.
        .where(OUTBOX.c.id.in_(ids), OUTBOX.c.state == OutboxState.QUEUED)
        .values(state=OutboxState.SENT, attempts=OUTBOX.c.attempts + 1, sent_at=bindparam("at"), not_before=None)
        .returning(*COLUMNS)
    )


# Nothing can fail here and hold others up, so each person's messages go in the order in which they were said.
_PERSONAL = _store(OUTBOX.c.lane < Lane.BROADCAST)
_BROADCAST = _store(OUTBOX.c.lane == Lane.BROADCAST)
_FAIL = (
    update(OUTBOX)
    .where(OUTBOX.c.id.in_(bindparam("ids", expanding=True)))
    .values(state=OutboxState.FAILED, sent_at=None)
)


@dataclass(frozen=True, slots=True)
class Stored:
    """How many messages were taken, and whose chats have changed."""

    count: int
    identity_ids: tuple[int, ...] = ()


def store(session: Session, channel: str, can: Capabilities, *, now: datetime, remind_at: RemindAt) -> Stored:
    """Store the next messages of a channel as shown; broadcasts only when nothing else waits.

    There is no SendAttempt: what is committed was sent, and what was not, was not.
    """
    rows = _take(session, channel, now)
    messages = _readable(session, rows)
    if not messages:
        return Stored(len(rows))
    chats = load_chats(session, messages)
    for message in messages:
        _put(chats[message.identity_id], message, can, now)
    notices = [notice for message in messages for notice in message.notice_ids]
    settle(session, {Verdict.ACCEPTED: notices}, now=now, remind_at=remind_at)
    return Stored(len(rows), tuple(write_chats(session, chats)))


def _take(session: Session, channel: str, now: datetime) -> Sequence[Any]:
    for statement in (_PERSONAL, _BROADCAST):
        rows = session.connection().execute(statement, {"account": channel, "at": now}).all()
        if rows:
            return sorted(rows, key=lambda row: int(row.id))
    return ()


def _put(chat: Chat, message: Message, can: Capabilities, now: datetime) -> None:
    placing = chat.place(message, can)
    if placing.act is Act.NOTHING:
        return
    outgoing = marked_as_repeat(message.outgoing) if message.repeats else message.outgoing
    message_id = placing.message_id or chat.new_message_id()
    chat.put(placing, outgoing, message_id, own=message.delivery is Delivery.ECHO, now=now)


def _readable(session: Session, rows: Sequence[Any]) -> list[Message]:
    messages, bad = [], []
    for row in rows:
        try:
            messages.append(Message.of(row))
        except Unreadable as error:
            log.error("unreadable message", outbox_message_id=row.id, error=str(error))
            bad.append(row.id)
    if bad:
        session.connection().execute(_FAIL, {"ids": bad})
    return messages
