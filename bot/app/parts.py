"""The parts of one process, wired to each other."""

import random
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlmodel import Session

from bot.catalog import farms
from bot.catalog.snapshot import Catalogue
from bot.channels.webchat.channel import WebChat
from bot.database import Database
from bot.dispatch import Dispatch, House, Patience
from bot.handlers.admin.clips import HANG_CLIP
from bot.handlers.admin.photos import HANG_PHOTOS
from bot.handlers.buyer.papers import RECEIPT
from bot.notices.pacing import Limits
from bot.notices.ports import Port
from bot.notices.sender import OUTBOX_SIGNAL, Sender
from bot.notices.waking import add_waking
from bot.orders import alerts, waitlist
from bot.orders.holds import release_expired
from bot.orders.rating import count_ratings
from bot.worker.jobs import Jobs, Run
from bot.worker.notices import NoticeClock
from bot.worker.papers import ReceiptPapers
from bot.worker.posts import Posts
from bot.worker.retention import retention_sweeps
from bot.worker.sent_media import SentMedia
from bot.worker.steps import lapses, lines, reminders
from bot.worker.sweeps import Sweep, in_batches
from bot.worker.worker import Worker

UNLIMITED: Mapping[str, Limits] = MappingProxyType({})
HOLDS_AT_ONCE = 200  # expired holds that one transaction releases
RATINGS_AT_ONCE = 500  # that one transaction adds up


class App:
    """The parts of one process, wired to each other; tests and the tour use it without any network."""

    def __init__(
        self,
        database: Database,
        house: House,
        ports: Mapping[str, Port],
        limits: Mapping[str, Limits] = UNLIMITED,
        *,
        patience: Patience | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Put the parts together.

        ports, limits: by channel.  patience: with how much one person may say; None: with all of it.
        chance: random numbers from 0 to 1, for pauses.
        """
        self.database = database
        self.house = house
        self.webchat: WebChat | None = None
        self._ports = ports
        self.sender = Sender(
            database,
            ports,
            clock=house.clock,
            remind_at=self._remind_at,
            limits=limits,
            on_shown=self._shown,
            chance=chance,
        )
        self.dispatch = Dispatch(database, house, self._wake_sender, patience=patience)
        self.worker = Worker(
            database,
            self._sweeps(),
            Jobs(database, self._jobs(), clock=house.clock, on_written=self._wake_sender),
            clock=house.clock,
            own=(Sweep("see what was decided", timedelta(seconds=1), self._keep_up),),
        )

    async def _keep_up(self, now: datetime) -> None:
        """See what other processes have changed in the shop: a worker takes no turns, in which it would be told."""
        self.house.shelf.put(await self.database.read(self.house.catalogue))

    def _sweeps(self) -> tuple[Sweep, ...]:
        """All that the clock does, the most urgent first."""
        database, poster = self.database, self.house.poster
        common: dict[str, Any] = {"catalogue_of": self.house.catalogue, "wake_sender": self._wake_sender}
        steps = {
            alerts.REQUESTED: _step,
            alerts.UNANSWERED: _step,
            farms.TEST_ALERT: _step_test_alert,
            waitlist.OFFERED: _step_offer,
        }
        notices = NoticeClock(database, poster, steps, **common)
        posts = Posts(database, poster, **common)
        return (
            Sweep("post due notices", timedelta(seconds=1), notices.post_due),
            Sweep("take next steps", timedelta(seconds=5), notices.take_steps),
            # Before holds are released: what one person has not taken goes to the next in line.
            Sweep("serve those who wait", timedelta(seconds=5), lines(database, poster, **common).run),
            Sweep("release expired holds", timedelta(seconds=15), in_batches(database, release_expired, HOLDS_AT_ONCE)),
            Sweep("keep posts true", timedelta(seconds=5), posts.run),
            Sweep("lapse unanswered orders", timedelta(seconds=15), lapses(database, poster, **common).run),
            Sweep("remind of pickups", timedelta(minutes=1), reminders(database, poster, **common).run),
            Sweep("add up ratings", timedelta(minutes=5), in_batches(database, count_ratings, RATINGS_AT_ONCE)),
            *retention_sweeps(database),
        )

    def _jobs(self) -> Mapping[str, Run]:
        """All work that waits, by kind."""
        house = self.house
        papers = ReceiptPapers(self.database, house.languages, catalogue_of=house.catalogue, clock=house.clock)
        sent = SentMedia(self.database, house.languages, self._ports, catalogue_of=house.catalogue, clock=house.clock)
        return {RECEIPT: papers.run, HANG_PHOTOS: sent.hang_photos, HANG_CLIP: sent.hang_clip}

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


def _step_offer(session: Session, notice_id: int, catalogue: Catalogue, now: datetime) -> None:
    waitlist.step_offer(session, notice_id, catalogue, now=now)
