"""From Telegram's updates to events.  Pure, and never an error: what nobody here can use is ignored.

Ignored on purpose: edited messages (Telegram sends them also for changes that nobody made, as a link's preview, and an
order that was answered stays as it was said), channel posts, messages of bots, of anonymous admins and of channels.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from telegram import InlineQuery, Update

from bot.channels.telegram.checked import UPDATE_ID_LIMIT, whole, words
from bot.channels.telegram.events import changed, pressed, said
from bot.channels.telegram.groups import Me, Moved, moved
from bot.messages import Incoming

# What we ask Telegram for.  Bot API, Update: without a list it sends more than we read.
ALLOWED_UPDATES = ("message", "callback_query", "my_chat_member", "inline_query")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Reading:
    """What one update comes to; empty: it is ignored.

    press_id: a button's press to be answered whatever it comes to, so that no button keeps turning.
    """

    incoming: Incoming | None = None
    press_id: str | None = None
    query: InlineQuery | None = None
    moved: Moved | None = None


def read(raw: Mapping[str, Any], me: Me, now: datetime) -> Reading:
    """Read an update as it came over the wire.  Never raises."""
    try:
        return read_update(Update.de_json(_lean(raw)), me, now)
    except Exception as error:  # noqa: BLE001 - the parser trusts the platform, and fails in as many ways as there are
        log.warning("update was not understood", error=type(error).__name__)  # without its text, which is a person's
        return Reading(press_id=_press_id(raw))


def read_update(update: Update, me: Me, now: datetime) -> Reading:
    """Read a parsed update, whose fields may still hold anything; one that lacks a part may raise, see `read`."""
    update_id = whole(update.update_id, below=UPDATE_ID_LIMIT)
    press_id = words(update.callback_query.id) or None if update.callback_query else None
    if update_id is None:
        return Reading(press_id=press_id)
    name = f"{me.id}:{update_id}"
    if update.callback_query is not None:
        return Reading(pressed(update.callback_query, name, now) if press_id else None, press_id)
    if update.message is not None:
        group = moved(update.message)
        return Reading(said(update.message, name, me, now)) if group is None else Reading(moved=group)
    if update.my_chat_member is not None:
        return Reading(changed(update.my_chat_member, name, now))
    return Reading(query=update.inline_query)


def _lean(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Leave of a pressed message what is read of it: it is ours, with a button for each of its buttons to parse."""
    query = raw.get("callback_query")
    message = query.get("message") if isinstance(query, dict) else None
    if not isinstance(query, dict) or not isinstance(message, dict):
        return dict(raw)
    kept = {name: message[name] for name in ("message_id", "date", "chat") if name in message}
    return {**raw, "callback_query": {**query, "message": kept}}


def _press_id(raw: Mapping[str, Any]) -> str | None:
    """Find the press in what could not be read."""
    query = raw.get("callback_query")
    return words(query.get("id")) or None if isinstance(query, dict) else None
