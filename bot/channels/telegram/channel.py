"""Telegram, put together: what each process starts of it, and what it is handed."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import NoReturn

import structlog
from aiohttp import web
from telegram.error import TelegramError

from bot.channels.telegram.account import Account
from bot.channels.telegram.asides import Asides
from bot.channels.telegram.gate import Gate
from bot.channels.telegram.groups import Me, Moved
from bot.channels.telegram.inline import Inline, Search
from bot.channels.telegram.menus import CommonMenus, MenuWords
from bot.channels.telegram.own_menus import OwnMenus
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.port import TelegramPort
from bot.channels.telegram.receiver import Receipt, Receiver
from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.steady import under_lease
from bot.channels.telegram.troubles import PAUSES, Pauses, Troubles, again, patiently
from bot.channels.telegram.webhook import Webhook, ensure_webhook
from bot.clock import Clock, utc_now
from bot.database.contract import Database
from bot.i18n import Languages
from bot.messages import Incoming

NAME_WITHIN_S = 3.0  # that a start waits for Telegram to say who we are; it is asked again later
LOOK_AT_MENUS_EVERY_S = 5.0
LOOK_AT_WEBHOOK_EVERY_S = 300.0
MENUS_LEASE = "telegram menus"

log = structlog.get_logger()


class Telegram:
    """One bot.  `port` is the sender's; `gate` holds its penalties, for whoever remembers them over a restart."""

    def __init__(
        self,
        account: Account,
        *,
        commands: frozenset[str],
        receive: Callable[[Incoming], Awaitable[Receipt]],
        move: Callable[[Moved], Awaitable[None]],
        search: Search,
        words: MenuWords,
        on_name: Callable[[str], None],
        database: Database,
        languages: Languages,
        clock: Clock = utc_now,
        pauses: Pauses = PAUSES,
    ) -> None:
        """Put the channel together.

        commands: the names of all that may be typed here; in groups we are not meant by others.
        move: gives a group its new id, in a transaction; twice is once.
        search: finds what somebody may show in another chat.
        on_name: told the bot's name once the platform has said it; links begin with it.
        """
        self.gate = Gate(clock)
        self._sending, self._asking, self._polling = AiohttpRequest(self.gate), AiohttpRequest(), AiohttpRequest()
        self.port = TelegramPort(account.client(self._sending), database)
        # For all that is no message: neither do penalties for those stop it, nor its own stop them.
        self._bot = account.client(self._asking)
        self._presses = TelegramPort(self._bot, database)
        self._account, self._database, self._pauses = account, database, pauses
        self._on_name = on_name
        self._me = Me(account.bot_id, commands=commands)
        self._inline = Inline(self._bot, search)
        self._asides = Asides()
        self._receiver = Receiver(
            receive=receive,
            move=move,
            search=self._inline.take,
            me=lambda: self._me,
            clock=clock,
        )
        self._common_menus = CommonMenus(self._bot, languages, words)
        self._own_menus = OwnMenus(self._bot, database, languages, words)
        self._naming: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Open the connections and learn our name; a platform that is down keeps nobody from starting."""
        for request in (self._sending, self._asking, self._polling):
            await request.initialize()
        try:
            async with asyncio.timeout(NAME_WITHIN_S):
                await self._learn_name()
        except (TelegramError, TimeoutError):
            asking = patiently(self._learn_name, self._troubles("learning our name"))
            self._naming = asyncio.create_task(asking, name="telegram name")

    def add_to(self, application: web.Application) -> None:
        """Add the webhook's route, where one is set: in each process that serves the web."""
        if self._account.webhook_url:
            Webhook(self._receiver, self._account.webhook_secret).add_to(application)

    async def run(self) -> None:
        """Hear people and keep the menus, until cancelled.

        A bug that ends either leaves an error in the log, and both begin anew: nobody is deaf in silence, and the shop
        goes on elsewhere.
        """
        await again(self._run, self._troubles("listening"))

    async def hear(self) -> NoReturn:
        """Ask for updates, or keep Telegram told where to bring them."""
        if self._account.webhook_url:
            await again(self._keep_webhook, self._troubles("keeping the webhook"))
        poller = Poller(
            self._bot,
            self._polling,
            self._receiver,
            self._database,
            self._asides,
            self._presses.answer_press,
            pauses=self._pauses,
        )
        await poller.run()

    async def keep_menus(self) -> NoReturn:
        """Show each person the commands of their roles, in their language."""
        await under_lease(self._database, MENUS_LEASE, self._keep_all_menus)

    async def close(self) -> None:
        """Give up what is under way; after whoever uses the port and the routes has stopped."""
        if self._naming is not None:
            self._naming.cancel()
            await asyncio.gather(self._naming, return_exceptions=True)
        await self._inline.close()
        await self._asides.close()
        for request in (self._sending, self._asking, self._polling):
            await request.shutdown()

    async def _run(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self.hear(), name="telegram updates")
            group.create_task(self.keep_menus(), name="telegram menus")

    async def _learn_name(self) -> None:
        me = await self._bot.get_me()
        self._me = self._me._replace(id=me.id, username=me.username or "")
        log.info("telegram knows us", username=self._me.username)
        self._on_name(self._me.username)

    async def _keep_webhook(self) -> None:
        await ensure_webhook(self._bot, self._account.webhook_url, self._account.webhook_secret)
        await asyncio.sleep(LOOK_AT_WEBHOOK_EVERY_S)

    async def _keep_all_menus(self) -> None:
        """Keep both kinds, each with troubles of its own: Telegram's penalties for descriptions last for hours."""
        async with asyncio.TaskGroup() as group:
            for kind, keep in (("own", self._own_menus.keep), ("common", self._common_menus.keep)):
                troubles = self._troubles(f"keeping the {kind} menus")
                group.create_task(again(partial(_look_at_menus, keep), troubles), name=f"telegram {kind} menus")

    def _troubles(self, work: str) -> Troubles:
        return Troubles(work, self._pauses)


async def _look_at_menus(keep: Callable[[], Awaitable[None]]) -> None:
    await keep()
    await asyncio.sleep(LOOK_AT_MENUS_EVERY_S)
