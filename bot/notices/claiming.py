"""Taking messages in hand before they go out: from here on, silence means that nobody knows whether they went."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import bindparam, delete, insert, update
from sqlmodel import Session

from bot.notices.fencing import OURS
from bot.notices.models import OutboxState, SendAttempt
from bot.notices.placing import Act, Placing, marked_as_repeat
from bot.notices.ports import Capabilities, Ticket
from bot.notices.shown import Chat, load_chats
from bot.notices.waiting import (
    ALERT_GIVES_WAY,
    BUSY,
    NEXT_BROADCAST,
    NEXT_PERSONAL,
    OUTBOX,
    WAITING,
    Message,
    Unreadable,
)

LOOK_AHEAD = 20  # messages that are looked at beyond those that may go

log = structlog.get_logger()

_ATTEMPT = SendAttempt.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it

_TAKE = (
    update(OUTBOX)
    .where(OUTBOX.c.id.in_(bindparam("ids", expanding=True)), OUTBOX.c.state == OutboxState.QUEUED, OURS)
    .values(state=OutboxState.SENDING, attempts=OUTBOX.c.attempts + 1, not_before=None)
    .returning(OUTBOX.c.id)
)
_END = (
    update(OUTBOX)
    .where(OUTBOX.c.id.in_(bindparam("ids", expanding=True)), OUTBOX.c.state == OutboxState.QUEUED)
    .values(state=bindparam("to_state"), sent_at=bindparam("at"))
)
_GIVE_BACK = (
    update(OUTBOX)
    .where(
        OUTBOX.c.channel == bindparam("of_channel"),
        WAITING,
        OUTBOX.c.state == OutboxState.SENDING,
        OUTBOX.c.id.not_in(bindparam("in_hand", expanding=True)),
        OURS,
    )
    .values(state=OutboxState.QUEUED, attempts=OUTBOX.c.attempts - 1)
    .returning(OUTBOX.c.id)
)
_NOT_BEGUN = delete(_ATTEMPT).where(
    _ATTEMPT.c.outbox_message_id.in_(bindparam("ids", expanding=True)), _ATTEMPT.c.ended_at.is_(None)
)
_BEGIN = insert(_ATTEMPT).returning(_ATTEMPT.c.id, _ATTEMPT.c.outbox_message_id)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message in hand.  `message.attempts`, this one included, is the token without which nothing may be marked."""

    message: Message
    placing: Placing
    chat: Chat
    attempt_id: int

    @property
    def ticket(self) -> Ticket:
        message, placing = self.message, self.placing
        standing = self.chat.standing.get(placing.message_id or "")
        return Ticket(
            address=message.address,
            outgoing=message.outgoing,
            edit_message_id=placing.message_id,
            standing=standing.outgoing if standing else None,
            remove_message_ids=placing.removes,
            disarm_message_ids=placing.disarms,
            silent=message.silent,
            repeats=message.repeats,
        )


@dataclass(frozen=True, slots=True)
class Batch:
    """What was claimed to be sent, and how many messages were done with because they change nothing.

    Behind each of the latter another one may wait for the same person.
    """

    claimed: tuple[Claimed, ...] = ()
    idle: int = 0


def claim(
    session: Session,
    channel: str,
    can: Capabilities,
    *,
    fence: str,
    most: int,
    cooling: Collection[str],
    now: datetime,
) -> Batch:
    """Take up to `most` messages that may go now, at most one for each recipient, the most urgent first.

    fence: our token (`bot.notices.fencing`); who was shut out takes nothing.
    cooling: external ids that must wait, whatever waits for them.
    What turns out to change nothing, as the answer to a second tap on the same button, is done with at once, and is
    none of them: thousands of those would otherwise cost as many transactions.
    """
    messages = _next(session, channel, most, cooling, now)
    if not messages:
        return Batch()
    chats = load_chats(session, messages)
    placed = [(message, chats[message.identity_id].place(message, can)) for message in messages]
    idle = [message.id for message, placing in placed if placing.act is Act.NOTHING]
    if idle:
        session.connection().execute(_END, {"ids": idle, "to_state": OutboxState.SENT, "at": now})
    active = [(message, placing) for message, placing in placed if placing.act is not Act.NOTHING][:most]
    claimed = (
        Claimed(_in_hand(message, placing), placing, chats[message.identity_id], attempt_id)
        for (message, placing), attempt_id in _begin(session, active, {"of_channel": channel, "fence": fence}, now)
    )
    return Batch(tuple(claimed), len(idle))


