"""What the page posts, checked field by field and turned into an `Incoming`."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.buttons import PAYLOAD_MAX_BYTES
from bot.channels.words import as_typed
from bot.messages import Address, Content, Incoming, Press, Text, Unsupported

CHANNEL = "webchat"

BODY_MAX_BYTES = 16 * 1024
TEXT_MAX = 4096  # characters, as on Telegram: Bot API, Message.text
MESSAGE_ID_MAX = 64  # characters; notices.models.Shown.message_id
# Short enough that an event's id still fits a Shown row's message_id.
PAGE_ID = re.compile(r"[A-Za-z0-9-]{1,36}")
QUIET = "q-"  # begins the ids of what a page says by itself: it is handled, but not shown as the person's words
KIND = re.compile(r"[a-z]{1,16}")
OWNER_HASH_LENGTH = 24  # hexadecimal digits, 96 bits

Fields = Mapping[str, Any]


class BadMessage(ValueError):
    """The page sent something that no page of ours sends."""


def read_message(fields: Fields, external_id: str, *, language: str | None, now: datetime) -> Incoming:
    """Turn a posted JSON object into an event.

    Raises:
        BadMessage: names the field; nothing may be stored.
    """
    page_id = _string(fields, "id", MESSAGE_ID_MAX)
    if not PAGE_ID.fullmatch(page_id):
        raise BadMessage("id")
    return incoming(page_id, _content(fields), external_id, language=language, now=now)


def incoming(page_id: str, content: Content, external_id: str, *, language: str | None, now: datetime) -> Incoming:
    """Make the event of one message that a browser sent; what a page says by itself is nobody's message."""
    event = _event_id(page_id, external_id)
    return Incoming(
        sender=Address(CHANNEL, external_id),
        event_id=event,
        content=content,
        sent_at=now,  # ours: a phone's clock may be years off
        message_id=None if page_id.startswith(QUIET) else event,
        language=language,
    )


def page_id_of(message_id: str) -> str:
    """Give back the page's own id from an event's."""
    return message_id.partition(":")[0]


def _event_id(page_id: str, external_id: str) -> str:
    """Name an event: the page's own id, and a hash of the browser so that two pages cannot collide."""
    owner = hashlib.sha256(external_id.encode()).hexdigest()[:OWNER_HASH_LENGTH]
    return f"{page_id}:{owner}"


def _content(fields: Fields) -> Content:
    kind = fields.get("kind")
    if kind == "text":
        return Text(_words(fields))
    if kind == "start":
        return Text("/start")
    if kind == "press":
        return Press(_storable(fields, "payload", PAYLOAD_MAX_BYTES), _storable(fields, "message_id", MESSAGE_ID_MAX))
    if kind == "unsupported":
        what = _string(fields, "what", MESSAGE_ID_MAX)
        return Unsupported(what if KIND.fullmatch(what) else "file")
    raise BadMessage("kind")


def _words(fields: Fields) -> str:
    words = as_typed(_string(fields, "text", TEXT_MAX))
    if not words.strip():
        raise BadMessage("text")
    return words


def _storable(fields: Fields, name: str, longest: int) -> str:
    """Read what our own page was given: never a control character or a lone surrogate, which no row of ours holds."""
    value = _string(fields, name, longest)
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in value):
        raise BadMessage(name)
    return value


def _string(fields: Fields, name: str, longest: int) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        raise BadMessage(name)
    return value
