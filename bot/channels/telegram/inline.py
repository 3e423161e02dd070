"""Goods to show in any chat: somebody types the bot's name and a word there, and chooses from a list."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from telegram import Bot, InlineQuery, InlineQueryResultArticle, InputTextMessageContent
from telegram.constants import InlineQueryLimit, ParseMode

from bot.channels.telegram.asides import Asides
from bot.channels.telegram.calls import NO_PREVIEW
from bot.channels.telegram.checked import address, person_id, short, words
from bot.channels.telegram.markup import clean
from bot.channels.telegram.rendering import forms, keyboard_of
from bot.messages import Address, SharedCard

CACHE_S = 60  # prices and what is on sale may change; what somebody typed a minute ago is asked for again
RESULTS_MAX = int(InlineQueryLimit.RESULTS)
AT_ONCE = 4  # each reads the database, beside those who order
PEOPLE_MAX = 100  # who wait for their turn; whoever comes then types another letter
ANSWER_WITHIN_S = 5.0  # whoever typed it has typed on by then

# Given the words, who asks, and the language that the platform says they read.
Search = Callable[[str, Address, str | None], Awaitable[Sequence[SharedCard]]]


class Inline:
    """Answers inline queries, each of which is forgotten at once: nobody here is told who searched for what.

    Telegram sends one for every letter or two.  A few are answered at once, and of each person only the newest.
    """

    def __init__(self, bot: Bot, search: Search) -> None:
        self._bot = bot
        self._search = search
        self._newest: dict[int, InlineQuery] = {}  # not answered yet, by person
        self._people: set[int] = set()  # who are being answered, or wait for it
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._asides = Asides()

    def take(self, query: InlineQuery) -> None:
        """See to a query beside everything else; an older one of the same person's is dropped."""
        person = person_id(query.from_user)
        if person is None or (person not in self._people and len(self._people) >= PEOPLE_MAX):
            return
        self._newest[person] = query
        if person not in self._people:
            self._people.add(person)
            self._asides.start(self._serve(person))

    async def close(self) -> None:
        """Give up what is under way."""
        await self._asides.close()

    async def _serve(self, person: int) -> None:
        """Answer until there is nothing newer."""
        try:
            while person in self._newest:
                async with self._at_once:
                    await self._answer(person, self._newest.pop(person))
        finally:
            self._newest.pop(person, None)
            self._people.discard(person)

    async def _answer(self, person: int, query: InlineQuery) -> None:
        """Answer with what is found, for the one who asks: it is in their language."""
        language = words(query.from_user.language_code) or None
        cards = await self._search(words(query.query), address(person), language)
        if person in self._newest:
            return
        results = [_article(card) for card in cards[:RESULTS_MAX]]
        await self._bot.answer_inline_query(
            query.id, results, cache_time=CACHE_S, is_personal=True, read_timeout=ANSWER_WITHIN_S
        )


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
