"""What channels and handlers say to each other: frozen values that know no platform.

A channel turns each platform event into one `Incoming`; a handler answers with `Outgoing`
values; the sender hands those to the channel again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class Address:
    """Where one person is reached: a channel's name and the channel's own opaque id for them."""

    channel: str
    external_id: str


@dataclass(frozen=True, slots=True)
class Text:
    """Words that a person typed; a leading slash makes them a command."""

    text: str


@dataclass(frozen=True, slots=True)
class Press:
    """A button that was pressed: its payload, and the channel's id of the message that carries it."""

    payload: str
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Something that cannot be read as an answer here: a sticker, a poll, a photo that nobody can fetch."""

    kind: str


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture that a person sent: the channel's name for it, by which its port fetches the bytes.

    words: what they wrote below it.
    album: names what was sent at once; each picture of it is an event of its own, and one of them has the words.
    """

    file: str
    words: str = ""
    album: str = ""


@dataclass(frozen=True, slots=True)
class Recording:
    """A video or sound that a person sent, under the channel's name for it, and what the platform says of it.

    mime, size: of the file, in bytes; nothing and 0 where the platform does not say.
    words: what they wrote below it.
    """

    file: str
    is_video: bool
    seconds: int
    mime: str = ""
    size: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class Location:
    """Where a person says they are, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Contact:
    """A phone number that a person handed over by a tap, and whether the platform says that it is their own."""

    phone: str
    own: bool


@dataclass(frozen=True, slots=True)
class Reachability:
    """The platform says whether this person may be written to: they blocked us, or let us in again.

    at: when, where the platform says so; what is told late does not undo what happened after it.
    """

    reachable: bool
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class GroupCall:
    """Somebody in a group called us by name.  The sender is the group, where everyone reads the answer."""


@dataclass(frozen=True, slots=True)
class Membership:
    """We were let into a group or public channel, or put out of it.  The sender is that chat.

    by: who did it, where the platform says so.
    may_post: whether we may write there.
    at: when, where the platform says so; what is told late does not undo what happened after it.
    was_out: we could not write there just before, as far as the platform says.
    """

    title: str
    is_channel: bool
    may_post: bool
    by: Address | None = None
    at: datetime | None = None
    was_out: bool = False


Content = Text | Press | Photo | Recording | Location | Contact | Unsupported | Reachability | GroupCall | Membership


@dataclass(frozen=True, slots=True)
class Incoming:
    """One event from one person.

    `event_id` is the platform's own (or the web page's): an event is handled once per (channel, event_id).
    `message_id` is the channel's id of the person's own message, where it has one.
    `language` and `name` are what the platform says about the person, as hints for their first message.
    """

    sender: Address
    event_id: str
    content: Content
    sent_at: datetime
    message_id: str | None = None
    name: str = ""
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: what it reads (at most `LABEL_MAX` characters) and what it carries (see `bot.buttons`).

    url: an address that it opens; it then carries no payload.
    """

    label: str
    payload: str = ""
    style: str = ""  # "primary" for the way forward, "danger" for what cannot be taken back, else plain
    url: str = ""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture of an album: a Media row, and the few words below it."""

    picture: int
    words: str


@dataclass(frozen=True, slots=True)
class File:
    """A document to hand over: its row, and the name under which it is kept."""

    document_id: int
    name: str


class ClipKind(StrEnum):
    """How a clip is played: pictures that move, somebody's voice, or any other sound."""

    VIDEO = "video"
    VOICE = "voice"
    AUDIO = "audio"


@dataclass(frozen=True, slots=True)
class Clip:
    """A short recording to be played: a Media row, and how long it lasts."""

    media_id: int
    kind: ClipKind
    seconds: int


LABEL_MAX = 20  # characters; product.md G13, and the shortest label of our platforms (WhatsApp reply buttons)
ALBUM_MIN, ALBUM_MAX = 2, 10  # pictures; Telegram's, and as many as one looks through


@dataclass(frozen=True, slots=True)
class Ask:
    """The question an answer leaves open: which handler reads the next words, and the facts it needs."""

    question: str
    data: dict[str, Any] = field(default_factory=dict)  # JSON


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message as its reader will see it, in the reader's language.

    text: plain text; `title` is a first line that channels set in bold where they can.
    rows: buttons, row by row.
    picture: the Media row to show above the text.
    album: several pictures in place of the text, which says the same for whoever cannot be shown them (`album_of`).
    file: a document that comes with it; the text says the same for whoever cannot be handed one.
    clip: a recording to be played above the text.
    contact: what a button reads that hands over the reader's own number, where the platform has one; the text asks for
        the same in words.  Such a message may have no other buttons than `rows`, which then say their labels.
    qr: an address to show as a QR code, in place of a picture, for somebody else's phone to read.
    card: name of the living message this is the present state of ("shop", "order:17"); None for a message of its own.
    replaces: the card it takes the place of, when that has another name (the basket that becomes the receipt).
    ask: the question that stays open until it is answered; only the last reply's question counts, a push never asks.
    toast: a few words shown once over the pressed button; may be lost. With neither title nor text it is all there is.
    """

    text: str = ""
    title: str = ""
    rows: tuple[tuple[Choice, ...], ...] = ()
    picture: int | None = None
    album: tuple[Shot, ...] = ()
    file: File | None = None
    clip: Clip | None = None
    contact: str = ""
    qr: str = ""
    card: str | None = None
    replaces: str | None = None
    ask: Ask | None = None
    toast: str | None = None

    @property
    def is_message(self) -> bool:
        """Whether there is anything to put into the chat, rather than a toast alone."""
        return bool(self.text or self.title or self.album)


def album_of(shots: Iterable[Shot]) -> Outgoing:
    """Make an album: a message of its own, without buttons, that no other takes the place of.

    Raises:
        ValueError: so few or so many pictures are no album.
    """
    album = tuple(shots)
    if not ALBUM_MIN <= len(album) <= ALBUM_MAX:
        raise ValueError(f"{len(album)} pictures in an album")
    return Outgoing("\n".join(shot.words for shot in album), album=album)


@dataclass(frozen=True, slots=True)
class SharedCard:
    """Something a person may show in a chat of theirs: a row in a list to choose from, and the message itself.

    key: names it among others of one search; `description`: one line under `title`.
    """

    key: str
    title: str
    description: str
    message: Outgoing
