"""What an operator should know about the bot as Telegram sees it, and what to do about it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from telegram import User, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.account import Account
from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.webhook import path_of
from bot.checkup import Finding

LATELY = timedelta(hours=1)
MANY = 100  # updates that wait; fewer are a busy minute


async def examine(account: Account, now: datetime) -> list[Finding]:
    """Ask Telegram about the bot.  Changes nothing, and takes no update from whoever waits for it."""
    async with AiohttpRequest() as request:
        bot = account.client(request)
        try:
            me, info, commands = await bot.get_me(), await bot.get_webhook_info(), await bot.get_my_commands()
        except InvalidToken:
            todo = "take the token that BotFather gives (/token) as TELEGRAM_TOKEN"
            return [Finding("Telegram refuses the token", todo)]
        except TelegramError as error:
            return [
                Finding(f"Telegram cannot be asked ({type(error).__name__})", "look at the network, TELEGRAM_API_URL")
            ]
    return [*_bot(me), *_way(account, info), *_waiting(info, now), _menu(bool(commands))]


async def name_of(account: Account) -> str | None:
    """Ask Telegram for the bot's name; None: it does not say."""
    async with AiohttpRequest() as request:
        try:
            return (await account.client(request).get_me()).username
        except TelegramError:
            return None


def _bot(me: User) -> Iterator[Finding]:
    yield Finding(f"Telegram knows the bot as @{me.username}")
    if me.can_read_all_group_messages:
        told = "Telegram sends the bot everything that groups say, of which it heeds only calls"
        yield Finding(told, "tell BotFather /setprivacy, Enable; then take the bot out of its groups and in again")
    if me.can_join_groups is False:
        yield Finding("the bot cannot be added to groups", "tell BotFather /setjoingroups, Enable")
    if not me.supports_inline_queries:
        told = "people cannot show goods in their own chats (inline mode is off)"
        yield Finding(told, "tell BotFather /setinline, and a hint such as: tomatoes")


def _way(account: Account, info: WebhookInfo) -> Iterator[Finding]:
    """How updates come, and whether they can."""
    if not account.webhook_url:
        if info.url:
            todo = "start the bot, which takes it away; if it comes back, something else uses this token: /revoke it"
            yield Finding("a webhook is set, but TELEGRAM_WEBHOOK_URL is not: polling hears nothing", todo)
        else:
            yield Finding("updates are asked for (polling)")
    elif info.url == account.webhook_url + path_of(account.webhook_secret):
        yield Finding("Telegram brings updates to TELEGRAM_WEBHOOK_URL")
    else:
        told = "Telegram brings updates to another address" if info.url else "Telegram brings updates to no address"
        yield Finding(told, "start `run`, or a `worker`, with this TELEGRAM_WEBHOOK_URL and TELEGRAM_WEBHOOK_SECRET")


def _waiting(info: WebhookInfo, now: datetime) -> Iterator[Finding]:
    if info.url and info.last_error_date and now - info.last_error_date < LATELY:
        todo = "open the address from outside: it must be https, with a good certificate, and lead to this program"
        yield Finding(f"lately Telegram could not bring an update: {info.last_error_message}", todo)
    if info.pending_update_count >= MANY:
        todo = "see that the bot runs, and its log for `telegram waits`"
        yield Finding(f"{info.pending_update_count} updates wait at Telegram", todo)


def _menu(is_set: bool) -> Finding:
    if is_set:
        return Finding("the menu of commands is set")
    return Finding("the menu of commands is not set", "start `run`, or a `worker`, which sets it within seconds")
