"""What a person's message says, whatever kind of message it is."""

import re

from telegram import Location as Place
from telegram import Message

from bot.channels.telegram.checked import TEXT_MAX, degrees, whole, words
from bot.messages import Contact, Content, Location, Photo, Recording, Text, Unsupported

# Fields of a Message that hold what somebody sent and nobody reads here.  Bot API, Message; `animation` before
# `document`, and `game` before `animation`: such messages have both.
UNREAD = (
    "game",
    "animation",
    "sticker",
    "document",
    "poll",
    "dice",
    "story",
    "checklist",
    "paid_media",
    "invoice",
    "giveaway",
    "giveaway_winners",
    "passport_data",
)
# Those that hold a recording, and what kind of file that is where the platform does not say.
RECORDED = {"voice": "audio/ogg", "video_note": "video/mp4", "video": "", "audio": ""}
CAPTION_MAX = 1024  # Bot API, Message.caption
FILE_ID = re.compile(r"[A-Za-z0-9_-]{1,200}", re.ASCII)
PHONE_MAX = 32  # characters; the longest number has fifteen digits
UNKNOWN = "message"  # of a kind that came after the parser was written


def content_of(message: Message) -> Content | None:
    """Say what a message holds; None for what the platform tells by itself: a pinned message, a new title."""
    if isinstance(message.text, str):
        return Text(words(message.text, TEXT_MAX))
    if message.location is not None:  # a venue has one too
        return _located(message.location)
    if message.contact is not None:
        return _handed_over(message)
    if message.photo:
        return _pictured(message)
    for kind in RECORDED:
        if getattr(message, kind):
            return _recorded(message, kind)
    for kind in UNREAD:
        if getattr(message, kind):
            return Unsupported(kind)  # also with words below it, which would be an answer to half of what was sent
    return Unsupported(UNKNOWN) if message.api_kwargs else None


def _pictured(message: Message) -> Content:
    """Read a photo in its largest size, which stands last."""
    file_id = words(message.photo[-1].file_id)
    if not FILE_ID.fullmatch(file_id):
        return Unsupported("photo")
    return Photo(file_id, words(message.caption, CAPTION_MAX), words(message.media_group_id))


def _recorded(message: Message, kind: str) -> Content:
    """Read a recording, by its plain fields: the parser's own warn of their length, which is to become another type."""
    facts = getattr(message, kind).to_dict()
    file_id, seconds = words(facts.get("file_id")), whole(facts.get("duration"), above=-1)
    if not FILE_ID.fullmatch(file_id) or seconds is None:
        return Unsupported(kind)
    return Recording(
        file=file_id,
        is_video=kind.startswith("video"),
        seconds=seconds,
        mime=words(facts.get("mime_type")).lower() or RECORDED[kind],
        size=whole(facts.get("file_size")) or 0,
        words=words(message.caption, CAPTION_MAX),
    )


def _handed_over(message: Message) -> Content:
    """Read a contact; whose it is, its person's id says, which only cards of people on Telegram have."""
    contact, sender = message.contact, message.from_user
    digits = words(contact.phone_number, PHONE_MAX).strip() if contact is not None else ""
    if contact is None or sender is None or not digits:
        return Unsupported("contact")
    # Numbers come with their country's code, and with or without the plus.
    return Contact(f"+{digits.removeprefix('+')}", own=contact.user_id == sender.id)


def _located(place: Place) -> Content:
    latitude, longitude = degrees(place.latitude, 90), degrees(place.longitude, 180)
    if latitude is None or longitude is None:
        return Unsupported("location")
    return Location(latitude, longitude)
