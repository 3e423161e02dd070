"""Telegram, seen from the sender."""

import asyncio
from contextlib import suppress
from functools import partial

import structlog
from telegram import Bot
from telegram.error import BadRequest, TelegramError

from bot.channels.telegram import files
from bot.channels.telegram.calls import Calls, CannotBecome, call
from bot.channels.telegram.errors import Why, outcome_of, why
from bot.channels.telegram.limits import CAPABILITIES
from bot.channels.telegram.markup import TOAST_MAX, clean, shortened
from bot.channels.telegram.rendering import Form, Picture, forms, picture_of
from bot.channels.telegram.uploads import Uploads
from bot.database.contract import Database
from bot.database.errors import DatabaseUnavailable
from bot.notices.documents import document_content
from bot.notices.ports import Delivered, SendLater, Ticket

# For older copies, once the message itself is there: with a call's own patience it stays below the sender's.
TIDY_WITHIN_S = 4.0
PRESS_WITHIN_S = 5.0  # a toast that comes later is about something else by then

log = structlog.get_logger()


class TelegramPort:
    """One bot's chats.  Its `bot` honours penalties by itself where it was given an `AiohttpRequest` with a gate."""

    capabilities = CAPABILITIES

    def __init__(self, bot: Bot, database: Database) -> None:
        self._bot = bot
        # A token begins with its bot's id, which is known so before the bot has been asked.
        bot_id = bot.token.partition(":")[0]
        self.account = f"telegram:{bot_id}"
        self._calls = Calls(bot, Uploads(database, bot_id), partial(_read_document, database))

    async def deliver(self, ticket: Ticket) -> Delivered:
        chat = ticket.address.external_id
        try:
            message_id, replaced = await self._place(chat, ticket)
        except TelegramError as error:
            raise outcome_of(error) from None
        except DatabaseUnavailable as error:
            raise SendLater(type(error).__name__, local=True) from None
        await self._tidy(chat, (*ticket.remove_message_ids, *replaced), ticket.disarm_message_ids)
        return Delivered(message_id)

    async def answer_press(self, callback_query_id: str, toast: str | None = None) -> None:
        """End the waiting sign on a pressed button, with a few words over it if there are any.  Never fails."""
        words = shortened(clean(toast), TOAST_MAX) if toast else None
        try:
            told = {"text": words} if words else {}
            parameters = {"callback_query_id": callback_query_id} | told
            await call(self._bot, "answerCallbackQuery", parameters, read_timeout=PRESS_WITHIN_S)
        except TelegramError as error:
            log.debug("press not answered", error=type(error).__name__)

    async def fetch(self, file: str, *, at_most: int) -> bytes:
        return await files.fetch(self._bot, file, at_most=at_most)

    async def _place(self, chat: str, ticket: Ticket) -> tuple[str, tuple[str, ...]]:
        """Show the best form that the platform takes; return the message's id, and the message that it took over from.

        Raises:
            TelegramError: none was taken, or it is not for the form.
        """
        refused: BadRequest | None = None
        for form in forms(ticket.outgoing):
            try:
                return await self._show(chat, ticket, form)
            except BadRequest as error:
                if why(error) is Why.NO_CHAT:
                    raise
                refused = error
        assert refused is not None  # there is always a form
        raise refused

    async def _show(self, chat: str, ticket: Ticket, form: Form) -> tuple[str, tuple[str, ...]]:
        old = ticket.edit_message_id
        if old is None:
            return await self._calls.send(chat, form, silent=ticket.silent), ()
        try:
            await self._calls.edit(chat, old, form, _picture_in(ticket))
        except CannotBecome as error:
            # It answers a tap or tells what is known: nobody's phone need ring.
            return await self._calls.send(chat, form, silent=True), () if error.gone else (old,)
        return old, ()

    async def _tidy(self, chat: str, removes: tuple[str, ...], disarms: tuple[str, ...]) -> None:
        """Deal with older copies, all at once; one that stays as it is does no harm, since its buttons know it."""
        calls = [self._calls.remove(chat, one) for one in removes]
        calls += [self._calls.disarm(chat, one) for one in disarms]
        if calls:
            with suppress(TimeoutError):
                async with asyncio.timeout(TIDY_WITHIN_S):
                    await asyncio.gather(*calls, return_exceptions=True)


async def _read_document(database: Database, document_id: int) -> bytes | None:
    return await database.read(partial(document_content, document_id=document_id))


def _picture_in(ticket: Ticket) -> Picture | None:
    return picture_of(ticket.standing) if ticket.standing is not None else None
