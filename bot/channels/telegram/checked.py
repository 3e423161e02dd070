"""Values out of updates, held against the Bot API: the typed parser takes any value for any field."""

import hashlib
import re
from datetime import datetime

from telegram import User

from bot.channels.words import as_typed
from bot.messages import Address

CHANNEL = "telegram"

# Bot API, User.id and Chat.id: "at most 52 significant bits".
ID_LIMIT = 2**52
UPDATE_ID_LIMIT = 2**63
TEXT_MAX = 4096  # Bot API, Message.text
WORD_MAX = 256  # characters of a name, title or language tag that are looked at
PLAIN = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)
HASH_LENGTH = 40  # hexadecimal digits, 160 bits


def whole(value: object, *, above: int = 0, below: int = ID_LIMIT) -> int | None:
    """Give an integer between two others; None for anything else, also for true, which Python takes for 1."""
    if isinstance(value, int) and not isinstance(value, bool) and above < value < below:
        return value
    return None


def words(value: object, longest: int = WORD_MAX) -> str:
    """Give a string as it may be stored, cut to `longest` characters; empty for anything else."""
    return as_typed(value[:longest]) if isinstance(value, str) else ""


def degrees(value: object, most: float) -> float | None:
    """Give an angle of at most so many degrees either way."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return float(value) if abs(value) <= most else None  # NaN is within no limits


def moment(value: object, now: datetime) -> datetime:
    """Give when something was sent; ours where the platform does not say, or says tomorrow."""
    return min(value, now) if isinstance(value, datetime) else now


def address(chat_id: int) -> Address:
    return Address(CHANNEL, str(chat_id))


def person_id(user: User | None) -> int | None:
    """Give the id of somebody who may be answered: a person, not a bot."""
    return whole(user.id) if user is not None and user.is_bot is False else None


def short(name: str) -> str:
    """Give a platform's own name for something, or its hash where it is long or strange."""
    if PLAIN.fullmatch(name):
        return name
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:HASH_LENGTH]
