"""What stands in a message, as its reader sees it; of the platform's calls and of our own rows."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from tests.checker.evidence import Row

SENDS = frozenset({"sendMessage", "sendPhoto", "sendVideo", "sendVoice", "sendAudio", "sendDocument", "sendMediaGroup"})
EDITS = frozenset({"editMessageText", "editMessageCaption", "editMessageMedia"})
SHOWS = SENDS | EDITS
REPEAT_MARK = "🔁"
TEXT_MAX, CAPTION_MAX = 4096, 1024  # UTF-16 units.  Bot API, sendMessage.text, sendPhoto.caption


def words_of(call: Row) -> list[str]:
    """Give the texts that a call puts into a chat, without markup: one, or one for each picture of an album."""
    parameters = call["parameters"]
    if call["method"] == "sendMediaGroup":
        return [_visible(media, "caption") for media in _json(parameters.get("media")) or ()]
    if call["method"] == "editMessageMedia":
        return [_visible(_json(parameters.get("media")) or {}, "caption")]
    captioned = any(what in call["method"] for what in ("Caption", "Photo", "Document"))
    return [_visible(parameters, "caption" if captioned else "text")]


def payloads_of(call: Row) -> Iterator[str]:
    """Give what the buttons of a call carry."""
    markup = _json(call["parameters"].get("reply_markup")) or {}
    for row in markup.get("inline_keyboard", ()):
        for button in row:
            if "callback_data" in button:
                yield button["callback_data"]


def words_in(payload: Row) -> str:
    """Give the text of a message of ours, of an album that which says the same without pictures."""
    return "\n".join(filter(None, (payload.get("title"), payload.get("text"))))


def key(text: str) -> str:
    """Bring a text into a form in which copies of it are equal: no mark of repeating, any space is one."""
    return " ".join(text.replace(REPEAT_MARK, " ").split())


def units(text: str) -> int:
    """Measure in UTF-16 units, as the Bot API does."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def codes_in(text: str) -> set[str]:
    """Give all words of a text that may be an order's code: capital letters and digits, whole."""
    return set(re.findall(r"[0-9A-Z]+", text))


def _visible(part: Row, name: str) -> str:
    text = part.get(name) or ""
    return unescape(re.sub(r"</?[a-z-]+[^>]*>", "", text)) if part.get("parse_mode") == "HTML" else text


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
