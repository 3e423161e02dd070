"""The Bot API's calls for our messages: which of them shows a form, and which makes one message into another."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any

from telegram import (
    Bot,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError
from telegram.request import RequestData

# RequestData takes nothing else, and the client exports it nowhere.
from telegram.request._requestparameter import RequestParameter

from bot.channels.telegram.errors import Why, why
from bot.channels.telegram.rendering import Form, Picture
from bot.channels.telegram.request import NoAnswer
from bot.channels.telegram.uploads import Name, Uploads
from bot.messages import Clip, ClipKind, File

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class CannotBecome(Exception):
    """A message cannot be changed into this.  `gone`: it is not even there."""

    def __init__(self, *, gone: bool = False) -> None:
        super().__init__()
        self.gone = gone


class Calls:
    """One bot's messages."""

    def __init__(self, bot: Bot, uploads: Uploads, read_document: Callable[[int], Awaitable[bytes | None]]) -> None:
        self._bot = bot
        self._uploads = uploads
        self._read_document = read_document

    async def send(self, chat: str, form: Form, *, silent: bool) -> str:
        """Put a form into a chat; return the id of its last message, of an album that of its first.

        The Bot API has no call for several texts.
        """
        if form.album:
            return str((await self._send_album(chat, form, silent=silent))[0].message_id)
        if form.file is not None:
            return str((await self._send_file(chat, form, form.file, silent=silent)).message_id)
        if form.clip is not None:
            return str((await self._send_clip(chat, form, form.clip, silent=silent)).message_id)
        if form.picture is not None:
            return str((await self._send_photo(chat, form, form.picture, silent=silent)).message_id)
        if not form.texts:
            raise BadRequest("message text is empty")  # as the server says
        first, *rest = form.texts
        message_id = await self._send_text(chat, first, form, silent=silent, is_last=not rest)
        try:
            for number, text in enumerate(rest, start=1):
                message_id = await self._send_text(chat, text, form, silent=True, is_last=number == len(rest))
        except TelegramError as error:
            # What stands already cannot be unsaid: tried again as often as a message of one piece, it would pile up.
            raise NoAnswer(f"part of a long message: {type(error).__name__}") from None
        return message_id

    async def edit(self, chat: str, message_id: str, form: Form, was: Picture | None) -> None:
        """Make a message show a form.  `was`: the picture it shows now, where we know of one.

        Raises:
            CannotBecome: a new message has to take its place.
        """
        if len(form.texts) != 1 or form.file is not None or form.clip is not None:
            raise CannotBecome
        if form.picture is None and was is not None:
            raise CannotBecome  # a picture cannot be taken away (Bot API, editMessageMedia)
        if form.contact is not None:
            raise CannotBecome  # it comes with new messages alone (Bot API, editMessageText.reply_markup)
        try:
            if form.picture is None:
                await self._edit_text(chat, message_id, form)
            else:
                await self._edit_photo(chat, message_id, form, form.picture, was)
        except BadRequest as error:
            match why(error):
                case Why.NOT_MODIFIED:
                    return
                case Why.GONE:
                    raise CannotBecome(gone=True) from None
                case Why.NOT_EDITABLE:
                    raise CannotBecome from None
            raise

    async def remove(self, chat: str, message_id: str) -> None:
        """Take a message away; one that may not be taken away any more (Bot API: after 48 hours) loses its buttons."""
        try:
            await self._bot.delete_message(chat, int(message_id))
        except BadRequest as error:
            if why(error) is not Why.GONE:
                await self.disarm(chat, message_id)

    async def disarm(self, chat: str, message_id: str) -> None:
        await self._bot.edit_message_reply_markup(chat, int(message_id), reply_markup=None)

    async def _send_photo(self, chat: str, form: Form, picture: Picture, *, silent: bool) -> Message:
        async def send(photo: str | bytes) -> Message:
            return await self._bot.send_photo(
                chat,
                photo,
                caption=form.texts[0],
                parse_mode=_mode(form),
                reply_markup=form.keyboard,
                disable_notification=silent,
            )

        return await self._uploads.show(picture, send)

    async def _send_file(self, chat: str, form: Form, file: File, *, silent: bool) -> Message:
        content = await self._read_document(file.document_id)
        if content is None:
            raise BadRequest("no such document")
        return await self._bot.send_document(
            chat,
            content,
            filename=file.name,
            caption=form.texts[0],
            parse_mode=_mode(form),
            reply_markup=form.keyboard,
            disable_notification=silent,
        )

    async def _send_clip(self, chat: str, form: Form, clip: Clip, *, silent: bool) -> Message:
        async def send(name: Name) -> Message:
            played: Callable[..., Awaitable[Message]]
            match clip.kind:
                case ClipKind.VIDEO:
                    played = partial(self._bot.send_video, video=name, supports_streaming=True, filename="clip.mp4")
                case ClipKind.VOICE:
                    played = partial(self._bot.send_voice, voice=name, filename="clip.oga")
                case ClipKind.AUDIO:
                    played = partial(self._bot.send_audio, audio=name, title=form.title, filename=_sound_name(name))
            return await played(
                chat_id=chat,
                duration=clip.seconds,
                caption=form.texts[0],
                parse_mode=_mode(form),
                reply_markup=form.keyboard,
                disable_notification=silent,
            )

        return await self._uploads.put(clip.media_id, send)

    async def _send_album(self, chat: str, form: Form, *, silent: bool) -> Sequence[Message]:
        async def send(names: Mapping[int, Name]) -> Sequence[Message]:
            # One file for each: two goods may have the same picture.
            files = {
                one: InputFile(name, attach=True) if isinstance(name, bytes) else name for one, name in names.items()
            }
            media = [
                InputMediaPhoto(files[media_id], caption=text, parse_mode=_mode(form))
                for media_id, text in zip(form.album, form.texts, strict=True)
            ]
            return await self._bot.send_media_group(chat, media, disable_notification=silent)

        return await self._uploads.show_album(form.album, send)

    async def _send_text(self, chat: str, text: str, form: Form, *, silent: bool, is_last: bool) -> str:
        parameters = _text_parameters(chat, text, form, (form.contact or form.keyboard) if is_last else None)
        parameters["disable_notification"] = silent
        sent = await call(self._bot, "sendMessage", parameters)
        if not isinstance(sent, dict) or not isinstance(sent.get("message_id"), int):
            raise TelegramError("not a message")
        return str(sent["message_id"])

    async def _edit_text(self, chat: str, message_id: str, form: Form) -> None:
        parameters = _text_parameters(chat, form.texts[0], form, form.keyboard)
        await call(self._bot, "editMessageText", parameters | {"message_id": int(message_id)})

    async def _edit_photo(self, chat: str, message_id: str, form: Form, picture: Picture, was: Picture | None) -> None:
        if picture == was:
            try:
                await self._bot.edit_message_caption(
                    chat, int(message_id), caption=form.texts[0], parse_mode=_mode(form), reply_markup=form.keyboard
                )
            except BadRequest as error:
                if why(error) is not Why.NO_CAPTION:  # the picture did not get there
                    raise
            else:
                return

        async def edit(photo: str | bytes) -> Message:
            media = InputMediaPhoto(photo, caption=form.texts[0], parse_mode=_mode(form))
            edited = await self._bot.edit_message_media(media, chat, int(message_id), reply_markup=form.keyboard)
            if not isinstance(edited, Message):
                raise TelegramError("not a message")
            return edited

        await self._uploads.show(picture, edit)


