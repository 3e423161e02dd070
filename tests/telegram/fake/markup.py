"""Text as people see it: HTML taken apart into words and entities, and measured as Telegram measures."""

import re
import sys
from dataclasses import dataclass, field
from typing import Any

from tests.telegram.fake.answers import bad_request

ENTITY_OF_TAG = {
    "b": "bold", "strong": "bold",
    "i": "italic", "em": "italic",
    "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "tg-spoiler": "spoiler", "span": "spoiler",
    "code": "code", "pre": "pre", "a": "text_link",
    "blockquote": "blockquote", "tg-emoji": "custom_emoji",
}  # fmt: skip

_CHARACTER = re.compile(r"&(?:(lt|gt|amp|quot)(?![A-Za-z])|#(\d{1,7})|#x([0-9A-Fa-f]{1,6}));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_ATTRIBUTE = re.compile(r"""\s*([^\s=>/"']+)(?:\s*=\s*("[^"]*(?:"|$)|'[^']*(?:'|$)|[A-Za-z0-9.-]*))?""")


def length(text: str) -> int:
    """Measure a text in UTF-16 code units, Telegram's unit of offsets and lengths."""
    return len(text) + sum(character > "\uffff" for character in text)


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """Take HTML apart as the real server does; raises its refusal for what it would not take."""
    return _Parser(source).run()


def trimmed(text: str, entities: list[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """Take away white space around a text, and move the entities along."""
    begin = len(text) - len(text.lstrip())
    end = length(text.strip())
    kept = []
    for entity in entities:
        first = max(entity["offset"] - begin, 0)
        last = min(entity["offset"] - begin + entity["length"], end)
        if last > first:
            kept.append({**entity, "offset": first, "length": last - first})
    return text.strip(), kept


@dataclass
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int


@dataclass
class _Parser:
    source: str
    at: int = 0
    offset: int = 0  # of the visible text, UTF-16
    visible: list[str] = field(default_factory=list)
    opened: list[_Open] = field(default_factory=list)
    entities: list[dict[str, Any]] = field(default_factory=list)

    def run(self) -> tuple[str, list[dict[str, Any]]]:
        while self.at < len(self.source):
            if self.source.startswith("</", self.at):
                self._closes()
            elif self.source[self.at] == "<":
                self._opens()
            else:
                self._says()
        if self.opened:
            raise _broken(f'Can\'t find end tag corresponding to start tag "{self.opened[-1].tag}"')
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.visible), self.entities

    def _says(self) -> None:
        if found := _CHARACTER.match(self.source, self.at):
            self.at = found.end()
            words = _character(found)
        else:
            end = self.at + 1
            while end < len(self.source) and self.source[end] not in "<&":
                end += 1
            words, self.at = self.source[self.at : end], end
        self.visible.append(words)
        self.offset += length(words)

    def _opens(self) -> None:
        begin = self._bytes(self.at)
        found = re.compile(r"<([^\s>]*)").match(self.source, self.at)
        assert found is not None
        if found.end() == len(self.source):
            raise _broken(f"Unclosed start tag at byte offset {begin}")
        tag = found[1].lower()
        if tag not in ENTITY_OF_TAG:
            raise _broken(f'Unsupported start tag "{tag}" at byte offset {begin}')
        self.at = found.end()
        attributes = self._attributes(tag, begin)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _broken(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self.opened.append(_Open(tag, attributes, self.offset))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while not (found := re.compile(r"\s*>").match(self.source, self.at)):
            attribute = _ATTRIBUTE.match(self.source, self.at)
            if self.at >= len(self.source.rstrip()):
                raise _broken(f'Unclosed start tag "{tag}" at byte offset {begin}')
            if attribute is None:
                raise _broken(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
            self._must_end_well(attribute, begin)
            attributes[attribute[1]] = _CHARACTER.sub(_character, (attribute[2] or "").strip("\"'"))
            self.at = attribute.end()
        self.at = found.end()
        return attributes

    def _must_end_well(self, attribute: re.Match[str], begin: int) -> None:
        """A value without quotes goes on to a space or the end of the tag, and may hold letters and digits only."""
        value = attribute[2]
        if value is None:
            return
        if value[:1] in {'"', "'"}:
            if attribute.end() == len(self.source):
                raise _broken(f"Unclosed start tag at byte offset {begin}")
        elif not re.match(r"[\s>]", self.source[attribute.end() :]):
            raise _broken(f"Unexpected end of name token at byte offset {self._bytes(attribute.start(2))}")

    def _closes(self) -> None:
        begin = self._bytes(self.at)
        if not self.opened:
            raise _broken(f"Unexpected end tag at byte offset {begin}")
        found = re.compile(r"</([^\s>]*)\s*(>?)").match(self.source, self.at)
        assert found is not None
        if not found[2]:
            raise _broken(f"Unclosed end tag at byte offset {begin}")
        last, tag = self.opened.pop(), found[1].lower()
        if tag not in {"", last.tag}:
            reason = f'Unmatched end tag at byte offset {begin}, expected "</{last.tag}>", found "</{tag}>"'
            raise _broken(reason)
        self.at = found.end()
        if self.offset > last.offset:
            self._mark(last)

    def _mark(self, last: _Open) -> None:
        entity: dict[str, Any] = {
            "type": ENTITY_OF_TAG[last.tag],
            "offset": last.offset,
            "length": self.offset - last.offset,
        }
        match last.tag:
            case "a":
                said = "".join(self.visible).encode("utf-16-le")[last.offset * 2 :].decode("utf-16-le")
                entity["url"] = last.attributes.get("href") or said
            case "tg-emoji":
                entity["custom_emoji_id"] = last.attributes.get("emoji-id", "")
            case "blockquote" if "expandable" in last.attributes:
                entity["type"] = "expandable_blockquote"
            case "code" if self.opened and self.opened[-1].tag == "pre" and "class" in last.attributes:
                self.opened[-1].attributes["language"] = last.attributes["class"].removeprefix("language-")
                return
            case "pre" if "language" in last.attributes:
                entity["language"] = last.attributes["language"]
        self.entities.append(entity)

    def _bytes(self, position: int) -> int:
        return len(self.source[:position].encode())


def _character(found: re.Match[str]) -> str:
    named, decimal, hexadecimal = found.groups()
    if named:
        return _NAMED[named]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if 0 < code <= sys.maxunicode else found[0]


def _broken(reason: str) -> Exception:
    return bad_request(f"can't parse entities: {reason}")
