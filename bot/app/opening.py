"""Every part, built once and handed on.  The only module that knows all the others."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import Session

from bot.catalog import farms
from bot.catalog.models import Shop
from bot.catalog.snapshot import Catalogue, load_catalogue
from bot.channels.webchat.channel import WebChat
from bot.channels.webchat.events import CHANNEL as WEBCHAT
from bot.clock import Clock, utc_now
from bot.codes import random_code
from bot.database import Database, open_database
from bot.dispatch import Dispatch, House
from bot.handlers.notices import FOLDED, RENDERERS, drawers
from bot.handlers.registry import FALLBACK, all_routes
from bot.i18n import Languages
from bot.links import Links
from bot.notices.ports import HistoryPort, Port
from bot.notices.posting import Poster
from bot.notices.sender import OUTBOX_SIGNAL, SHOWN_SIGNAL, Sender
from bot.notices.waking import add_waking
from bot.orders import alerts
from bot.orders.holds import release_expired
from bot.people.service import ensure_admin
from bot.settings import Settings, locales_folder
from bot.web.application import make_application, serve
from bot.worker.heartbeat import Heartbeat
from bot.worker.jobs import Jobs
from bot.worker.lapses import Lapses
from bot.worker.notices import NoticeClock
from bot.worker.retention import retention_sweeps
from bot.worker.sweeps import Sweep, in_batches
from bot.worker.worker import Worker

NOTHING: Mapping[str, Any] = MappingProxyType({})
DEMO_HOSTS = ("127.0.0.1", "localhost")  # another name for this machine is somebody else's page asking

HOLDS_AT_ONCE = 200  # expired holds that one transaction releases

_VERSION = select(Shop.__table__.c.version).where(Shop.__table__.c.id == 1)  # type: ignore[attr-defined]


class CannotListen(Exception):
    """The port is taken, or not ours to take."""


class Part(StrEnum):
    """What one process does."""

    RUN = "run"  # everything
    WEB = "web"
    WORKER = "worker"


class App:
    """The parts of one process, wired to each other; tests and the tour use it without any network."""

    def __init__(self, database: Database, house: House, ports: Mapping[str, Port]) -> None:
        self.database = database
        self.house = house
        self.webchat: WebChat | None = None
        self.sender = Sender(database, ports, clock=house.clock, remind_at=self._remind_at, on_shown=self._shown)
        self.dispatch = Dispatch(database, house, self._wake_sender)
        self.worker = Worker(
            database,
            self._sweeps(),
            Jobs(database, {}, clock=house.clock),
            clock=house.clock,
            own=(Sweep("see what was decided", timedelta(seconds=1), self._keep_up),),
        )

    def catalogue(self, session: Session) -> Catalogue:
        """Give the catalogue as of this transaction, from the shelf where that has not changed."""
        version = session.connection().execute(_VERSION).scalar() or 0
        return self.house.shelf.at(version) or load_catalogue(session, **self.house.rule_defaults)

    async def _keep_up(self, now: datetime) -> None:
        """See what other processes have changed in the shop: a worker takes no turns, in which it would be told."""
        self.house.shelf.put(await self.database.read(self.catalogue))

    def _sweeps(self) -> tuple[Sweep, ...]:
        """All that the clock does, the most urgent first."""
        database, poster = self.database, self.house.poster
        common: dict[str, Any] = {"catalogue_of": self.catalogue, "wake_sender": self._wake_sender}
        steps = {alerts.REQUESTED: _step, alerts.UNANSWERED: _step, farms.TEST_ALERT: _step_test_alert}
        notices = NoticeClock(database, poster, steps, **common)
        lapses = Lapses(database, poster, **common)
        return (
            Sweep("post due notices", timedelta(seconds=1), notices.post_due),
            Sweep("take next steps", timedelta(seconds=5), notices.take_steps),
            Sweep("release expired holds", timedelta(seconds=15), in_batches(database, release_expired, HOLDS_AT_ONCE)),
            Sweep("lapse unanswered orders", timedelta(seconds=15), lapses.run),
            *retention_sweeps(database),
        )

    def _wake_sender(self) -> None:
        self.sender.wake()
        self.database.notify(OUTBOX_SIGNAL)

    def _shown(self, identity_ids: Iterable[int]) -> None:
        if self.webchat is not None:
            self.webchat.hub.shown(identity_ids)

    def _remind_at(self, sent_at: datetime) -> datetime:
        rules = self.house.shelf.rules
        return add_waking(
            sent_at,
            rules.remind_after_minutes,
            zone=rules.zone,
            quiet_from=rules.quiet_from,
            quiet_until=rules.quiet_until,
        )


def _step(session: Session, notice_id: int, catalogue: Catalogue, now: datetime) -> None:
    alerts.step(session, notice_id, catalogue, now=now)


def _step_test_alert(session: Session, notice_id: int, catalogue: Catalogue, now: datetime) -> None:
    farms.step_test_alert(session, notice_id, now=now)


def make_house(
    languages: Languages,
    *,
    links: Links,
    clock: Clock = utc_now,
    random_code: Callable[[int], str] = random_code,
    rule_defaults: Mapping[str, Any] = NOTHING,
) -> House:
    """Put together what every turn needs."""
    return House(
        languages=languages,
        routes=all_routes(),
        fallback=FALLBACK,
        poster=Poster(RENDERERS, languages, folded=FOLDED, drawers=drawers(clock)),
        clock=clock,
        random_code=random_code,
        links=links,
        history_channels=frozenset({WEBCHAT}),
        rule_defaults=rule_defaults,
    )


@asynccontextmanager
async def open_app(settings: Settings, part: Part, demo_people: Mapping[str, str] = NOTHING) -> AsyncIterator[App]:
    """Run a part's work for the length of the block; at its end what is under way is finished.

    Raises:
        DatabaseInUse: another process has the SQLite file.
        CannotListen: the port is taken.
    """
    database = open_database(settings.url_of_database, role=part.value)
    try:
        languages = Languages(locales_folder(), settings.language_codes)
        house = make_house(languages, links=Links(settings.url_of_site), rule_defaults=_rule_defaults(settings))
        app = App(database, house, {WEBCHAT: HistoryPort()})
        await _grant_admins(app, settings)
        async with AsyncExitStack() as parts:
            await parts.enter_async_context(_beating(app, part))
            if part is not Part.WORKER:
                await parts.enter_async_context(_site(app, settings, demo_people))
            if part is not Part.WEB:
                await parts.enter_async_context(_working(app))
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
async def _site(app: App, settings: Settings, demo_people: Mapping[str, str]) -> AsyncIterator[None]:
    """Serve the pages."""
    app.webchat = WebChat(
        receive=app.dispatch.receive,
        database=app.database,
        languages=app.house.languages,
        secret_key=settings.secret_key.get_secret_value(),
        public_url=settings.url_of_site,
        seller_name=lambda language: app.house.shelf.rules.name_for(language) or settings.seller_name or "Farmgate",
        demo_people=demo_people,
    )
    application = make_application(
        database=app.database,
        languages=app.house.languages,
        routes=[app.webchat.add_to],
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
        await app.dispatch.drain()  # a request that was cut off leaves its turn behind


@asynccontextmanager
async def _working(app: App) -> AsyncIterator[None]:
    """Send messages and keep the clock."""
    async with asyncio.TaskGroup() as group:
        group.create_task(app.sender.run(), name="sender")
        group.create_task(app.worker.run(), name="worker")
        try:
            yield
        finally:
            app.sender.stop()
            app.worker.stop()


async def _grant_admins(app: App, settings: Settings) -> None:
    """Let those in whom ADMINS names; it grants at start and never removes."""
    addresses, now = settings.admin_addresses, app.house.clock()

    def grant(session: Session) -> None:
        for channel, external_id in addresses:
            ensure_admin(session, channel, external_id, now=now)

    if addresses:
        await app.database.transact(grant)
    app.house.shelf.put(await app.database.read(app.catalogue))


def _rule_defaults(settings: Settings) -> Mapping[str, Any]:
    return {
        "seller_name": settings.seller_name,
        "currency": settings.currency,
        "zone": ZoneInfo(settings.timezone),
    }
