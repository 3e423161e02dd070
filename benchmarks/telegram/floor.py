"""The smallest bot that can do it: the same library, the same connection, no database, no limits, one constant card.

`python -m benchmarks.telegram.floor`, with the settings of the bot itself in the environment.
"""

import asyncio
import os
from typing import Any
from urllib.parse import urlencode

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update

from bot.channels.telegram.request import AiohttpRequest

WAIT_S = 25
# About what a card of the shop has, and every button that a buyer may want next.
LABELS = {
    "goods": "All goods",
    "shelf:1:1": "🍄 Mushrooms",
    "shelf:2:1": "🥬 Vegetables",
    "product:1": "🍄 Oyster mushroom",
    "product:2": "🍄‍🟫 Fresh shiitake",
    "product:3": "🥔 Potatoes",
    "shop": "Back",
    "basket": "Basket",
}
TEXT = "🍄 Oyster mushroom\nLeishan Corn Cob Farm\n¥6.00 per jin\nLeft: 40 jin (20 kg)\n\nHow much would you like?\n{}"
KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=data)] for data, label in LABELS.items()])


async def poll(bot: Bot, request: AiohttpRequest) -> None:
    """Ask for updates, and answer all of them beside each other."""
    asked: dict[str, Any] = {"timeout": WAIT_S}
    answering: set[asyncio.Task[None]] = set()
    while True:
        found: Any = await request.post(f"{bot.base_url}/getUpdates?{urlencode(asked)}", read_timeout=WAIT_S + 10)
        for raw in found:
            asked["offset"] = raw["update_id"] + 1
            task = asyncio.create_task(answer(bot, Update.de_json(raw, bot)))
            answering.add(task)
            task.add_done_callback(answering.discard)


async def answer(bot: Bot, update: Update) -> None:
    text = TEXT.format(update.update_id)  # a card that says the same as before is refused
    if query := update.callback_query:
        assert query.message is not None
        await asyncio.gather(
            bot.answer_callback_query(query.id),
            bot.edit_message_text(text, query.from_user.id, query.message.message_id, reply_markup=KEYBOARD),
        )
    elif message := update.message:
        await bot.send_message(message.chat.id, text, reply_markup=KEYBOARD)


async def main() -> None:
    token, url = os.environ["TELEGRAM_TOKEN"], os.environ["TELEGRAM_API_URL"]
    calls, updates = AiohttpRequest(), AiohttpRequest()
    async with Bot(token, base_url=f"{url}/bot", request=calls, get_updates_request=updates) as bot:
        await poll(bot, updates)


if __name__ == "__main__":
    asyncio.run(main())
