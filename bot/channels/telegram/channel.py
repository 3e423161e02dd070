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

        move: gives a group its new id, in a transaction; twice is once.
        search: finds what somebody may show in another chat.
        on_name: told the bot's name once the platform has said it; links begin with it.
        """
        self.gate = Gate(clock)
        self._request, self._polling_request = AiohttpRequest(self.gate), AiohttpRequest()
        self._bot = account.client(self._request)
        self.port = TelegramPort(self._bot, database)
        self._account, self._database, self._pauses = account, database, pauses
        self._on_name = on_name
        self._me = Me(account.bot_id)
        self._asides = Asides()
        self._receiver = Receiver(
            receive=receive,
            move=move,
            search=Inline(self._bot, search).answer,
            me=lambda: self._me,
            clock=clock,
            asides=self._asides,
        )
        self._common_menus = CommonMenus(self._bot, languages, words)
        self._own_menus = OwnMenus(self._bot, database, languages, words)
        self._naming: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Open the connections and learn our name; a platform that is down keeps nobody from starting."""
        await self._request.initialize()
        await self._polling_request.initialize()
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
        """Hear people and keep the menus, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.hear(), name="telegram updates")
            group.create_task(self.keep_menus(), name="telegram menus")

    async def hear(self) -> NoReturn:
        """Ask for updates, or keep Telegram told where to bring them."""
        if self._account.webhook_url:
            await again(self._keep_webhook, self._troubles("keeping the webhook"))
        poller = Poller(
            self._bot,
            self._polling_request,
            self._receiver,
            self._database,
            self._asides,
            self.port.answer_press,
            pauses=self._pauses,
        )
        await poller.run()

    async def keep_menus(self) -> NoReturn:
        """Show each person the commands of their roles, in their language."""
        keep = partial(again, self._look_at_menus, self._troubles("keeping the menus"))
        await under_lease(self._database, MENUS_LEASE, keep)

    async def close(self) -> None:
        """Give up what is under way; after whoever uses the port and the routes has stopped."""
        if self._naming is not None:
            self._naming.cancel()
            await asyncio.gather(self._naming, return_exceptions=True)
        await self._asides.close()
        await self._request.shutdown()
        await self._polling_request.shutdown()

    async def _learn_name(self) -> None:
        me = await self._bot.get_me()
        self._me = Me(me.id, me.username or "")
        log.info("telegram knows us", username=self._me.username)
        self._on_name(self._me.username)

    async def _keep_webhook(self) -> None:
        await ensure_webhook(self._bot, self._account.webhook_url, self._account.webhook_secret)
        await asyncio.sleep(LOOK_AT_WEBHOOK_EVERY_S)

    async def _look_at_menus(self) -> None:
        await self._own_menus.keep()
        await self._common_menus.keep()
        await asyncio.sleep(LOOK_AT_MENUS_EVERY_S)

    def _troubles(self, work: str) -> Troubles:
        return Troubles(work, self._pauses)
