"""Words as Telegram takes them: escaped, measured in its unit, and cut where a reader would cut."""

import unicodedata
from html import escape
from itertools import accumulate

from telegram.constants import CallbackQueryLimit, MessageLimit

from bot.channels.words import storable

TEXT_MAX = int(MessageLimit.MAX_TEXT_LENGTH)  # Bot API, sendMessage.text, after entities parsing
CAPTION_MAX = int(MessageLimit.CAPTION_LENGTH)  # Bot API, sendPhoto.caption, after entities parsing
TOAST_MAX = int(CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH)  # Bot API, answerCallbackQuery.text

JOINER = "\u200d"
GRAPHEME_MAX = 32  # characters; where more belong together somebody is playing


def html(text: str, bold: int = 0) -> str:
    """Escape a text, with its first so many characters in bold.  Nothing else makes HTML of words."""
    strong, plain = escape(text[:bold], quote=False), escape(text[bold:], quote=False)
    return f"<b>{strong}</b>{plain}" if strong.strip() else strong + plain


def clean(text: str) -> str:
    """Take out what no encoding holds."""
    return storable(text)


def length(text: str) -> int:
    """Measure in UTF-16 units, which the Bot API counts; a character beyond the first plane is two."""
    return len(text.encode("utf-16-le")) // 2


def shortened(text: str, most: int) -> str:
    """Cut to so many UTF-16 units, with a sign that it was cut."""
    return text if length(text) <= most else text[: _cut(text, most - 1)] + "…"


def split(text: str, most: int) -> tuple[str, ...]:
    """Cut a text into pieces of at most so many UTF-16 units: between lines, else words, else characters.

    Together they are the text.
    """
    pieces = []
    while length(text) > most:
        at = _border(text[: _prefix(text, most)]) or _cut(text, most)
        pieces.append(text[:at])
        text = text[at:]
    return (*pieces, text)


def offsets(pieces: tuple[str, ...]) -> tuple[int, ...]:
    """Where each piece begins, in characters."""
    return tuple(accumulate((len(piece) for piece in pieces[:-1]), initial=0))


def _border(text: str) -> int | None:
    """Where the last line, or else the last word, ends; None: there is only one."""
    at = text.rfind("\n") + 1 or text.rfind(" ") + 1
    return at if text[:at].strip() else None


def _cut(text: str, most: int) -> int:
    """Where to cut within a word: not between characters that are drawn as one, where that can be helped."""
    end = _prefix(text, most)
    for at in range(end, max(0, end - GRAPHEME_MAX), -1):
        if at == len(text) or not _belongs(text[at - 1], text[at]):
            return at
    return end


def _prefix(text: str, most: int) -> int:
    """How many characters fit into so many UTF-16 units; half of a surrogate pair does not count."""
    return len(text.encode("utf-16-le")[: most * 2].decode("utf-16-le", "ignore"))


def _belongs(before: str, after: str) -> bool:
    """Whether two characters are drawn as one: marks, joined emoji, their skin tones, and the letters of flags."""
    return (
        JOINER in (before, after)
        or unicodedata.category(after).startswith("M")
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or ("\U0001f1e6" <= before <= "\U0001f1ff" and "\U0001f1e6" <= after <= "\U0001f1ff")
    )
