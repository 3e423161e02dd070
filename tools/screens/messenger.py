"""Telegram's bubbles as HTML, drawn from what the platform holds: words with their bold, photos, rows of buttons.

Widths are those of a phone 390 points wide, and a label that does not fit its button ends in an ellipsis, as there.
"""

import base64
from collections.abc import Callable, Iterable, Mapping
from html import escape
from itertools import groupby
from typing import Any

from tests.telegram.fake.chats import Message

Draw = Callable[[str], bytes]  # gives a photo's bytes by its file id

# A bubble leaves room on its side.  Buttons share its width, and those of a short message widen it.
STYLE = """
.chat { font: 16px/1.32 "Noto Sans", "Noto Sans Arabic", "Noto Sans CJK SC", "Noto Color Emoji", sans-serif;
  display: flex; flex-direction: column; gap: 6px; padding: 8px; background: #c5d9b8; color: #000; }
.said { max-width: var(--bubble, 330px); width: fit-content; }
.said.mine { align-self: flex-end; }
.said:has(.keys) { width: var(--bubble, 330px); }
.bubble { background: #fff; border-radius: 14px; overflow: hidden; box-shadow: 0 1px 1px #0002; }
.mine .bubble { background: #e2fdc6; }
.bubble img { display: block; width: 100%; }
.album { display: grid; grid-template-columns: 1fr 1fr; gap: 2px; }
.bubble p { margin: 0; padding: 6px 11px 7px; white-space: pre-wrap; overflow-wrap: anywhere;
  unicode-bidi: plaintext; text-align: start; }
.keys { display: grid; gap: 3px; margin-top: 3px; }
.keys div { display: grid; grid-auto-flow: column; grid-auto-columns: minmax(0, 1fr); gap: 3px; }
.keys b { display: block; padding: 10px 8px; border-radius: 8px; background: #6f9a5fdd; color: #fff;
  font-weight: 500; font-size: 15px; line-height: 20px; text-align: center; }
.keys b.primary { background: #2f80d0; } .keys b.danger { background: #cc4a4a; }
.keys span { display: block; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
"""


def bubbles(messages: Iterable[Message], photo: Draw) -> str:
    """Draw messages one below the other."""
    together = groupby(messages, lambda message: message.attachment.get("media_group_id") or message.message_id)
    drawn = "".join(_group([bubble(message, photo) for message in group]) for _, group in together)
    return f'<div class="chat">{drawn}</div>'


def bubble(message: Message, photo: Draw) -> str:
    """Draw one message with its buttons."""
    parts = []
    if message.photo:
        parts.append(f'<img src="data:image;base64,{base64.b64encode(photo(message.photo)).decode()}">')
    if message.words:
        parts.append(f"<p>{_formatted(message.words, (*message.entities, *message.caption_entities))}</p>")
    rows = "".join(f"<div>{''.join(map(_key, row))}</div>" for row in message.keyboard)
    keys = f'<div class="keys">{rows}</div>' if rows else ""
    whose = "said" if message.own else "said mine"
    return f'<div class="{whose}"><div class="bubble">{"".join(parts)}</div>{keys}</div>'


def _group(drawn: list[str]) -> str:
    """Show an album as a grid; Telegram shows its words where a picture is opened, here they stand below each."""
    return drawn[0] if len(drawn) == 1 else f'<div class="said album">{"".join(drawn)}</div>'


def _key(button: Mapping[str, Any]) -> str:
    mark = " ↗" if "url" in button else ""
    return f'<b class="{button.get("style", "")}"><span dir="auto">{escape(button["text"])}{mark}</span></b>'


def _formatted(words: str, entities: Iterable[Mapping[str, Any]]) -> str:
    """Set in bold what an entity says is bold; offsets count UTF-16 units."""
    units, done, at = words.encode("utf-16-le"), [], 0
    for entity in entities:
        if entity["type"] == "bold":
            start, end = 2 * entity["offset"], 2 * (entity["offset"] + entity["length"])
            done += [_plain(units[at:start]), f"<strong>{_plain(units[start:end])}</strong>"]
            at = end
    return "".join([*done, _plain(units[at:])])


def _plain(units: bytes) -> str:
    return escape(units.decode("utf-16-le"))
