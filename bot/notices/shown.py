"""What stands in each chat: loaded for the messages that are about to change it, written when they have.

The sender is the only writer of one channel's chats, so what it has loaded stays true until it writes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

# PostgreSQL's ON CONFLICT compiles to the same words on SQLite.
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import Session

from bot.messages import Outgoing
from bot.notices.models import Shown
from bot.notices.outbox import decode, encode
from bot.notices.placing import Act, Placing, Standing, as_shown, disarmed, place
from bot.notices.ports import Capabilities
from bot.notices.waiting import Message
from bot.people.models import Identity

_IDENTITY = Identity.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_SHOWN = Shown.__table__  # type: ignore[attr-defined]
_LAST = _SHOWN.alias("last")

_LAST_SEQ = (
    select(func.max(_LAST.c.seq)).where(_LAST.c.identity_id == _IDENTITY.c.id).correlate(_IDENTITY).scalar_subquery()
)
_LOAD = (
    select(
        _IDENTITY.c.id.label("chat"),
        _LAST_SEQ.label("last_seq"),
        _SHOWN.c.id,
        _SHOWN.c.message_id,
        _SHOWN.c.own,
        _SHOWN.c.payload,
        _SHOWN.c.removed,
    )
    .join_from(
        _IDENTITY,
        _SHOWN,
        # Each half has an index of its own, however long the history is.
        (_SHOWN.c.identity_id == _IDENTITY.c.id) & _SHOWN.c.card.in_(bindparam("cards", expanding=True))
        | (_SHOWN.c.identity_id == _IDENTITY.c.id) & _SHOWN.c.message_id.in_(bindparam("messages", expanding=True)),
        isouter=True,
    )
    .where(_IDENTITY.c.id.in_(bindparam("chats", expanding=True)))
    .order_by(_SHOWN.c.id)
)
_WRITE = upsert(_SHOWN).on_conflict_do_update(
    index_elements=(_SHOWN.c.identity_id, _SHOWN.c.message_id),
    set_={name: upsert(_SHOWN).excluded[name] for name in ("seq", "card", "payload", "removed", "edited_at")},
)


@dataclass(slots=True)
class Chat:
    """One chat, as far as the messages at hand concern it."""

    identity_id: int
    last_seq: int = 0
    standing: dict[str, Standing] = field(default_factory=dict)
    changes: dict[str, dict[str, Any]] = field(default_factory=dict)

    def place(self, message: Message, can: Capabilities) -> Placing:
        """Decide where a message goes here."""
        standing = list(self.standing.values())  # oldest first, as loaded
        return place(message.delivery, message.outgoing, message.edit_message_id, standing, can)

    def copy(self) -> "Chat":
        """Give one to change, for work that may have to run again."""
        return Chat(self.identity_id, self.last_seq, dict(self.standing))

    def new_message_id(self) -> str:
        """Name a message that no platform names; sequence numbers are never used twice in a chat."""
        return f"m{self.last_seq + 1}"

    def put(self, placing: Placing, outgoing: Outgoing, message_id: str, *, own: bool = False, now: datetime) -> None:
        """Note that a message was placed and accepted under an id."""
        if placing.act is Act.EDIT and placing.message_id != message_id:
            self._remove(placing.message_id, now)  # it was gone, and a new one took its place
        edited_at = now if placing.act is Act.EDIT and placing.message_id == message_id else None
        self._change(Standing(message_id, as_shown(outgoing), own=own), now, edited_at=edited_at)
        for older in placing.removes:
            self._remove(older, now)
        for older in placing.disarms:
            if known := self.standing.get(older):
                self._change(replace(known, outgoing=disarmed(known.outgoing)), now, edited_at=now)

    def _remove(self, message_id: str | None, now: datetime) -> None:
        if known := self.standing.get(message_id or ""):
            self._change(replace(known, outgoing=Outgoing(), removed=True), now, edited_at=now)

    def _change(self, message: Standing, now: datetime, *, edited_at: datetime | None) -> None:
        self.last_seq += 1
        self.standing[message.message_id] = message
        earlier = self.changes.get(message.message_id, {})
        self.changes[message.message_id] = {
            "identity_id": self.identity_id,
            "message_id": message.message_id,
            "seq": self.last_seq,
            "own": message.own,
            "card": message.card,
            "payload": encode(message.outgoing),
            "removed": message.removed,
            "shown_at": earlier.get("shown_at", now),
            "edited_at": edited_at,
        }


def load_chats(session: Session, messages: Sequence[Message]) -> dict[int, Chat]:
    """Load the chats of these messages, with what stands there that may have to do with them; one statement."""
    cards = {card for one in messages for card in (one.outgoing.card, one.outgoing.replaces) if card}
    wanted = {
        "chats": sorted({one.identity_id for one in messages}),
        "cards": sorted(cards),
        "messages": sorted({one.edit_message_id for one in messages if one.edit_message_id}),
    }
    found: dict[int, Chat] = {}
    for row in session.connection().execute(_LOAD, wanted):
        chat = found.setdefault(row.chat, Chat(row.chat, row.last_seq or 0))
        if row.id is not None:
            chat.standing[row.message_id] = Standing(row.message_id, decode(row.payload), row.own, row.removed)
    return found


def write_chats(session: Session, chats: Mapping[int, Chat]) -> list[int]:
    """Write what has changed, with one statement; return whose chats those are."""
    changes = [change for chat in chats.values() for change in chat.changes.values()]
    if changes:
        session.connection().execute(_WRITE, changes)
    return sorted({change["identity_id"] for change in changes})
