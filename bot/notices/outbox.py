"""Messages on their way out: rows written in the transaction that owes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from bot.messages import Ask, Choice, Clip, ClipKind, File, Outgoing, Shot
from bot.notices.models import Delivery, Lane, OutboxMessage, OutboxState

SHARDS = 16

_OUTBOX = OutboxMessage.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_INSERT = insert(_OUTBOX)
_PLAIN = frozenset(spec.name for spec in fields(Outgoing)) - {"rows", "album", "file", "clip", "ask"}
_EMPTY = Outgoing()


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message to one address.

    edit_message_id: the message whose button was pressed; of an echo, the person's own message.
    notice_ids: notices that count as sent when this is.
    """

    identity_id: int
    channel: str
    external_id: str
    outgoing: Outgoing
    delivery: Delivery
    lane: Lane
    edit_message_id: str | None = None
    notice_ids: tuple[int, ...] = ()
    silent: bool = False
    repeats: bool = False


def encode(outgoing: Outgoing) -> dict[str, Any]:
    """Write a message as JSON; what says nothing is left out."""
    payload = {name: value for name in sorted(_PLAIN) if (value := getattr(outgoing, name)) != getattr(_EMPTY, name)}
    if outgoing.rows:
        payload["rows"] = [[_choice(choice) for choice in row] for row in outgoing.rows]
    if outgoing.album:
        payload["album"] = [[shot.picture, shot.words] for shot in outgoing.album]
    if outgoing.file:
        payload["file"] = [outgoing.file.document_id, outgoing.file.name]
    if outgoing.clip:
        payload["clip"] = [outgoing.clip.media_id, outgoing.clip.kind, outgoing.clip.seconds]
    if outgoing.ask:
        payload["ask"] = [outgoing.ask.question, outgoing.ask.data]
    return payload


def decode(payload: Mapping[str, Any]) -> Outgoing:
    """Read a message back.  What a newer release has added is passed over."""
    question, file, clip = payload.get("ask"), payload.get("file"), payload.get("clip")
    return Outgoing(
        **{name: payload[name] for name in _PLAIN if name in payload},
        rows=tuple(tuple(Choice(*choice) for choice in row) for row in payload.get("rows", ())),
        album=tuple(Shot(picture, words) for picture, words, *_ in payload.get("album", ())),
        file=File(*file) if file else None,
        clip=Clip(clip[0], ClipKind(clip[1]), clip[2]) if clip else None,
        ask=Ask(*question) if question else None,
    )


def enqueue(session: Session, envelopes: Sequence[Envelope], *, now: datetime) -> None:
    """Put messages into the outbox with one statement; each recipient gets theirs in this order."""
    if envelopes:
        session.connection().execute(_INSERT, [_row(envelope, now) for envelope in envelopes])


def _choice(choice: Choice) -> list[str]:
    words = [choice.label, choice.payload, choice.style]
    return [*words, choice.url] if choice.url else words


def _row(envelope: Envelope, now: datetime) -> dict[str, Any]:
    return {
        "identity_id": envelope.identity_id,
        "channel": envelope.channel,
        "external_id": envelope.external_id,
        "shard": envelope.identity_id % SHARDS,
        "lane": envelope.lane,
        "delivery": envelope.delivery,
        "payload": encode(envelope.outgoing),
        "edit_message_id": envelope.edit_message_id,
        "notice_ids": list(envelope.notice_ids),
        "silent": envelope.silent,
        "repeats": envelope.repeats,
        "state": OutboxState.QUEUED,
        "attempts": 0,
        "not_before": None,
        "created_at": now,
    }
