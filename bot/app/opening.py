"""One process: its parts opened in order, and closed in the other."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.app.house import NOTHING, make_house
from bot.app.parts import App
from bot.app.telegram import CHANNEL as TELEGRAM
from bot.app.telegram import make_telegram, remember_penalty, telegram_account
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.limits import telegram_limits
from bot.channels.webchat.channel import WebChat
from bot.channels.webchat.events import CHANNEL as WEBCHAT
from bot.database import open_database
from bot.dispatch import Patience
from bot.i18n import Languages
from bot.links import Links
from bot.notices.pacing import Limits
from bot.notices.ports import HistoryPort, Port
from bot.notices.sender import SHOWN_SIGNAL
from bot.people.service import ensure_admin
from bot.settings import Settings, locales_folder
from bot.web.application import make_application, serve
from bot.worker.heartbeat import Heartbeat

# For turns under way at the end.  Supervisors kill after ten seconds, in which all this has its place, one after the
# other: requests (twice `bot.web.application.SHUTDOWN_S`), turns, messages (`bot.notices.accounts.FINISH_WITHIN_S`).
TURNS_WITHIN_S = 1.0

DEMO_HOSTS = ("127.0.0.1", "localhost")  # another name for this machine is somebody else's page asking


class CannotListen(Exception):
    """The port is taken, or not ours to take."""


class Part(StrEnum):
    """What one process does."""

    RUN = "run"  # everything
    WEB = "web"
    WORKER = "worker"


@asynccontextmanager
async def open_app(settings: Settings, part: Part, demo_people: Mapping[str, str] = NOTHING) -> AsyncIterator[App]:
    """Run a part's work for the length of the block; at its end what is under way is finished.

    First nothing new is heard any more, then what was heard is answered, then sent.

    Raises:
        DatabaseInUse: another process has the SQLite file.
        CannotListen: the port is taken.
    """
    database = open_database(settings.url_of_database, role=part.value)
    try:
        languages = Languages(locales_folder(), settings.language_codes)
        house = make_house(languages, links=Links(settings.url_of_site), rule_defaults=_rule_defaults(settings))
        ports: dict[str, Port] = {WEBCHAT: HistoryPort()}
        limits: dict[str, Limits] = {}
        telegram: Telegram | None = None
        if account := telegram_account(settings):
            telegram = make_telegram(
                account,
                database,
                house,
                seller_name=settings.seller_name,
                # Dispatch wakes the sender, which sends through the port: so it is there later than Telegram.
                receive=lambda incoming: app.dispatch.receive(incoming),
            )
            ports[TELEGRAM] = telegram.port
            limits[TELEGRAM] = telegram_limits(settings.telegram_rate, settings.telegram_chat_rate)
        app = App(database, house, ports, limits, patience=Patience())
        await _grant_admins(app, settings)
        async with AsyncExitStack() as parts:
            await parts.enter_async_context(_beating(app, part))
            await parts.enter_async_context(_reading(app))
            if telegram is not None:
                await parts.enter_async_context(_connected(app, telegram))
            if part is not Part.WEB:
                await parts.enter_async_context(_working(app))
            await parts.enter_async_context(_answering(app))
            if part is not Part.WORKER:
                await parts.enter_async_context(_site(app, settings, demo_people, telegram))
            if part is not Part.WEB and telegram is not None:
                await parts.enter_async_context(_listening(telegram))
            yield app
    finally:
        await database.close()


@asynccontextmanager
async def _beating(app: App, part: Part) -> AsyncIterator[None]:
    """Show that the process lives, and go into quarantine where one before it was killed."""
    heartbeat = Heartbeat(app.database, part.value, clock=app.house.clock, on_killed=app.dispatch.quarantine)
    await heartbeat.start()
    beating = asyncio.create_task(heartbeat.run(), name="heartbeat")
    try:
        yield
    finally:
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)
        await heartbeat.stop()


@asynccontextmanager
async def _reading(app: App) -> AsyncIterator[None]:
    """Have the words of the goods at hand when something is typed."""
    async with _together() as group:
        ready = group.create_task(app.house.shelf.keep_ready(), name="words")
        await asyncio.sleep(0)  # it has begun before anybody is heard
        try:
            yield
        finally:
            ready.cancel()


@asynccontextmanager
async def _connected(app: App, telegram: Telegram) -> AsyncIterator[None]:
    """Be in touch with Telegram; its port and routes may be used meanwhile."""
    await remember_penalty(telegram, app.database)
    await telegram.start()
    try:
        yield
    finally:
        await telegram.close()


@asynccontextmanager
async def _listening(telegram: Telegram) -> AsyncIterator[None]:
    """Hear what people do on Telegram."""
    async with _together() as group:
        listening = group.create_task(telegram.run(), name="telegram")
        try:
            yield
        finally:
            listening.cancel()


@asynccontextmanager
async def _answering(app: App) -> AsyncIterator[None]:
    """See turns to their end, also those that were left behind by what was cut off."""
    try:
        yield
    finally:
        with suppress(TimeoutError):
            async with asyncio.timeout(TURNS_WITHIN_S):
                await app.dispatch.drain()  # what is rolled back at the end of this comes again


@asynccontextmanager
async def _site(
    app: App, settings: Settings, demo_people: Mapping[str, str], telegram: Telegram | None
) -> AsyncIterator[None]:
    """Serve the pages."""
    app.webchat = WebChat(
        receive=app.dispatch.receive,
        database=app.database,
        languages=app.house.languages,
        secret_key=settings.secret_key.get_secret_value(),
        public_url=settings.url_of_site,
        seller_name=lambda language: app.house.shelf.rules.name_for(language) or settings.seller_name or "Farmgate",
        demo_people=demo_people,
        links=app.house.links,
    )
    application = make_application(
        database=app.database,
        languages=app.house.languages,
        routes=[app.webchat.add_to, *([telegram.add_to] if telegram else [])],
        metrics_token=settings.metrics_token.get_secret_value(),
        hosts=DEMO_HOSTS if demo_people else (),
    )
    forget = app.database.listen(SHOWN_SIGNAL, app.webchat.hub.nudge)
    try:
        runner = await serve(application, settings.host, settings.port)
    except OSError as error:
        # asyncio names the address once more, before the reason.
        reason = (error.strerror or str(error)).rpartition("): ")[2]
        told = f"cannot listen on {settings.host}:{settings.port}: {reason}; choose another HOST or PORT"
        raise CannotListen(told) from None
    try:
        yield
    finally:
        forget()
        await runner.cleanup()


@asynccontextmanager
async def _working(app: App) -> AsyncIterator[None]:
    """Send messages and keep the clock."""
    async with _together() as group:
        group.create_task(app.sender.run(), name="sender")
        group.create_task(app.worker.run(), name="worker")
        try:
            yield
        finally:
            app.sender.stop()
            app.worker.stop()


@asynccontextmanager
async def _together() -> AsyncIterator[asyncio.TaskGroup]:
    """Run tasks beside the rest.  One that fails ends the process; what fails beside them is raised as it is."""
    failure: Exception | None = None
    async with asyncio.TaskGroup() as group:
        try:
            yield group
        except Exception as error:  # noqa: BLE001 - a group would put it into another error; raised below
            failure = error
    if failure is not None:
        raise failure


async def _grant_admins(app: App, settings: Settings) -> None:
    """Let those in whom ADMINS names; it grants at start and never removes."""
    addresses, now = settings.admin_addresses, app.house.clock()

    def grant(session: Session) -> None:
        for channel, external_id in addresses:
            ensure_admin(session, channel, external_id, now=now)

    if addresses:
        await app.database.transact(grant)
    app.house.shelf.put(await app.database.read(app.house.catalogue))


def _rule_defaults(settings: Settings) -> Mapping[str, Any]:
    return {
        "seller_name": settings.seller_name,
        "currency": settings.currency,
        "zone": ZoneInfo(settings.timezone),
    }