def give_back(session: Session, channel: str, *, fence: str, in_hand: Collection[int]) -> None:
    """Undo a claim of which nobody heard: what is marked as being sent and is not in hand was never begun.

    fence: our token; who was shut out changes nothing, since what is being sent is another's.
    in_hand: ids of the messages that we know of.
    """
    facts = {"of_channel": channel, "fence": fence, "in_hand": list(in_hand)}
    ids = session.connection().execute(_GIVE_BACK, facts).scalars().all()
    if ids:
        session.connection().execute(_NOT_BEGUN, {"ids": ids})


def _next(session: Session, channel: str, most: int, cooling: Collection[str], now: datetime) -> list[Message]:
    # So many more as may have to be passed over, and as may turn out to change nothing.
    facts = {"channel": channel, "now": now, "most": most + LOOK_AHEAD + len(cooling)}
    connection = session.connection()
    personal = connection.execute(NEXT_PERSONAL, facts | {"overdue": now - ALERT_GIVES_WAY})
    rows = list({row.id: row for row in personal if row.external_id not in cooling}.values())
    if len(rows) < most:
        rows += _free(session, connection.execute(NEXT_BROADCAST, facts).all(), cooling)
    return _readable(session, rows[: most + LOOK_AHEAD])


def _free(session: Session, broadcasts: Sequence[Any], cooling: Collection[str]) -> list[Any]:
    """Leave of the next broadcasts, one for each recipient, those to whom nothing else waits to be said."""
    if not broadcasts:
        return []
    identities = sorted(row.identity_id for row in broadcasts)
    busy = set(session.connection().execute(BUSY, {"identities": identities}).scalars())
    return [row for row in broadcasts if row.identity_id not in busy and row.external_id not in cooling]


def _readable(session: Session, rows: Sequence[Any]) -> list[Message]:
    messages: list[Message] = []
    for row in rows:
        try:
            messages.append(Message.of(row))
        except Unreadable as error:
            log.error("unreadable message", outbox_message_id=row.id, error=str(error))
            session.connection().execute(_END, {"ids": [row.id], "to_state": OutboxState.FAILED, "at": None})
    return messages


def _in_hand(message: Message, placing: Placing) -> Message:
    # An edit that is repeated changes nothing more, so only a message that may stand there twice says so.
    says_so = message.repeats and placing.act is Act.SEND
    outgoing = marked_as_repeat(message.outgoing) if says_so else message.outgoing
    return replace(message, attempts=message.attempts + 1, outgoing=outgoing)


def _begin(
    session: Session, placed: Sequence[tuple[Message, Placing]], fenced: Mapping[str, str], now: datetime
) -> list[tuple[tuple[Message, Placing], int]]:
    """Mark as being sent, and note the tries; what another process has taken meanwhile is left out."""
    if not placed:
        return []
    connection = session.connection()
    taken = set(connection.execute(_TAKE, {"ids": [message.id for message, _ in placed], **fenced}).scalars())
    ours = [(message, placing) for message, placing in placed if message.id in taken]
    if not ours:
        return []
    tries = [{"outbox_message_id": message.id, "started_at": now, "reason": ""} for message, _ in ours]
    begun = {row.outbox_message_id: row.id for row in connection.execute(_BEGIN, tries)}
    return [((message, placing), begun[message.id]) for message, placing in ours]