async def call(bot: Bot, method: str, parameters: Mapping[str, Any], **timeouts: float) -> Any:
    """Make a call that is made for every tap, past the client's own method: what it would parse of the answer, which is
    the whole message with all its buttons, nobody reads (measured: a quarter of what an update costs).

    Raises:
        TelegramError: as the client's own methods do.
    """
    plain = RequestData([RequestParameter(name, value, None) for name, value in parameters.items()])
    return await bot.request.post(f"{bot.base_url}/{method}", plain, **timeouts)


def _text_parameters(
    chat: str, text: str, form: Form, keyboard: InlineKeyboardMarkup | ReplyKeyboardMarkup | None
) -> dict[str, Any]:
    parameters: dict[str, Any] = {"chat_id": int(chat), "text": text, "link_preview_options": {"is_disabled": True}}
    if form.html:
        parameters["parse_mode"] = ParseMode.HTML
    if keyboard is not None:
        parameters["reply_markup"] = keyboard.to_dict()
    return parameters


def _sound_name(name: Name) -> str:
    """Name a file by what it is, which the platform goes by: MPEG-4, else MP3."""
    return "clip.m4a" if isinstance(name, bytes) and name[4:8] == b"ftyp" else "clip.mp3"


def _mode(form: Form) -> str | None:
    return ParseMode.HTML if form.html else None
