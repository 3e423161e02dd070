"""A message as Telegram takes it.  Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup
from telegram.constants import InlineKeyboardMarkupLimit, KeyboardButtonStyle, MediaGroupLimit

from bot.channels.telegram.markup import CAPTION_MAX, TEXT_MAX, clean, html, length, offsets, split
from bot.messages import Choice, Clip, File, Outgoing

BUTTONS_IN_ROW_MAX = int(InlineKeyboardMarkupLimit.BUTTONS_PER_ROW)  # as the server takes them; the Bot API is silent
ALBUM = range(MediaGroupLimit.MIN_MEDIA_LENGTH, MediaGroupLimit.MAX_MEDIA_LENGTH + 1)  # Bot API, sendMediaGroup.media

STYLES = {"primary": KeyboardButtonStyle.PRIMARY, "danger": KeyboardButtonStyle.DANGER}

Rows = Sequence[Sequence[Choice]]


@dataclass(frozen=True, slots=True)
class Picture:
    """A Media row, or an address to be drawn as a QR code."""

    media_id: int | None = None
    qr: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """One way to show a message: so many texts, of which the last carries picture and buttons.

    html: whether the texts are HTML.
    file: a document, which the text stands below.
    clip: a recording, which the text stands below; `title`: what a player of sound calls it.
    contact: a keyboard of another kind, in place of the buttons.
    album: Media rows, in place of all that: each of them has one of the texts below it.
    """

    texts: tuple[str, ...]
    html: bool = True
    picture: Picture | None = None
    keyboard: InlineKeyboardMarkup | None = None
    file: File | None = None
    clip: Clip | None = None
    title: str = ""
    album: tuple[int, ...] = ()
    contact: ReplyKeyboardMarkup | None = None


def forms(outgoing: Outgoing) -> Iterator[Form]:
    """Give the ways to show a message, the best first; each next one is for a platform that refused the one before.

    With its pictures or its clip, where the words fit below; in words; in plain words.  A choice is never lost: where
    its button will not do, its address stands in the text.
    """
    keyboard = keyboard_of(outgoing.rows)
    if _is_album(outgoing):
        yield Form(
            tuple(html(clean(shot.words)) for shot in outgoing.album),
            album=tuple(shot.picture for shot in outgoing.album),
        )
    if outgoing.file:
        yield Form((_caption(outgoing),), keyboard=keyboard, file=outgoing.file)
    if outgoing.clip:
        yield Form((_caption(outgoing),), keyboard=keyboard, clip=outgoing.clip, title=clean(outgoing.title))
    if picture := picture_of(outgoing):
        yield Form(("".join(_texts(outgoing)),), picture=picture, keyboard=keyboard)
    if outgoing.qr:
        outgoing = replace(outgoing, text=_with_lines(outgoing.text, [outgoing.qr]))
    if outgoing.contact:
        yield Form(_texts(outgoing), contact=_contact_keyboard(outgoing))
    yield Form(_texts(outgoing), keyboard=keyboard)
    links = [choice for row in outgoing.rows for choice in row if choice.url]
    plain = replace(outgoing, text=_with_lines(outgoing.text, [f"{one.label}: {one.url}" for one in links]))
    presses = [[choice for choice in row if not choice.url] for row in outgoing.rows]
    texts = tuple(piece for piece in split(_visible(plain), TEXT_MAX) if piece.strip())
    yield Form(texts, html=False, keyboard=keyboard_of(presses))


def picture_of(outgoing: Outgoing) -> Picture | None:
    """Give the picture that a message is shown with; None: it has none, or too many words to stand below one."""
    if (outgoing.picture is None and not outgoing.qr) or length(_visible(outgoing)) > CAPTION_MAX:
        return None
    return Picture(qr=outgoing.qr) if outgoing.qr else Picture(outgoing.picture)


def keyboard_of(rows: Rows) -> InlineKeyboardMarkup | None:
    """Give the buttons below a message; None: there are none."""
    keyboard = [
        [_button(choice) for choice in row[start : start + BUTTONS_IN_ROW_MAX]]
        for row in rows
        for start in range(0, len(row), BUTTONS_IN_ROW_MAX)
    ]
    return InlineKeyboardMarkup(keyboard) if keyboard else None


def _contact_keyboard(outgoing: Outgoing) -> ReplyKeyboardMarkup:
    """Give the keyboard that can hand over a number, below which no other buttons stand: those type what they read.

    It goes with its message, and folds up once it was used.
    """
    hand_over = KeyboardButton(clean(outgoing.contact), request_contact=True)
    others = [[KeyboardButton(clean(choice.label)) for choice in row] for row in outgoing.rows]
    return ReplyKeyboardMarkup([[hand_over], *others], resize_keyboard=True, one_time_keyboard=True)


def _is_album(outgoing: Outgoing) -> bool:
    """Whether it can be shown as one, which has no title and no buttons."""
    fits = all(length(clean(shot.words)) <= CAPTION_MAX for shot in outgoing.album)
    return len(outgoing.album) in ALBUM and fits and not (outgoing.title or outgoing.rows)


def _button(choice: Choice) -> InlineKeyboardButton:
    style, label = STYLES.get(choice.style), clean(choice.label)
    if choice.url:
        return InlineKeyboardButton(label, url=choice.url, style=style)
    return InlineKeyboardButton(label, callback_data=choice.payload, style=style)


def _texts(outgoing: Outgoing) -> tuple[str, ...]:
    title, pieces = len(clean(outgoing.title)), split(_visible(outgoing), TEXT_MAX)
    # Telegram refuses a message of nothing but space.
    return tuple(
        html(piece, max(0, title - at)) for piece, at in zip(pieces, offsets(pieces), strict=True) if piece.strip()
    )


def _caption(outgoing: Outgoing) -> str:
    """Give the words below a document or a clip: the title alone, where all of them are too many."""
    fits = length(_visible(outgoing)) <= CAPTION_MAX
    return "".join(_texts(outgoing if fits else replace(outgoing, text="")))


def _visible(outgoing: Outgoing) -> str:
    return clean("\n".join(filter(None, (outgoing.title, outgoing.text))))


def _with_lines(text: str, lines: Sequence[str]) -> str:
    return "\n".join([*filter(None, [text]), *(line for line in lines if line not in text)])
