"""Goods to show in any chat: somebody types the bot's name and a word there, and chooses from a list."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from telegram import Bot, InlineQuery, InlineQueryResultArticle, InputTextMessageContent
from telegram.constants import InlineQueryLimit, ParseMode

from bot.channels.telegram.calls import NO_PREVIEW
from bot.channels.telegram.checked import address, person_id, short, words
from bot.channels.telegram.markup import clean
from bot.channels.telegram.rendering import forms, keyboard_of
from bot.messages import Address, SharedCard

CACHE_S = 60  # prices and what is on sale may change; what somebody typed a minute ago is asked for again
RESULTS_MAX = int(InlineQueryLimit.RESULTS)

# Given the words, who asks, and the language that the platform says they read.
Search = Callable[[str, Address, str | None], Awaitable[Sequence[SharedCard]]]


class Inline:
    """Answers inline queries, each of which is forgotten at once: nobody here is told who searched for what."""

    def __init__(self, bot: Bot, search: Search) -> None:
        self._bot = bot
        self._search = search

    async def answer(self, query: InlineQuery) -> None:
        """Answer with what is found, for the one who asks: it is in their language."""
        person, typed = person_id(query.from_user), words(query.query)
        if person is None:
            return
        cards = await self._search(typed, address(person), words(query.from_user.language_code) or None)
        results = [_article(card) for card in cards[:RESULTS_MAX]]
        await self._bot.answer_inline_query(query.id, results, cache_time=CACHE_S, is_personal=True)


def _article(card: SharedCard) -> InlineQueryResultArticle:
    # In words: the picture is a row of ours, and what is shown from here must be an address or a file of Telegram's.
    form = next(forms(replace(card.message, picture=None, qr="", rows=())))
    # A press below a message in somebody else's chat would tell us neither the chat nor the message.
    links = [[choice for choice in row if choice.url] for row in card.message.rows]
    return InlineQueryResultArticle(
        id=short(card.key),
        title=clean(card.title),
        description=clean(card.description),
        input_message_content=InputTextMessageContent(
            form.texts[0], parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW
        ),
        reply_markup=keyboard_of([row for row in links if row]),
    )
