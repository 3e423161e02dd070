"""Answers to whoever calls us where everybody reads along: few, and behind whatever else is to be said there."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, literal, or_, select
from sqlmodel import Session

from bot.messages import Address, Outgoing
from bot.notices.models import Delivery, Lane, OutboxState
from bot.notices.outbox import Envelope, enqueue
from bot.notices.waiting import OUTBOX

ONE_IN = timedelta(minutes=1)  # a group takes 20 messages a minute from us (telegram.org, Bots FAQ), and posts are some

_LATELY = (
    select(literal(1))
    .where(
        OUTBOX.c.identity_id == bindparam("chat"),
        OUTBOX.c.lane == Lane.BROADCAST,
        OUTBOX.c.delivery == Delivery.REPLY,
        or_(
            OUTBOX.c.created_at > bindparam("since"),
            OUTBOX.c.state.in_((OutboxState.QUEUED, OutboxState.SENDING)),
        ),
    )
    .limit(1)
)


def answer_call(session: Session, identity_id: int, chat: Address, answer: Outgoing, *, now: datetime) -> bool:
    """Answer in a group; not where that was done within the minute, nor while such an answer waits: False then.

    One turn at a time may ask this of a chat, as each locks its conversation.
    """
    if session.connection().execute(_LATELY, {"chat": identity_id, "since": now - ONE_IN}).first() is not None:
        return False
    envelope = Envelope(identity_id, chat.channel, chat.external_id, answer, Delivery.REPLY, Lane.BROADCAST)
    enqueue(session, [envelope], now=now)
    return True
