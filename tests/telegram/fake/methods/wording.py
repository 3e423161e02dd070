"""Texts and captions of calls: parsed, measured and refused."""

from typing import Any

from tests.telegram.fake.answers import bad_request
from tests.telegram.fake.calls import Call
from tests.telegram.fake.keyboards import Ambiguous
from tests.telegram.fake.markup import length, parse_html, trimmed
from tests.telegram.fake.spoken import with_spoken

TEXT_MAX = 4096  # Bot API, sendMessage.text
CAPTION_MAX = 1024  # Bot API, sendPhoto.caption
SOURCE_MAX_BYTES = 1 << 15  # before parsing; read in the sources of the real server

Words = tuple[str, list[dict[str, Any]]]


def text_of(call: Call, too_long: str) -> Words:
    """The words of a text message; `too_long` is how Telegram puts it, which differs between sending and editing."""
    if not call.get("text"):
        raise bad_request("message text is empty")
    text, entities = words_of(call.get("text"), call.get("parse_mode"), call.get("entities"))
    if not text:
        raise bad_request("text must be non-empty")
    if length(text) > TEXT_MAX:
        raise bad_request(too_long)
    return text, entities


def caption_of(given: Any, too_long: str) -> Words:
    """The words under a picture, of a call or of an InputMedia; there may be none."""
    text, entities = words_of(given.get("caption") or "", given.get("parse_mode"), given.get("caption_entities"))
    if length(text) > CAPTION_MAX:
        raise bad_request(too_long)
    return text, entities


def words_of(source: str, parse_mode: str | None, entities: list[dict[str, Any]] | None) -> Words:
    try:
        size = len(source.encode())
    except UnicodeEncodeError:  # half of a surrogate pair
        raise bad_request("strings must be encoded in UTF-8") from None
    if size > SOURCE_MAX_BYTES:
        raise bad_request("text is too long")
    if not parse_mode:
        text, marked = trimmed(source, entities or [])
    elif parse_mode.lower() == "html":
        text, marked = trimmed(*parse_html(source))
    elif parse_mode.lower() in {"markdown", "markdownv2"}:
        raise Ambiguous("this server reads HTML only, no Markdown")
    else:
        raise bad_request("unsupported parse_mode")
    return text, with_spoken(text, marked)
