"""The Bot API's calls for our messages: which of them shows a form, and which makes one message into another."""

from collections.abc import Mapping, Sequence

from telegram import Bot, InputFile, InputMediaPhoto, LinkPreviewOptions, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.channels.telegram.errors import Why, why
from bot.channels.telegram.pictures import Name, Pictures
from bot.channels.telegram.rendering import Form, Picture

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class CannotBecome(Exception):
    """A message cannot be changed into this.  `gone`: it is not even there."""

    def __init__(self, *, gone: bool = False) -> None:
        super().__init__()
        self.gone = gone


class Calls:
    """One bot's messages."""

    def __init__(self, bot: Bot, pictures: Pictures) -> None:
        self._bot = bot
        self._pictures = pictures

    async def send(self, chat: str, form: Form, *, silent: bool) -> str:
        """Put a form into a chat; return the id of its last message, of an album that of its first.

        The Bot API has no call for several texts.
        """
        if form.album:
            return str((await self._send_album(chat, form, silent=silent))[0].message_id)
        message: Message | None = None
        if form.picture is not None:
            message = await self._send_photo(chat, form, form.picture, silent=silent)
        else:
            for number, text in enumerate(form.texts, start=1):
                message = await self._bot.send_message(
                    chat,
                    text,
                    parse_mode=_mode(form),
                    reply_markup=form.keyboard if number == len(form.texts) else None,
                    link_preview_options=NO_PREVIEW,
                    disable_notification=silent or number > 1,
                )
        if message is None:
            raise BadRequest("message text is empty")  # as the server says
        return str(message.message_id)

    async def edit(self, chat: str, message_id: str, form: Form, was: Picture | None) -> None:
        """Make a message show a form.  `was`: the picture it shows now, where we know of one.

        Raises:
            CannotBecome: a new message has to take its place.
        """
        if len(form.texts) != 1 or (form.picture is None and was is not None):
            raise CannotBecome  # a picture cannot be taken away (Bot API, editMessageMedia)
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

        return await self._pictures.show(picture, send)

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

        return await self._pictures.show_album(form.album, send)

    async def _edit_text(self, chat: str, message_id: str, form: Form) -> None:
        await self._bot.edit_message_text(
            form.texts[0],
            chat,
            int(message_id),
            parse_mode=_mode(form),
            reply_markup=form.keyboard,
            link_preview_options=NO_PREVIEW,
        )

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

        await self._pictures.show(picture, edit)


def _mode(form: Form) -> str | None:
    return ParseMode.HTML if form.html else None
